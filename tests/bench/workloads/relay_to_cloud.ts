/**
 * B11: rows that wait are relayed to a cloud on loopback, and come back in its next answer.
 *
 * @module
 */

import { type BenchLine, inMib, median, perSecond } from "../bench_line.ts";
import type { RelayRun } from "../relay/relay_load_main.ts";
import type { BenchPlan } from "./bench_plan.ts";

const MAIN = new URL("../relay/relay_load_main.ts", import.meta.url).href;
const KIB = 1024;
/** Half of what the older cloud allows to one address: `server/relay/pace.ts`. */
const REQUESTS_PER_S = 30 / 60;
/** Twice the rows may take so much more at most, KiB: what the runtime has not given back yet. */
const FLAT_KIB = 32 * 1024;

/** B11. */
export async function relayToCloud(plan: BenchPlan): Promise<BenchLine[]> {
  const { relayRows, runs } = plan.sizes;
  const half = await relayed(plan, Math.ceil(relayRows / 2));
  const whole: RelayRun[] = [];
  for (let run = 0; run < runs; run++) whole.push(await relayed(plan, relayRows));
  const rate = median(whole.map(({ rows, ms }) => rows / ms * 1000));
  const ratesOf = (cpuMs: (run: RelayRun) => number | null) =>
    whole.flatMap((run) => {
      const ms = cpuMs(run);
      return ms === null ? [] : [run.rows / ms * 1000];
    });
  const hubRate = median(ratesOf(({ hubCpuMs }) => hubCpuMs));
  const cloudRate = median(ratesOf(({ cloudCpuMs }) => cloudCpuMs));
  // What the cloud lets through: so many requests a minute, however fast either side is.
  const paced = median(whole.map(({ rows, requests }) => rows / (requests / REQUESTS_PER_S)));
  const growth = median(whole.map(growthKib));
  return [{
    id: "B11",
    workload: `relay of ${relayRows} rows to a cloud on loopback, and their echo`,
    measured: perSecond(rate),
    limit: `${perSecond(paced)} by the requests the cloud allows`,
    ratio: rate / paced,
    aim: "limited by the cloud",
    met: rate >= paced,
  }, {
    id: "",
    workload: "the same by processor time alone",
    measured: perSecond(hubRate),
    limit: `${perSecond(cloudRate)} by the simulated cloud`,
    ratio: cloudRate / hubRate,
    aim: "",
    met: null,
  }, {
    id: "",
    workload: "its memory at most, above before",
    measured: inMib(growth),
    limit: `${inMib(growthKib(half))} for half the rows`,
    ratio: null,
    aim: "flat",
    met: growth <= growthKib(half) + FLAT_KIB,
  }];
}

function seconds(ms: number | null): string {
  return ms === null ? "unknown" : `${(ms / 1000).toFixed(1)} s`;
}

function growthKib({ beforeBytes, peakBytes }: RelayRun): number {
  return (peakBytes - beforeBytes) / KIB;
}

async function relayed(plan: BenchPlan, rows: number): Promise<RelayRun> {
  const args = ["run", "-A", "--no-check", MAIN, String(rows)];
  const command = new Deno.Command(Deno.execPath(), { args, stderr: "inherit" });
  const { stdout, success } = await command.output();
  if (!success) throw new Error("Cannot measure the relay: its process failed");
  const run = JSON.parse(new TextDecoder().decode(stdout)) as RelayRun;
  const { ms, requests, cloudCpuMs, hubCpuMs, problem } = run;
  plan.note(
    `${rows} rows in ${seconds(ms)} and ${requests} requests, processor time of the cloud ${
      seconds(cloudCpuMs)
    }, ` +
      `of the hub ${seconds(hubCpuMs)}, ${inMib(run.beforeBytes / KIB)} before, ` +
      `${inMib(run.peakBytes / KIB)} at most`,
  );
  if (problem !== null) plan.note(`the run did not come to its end: ${problem}`);
  return run;
}
