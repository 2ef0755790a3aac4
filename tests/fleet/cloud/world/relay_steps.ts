/**
 * Runs of the relay and what goes wrong with them.
 *
 * @module
 */

import { RelayError } from "../../../../server/relay/run/cloud_client.ts";
import type { NetworkRequest } from "../../../support/cloud/mod.ts";
import { FleetFailure } from "../../world/failure.ts";
import type { CloudStep, RelayDone } from "../schedule/step.ts";
import type { CloudWorld, Site } from "./cloud_world.ts";
import { relayOnce } from "./relay_once.ts";

/** Plays the steps of others inside a run. */
export type PlayInside = (step: CloudStep) => Promise<void>;

const MINUTE_MS = 60_000;
/** Long enough for a busy machine, short enough for hundreds of schedules. */
const SHORT_STALL_MS = 400;

/** Nothing takes so long. */
const HANGS_MS = 45_000;

/** What a run did. */
export interface Relayed {
  /** Rows up, rows down; null when the run did not come to its end. */
  readonly rows: { readonly sent: number; readonly received: number } | null;
  /** Why it did not, or did nothing. */
  readonly reason: string | null;
}

/** One run of one hub. */
export async function relay(
  world: CloudWorld,
  step: RelayDone,
  play: PlayInside,
): Promise<Relayed> {
  const site = world.siteAt(step.hub);
  const { hub } = site;
  if (site.isRelaying || !hub.isUp) return { rows: null, reason: "not possible" };
  world.hubs.passTime(MINUTE_MS);
  const stop = new AbortController();
  const weather = weatherOf(step);
  const { onStep } = world.cloud;
  const { weather: otherWeather } = world.cloud.network;
  let moment = 0;
  const inside: Promise<void>[] = [];
  const playInside = async (at: number) => {
    if (at === step.cancel) stop.abort();
    if (at === step.dies) await hub.kill();
    if (at === step.during?.at) { for (const inner of step.during.steps) await play(inner); }
  };
  const onMoment = () => {
    const playing = playInside(moment++);
    inside.push(playing);
    return playing;
  };
  const isStalling = (step.faults ?? []).some(({ fault }) => fault.kind === "stall");
  const deaths = site.world.deaths;
  site.isRelaying = true;
  const hanging = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    hanging.reject(
      new FleetFailure("STUCK", `a run of hub ${site.number} hangs, moment ${moment}`),
    );
  }, HANGS_MS);
  world.cloud.onStep = onMoment;
  if (weather !== null) world.cloud.network.weather = weather;
  let outcome: Relayed;
  try {
    const running = runOnce(world, site, {
      signal: stop.signal,
      onStored: onMoment,
      passTime: (ms) => {
        world.commitLate();
        world.hubs.passTime(ms);
      },
      ...(isStalling ? { stallMs: SHORT_STALL_MS } : {}),
      mayFail: () => site.world.deaths !== deaths || site.world.diskFullFor > 0,
    }).finally(() => world.cloud.onStep = onStep);
    outcome = await Promise.race([endOf(running, inside), hanging.promise]);
  } finally {
    clearTimeout(timer);
    site.isRelaying = false;
    world.cloud.onStep = onStep;
    world.cloud.network.weather = otherWeather;
    site.world.committed();
  }
  if (site.world.deaths !== deaths && site.world.hubDownFor === 0) await hub.start();
  world.tally.count(`relay ${outcome.reason ?? "done"}`);
  return outcome;
}

/** A run that gives up leaves others in the middle of what they do: it is over when they are. */
async function endOf(
  running: Promise<Relayed>,
  inside: readonly Promise<void>[],
): Promise<Relayed> {
  const relayed = await running;
  for (const played of await Promise.allSettled(inside)) {
    if (played.status === "rejected" && played.reason instanceof FleetFailure) throw played.reason;
  }
  return relayed;
}

interface Around {
  readonly signal: AbortSignal;
  readonly onStored: () => Promise<void>;
  readonly passTime: (ms: number) => void;
  readonly stallMs?: number;
  /** True when the hub was in no state to go on. */
  readonly mayFail: () => boolean;
}

async function runOnce(
  { cloud }: CloudWorld,
  { hub, apiKey }: Site,
  { mayFail, ...around }: Around,
): Promise<Relayed> {
  try {
    const result = await relayOnce({ hub, cloud, apiKey, ...around });
    if (!result.relayed) return { rows: null, reason: result.reason };
    const { sent, received } = result;
    return { rows: { sent, received }, reason: null };
  } catch (error) {
    if (error instanceof RelayError) return { rows: null, reason: error.code };
    if (error instanceof FleetFailure) throw error;
    if (mayFail()) return { rows: null, reason: "hub failed" };
    throw new FleetFailure(
      "RELAY",
      `a run ended in ${error instanceof Error ? error.stack : error}`,
    );
  }
}

/** Faults by the number of the request within the run. */
function weatherOf({ faults }: RelayDone) {
  if (faults === undefined) return null;
  let requests = 0;
  return (_request: NetworkRequest) => {
    const at = requests++;
    return faults.find((planned) => planned.at === at)?.fault ?? null;
  };
}
