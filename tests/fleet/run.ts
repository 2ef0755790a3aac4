/**
 * The long run: `deno task test:fleet --runs N [--seed S] [--driver process] [--minutes M]`.
 *
 * Every line with a seed can be given back as `--seed`; a failing schedule is printed as it goes
 * into `regressions_test.ts`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { findFailures } from "./find_failure.ts";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { MemoryHubs } from "./hub/memory_hub.ts";
import { ProcessHubs } from "./hub/process_hub.ts";
import { printSchedule } from "./schedule/print.ts";
import { Tally } from "./world/tally.ts";

const SECOND_MS = 1_000;
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
    "minimise-seconds": { type: "string", default: "60" },
  },
});

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function hubsOf(driver: string): Promise<FleetHubs> {
  if (driver === "memory") return await MemoryHubs.make();
  if (driver === "process") return await ProcessHubs.make();
  throw new Error(`Cannot run fleet: no driver "${driver}"`);
}

async function main(): Promise<number> {
  const wanted = Number(values.runs);
  const minutes = values.minutes === undefined ? Infinity : Number(values.minutes);
  const untilMs = performance.now() + minutes * MINUTE_MS;
  await using hubs = await hubsOf(values.driver);
  let seed = values.seed === undefined ? randomSeed() : Number(values.seed);
  let done = 0;
  let failures = 0;
  const total = new Tally();
  const startedMs = performance.now();
  while (done < wanted && performance.now() < untilMs) {
    const { runs, found, tally } = await findFailures(hubs, {
      runs: Math.min(BATCH_RUNS, wanted - done),
      seed,
      maxSteps: Number(values.steps),
      allSteps: hubs.name === "memory",
      untilMs,
      minimiseMs: Number(values["minimise-seconds"]) * SECOND_MS,
    });
    done += runs;
    total.add(tally);
    failures += found.length;
    for (const { run, error, smallest } of found) {
      say(`seed ${seed}, run ${run}: ${error.message}`);
      if (error.name !== "FleetFailure") say(`${error.stack}\n${Deno.inspect(error.cause)}`);
      say(printSchedule(smallest));
    }
    const eachMs = (performance.now() - startedMs) / done;
    say(`seed ${seed}: ${done} schedules, ${failures} failures, ${eachMs.toFixed(0)} ms each`);
    if (failures > 0 && !values["keep-going"]) break;
    seed = (seed + 1) | 0;
  }
  say(`In those that held: ${total}`);
  return failures > 0 ? 1 : 0;
}

function randomSeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
}

Deno.exit(await main());
