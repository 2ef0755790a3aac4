/**
 * Civil dates: days without a time or a zone.
 *
 * @module
 */

/** The years that ISO text writes with four digits, year 0 apart, which PostgreSQL has not. */
const MIN_MS = Date.parse("0001-01-01T00:00:00.000Z");
const MAX_MS = Date.parse("9999-12-31T23:59:59.999Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** An instant as ISO text; null where ISO text would need more than four digits for the year. */
export function isoOfMs(ms: number): string | null {
  return ms >= MIN_MS && ms <= MAX_MS ? new Date(ms).toISOString() : null;
}

/** The nearest instant that ISO text can say. */
export function clampedMs(ms: number): number {
  return Math.min(MAX_MS, Math.max(MIN_MS, ms));
}

/** The UTC date of an instant, `YYYY-MM-DD`. */
export function dateOfMs(ms: number): string | null {
  return isoOfMs(ms)?.slice(0, 10) ?? null;
}

/** Midnight UTC of a date. */
export function msOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`);
}

/** Milliseconds of midnight UTC of the day an instant belongs to. */
export function midnightOfMs(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

/** Whether text is a date that exists, `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = msOfDate(text);
  return Number.isFinite(ms) && ms >= MIN_MS && dateOfMs(ms) === text;
}

/**
 * The civil date in ISO text of any length. A date that went through the cloud's Node process is
 * the instant at which it began in that process's zone: the date of twelve hours later is right for
 * every zone from 11:59 west to 12 east, and that of fourteen hours later for every zone east of
 * Greenwich. Text that names midnight UTC, or no zone, is taken as it is written.
 *
 * @param isEast whether the process is known to run east of Greenwich
 * @returns null if it is none
 */
export function civilDateOf(text: string, isEast = false): string | null {
  const date = text.slice(0, 10);
  if (
    isCivilDate(date) && (text.length === 10 || !/[Zz]|[+-]\d\d(:?\d\d)?$/.test(text.slice(10)))
  ) {
    return /^([T ]|$)/.test(text.slice(10)) ? date : null;
  }
  const ms = instantOf(text);
  if (ms === null) return null;
  return dateOfMs(ms === midnightOfMs(ms) ? ms : ms + (isEast ? 14 : 12) * HOUR_MS);
}

/**
 * On which side of Greenwich the process runs that made a date's text.
 *
 * @returns null when the text does not tell
 */
export function sideOf(text: string): "east" | "west" | null {
  const ms = instantOf(text);
  if (ms === null || ms === midnightOfMs(ms)) return null;
  const hours = (ms - midnightOfMs(ms)) / HOUR_MS;
  if (hours > 12) return "east";
  if (hours < 10) return "west";
  // Noon: 12 hours behind UTC is nobody's zone.
  return hours === 12 ? "east" : null;
}

/** Milliseconds of ISO text with a date and a time; without a zone it is UTC. */
export function instantOf(text: string): number | null {
  if (!/^[+-]?\d{4,6}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return null;
  const zoned = /([Zz]|[+-]\d\d(:?\d\d)?)$/.test(text) ? text : `${text}Z`;
  const ms = Date.parse(zoned.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));
  return Number.isFinite(ms) ? ms : null;
}
