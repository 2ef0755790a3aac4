/**
 * B5 and B10: a hub with a million rows.
 *
 * @module
 */

import { type BenchLine, inMib, inMs, median } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import { DatabaseLimits, deriveKeyMs } from "../limits/mod.ts";
import type { Latencies, LoadProcess } from "../load/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";
import { fillEvents, fillPatients } from "./fill_hub.ts";

const NEW_ROWS = 50;
const ROUNDS = 200;
/** Twice the aims of B4. */
const P50_AIM_MS = 6;
const P99_AIM_MS = 30;
const START_AIM_MS = 1_500;
/** Rows that the limit's file is made of before they are copied. */
const LIMIT_ROWS = 100_000;

/** B5 and B10. */
export async function hugeHub(plan: BenchPlan): Promise<BenchLine[]> {
  const { runs, hugeRows, hugeBytes } = plan.sizes;
  await using hub = await HubUnderTest.start();
  const phones = hub.generator();
  const small = await passOn(plan, hub, phones, 0);
  plan.noteLatencies("pull of 50 new rows on a small database", small);
  const filler = hub.generator();
  await fillPatients(hub, filler, hugeRows, (rows, pushMs, pullMs) => {
    const kib = hub.memory()?.residentKib ?? 0;
    plan.note(`${rows} rows: push ${inMs(pushMs)}, own pull ${inMs(pullMs)}, hub ${inMib(kib)}`);
  });
  const { clinicId } = hub;
  await filler.run("admit", { phones: 1 });
  const ask = { from: 1, to: 0, rows: NEW_ROWS, rounds: ROUNDS, seed: 50, clinicId };
  const huge = await plan.measure(hub, () => filler.run("passOn", ask));
  plan.noteLatencies(`pull of 50 new rows on ${hugeRows} rows`, huge.pull);
  plan.noteLatencies("push of 50 rows", huge.push);
  const events = await fillEvents(hub, filler, hugeBytes);
  plan.noteErrors(hub);
  await hub.stop();
  const { databaseBytes } = hub;
  plan.note(`${inMib(databaseBytes / 1024)} with ${events} events`);
  const startsMs: number[] = [];
  const startsCpuMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    startsMs.push(await plan.measure(hub, () => hub.startAgain()));
    startsCpuMs.push(hub.cpuMs() ?? NaN);
    await hub.stop();
  }
  await hub.startAgain();
  plan.note(`starts ${startsMs.map(inMs).join(", ")}`);
  plan.noteErrors(hub);

  await using database = await DatabaseLimits.build();
  const rows = Math.min(LIMIT_ROWS, hugeRows);
  const { someNew } = await database.lookUps(
    { table: "patients", rows, seed: 0, clinicId },
    { copies: Math.round(hugeRows / rows), newRows: NEW_ROWS },
  );
  const keyMs = median(await deriveKeyMs(runs));
  const emptyMs = await emptyProgramMs();
  const startMs = median(startsMs);
  const { p50Ms, p99Ms } = huge.pull;
  return [{
    id: "B5",
    workload: `pull of ${NEW_ROWS} new rows on ${hugeRows} rows`,
    measured: `p50 ${inMs(p50Ms)}, p99 ${inMs(p99Ms)}`,
    limit: `look-ups ${inMs(someNew.p50Us / 1000)}`,
    ratio: null,
    aim: "as B4 within 2 ×",
    met: p50Ms <= P50_AIM_MS && p99Ms <= P99_AIM_MS,
  }, {
    id: "B10",
    workload: `start to serving, ${inMib(databaseBytes / 1024)} of database`,
    // What others leave of the cores decides how long it takes, not what it costs.
    measured: `${inMs(startMs)}, of it ${inMs(median(startsCpuMs))} of processor time`,
    limit: `key ${inMs(keyMs)}, empty program ${inMs(emptyMs)}`,
    ratio: startMs / (keyMs + emptyMs),
    aim: "≤ 1.5 s",
    met: startMs <= START_AIM_MS,
  }];
}

async function passOn(
  plan: BenchPlan,
  hub: HubUnderTest,
  phones: LoadProcess,
  seed: number,
): Promise<Latencies> {
  await phones.run("admit", { phones: 2 });
  const { clinicId } = hub;
  const ask = { from: 1, to: 0, rows: NEW_ROWS, rounds: ROUNDS, seed, clinicId };
  const { pull } = await plan.measure(hub, () => phones.run("passOn", ask));
  return pull;
}

/** What a start costs when there is nothing to start. */
async function emptyProgramMs(): Promise<number> {
  const startedMs = performance.now();
  await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-config", ""] }).output();
  return performance.now() - startedMs;
}
