/**
 * Dates counted back from the day the demo is built.
 *
 * @module
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Times and days relative to one moment. */
export interface DemoCalendar {
  /** Epoch ms of the moment itself. */
  readonly nowMs: number;
  /** Epoch ms of a minute of the day (UTC), `daysAgo` days back; negative is in the future. */
  at(daysAgo: number, minuteOfDay: number): number;
  /** Epoch ms at midnight UTC, `daysAgo` days back; negative is in the future. */
  day(daysAgo: number): number;
}

/** Makes a calendar for the moment `nowMs`. */
export function calendarOf(nowMs: number): DemoCalendar {
  const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const day = (daysAgo: number): number => midnightMs - daysAgo * DAY_MS;
  return { nowMs, day, at: (daysAgo, minute) => day(daysAgo) + minute * MINUTE_MS };
}

/** Whole years from a civil date (`YYYY-MM-DD`) to a moment, never below 0. */
export function ageYears(dateOfBirth: string, atMs: number): number {
  return Math.max(0, Math.floor((atMs - Date.parse(dateOfBirth)) / (365.25 * DAY_MS)));
}
