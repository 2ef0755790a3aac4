/**
 * The long run: `deno task test:fleet --runs N [--seed S] [--driver process] [--minutes M]`, and
 * `deno task test:fleet --cloud` for hubs that relay to a simulated cloud.
 *
 * Every line with a seed can be given back as `--seed`; a failing schedule is printed as it goes
 * into `regressions_test.ts` or `cloud/cloud_regressions_test.ts`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { cloudGame, emptyHubs } from "./cloud/cloud_game.ts";
import { findFailures, fleetGame, type Found, type Game } from "./find_failure.ts";
import { MemoryHubs } from "./hub/memory_hub.ts";
import { ProcessHubs } from "./hub/process_hub.ts";
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
    cloud: { type: "boolean", default: false },
    minutes: { type: "string" },
    steps: { type: "string", default: "40" },
    "keep-going": { type: "boolean", default: false },
    "minimise-seconds": { type: "string", default: "60" },
  },
});

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

const maxSteps = Number(values.steps);

async function main(): Promise<number> {
  if (values.cloud) {
    await using hubs = await emptyHubs();
    return await search(cloudGame(hubs, { maxSteps }));
  }
  if (values.driver === "memory") {
    await using hubs = await MemoryHubs.make();
    return await search(fleetGame(hubs, { maxSteps, allSteps: true }));
  }
  if (values.driver !== "process") throw new Error(`Cannot run fleet: no driver ${values.driver}`);
  await using hubs = await ProcessHubs.make();
  return await search(fleetGame(hubs, { maxSteps, allSteps: false }));
}

async function search<S>(game: Game<S>): Promise<number> {
  const wanted = Number(values.runs);
  const minutes = values.minutes === undefined ? Infinity : Number(values.minutes);
  const untilMs = performance.now() + minutes * MINUTE_MS;
  let seed = values.seed === undefined ? randomSeed() : Number(values.seed);
  let done = 0;
  let failures = 0;
  const total = new Tally();
  const startedMs = performance.now();
  while (done < wanted && performance.now() < untilMs) {
    const search = {
      ...{ runs: Math.min(BATCH_RUNS, wanted - done), seed, untilMs },
      minimiseMs: Number(values["minimise-seconds"]) * SECOND_MS,
    };
    const { runs, found, tally } = await findFailures(game, search, (found) => {
      sayFound(game, search.seed, found);
    });
    done += runs;
    total.add(tally);
    failures += found.length;
    const eachMs = (performance.now() - startedMs) / done;
    say(`seed ${seed}: ${done} schedules, ${failures} failures, ${eachMs.toFixed(0)} ms each`);
    if (failures > 0 && !values["keep-going"]) break;
    seed = (seed + 1) | 0;
  }
  say(`In those that held: ${total}`);
  return failures > 0 ? 1 : 0;
}

function sayFound<S>(game: Game<S>, seed: number, { run, error, smallest }: Found<S>): void {
  say(`seed ${seed}, run ${run}: ${error.message}`);
  if (error.name !== "FleetFailure") say(`${error.stack}\n${Deno.inspect(error.cause)}`);
  say(game.print(smallest));
}

function randomSeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
}

Deno.exit(await main());
