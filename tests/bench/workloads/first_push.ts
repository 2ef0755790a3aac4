/**
 * B1 and B2: a phone's first push.
 *
 * @module
 */

import { type BenchLine, inMib, inMs, median, perSecond } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import { DatabaseLimits, decodePushMs } from "../limits/mod.ts";
import type { BenchTable } from "../load/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";

interface FirstPush {
  readonly id: string;
  readonly table: BenchTable;
  readonly what: string;
  /** Rows a second. */
  readonly aim: number;
  /** Times the limit, if there is such an aim. */
  readonly maxRatio: number;
  readonly aimText: string;
}

/** B1. */
export function pushPatients(plan: BenchPlan): Promise<BenchLine[]> {
  return firstPush(plan, {
    id: "B1",
    table: "patients",
    what: "patients of 20 columns",
    aim: 20_000,
    maxRatio: 3,
    aimText: "≥ 20 000/s, ≤ 3 × limit",
  });
}

/** B2. */
export function pushEvents(plan: BenchPlan): Promise<BenchLine[]> {
  return firstPush(plan, {
    id: "B2",
    table: "events",
    what: "events with 1 KB of form_data",
    aim: 10_000,
    maxRatio: Infinity,
    aimText: "≥ 10 000/s",
  });
}

async function firstPush(plan: BenchPlan, workload: FirstPush): Promise<BenchLine[]> {
  const { runs, pushRows: rows } = plan.sizes;
  const { id, table, what, aim, maxRatio, aimText } = workload;
  const firstMs: number[] = [];
  const laterMs: number[] = [];
  let clinicId = "";
  for (let run = 0; run < runs; run++) {
    await using hub = await HubUnderTest.start();
    ({ clinicId } = hub);
    const phones = hub.generator();
    await phones.run("admit", { phones: 1 });
    for (const [seed, timesMs] of [firstMs, laterMs].entries()) {
      const ask = { phone: 0, table, rows, seed, clinicId };
      const { plainBytes, bodyBytes } = await phones.run("preparePush", ask);
      hub.forgetPeak();
      const before = hub.memory();
      const { ms } = await plan.measure(hub, () => phones.run("sendPush", { phone: 0 }));
      timesMs.push(ms);
      const after = hub.memory();
      if (run > 0 || before === null || after === null) continue;
      plan.note(
        `${rows} rows of ${(plainBytes / rows).toFixed(0)} bytes, body ${inMib(bodyBytes / 1024)}` +
          `; hub ${inMib(before.residentKib)} before, ${inMib(after.peakKib)} at most`,
      );
    }
    plan.noteErrors(hub);
  }
  await using database = await DatabaseLimits.build();
  const order = { table, rows, seed: 0, clinicId };
  const storeMs = median(await database.pushMs(order, runs));
  const decodeMs = median(await decodePushMs(order, runs));
  plan.note(
    `first pushes ${firstMs.map(inMs).join(", ")}; next ones ${laterMs.map(inMs).join(", ")}`,
  );
  plan.note(`limit: store ${inMs(storeMs)}, decode ${inMs(decodeMs)}`);
  const rate = (ms: number) => rows / (ms / 1000);
  const limitMs = storeMs + decodeMs;
  const line = (workload: string, ms: number): BenchLine => ({
    id,
    workload,
    measured: perSecond(rate(ms)),
    limit: perSecond(rate(limitMs)),
    ratio: ms / limitMs,
    aim: aimText,
    met: rate(ms) >= aim && ms / limitMs <= maxRatio,
  });
  return [
    line(`first push of ${rows} ${what}`, median(firstMs)),
    { ...line("the same size again", median(laterMs)), id: "" },
  ];
}
