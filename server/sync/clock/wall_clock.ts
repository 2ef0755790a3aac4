/**
 * The wall clock, distrusted: a clinic laptop may have lost its battery or be set by hand.
 *
 * @module
 */

/** A day, in milliseconds. */
const DAY_MS = 86_400_000;
/** At start a clock further ahead than this of everything stored is not followed. */
const START_LIMIT_MS = 2 * 365 * DAY_MS;

/** Sources of time, in milliseconds. */
export interface TimeSources {
  /** Epoch ms as the system says. */
  readonly wallMs: () => number;
  /** Ms since some fixed moment; goes on while the machine sleeps; never steps. */
  readonly steadyMs: () => number;
}

/**
 * The system's own clocks. Uptime counts sleep and cannot be set by hand, which
 * `performance.now()` does not do and `Date.now()` does not hold to; its resolution of a second is
 * enough to see a leap of a day.
 */
export const SYSTEM_TIME: TimeSources = {
  wallMs: () => Date.now(),
  steadyMs: () => Deno.osUptime() * 1000,
};

/**
 * Follows the wall clock except where it leaps more than a day ahead (decision 8): then it goes on
 * from the last good time until the operator confirms the new one. Steps back are followed: the hub
 * clock above never repeats a value.
 */
export class WallClock {
  readonly #time: TimeSources;
  #goodWallMs: number;
  #goodSteadyMs: number;
  #leapt = false;

  /**
   * @param time Where time is read
   * @param floorMs Newest time stored, 0 for an empty hub: at start the clock is followed unless it
   * is more than two years ahead of this
   */
  constructor(time: TimeSources, floorMs: number) {
    this.#time = time;
    const wallMs = time.wallMs();
    this.#goodSteadyMs = time.steadyMs();
    this.#leapt = floorMs > 0 && wallMs > floorMs + START_LIMIT_MS;
    this.#goodWallMs = this.#leapt ? floorMs : wallMs;
  }

  /** True while a leap waits for the operator. */
  get leapt(): boolean {
    return this.#leapt;
  }

  /** Epoch ms, the leap left out. */
  nowMs(): number {
    const wallMs = this.#time.wallMs();
    const steadyMs = this.#time.steadyMs();
    const expectedMs = this.#goodWallMs + (steadyMs - this.#goodSteadyMs);
    if (wallMs > expectedMs + DAY_MS) {
      this.#leapt = true;
      return expectedMs;
    }
    this.#leapt = false;
    this.#goodWallMs = wallMs;
    this.#goodSteadyMs = steadyMs;
    return wallMs;
  }

  /** Ms by which the wall clock is ahead of {@linkcode nowMs}: 0 unless it has leapt. */
  aheadMs(): number {
    const nowMs = this.nowMs();
    return this.#leapt ? this.#time.wallMs() - nowMs : 0;
  }

  /** The operator says that the present wall clock is right. */
  confirm(): void {
    this.#goodWallMs = this.#time.wallMs();
    this.#goodSteadyMs = this.#time.steadyMs();
    this.#leapt = false;
  }
}
