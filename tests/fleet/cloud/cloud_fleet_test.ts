/**
 * The short run of hubs that relay to a cloud whose people work at the same time. The long one is
 * `deno task test:fleet --cloud`.
 */

import { findFailures } from "../find_failure.ts";
import { cloudGame, emptyHubs } from "./cloud_game.ts";

const SECOND_MS = 1_000;
/** The same schedules at every run of the tests; the long run is for new ones. */
const SEED = 20_261_123;
const RUNS = 24;
const MAX_STEPS = 30;

/** `FLEET_SEED` plays another seed, and `FLEET_SEED=random` a new one, named when it fails. */
function seedOf(): number {
  const given = Deno.env.get("FLEET_SEED");
  if (given === "random") return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
  return given === undefined ? SEED : Number(given);
}

Deno.test("phones, hubs and a cloud with people of its own agree in the end, or say where not", async () => {
  await using hubs = await emptyHubs();
  const game = cloudGame(hubs, { maxSteps: MAX_STEPS });
  const seed = seedOf();
  const { found: [first] } = await findFailures(game, {
    ...{ seed, runs: RUNS, minimiseMs: 20 * SECOND_MS },
    untilMs: performance.now() + 30 * SECOND_MS,
  });
  if (first === undefined) return;
  const { run, error, smallest } = first;
  const again = `deno task test:fleet --cloud --seed ${seed} --runs ${run} --steps ${MAX_STEPS}`;
  throw new Error(`${error.message}\n${again}\n${game.print(smallest)}`, { cause: error });
});
