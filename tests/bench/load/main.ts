/**
 * The load generator: plays phones over HTTP for one hub, in a process of its own, so that it never
 * waits for what it measures. Knows nothing of the hub but its address and an account.
 *
 * `deno run -A tests/bench/load/main.ts`, then on stdin, one JSON object a line: first
 * `{"url":"http://127.0.0.1:4001","email":"…","password":"…"}`, then jobs as `jobs.ts` describes
 * them, such as `{"id":1,"kind":"admit","ask":{"phones":8}}`. Each is answered by a line on stdout
 * when it is done; jobs may overlap. Ends with stdin.
 *
 * @module
 */

import { Fleet } from "./fleet.ts";
import type { JobLine, ResultLine } from "./jobs.ts";
import { linesOf } from "./lines_of.ts";

let fleet: Fleet | null = null;
const underWay = new Set<Promise<void>>();
for await (const line of linesOf(Deno.stdin.readable)) {
  if (fleet === null) {
    fleet = new Fleet(JSON.parse(line));
    continue;
  }
  const done = run(fleet, JSON.parse(line));
  underWay.add(done);
  done.finally(() => underWay.delete(done));
}
await Promise.all(underWay);
Deno.exit(0); // a probe may still be running

async function run(fleet: Fleet, { id, kind, ask }: JobLine): Promise<void> {
  let line: ResultLine;
  try {
    // The kind and its settings come from one line and belong together.
    const job = fleet[kind] as (settings: typeof ask) => Promise<unknown>;
    line = { id, result: await job.call(fleet, ask) };
  } catch (error) {
    line = { id, error: error instanceof Error ? error.message : String(error) };
  }
  let rest = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
