/**
 * The process of B11: a hub's database on which rows wait for a cloud in another process, and one
 * run of the relay. Argument: the number of rows. Says in one line of JSON how it went.
 *
 * @module
 */

import { RequestPace } from "../../../server/relay/pace.ts";
import { runRelay } from "../../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../../server/relay/store/relay_store.ts";
import { WaitingRows } from "../../relay/waiting_rows.ts";
import { cpuMsOf } from "../machine.ts";

/** How a run went. */
export interface RelayRun {
  readonly rows: number;
  readonly ms: number;
  /** Processor time of the cloud meanwhile, ms; null where the system does not tell. */
  readonly cloudCpuMs: number | null;
  /** The same of the process with the hub's database and the relay. */
  readonly hubCpuMs: number | null;
  /** Memory of the process before the run, and at most during it, bytes. */
  readonly beforeBytes: number;
  readonly peakBytes: number;
  /** Why it did not come to its end; null if it did. */
  readonly problem: string | null;
}

const UNLIMITED = 1_000_000_000;
const LOOK_MS = 20;

async function main(rows: number): Promise<RelayRun> {
  await using waiting = await WaitingRows.open(rows);
  const { hub, cloud } = waiting;
  const { url, apiKey } = cloud.ready;
  const beforeBytes = Deno.memoryUsage().rss;
  let peakBytes = beforeBytes;
  const look = () => peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
  const timer = setInterval(look, LOOK_MS);
  const before = [cpuMsOf(cloud.pid), cpuMsOf(Deno.pid)] as const;
  const startedMs = performance.now();
  const signal = new AbortController().signal;
  const options = { pace: new RequestPace(UNLIMITED) };
  const result = await runRelay(new RelayStore(hub.engine), { url, apiKey }, signal, options);
  const ms = performance.now() - startedMs;
  const cloudCpuMs = between(before[0], cpuMsOf(cloud.pid));
  const hubCpuMs = between(before[1], cpuMsOf(Deno.pid));
  look();
  clearInterval(timer);
  const arrived = (await waiting.countInCloud()).join() === waiting.counts.join();
  const problem = !result.relayed ? result.reason : arrived ? null : "rows are missing";
  return { rows, ms, cloudCpuMs, hubCpuMs, beforeBytes, peakBytes, problem };
}

function between(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

if (import.meta.main) {
  const run = await main(Number(Deno.args[0]));
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(run)}\n`));
}
