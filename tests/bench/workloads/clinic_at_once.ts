/**
 * B9: all phones of a large clinic at once.
 *
 * @module
 */

import { type BenchLine, inMib, inMs } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import type { BenchPlan } from "./bench_plan.ts";

const PHONES = 50;
const ROWS = 50;
const P95_AIM_MS = 2_000;

/** B9. */
export async function clinicAtOnce(plan: BenchPlan): Promise<BenchLine[]> {
  const { clinicRounds: rounds } = plan.sizes;
  await using hub = await HubUnderTest.start();
  const phones = hub.generator();
  await phones.run("admit", { phones: PHONES });
  const ask = { phones: PHONES, rows: ROWS, rounds, seed: 0, clinicId: hub.clinicId };
  const day = await plan.measure(hub, () => phones.run("clinic", ask));
  plan.noteLatencies("sync", day.sync);
  plan.noteLatencies("handshake", day.handshake);
  plan.noteLatencies("pull", day.pull);
  plan.noteLatencies("push", day.push);
  plan.note(`rounds ${day.roundsMs.map(inMs).join(", ")}`);
  plan.note(`hub up to ${inMib(hub.memory()?.peakKib ?? NaN)}`);
  plan.noteErrors(hub);
  const failures = [day.handshake, day.pull, day.push]
    .flatMap((latencies) => Object.values(latencies.failures))
    .reduce((sum, count) => sum + count, 0);
  const faults = `${failures} errors, ${day.missing} rows missing, ${day.doubled} doubled`;
  plan.note(faults);
  const sound = failures === 0 && day.missing === 0 && day.doubled === 0;
  return [{
    id: "B9",
    workload: `${PHONES} phones at once, each pulling and pushing ${ROWS} rows, ${rounds} rounds`,
    measured: `p95 ${inMs(day.sync.p95Ms)}${sound ? ", no error" : `, ${faults}`}`,
    limit: "",
    ratio: null,
    aim: "p95 ≤ 2 s, no error",
    met: sound && day.sync.p95Ms <= P95_AIM_MS,
  }];
}
