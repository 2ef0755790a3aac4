/**
 * One run of the relay: key check, push, pull, apply, push (decisions 19-23). Owns no rule.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import { LoweredLimits } from "../chunk_push.ts";
import { type CloudDevice, planRun, type RunLimit } from "../cloud_device.ts";
import { MAX_SEARCH_REQUESTS } from "../deliver_chunk.ts";
import { RequestPace } from "../pace.ts";
import type { RelayTally } from "../relay_status.ts";
import type { RelayCounts } from "../store/relay_store.ts";
import { type ClientOptions, CloudClient, RelayError } from "./cloud_client.ts";
import { FROM_START, receiveChanges, storeChanges } from "./receive_changes.ts";
import type { RelayDesk } from "./relay_desk.ts";
import { type OnProgress, RunCount } from "./relay_tally.ts";
import { sendWaiting } from "./send_waiting.ts";

/** Pulls begin so much before the last one: commits become visible late, and clocks differ (A31). */
const OVERLAP_MS = 5 * 60_000;

/** How a run ended. */
export type RunResult =
  | {
    readonly relayed: true;
    readonly tally: RelayTally;
    /** Clinics that were taken from the hub since the last run; their rows stay. */
    readonly gone: readonly string[];
  } & RelayCounts
  | { readonly relayed: false; readonly reason: RunLimit };

/** Settings of a run. */
export interface RunOptions extends ClientOptions {
  /** Hears how far the run is, and what it has moved, at every change. */
  readonly onProgress?: OnProgress;
  /** Hears what the cloud says of this hub, before the run acts on it. */
  readonly onDevice?: (device: CloudDevice) => void;
}

const UNDER_WAY = new WeakMap<RelayDesk, Promise<RunResult>>();
/** What the cloud asked to wait for outlives a run (B24). */
const PACES = new WeakMap<RelayDesk, RequestPace>();
/** So does how much the line takes at once: a run ends where it breaks. */
const LIMITS = new WeakMap<RelayDesk, LoweredLimits>();

/**
 * Runs once. While a run on the same store is under way, that one's end is awaited instead (B23).
 *
 * The run can be stopped, or its process killed, at any moment: every step is a transaction, what
 * leaves is noted before it does, and an answer is stored only once all of it is there.
 *
 * @throws {RelayError} what was done so far stays
 */
export function runRelay(
  desk: RelayDesk,
  access: CloudAccess,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<RunResult> {
  const underWay = UNDER_WAY.get(desk);
  if (underWay !== undefined) return underWay;
  const run = relayOnce(desk, access, signal, options).finally(() => UNDER_WAY.delete(desk));
  UNDER_WAY.set(desk, run);
  return run;
}

async function relayOnce(
  desk: RelayDesk,
  access: CloudAccess,
  signal: AbortSignal,
  options: RunOptions,
): Promise<RunResult> {
  const pace = options.pace ?? PACES.get(desk) ?? new RequestPace();
  PACES.set(desk, pace);
  const limits = LIMITS.get(desk) ?? new LoweredLimits();
  LIMITS.set(desk, limits);
  limits.begin();
  const client = new CloudClient(access, signal, { ...options, pace });
  const count = new RunCount(options.onProgress);
  const { run, hasAnswer, ...before } = await desk.begin();
  if (hasAnswer) await storeChanges({ desk, count, run, signal });
  const known = hasAnswer ? await desk.begin() : { ...before, run };
  const about = { desk, client, count, run: known.run, signal };
  let waiting = await findWaiting(about);
  count.begin("checking");
  const device = await client.verifyKey();
  options.onDevice?.(device);
  const plan = planRun(known.device, device);
  if (!plan.relay) return { relayed: false, reason: plan.reason };
  const isFirst = plan.pullFrom === "start" || known.cloudCursor === 0;
  const since = isFirst ? FROM_START : Math.max(FROM_START, known.cloudCursor - OVERLAP_MS);
  const sending = {
    ...{ ...about, clinicIds: device.clinicIds, budget: { left: MAX_SEARCH_REQUESTS }, limits },
  };
  const sendFirst = async () => {
    count.begin("sending", 1, waiting);
    await sendWaiting({ ...sending, afterPull: false }).catch((error) => {
      // What the cloud has to say is asked for all the same; then what is left is sent again.
      if (!mayPullAfter(error)) throw error;
    });
  };
  // Before the first pull nobody knows which of the hub's rows the cloud holds already.
  const maySend = !isFirst;
  if (maySend && known.isRecent) await sendFirst();
  let received: number;
  try {
    received = await receiveChanges(
      { ...about, device, knownTimestamp: known.cloudCursor },
      since,
    );
  } catch (error) {
    // A line too bad for what the cloud has to say may do for what the hub has.
    if (maySend && !known.isRecent && !signal.aborted) await sendFirst();
    throw error;
  }
  await storeChanges(about, received);
  waiting = await findWaiting(about);
  count.begin("sending", maySend && known.isRecent ? 2 : 1, waiting);
  await sendWaiting({ ...sending, afterPull: true });
  const { tally } = count;
  const counts = {
    sent: sum(tally.sent),
    received: sum(tally.received),
    refused: tally.refused,
  };
  await desk.finish(known.run, counts);
  return { relayed: true, ...counts, tally, gone: plan.gone };
}

/** Gives how many there are. */
async function findWaiting(
  { desk, count, signal }: {
    readonly desk: RelayDesk;
    readonly count: RunCount;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  count.begin("looking");
  for (;;) {
    if (signal.aborted) throw new RelayError("CANCELLED");
    const { found, more, waiting } = await desk.gather();
    count.rows(found);
    if (!more) return waiting;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Whether a failed push is no reason to leave out the pull. */
function mayPullAfter(error: unknown): boolean {
  return error instanceof RelayError && error.code !== "CANCELLED" && error.code !== "TOO_MANY";
}

function sum(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((total, count) => total + count, 0);
}
