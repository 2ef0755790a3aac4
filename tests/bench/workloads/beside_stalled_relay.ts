/**
 * R1: what phones notice of a relay whose line goes nowhere.
 *
 * @module
 */

import { furnish, RelayedHub } from "../../end_to_end/relay/relayed_hub.ts";
import { SimulatedCloud } from "../../support/cloud/mod.ts";
import { type BenchLine, inMs, median } from "../bench_line.ts";
import { type Latencies, LoadProcess, type ProbedCall } from "../load/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";

/** Phones wait this much longer at most, ms: what a laptop's other work does to a figure. */
const FLAT_MS = 2;
const PROBE_MS = 4_000;
const EVERY_MS = 20;
const CALLS: readonly ProbedCall[] = ["heartbeat", "pull"];

/** R1. */
export async function besideStalledRelay(plan: BenchPlan): Promise<BenchLine[]> {
  await using cloud = await SimulatedCloud.start();
  const { nurse, hub: device } = await furnish(cloud);
  await using hub = new RelayedHub();
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  await hub.done();
  const { url } = hub.process.ready.pairing;
  await using phones = new LoadProcess({ url, email: nurse.email, password: nurse.password });
  await phones.run("admit", { phones: 1 });
  const probe = async (call: ProbedCall): Promise<Latencies> => {
    await phones.run("probeStart", { call, everyMs: EVERY_MS });
    await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    return await phones.run("probeStop", {});
  };
  for (const call of CALLS) await probe(call);
  const lines: BenchLine[] = [];
  for (const call of CALLS) {
    const quiet: Latencies[] = [];
    const stalled: Latencies[] = [];
    for (let run = 0; run < plan.sizes.runs; run++) {
      quiet.push(await probe(call));
      cloud.network.weather = () => STALL;
      const from = hub.lines.length;
      await hub.json("/api/cloud/sync", {});
      await hub.line(({ state }) => state === "running", from);
      stalled.push(await probe(call));
      const ended = hub.lines.slice(from).some(({ state }) =>
        state === "done" || state === "stopped"
      );
      if (ended) plan.note("the run ended while it was measured");
      await hub.json("/api/cloud/cancel", {});
      cloud.network.heal();
      await hub.line(({ state }) => state === "done" || state === "stopped", from);
      await hub.sync();
    }
    plan.noteLatencies(`${call} without a run`, at(quiet));
    plan.noteLatencies(`${call} beside a stalled run`, at(stalled));
    lines.push(lineOf(call, at(quiet), at(stalled)));
  }
  return lines.map((line, place) => place === 0 ? { ...line, id: "R1" } : line);
}

const STALL = { kind: "stall", direction: "answer", afterBytes: 0, forMs: Infinity } as const;

/** The run in the middle. */
function at(runs: readonly Latencies[]): Latencies {
  const middle = median(runs.map(({ p99Ms }) => p99Ms));
  return runs.reduce((best, run) =>
    Math.abs(run.p99Ms - middle) < Math.abs(best.p99Ms - middle) ? run : best
  );
}

function lineOf(call: ProbedCall, quiet: Latencies, stalled: Latencies): BenchLine {
  return {
    id: "",
    workload: `${call} while a run of the relay gets no answer`,
    measured: `p50 ${inMs(stalled.p50Ms)}, p99 ${inMs(stalled.p99Ms)}`,
    limit: `p50 ${inMs(quiet.p50Ms)}, p99 ${inMs(quiet.p99Ms)} without a run`,
    ratio: stalled.p50Ms / quiet.p50Ms,
    aim: "the same",
    met: stalled.p50Ms <= quiet.p50Ms + FLAT_MS,
  };
}
