/**
 * Looks for a schedule that breaks a promise, and makes it small.
 *
 * @module
 */

import fc from "fast-check";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { playSchedule } from "./play.ts";
import { type Drawn, schedules } from "./schedule/arbitrary.ts";
import { minimise } from "./schedule/minimise.ts";
import type { Schedule } from "./schedule/step.ts";
import { FleetFailure } from "./world/failure.ts";
import { Tally } from "./world/tally.ts";

/** What to look through. */
export interface Search extends Drawn {
  readonly runs: number;
  readonly seed: number;
  /** No schedule is begun after this moment of `performance.now()`. */
  readonly untilMs?: number;
  /** Longest time spent on making a failing schedule small. */
  readonly minimiseMs: number;
}

/** A schedule that broke a promise. */
export interface Found {
  /** Which of the runs, from 1. */
  readonly run: number;
  readonly drawn: Schedule;
  readonly smallest: Schedule;
  readonly error: Error;
}

/** What a search ended in. */
export interface Searched {
  /** Schedules played. */
  readonly runs: number;
  readonly found: readonly Found[];
  /** What happened how often in the schedules that held. */
  readonly tally: Tally;
}

/** Plays every schedule of a seed. */
export async function findFailures(hubs: FleetHubs, search: Search): Promise<Searched> {
  const drawn = fc.sample(schedules(search), { seed: search.seed, numRuns: search.runs });
  const found: Found[] = [];
  const tally = new Tally();
  let begun = 0;
  const playOn = async () => {
    while (begun < drawn.length) {
      if (search.untilMs !== undefined && performance.now() > search.untilMs) return;
      const run = ++begun;
      const schedule = drawn[run - 1];
      if (schedule === undefined) return;
      const failed = await searchOne(hubs, schedule, search.minimiseMs, tally);
      if (failed !== null) found.push({ run, drawn: schedule, ...failed });
    }
  };
  await Promise.all(Array.from({ length: hubs.atOnce }, playOn));
  return { runs: begun, found, tally };
}

async function searchOne(
  hubs: FleetHubs,
  drawn: Schedule,
  minimiseMs: number,
  tally: Tally,
): Promise<Pick<Found, "smallest" | "error"> | null> {
  const error = await failureOf(hubs, drawn, tally);
  if (error === null) return null;
  const deadlineMs = performance.now() + minimiseMs;
  const smallest = await minimise(
    drawn,
    async (smaller) => isSameKind(await failureOf(hubs, smaller), error),
    () => performance.now() > deadlineMs,
  );
  return { smallest, error: await failureOf(hubs, smallest) ?? error };
}

/** Why the schedule fails, or null. */
export async function failureOf(
  hubs: FleetHubs,
  schedule: Schedule,
  tally = new Tally(),
): Promise<Error | null> {
  try {
    tally.add(await playSchedule(hubs, schedule));
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isSameKind(error: Error | null, as: Error): boolean {
  if (error === null) return false;
  if (error instanceof FleetFailure && as instanceof FleetFailure) return error.code === as.code;
  return error.name === as.name && error.message === as.message;
}
