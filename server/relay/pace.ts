/**
 * When the next request, and the next run, may begin (decision 22). Clocks are parameters.
 *
 * @module
 */

const MINUTE_MS = 60_000;

/** At most so many requests in any minute, and none before the cloud allows it. */
export class RequestPace {
  readonly #perMinute: number;
  /** When the last requests left. */
  readonly #sent: number[] = [];
  #notBeforeMs = 0;

  /** @param perMinute half of what the older cloud allows to everyone behind one address */
  constructor(perMinute = 30) {
    this.#perMinute = perMinute;
  }

  /** How long the next request has to wait. */
  waitMs(nowMs: number): number {
    while (this.#sent.length > 0 && nowMs - (this.#sent[0] ?? 0) >= MINUTE_MS) this.#sent.shift();
    const oldest = this.#sent.length < this.#perMinute ? undefined : this.#sent[0];
    const window = oldest === undefined ? 0 : oldest + MINUTE_MS - nowMs;
    return Math.max(0, window, this.#notBeforeMs - nowMs);
  }

  /** Notes that a request leaves. */
  note(nowMs: number): void {
    this.#sent.push(nowMs);
  }

  /** Nothing leaves before this: the cloud said `Retry-After`. */
  holdUntil(ms: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, ms);
  }
}

/** What decides about the next run. */
export interface RunState {
  /** When the last run ended; null before the first. */
  readonly lastEndMs: number | null;
  /** How many runs failed since one succeeded. */
  readonly failures: number;
  /** When the oldest row that waits was stored; null if none waits. */
  readonly waitingSinceMs: number | null;
}

/** How often runs begin. */
export interface RunIntervals {
  readonly everyMs: number;
  /** How long a row waits at most while the cloud answers. */
  readonly afterPushMs: number;
  readonly firstBackOffMs: number;
  readonly maxBackOffMs: number;
}

/** Every 15 minutes, within a minute of a push, and at most an hour apart when runs fail. */
export const RUN_INTERVALS: RunIntervals = {
  everyMs: 15 * MINUTE_MS,
  afterPushMs: MINUTE_MS / 2,
  firstBackOffMs: MINUTE_MS / 2,
  maxBackOffMs: 60 * MINUTE_MS,
};

/**
 * When the next run begins. After a failure rows that wait make it no earlier.
 *
 * @param random from 0 up to 1, drawn once for this run: spreads hubs that lost the cloud together
 */
export function nextRunMs(
  state: RunState,
  random: number,
  intervals: RunIntervals = RUN_INTERVALS,
): number {
  const { lastEndMs, failures, waitingSinceMs } = state;
  if (lastEndMs === null) return 0;
  if (failures > 0) return lastEndMs + backOffMs(failures, random, intervals);
  const regular = lastEndMs + intervals.everyMs * (0.9 + 0.1 * random);
  if (waitingSinceMs === null) return regular;
  return Math.min(regular, Math.max(lastEndMs, waitingSinceMs + intervals.afterPushMs));
}

/** How long to wait after so many failures in a row: doubling, between half of it and all. */
export function backOffMs(
  failures: number,
  random: number,
  { firstBackOffMs, maxBackOffMs }: RunIntervals = RUN_INTERVALS,
): number {
  const whole = Math.min(maxBackOffMs, firstBackOffMs * 2 ** Math.max(0, failures - 1));
  return whole / 2 + whole / 2 * random;
}

/** The longest wait a cloud can ask for. */
const MAX_RETRY_AFTER_MS = 60 * MINUTE_MS;

/** What `Retry-After` asks for: seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return MINUTE_MS;
  const seconds = /^\s*\d{1,9}\s*$/.test(header) ? Number(header) * 1000 : NaN;
  // Without a name of a month it is no date, though much of it would be read as one.
  const date = /[a-z]{3}/i.test(header) ? Date.parse(header) : NaN;
  const wait = Number.isNaN(seconds) ? date - nowMs : seconds;
  return Number.isNaN(wait) ? MINUTE_MS : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, wait));
}
