/**
 * The long run: `deno task test:fleet --runs N [--seed S] [--driver process] [--minutes M]`.
 *
 * Every line with a seed can be given back as `--seed`; a failing schedule is printed as it goes
 * into `regressions_test.ts`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { findFailure } from "./find_failure.ts";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { MemoryHubs } from "./hub/memory_hub.ts";
import { printSchedule } from "./schedule/print.ts";

const MINUTE_MS = 60_000;
/** Runs of one seed. */
const BATCH_RUNS = 100;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string" },
    driver: { type: "string", default: "memory" },
    minutes: { type: "string" },
    steps: { type: "string", default: "40" },
    "keep-going": { type: "boolean", default: false },
    "shrink-seconds": { type: "string", default: "120" },
  },
});

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function hubsOf(driver: string): Promise<FleetHubs> {
  if (driver === "memory") return await MemoryHubs.make();
  throw new Error(`Cannot run fleet: no driver "${driver}"`);
}

async function main(): Promise<number> {
  const wanted = Number(values.runs);
  const endMs = performance.now() +
    (values.minutes === undefined ? Infinity : Number(values.minutes) * MINUTE_MS);
  await using hubs = await hubsOf(values.driver);
  let seed = values.seed === undefined ? crypto.getRandomValues(new Int32Array(1))[0] ?? 0 : Number(values.seed);
  let done = 0;
  let failures = 0;
  const startedMs = performance.now();
  while (done < wanted && performance.now() < endMs) {
    const runs = Math.min(BATCH_RUNS, wanted - done);
    const search = {
      ...{ runs, seed, maxSteps: Number(values.steps), allSteps: hubs.name === "memory" },
      shrinkMs: Number(values["shrink-seconds"]) * 1000,
    };
    const { runs: played, found } = await findFailure(hubs, search);
    done += played;
    if (found !== null) {
      failures++;
      say(`seed ${seed}, run ${found.run}, ${found.shrinks} shrinks: ${found.error.message}`);
      if (found.error.name !== "FleetFailure") say(found.error.stack ?? "");
      say(printSchedule(found.schedule));
      if (!values["keep-going"]) break;
    }
    const perRunMs = (performance.now() - startedMs) / done;
    say(`seed ${seed}: ${done} schedules, ${failures} failures, ${perRunMs.toFixed(0)} ms each`);
    seed = (seed + 1) | 0;
  }
  return failures > 0 ? 1 : 0;
}

Deno.exit(await main());
