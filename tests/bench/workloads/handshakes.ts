/**
 * B6: handshakes of known phones.
 *
 * @module
 */

import { type BenchLine, median, perSecond } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import { agreementsPerSecond } from "../limits/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";

const AIM = 1_500;
const AT_ONCE = 8;

/** B6. */
export async function handshakes(plan: BenchPlan): Promise<BenchLine[]> {
  const { runs, calls } = plan.sizes;
  await using hub = await HubUnderTest.start();
  const phones = hub.generator();
  await phones.run("admit", { phones: AT_ONCE });
  const rateOf = async (atOnce: number) => {
    const ask = { call: "handshake", phones: atOnce, calls: 2 * calls } as const;
    const { ms, latencies } = await plan.measure(hub, () => phones.run("repeat", ask));
    plan.noteLatencies(`${atOnce} at once`, latencies);
    return latencies.calls / (ms / 1000);
  };
  await rateOf(1);
  const alone: number[] = [];
  const together: number[] = [];
  for (let run = 0; run < runs; run++) {
    alone.push(await rateOf(1));
    together.push(await rateOf(AT_ONCE));
  }
  plan.noteErrors(hub);
  const limits = Array.from({ length: runs }, () => agreementsPerSecond(calls));
  const limit = median(limits);
  const line = (workload: string, rates: readonly number[]): BenchLine => ({
    id: "B6",
    workload,
    measured: perSecond(median(rates)),
    limit: perSecond(limit),
    ratio: limit / median(rates),
    aim: "≥ 1 500/s",
    met: median(rates) >= AIM,
  });
  return [
    line("handshakes, one after another", alone),
    { ...line(`handshakes, ${AT_ONCE} at once`, together), id: "" },
  ];
}
