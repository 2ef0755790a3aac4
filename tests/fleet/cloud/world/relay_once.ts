/**
 * One run of a hub's relay, as its worker would do it, with moments at which others may act.
 *
 * @module
 */

import { RequestPace } from "../../../../server/relay/pace.ts";
import { runRelay, type RunResult } from "../../../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../../../server/relay/store/relay_store.ts";
import type { SimulatedCloud } from "../../../support/cloud/mod.ts";
import type { MemoryHub } from "../../hub/memory_hub.ts";

const UNLIMITED = 1_000_000_000;
const PATIENT_STALL_MS = 60_000;

/** A run. */
export interface RelayAsked {
  readonly hub: MemoryHub;
  readonly cloud: SimulatedCloud;
  readonly apiKey: string;
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
  /** Lets time pass where the relay waits for it. Default: it waits. */
  readonly passTime?: (ms: number) => void;
  /** Called after everything the run asks of the hub's database. */
  readonly onStored?: () => Promise<void>;
}

/** Runs once. @throws whatever the relay throws */
export async function relayOnce(asked: RelayAsked): Promise<RunResult> {
  const { hub: { engine }, cloud, apiKey } = asked;
  if (engine === null) throw new Error("Cannot relay: the hub is down");
  const store = watched(new RelayStore(engine), asked.onStored ?? (() => Promise.resolve()));
  const { passTime } = asked;
  const pause = (ms: number) => Promise.resolve(passTime?.(ms));
  const signal = asked.signal ?? new AbortController().signal;
  return await runRelay(store, { url: cloud.url, apiKey }, signal, {
    pace: new RequestPace(UNLIMITED),
    stallMs: asked.stallMs ?? PATIENT_STALL_MS,
    ...(asked.stallMs === undefined ? {} : { leastBytesPerSecond: Infinity }),
    ...(passTime === undefined ? {} : { pause }),
  });
}

/** The store with a moment after each call that takes time. */
function watched(store: RelayStore, onStored: () => Promise<void>): RelayStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const result: unknown = value.apply(target, args);
        if (!(result instanceof Promise)) return result;
        return result.then(async (done) => {
          await onStored();
          return done;
        });
      };
    },
  });
}
