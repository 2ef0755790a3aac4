/**
 * Registers a test for each schedule that once failed.
 *
 * @module
 */

import { failureOf } from "./find_failure.ts";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { MemoryHubs } from "./hub/memory_hub.ts";
import { playSchedule } from "./play.ts";
import type { PhoneAtStart, Schedule } from "./schedule/step.ts";

/** A phone that has not synced yet. Users are numbered as in `hub/fleet_clinic.ts`. */
export function phone(
  user: number,
  generation: PhoneAtStart["generation"] = "march",
  clockMs = 0,
): PhoneAtStart {
  return { generation, user, clockMs };
}

/** A March phone that has synced. */
export function synced(user: number): PhoneAtStart {
  return { ...phone(user), synced: true };
}

/** One test for each, by what was wrong. */
export function playFound(found: Readonly<Record<string, Schedule>>): void {
  let hubs: FleetHubs;

  Deno.test.beforeAll(async () => {
    hubs = await MemoryHubs.make();
  });

  Deno.test.afterAll(async () => {
    await hubs[Symbol.asyncDispose]();
  });

  for (const [name, schedule] of Object.entries(found)) {
    Deno.test(name, async () => {
      const failure = await failureOf({ play: (played) => playSchedule(hubs, played) }, schedule);
      if (failure !== null) throw failure;
    });
  }
}
