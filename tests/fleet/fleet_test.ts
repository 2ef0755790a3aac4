/**
 * The short fleet run: random schedules against a process over HTTP with SIGKILL, and some more
 * against the same code in this process. The long one is `deno task test:fleet`.
 */

import { findFailures, fleetGame, type Found, type Game } from "./find_failure.ts";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { MemoryHubs } from "./hub/memory_hub.ts";
import { ProcessHubs } from "./hub/process_hub.ts";
import type { Schedule } from "./schedule/step.ts";

const SECOND_MS = 1_000;

interface ShortRun {
  readonly runs: number;
  /** No schedule is begun later than this. */
  readonly seconds: number;
  readonly maxSteps: number;
  readonly allSteps: boolean;
}

/** The same schedules at every run of the tests; the long run is for new ones. */
const SEED = 20_261_123;

/** `FLEET_SEED` plays another seed, and `FLEET_SEED=random` a new one, named when it fails. */
function seedOf(): number {
  const given = Deno.env.get("FLEET_SEED");
  if (given === "random") return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
  return given === undefined ? SEED : Number(given);
}

async function play(hubs: FleetHubs, run: ShortRun): Promise<void> {
  const seed = seedOf();
  const untilMs = performance.now() + run.seconds * SECOND_MS;
  const game = fleetGame(hubs, run);
  const { found } = await findFailures(game, { ...run, seed, untilMs, minimiseMs: 20 * SECOND_MS });
  const [first] = found;
  if (first !== undefined) {
    throw new Error(reportOf(game, hubs, seed, first), { cause: first.error });
  }
}

function reportOf(
  game: Game<Schedule>,
  { name }: FleetHubs,
  seed: number,
  { run, error, smallest }: Found<Schedule>,
): string {
  const again = `--driver ${name} --seed ${seed} --runs ${run}`;
  return `${error.message}\ndeno task test:fleet ${again}\n${game.print(smallest)}`;
}

Deno.test("a fleet and a hub process that is killed agree in the end and lose nothing", async () => {
  await using hubs = await ProcessHubs.make();
  await play(hubs, { runs: 40, seconds: 60, maxSteps: 30, allSteps: false });
});

Deno.test("a fleet and a hub whose clock leaps agree in the end and lose nothing", async () => {
  await using hubs = await MemoryHubs.make();
  await play(hubs, { runs: 120, seconds: 15, maxSteps: 40, allSteps: true });
});
