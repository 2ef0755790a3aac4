/**
 * B4: pulls with nothing new.
 *
 * @module
 */

import { type BenchLine, inMs, median } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import { DatabaseLimits } from "../limits/mod.ts";
import type { Latencies, LoadProcess } from "../load/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";
import { fillPatients } from "./fill_hub.ts";

const P50_AIM_MS = 3;
const P99_AIM_MS = 15;
/** Phones that call at once, besides one alone. */
const AT_ONCE = 8;

/** B4. */
export async function emptyPull(plan: BenchPlan): Promise<BenchLine[]> {
  const { runs, pullRows, calls } = plan.sizes;
  await using hub = await HubUnderTest.start();
  const phones = hub.generator();
  await phones.run("admit", { phones: AT_ONCE });
  await pulls(phones, 1, calls);
  const few = await plan.measure(hub, () => pulls(phones, 1, calls));
  plan.noteLatencies("on a small database", few);
  await fillPatients(hub, hub.generator(), pullRows);
  const alone: Latencies[] = [];
  for (let run = 0; run < runs; run++) {
    alone.push(await plan.measure(hub, () => pulls(phones, 1, calls)));
    plan.noteLatencies(`on ${pullRows} rows`, alone.at(-1) ?? few);
  }
  plan.noteLatencies(`${AT_ONCE} phones at once`, await pulls(phones, AT_ONCE, calls));
  const beats = await phones.run("repeat", { call: "heartbeat", phones: 1, calls });
  plan.noteLatencies("heartbeat, for the HTTP part of it", beats.latencies);
  plan.noteErrors(hub);

  await using database = await DatabaseLimits.build();
  const order = { table: "patients", rows: pullRows, seed: 0, clinicId: hub.clinicId } as const;
  const { nothingNew } = await database.lookUps(order, { copies: 1, newRows: 50 });
  const p50Ms = median(alone.map((latencies) => latencies.p50Ms));
  const p99Ms = median(alone.map((latencies) => latencies.p99Ms));
  return [{
    id: "B4",
    workload: `pull with nothing new on ${pullRows} rows`,
    measured: `p50 ${inMs(p50Ms)}, p99 ${inMs(p99Ms)}`,
    limit: `look-ups ${inMs(nothingNew.p50Us / 1000)}`,
    ratio: null,
    aim: "p50 ≤ 3 ms, p99 ≤ 15 ms",
    met: p50Ms <= P50_AIM_MS && p99Ms <= P99_AIM_MS,
  }, {
    id: "",
    workload: "the same on a small database",
    measured: `p50 ${inMs(few.p50Ms)}, p99 ${inMs(few.p99Ms)}`,
    limit: "",
    ratio: null,
    aim: "the same",
    met: p50Ms <= 2 * few.p50Ms,
  }];
}

async function pulls(phones: LoadProcess, atOnce: number, calls: number): Promise<Latencies> {
  return (await phones.run("repeat", { call: "pull", phones: atOnce, calls })).latencies;
}
