/**
 * Looks for a schedule that breaks a promise, and makes it small.
 *
 * @module
 */

import fc from "fast-check";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { playSchedule } from "./play.ts";
import { type Drawn, schedules } from "./schedule/arbitrary.ts";
import type { Schedule } from "./schedule/step.ts";

/** What to look through. */
export interface Search extends Drawn {
  readonly runs: number;
  readonly seed: number;
  /** Ends the search, not a run, after this long. */
  readonly forMs?: number;
  /** Longest time spent on making a failing schedule small. */
  readonly shrinkMs?: number;
}

/** A schedule that broke a promise. */
export interface Found {
  readonly seed: number;
  /** Which of the runs, from 1. */
  readonly run: number;
  readonly schedule: Schedule;
  readonly error: Error;
  readonly shrinks: number;
}

/** What a search ended in. */
export interface Searched {
  readonly runs: number;
  readonly found: Found | null;
}

/** Plays random schedules until one fails. */
export async function findFailure(hubs: FleetHubs, search: Search): Promise<Searched> {
  const { runs, seed, forMs, shrinkMs = 120_000 } = search;
  let failedAtMs: number | null = null;
  const startedMs = performance.now();
  const property = fc.asyncProperty(schedules(search), async (schedule) => {
    const isOver = failedAtMs === null
      ? forMs !== undefined && performance.now() - startedMs > forMs
      : performance.now() - failedAtMs > shrinkMs;
    if (isOver) return;
    played++;
    try {
      await playSchedule(hubs, schedule);
    } catch (error) {
      failedAtMs ??= performance.now();
      throw error;
    }
  });
  let played = 0;
  const details = await fc.check(property, { seed, numRuns: runs });
  if (!details.failed || details.counterexample === null) return { runs: played, found: null };
  const [schedule] = details.counterexample;
  const { errorInstance, numShrinks, numRuns } = details;
  const error = errorInstance instanceof Error ? errorInstance : new Error(String(errorInstance));
  return { runs: numRuns, found: { seed, run: numRuns, schedule, error, shrinks: numShrinks } };
}
