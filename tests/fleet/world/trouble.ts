/**
 * What goes wrong with one request.
 *
 * @module
 */

import {
  calls,
  doublesRequests,
  dropsRequests,
  losesAnswers,
  networkError,
  once,
  PhoneCrash,
  type PhoneFetch,
  repeatsRequests,
  truncatesAnswers,
  type When,
} from "../../support/phone/mod.ts";
import type { Fault, HitCall, Trouble } from "../schedule/step.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import type { World } from "./world.ts";

type Wrap = (world: World, inner: PhoneFetch, when: When) => PhoneFetch;

const WRAPS: Readonly<Record<Fault, Wrap>> = {
  drop: (_world, inner, when) => dropsRequests(inner, when),
  lose: (_world, inner, when) => losesAnswers(inner, when),
  truncate: (_world, inner, when) => truncatesAnswers(inner, when),
  repeat: (_world, inner, when) => repeatsRequests(inner, when),
  double: (_world, inner, when) => doublesRequests(inner, when),
  hubDiesBefore: (world, inner, when) => async (url, init, call) => {
    if (when(call)) await world.killHub();
    return await inner(url, init, call);
  },
  hubDiesAfter: (world, inner, when) => async (url, init, call) => {
    const isHit = when(call);
    const answer = await inner(url, init, call);
    if (!isHit) return answer;
    await world.killHub();
    throw networkError();
  },
  hubDiesDuring: (world, inner, when) => async (url, init, call) => {
    if (!when(call)) return await inner(url, init, call);
    const answer = inner(url, init, call);
    answer.catch(() => {});
    const { diesWithinMs } = world.hub;
    if (diesWithinMs > 0) await sleep(Math.random() * diesWithinMs);
    await world.killHub();
    return await answer;
  },
  phoneDies: (_world, inner, when) => async (url, init, call) => {
    const isHit = when(call);
    const answer = await inner(url, init, call);
    if (isHit) throw new PhoneCrash();
    return answer;
  },
};

/** Waits. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function hits(call: HitCall): When {
  if (call === "command") return ({ kind, name }) => kind === "command" && name !== "login";
  return calls(call);
}

/** Runs `work` with the phone's network in trouble. The hub is up afterwards if it was before. */
export async function inTrouble<T>(
  world: World,
  phone: FleetPhone,
  trouble: Trouble | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (trouble === undefined) return await work();
  const wasUp = world.hub.isUp;
  const whole = phone.phone.fetch;
  const wrap = WRAPS[trouble.fault];
  phone.phone.fetch = wrap(world, whole, once(hits(trouble.call)));
  try {
    return await work();
  } finally {
    phone.phone.fetch = whole;
    if (wasUp) await world.hub.start();
  }
}
