/**
 * Looks for a schedule that breaks a promise, and makes it small.
 *
 * @module
 */

import fc from "fast-check";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { playSchedule } from "./play.ts";
import { type Drawn, schedules } from "./schedule/arbitrary.ts";
import { minimise, smallerSchedules } from "./schedule/minimise.ts";
import { printSchedule } from "./schedule/print.ts";
import type { Schedule } from "./schedule/step.ts";
import { FleetFailure } from "./world/failure.ts";
import { Tally } from "./world/tally.ts";

/** What to look through. */
export interface Search {
  readonly runs: number;
  readonly seed: number;
  /** No schedule is begun after this moment of `performance.now()`. */
  readonly untilMs?: number;
  /** Longest time spent on making a failing schedule small. */
  readonly minimiseMs: number;
}

/** Schedules of one kind. */
export interface Game<S> {
  readonly schedules: fc.Arbitrary<S>;
  /** How many may be played at the same time. */
  readonly atOnce: number;
  /** Throws when a promise is broken. */
  readonly play: (schedule: S) => Promise<Tally>;
  readonly smaller: (schedule: S) => Iterable<S>;
  readonly print: (schedule: S) => string;
}

/** A schedule that broke a promise. */
export interface Found<S> {
  /** Which of the runs, from 1. */
  readonly run: number;
  readonly drawn: S;
  readonly smallest: S;
  readonly error: Error;
}

/** What a search ended in. */
export interface Searched<S> {
  /** Schedules played. */
  readonly runs: number;
  readonly found: readonly Found<S>[];
  /** What happened how often in the schedules that held. */
  readonly tally: Tally;
}

/** The fleet of one hub. */
export function fleetGame(hubs: FleetHubs, drawn: Drawn): Game<Schedule> {
  return {
    schedules: schedules(drawn),
    atOnce: hubs.atOnce,
    play: (schedule) => playSchedule(hubs, schedule),
    smaller: smallerSchedules,
    print: printSchedule,
  };
}

/** Plays every schedule of a seed. */
export async function findFailures<S>(
  game: Game<S>,
  search: Search,
  onFound: (found: Found<S>) => void = () => {},
): Promise<Searched<S>> {
  const drawn = fc.sample(game.schedules, { seed: search.seed, numRuns: search.runs });
  const found: Found<S>[] = [];
  const tally = new Tally();
  let begun = 0;
  const playOn = async () => {
    while (begun < drawn.length) {
      if (search.untilMs !== undefined && performance.now() > search.untilMs) return;
      const run = ++begun;
      const schedule = drawn[run - 1];
      if (schedule === undefined) return;
      const failed = await searchOne(game, schedule, search.minimiseMs, tally);
      if (failed === null) continue;
      found.push({ run, drawn: schedule, ...failed });
      onFound({ run, drawn: schedule, ...failed });
    }
  };
  await Promise.all(Array.from({ length: game.atOnce }, playOn));
  return { runs: begun, found, tally };
}

async function searchOne<S>(
  game: Game<S>,
  drawn: S,
  minimiseMs: number,
  tally: Tally,
): Promise<Pick<Found<S>, "smallest" | "error"> | null> {
  const error = await failureOf(game, drawn, tally);
  if (error === null) return null;
  const deadlineMs = performance.now() + minimiseMs;
  const smallest = await minimise(
    drawn,
    game.smaller,
    async (smaller) => isSameKind(await failureOf(game, smaller), error),
    () => performance.now() > deadlineMs,
  );
  return { smallest, error: await failureOf(game, smallest) ?? error };
}

/** Why the schedule fails, or null. */
export async function failureOf<S>(
  game: Pick<Game<S>, "play">,
  schedule: S,
  tally = new Tally(),
): Promise<Error | null> {
  try {
    tally.add(await game.play(schedule));
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
