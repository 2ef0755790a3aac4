/**
 * B3: a phone that holds nothing pulls everything.
 *
 * @module
 */

import { type BenchLine, inMib, inMs, median, perSecond } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import { encodePagesMs } from "../limits/mod.ts";
import {
  type AcceptedEncoding,
  benchRows,
  type LoadProcess,
  type PageResult,
} from "../load/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";
import { fillPatients } from "./fill_hub.ts";

/** Memory of a fresh process has settled after this, ms. */
const SETTLE_MS = 3_000;
const RATE_AIM = 50_000;
/** Peak above idle, in pages. */
const PAGES_AIM = 4;

/** B3. */
export async function firstPull(plan: BenchPlan): Promise<BenchLine[]> {
  const { runs, pullRows } = plan.sizes;
  await using hub = await HubUnderTest.start();
  await fillPatients(hub, hub.generator(), pullRows);
  // A fresh process: what the pushes have left in memory is not the pull's.
  await hub.stop();
  await hub.startAgain();
  const phones = hub.generator();
  await phones.run("admit", { phones: runs + 3 });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

  const idle = hub.memory();
  hub.forgetPeak();
  const timesMs: number[] = [];
  let pages: readonly PageResult[] = [];
  let peakKib = 0;
  for (let phone = 0; phone < runs; phone++) {
    pages = await plan.measure(hub, () => pullAll(phones, phone, "identity"));
    timesMs.push(sum(pages, ({ ms }) => ms));
    const memory = hub.memory();
    if (phone === 0) peakKib = memory?.peakKib ?? 0;
    if (memory === null) continue;
    const { residentKib } = memory;
    plan.note(`${inMs(timesMs.at(-1) ?? NaN)}, hub at ${inMib(residentKib)} afterwards`);
  }
  const rows = sum(pages, (page) => page.rows);
  const pageKib = Math.max(...pages.map(({ plainBytes }) => plainBytes)) / 1024;
  plan.note(
    `${rows} rows in ${pages.length} pages, ${inMib(sum(pages, (p) => p.wireBytes) / 1024)} ` +
      `on the wire; pages ${pages.map(({ ms }) => inMs(ms)).join(", ")}`,
  );
  await noteGzip(plan, hub, phones, runs);
  await noteOthers(plan, hub, phones, runs + 1);
  plan.noteErrors(hub);

  const order = { table: "patients", seed: 0, clinicId: hub.clinicId } as const;
  const same = pages.map((page, seed) => benchRows({ ...order, rows: page.rows, seed }));
  const limitMs = median(await encodePagesMs(same, runs));
  const ms = median(timesMs);
  const rate = rows / (ms / 1000);
  const aboveKib = peakKib - (idle?.residentKib ?? 0);
  return [{
    id: "B3",
    workload: `first pull of ${rows} rows`,
    measured: perSecond(rate),
    limit: perSecond(rows / (limitMs / 1000)),
    ratio: ms / limitMs,
    aim: "≥ 50 000/s",
    met: rate >= RATE_AIM,
  }, {
    id: "",
    workload: "its memory at most, above idle",
    measured: idle === null ? "unknown" : `${inMib(aboveKib)} (idle ${inMib(idle.residentKib)})`,
    limit: `page of ${inMib(pageKib)}`,
    ratio: idle === null ? null : aboveKib / pageKib,
    aim: "≤ 4 pages",
    met: idle === null ? null : aboveKib <= PAGES_AIM * pageKib,
  }];
}

async function pullAll(phones: LoadProcess, phone: number, accept: AcceptedEncoding) {
  const { pages } = await phones.run("pullAll", { phone, accept });
  return pages;
}

/** Compression would save a quarter of the bytes, and cost the hub its time. */
async function noteGzip(plan: BenchPlan, hub: HubUnderTest, phones: LoadProcess, phone: number) {
  const pages = await plan.measure(hub, () => pullAll(phones, phone, "gzip"));
  const compressed = pages.some((page) => page.compressed);
  plan.note(
    `with gzip accepted: ${compressed ? "compressed" : "not compressed"}, ` +
      `${inMs(sum(pages, ({ ms }) => ms))}, ${inMib(sum(pages, (p) => p.wireBytes) / 1024)}`,
  );
}

/** What another phone notices of it. */
async function noteOthers(plan: BenchPlan, hub: HubUnderTest, phones: LoadProcess, phone: number) {
  for (const [at, call] of (["heartbeat", "pull"] as const).entries()) {
    const other = hub.generator();
    await other.run("admit", { phones: 1 });
    await other.run("probeStart", { call, everyMs: 10 });
    await pullAll(phones, phone + at, "identity");
    plan.noteLatencies(`${call} meanwhile`, await other.run("probeStop", {}));
  }
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
