/**
 * The process of B11: a hub's database on which rows wait for a cloud in another process, and runs
 * of the relay until nothing waits. Argument: the number of rows. Says in one line of JSON how it went.
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
  /** How many requests it took. */
  readonly requests: number;
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

/** Lets every request go at once, and counts them. */
class CountedRequests extends RequestPace {
  count = 0;

  constructor() {
    super(UNLIMITED);
  }

  override note(): void {
    this.count++;
  }
}
const LOOK_MS = 20;
const MAX_RUNS = 6;

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
  const pace = new CountedRequests();
  const options = { pace };
  const store = new RelayStore(hub.engine);
  let problem: string | null = null;
  // What hangs on a new visit goes one run after it, and the last run brings the echo.
  for (let sent = 1, runs = 0; sent > 0 && runs < MAX_RUNS && problem === null; runs++) {
    const result = await runRelay(store, { url, apiKey }, signal, options);
    sent = result.relayed ? result.sent : 0;
    if (!result.relayed) problem = result.reason;
  }
  const ms = performance.now() - startedMs;
  const cloudCpuMs = between(before[0], cpuMsOf(cloud.pid));
  const hubCpuMs = between(before[1], cpuMsOf(Deno.pid));
  look();
  clearInterval(timer);
  const arrived = (await waiting.countInCloud()).join() === waiting.counts.join();
  if (!arrived) problem ??= "rows are missing";
  const requests = pace.count;
  return { rows, ms, requests, cloudCpuMs, hubCpuMs, beforeBytes, peakBytes, problem };
}

function between(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

if (import.meta.main) {
  const run = await main(Number(Deno.args[0]));
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(run)}\n`));
}
