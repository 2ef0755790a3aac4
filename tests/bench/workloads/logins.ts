/**
 * B7: what others notice while many phones log in.
 *
 * @module
 */

import { type BenchLine, inMs, median, perSecond } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import { passwordCheckMs } from "../limits/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";

const PHONES = 20;
const ROUNDS = 2;
const P99_AIM_MS = 50;
const IDLE_MS = 3_000;
const EVERY_MS = 10;

/** B7. */
export async function logins(plan: BenchPlan): Promise<BenchLine[]> {
  const { runs } = plan.sizes;
  await using hub = await HubUnderTest.start();
  const phones = hub.generator();
  const other = hub.generator();
  const { loginsMs: [firstMs = NaN, nextMs = NaN] } = await phones.run("admit", { phones: PHONES });
  plan.note(`first login of the process ${inMs(firstMs)}, next one ${inMs(nextMs)}`);
  await other.run("admit", { phones: 1 });
  const pullsWhile = async (action: () => Promise<unknown>) => {
    await other.run("probeStart", { call: "pull", everyMs: EVERY_MS });
    await action();
    return await other.run("probeStop", {});
  };
  await pullsWhile(() => pause());
  const idle = await pullsWhile(() => pause());
  plan.noteLatencies("pulls on an idle hub", idle);
  const p99sMs: number[] = [];
  const rates: number[] = [];
  for (let run = 0; run < runs; run++) {
    const pulls = await plan.measure(hub, () =>
      pullsWhile(async () => {
        const { ms, latencies } = await phones.run("logins", { phones: PHONES, rounds: ROUNDS });
        rates.push(latencies.calls / (ms / 1000));
        plan.noteLatencies("logins", latencies);
      }));
    plan.noteLatencies("pulls meanwhile", pulls);
    p99sMs.push(pulls.p99Ms);
  }
  plan.noteErrors(hub);
  const checkMs = median(await passwordCheckMs(runs));
  plan.note(`${perSecond(median(rates))} logins, limit ${perSecond(1000 / checkMs)}`);
  const p99Ms = median(p99sMs);
  return [{
    id: "B7",
    workload: `another's pull while ${PHONES} phones log in`,
    measured: `p99 ${inMs(p99Ms)}`,
    limit: `p99 ${inMs(idle.p99Ms)} on an idle hub`,
    ratio: p99Ms / idle.p99Ms,
    aim: "p99 ≤ 50 ms",
    met: p99Ms <= P99_AIM_MS,
  }, {
    id: "",
    workload: "those logins",
    measured: perSecond(median(rates)),
    limit: perSecond(1000 / checkMs),
    ratio: 1000 / checkMs / median(rates),
    aim: "",
    met: null,
  }];
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, IDLE_MS));
}
