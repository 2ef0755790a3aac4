/**
 * When the next run begins, by a clock that nobody sets; sleep and leaps of the wall clock make it
 * due at once (decision 22).
 *
 * @module
 */

import { backOffMs, RUN_INTERVALS, type RunIntervals } from "../pace.ts";

/** The two clocks differ by so much more than before: the machine slept, or somebody set its time. */
const LEAP_MS = 60_000;
/** After waking the network takes a moment, ms. */
const AFTER_LEAP_MS = 5_000;

/** Time and chance of a {@linkcode RunClock}. */
export interface RunClockParts {
  /** Epoch ms, may leap. */
  readonly nowMs: () => number;
  /** Ms since some fixed moment, never stepping back; may stand still while the machine sleeps. */
  readonly steadyMs: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly intervals: RunIntervals;
}

/** The machine's own. */
export const MACHINE_TIME: RunClockParts = {
  nowMs: () => Date.now(),
  steadyMs: () => performance.now(),
  random: () => Math.random(),
  intervals: RUN_INTERVALS,
};

/** See the module. */
export class RunClock {
  readonly #parts: RunClockParts;
  #dueMs: number | null = null;
  #offsetMs: number;
  #hasNews = false;

  constructor(parts: RunClockParts = MACHINE_TIME) {
    this.#parts = parts;
    this.#offsetMs = this.#offset();
  }

  /** Epoch ms of the next run as the wall clock will show it; null when none is planned. */
  get dueAtMs(): number | null {
    if (this.#dueMs === null) return null;
    const { nowMs, steadyMs } = this.#parts;
    return Math.round(nowMs() + Math.max(0, this.#dueMs - steadyMs()));
  }

  /** The next run begins at once. */
  now(): void {
    this.#dueMs = this.#parts.steadyMs();
  }

  /** No run is planned. */
  stop(): void {
    this.#dueMs = null;
  }

  /** A run has ended. */
  ended(failures: number): void {
    const { steadyMs, random, intervals } = this.#parts;
    this.#hasNews = false;
    const waitMs = failures > 0
      ? backOffMs(failures, random(), intervals)
      : intervals.everyMs * (0.9 + 0.1 * random());
    this.#dueMs = steadyMs() + waitMs;
  }

  /** Something waits that was stored since the last run: at first sight it is given some time. */
  news(failures: number): void {
    // The cloud does not answer: what waits makes it no better.
    if (this.#hasNews || failures > 0 || this.#dueMs === null) return;
    this.#hasNews = true;
    const { steadyMs, intervals } = this.#parts;
    this.#dueMs = Math.min(this.#dueMs, steadyMs() + intervals.afterPushMs);
  }

  /** Whether it is time. Ask every few seconds. */
  isDue(): boolean {
    if (this.#dueMs === null) return false;
    const offset = this.#offset();
    const leapt = Math.abs(offset - this.#offsetMs) > LEAP_MS;
    this.#offsetMs = offset;
    const { steadyMs } = this.#parts;
    if (leapt) this.#dueMs = Math.min(this.#dueMs, steadyMs() + AFTER_LEAP_MS);
    return steadyMs() >= this.#dueMs;
  }

  #offset(): number {
    return this.#parts.nowMs() - this.#parts.steadyMs();
  }
}
