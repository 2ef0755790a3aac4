/**
 * B12: a hub that nobody calls.
 *
 * @module
 */

import { type BenchLine, inMib, inMs } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import type { BenchPlan } from "./bench_plan.ts";

/** Processor time that is nothing to speak of: a thousandth of a core. */
const CPU_SHARE_AIM = 0.001;
/** Growth that is none, KiB. */
const GROWTH_AIM_KIB = 4 * 1024;
/**
 * What a start has left to do, and what is done once a day (a backup, the check of the database), is
 * done after this, ms; when that is not measured anyway, after less.
 */
const SETTLE_MS = 200_000;
const QUICK_SETTLE_MS = 5_000;
/** An idle time of this, ms, is measured. */
const MEASURED_MS = 60_000;

/** B12. */
export async function idle(plan: BenchPlan): Promise<BenchLine[]> {
  const { idleMs } = plan.sizes;
  await using hub = await HubUnderTest.start();
  await hub.generator().run("admit", { phones: 1 });
  await pause(idleMs < MEASURED_MS ? QUICK_SETTLE_MS : SETTLE_MS);
  const [cpuBeforeMs, before] = [hub.cpuMs(), hub.memory()];
  await pause(idleMs);
  const [cpuAfterMs, after] = [hub.cpuMs(), hub.memory()];
  plan.noteErrors(hub);
  if (cpuBeforeMs === null || cpuAfterMs === null || before === null || after === null) return [];
  const cpuMs = cpuAfterMs - cpuBeforeMs;
  const growthKib = after.residentKib - before.residentKib;
  return [{
    id: "B12",
    workload: `idle for ${idleMs / 1000} s, unlocked and serving`,
    measured: `${inMs(cpuMs)} of processor time, ${inMib(after.residentKib)}, ` +
      `${growthKib > 0 ? "+" : ""}${inMib(growthKib)}`,
    limit: "",
    ratio: null,
    aim: "none, flat",
    met: cpuMs <= CPU_SHARE_AIM * idleMs && growthKib <= GROWTH_AIM_KIB,
  }];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
