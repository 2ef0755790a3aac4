/**
 * What the cloud makes of numbers in date columns (`cloud.md` 3.4, column filter). Its mistakes are
 * meant: they are part of what a hub has to live with.
 *
 * @module
 */

const MIN_YEAR = 1850;
const MAX_YEAR = 2120;

/** A number as a date, by the cloud's own reckoning: small ones are seconds, odd ones are now. */
export function numberToIso(value: number, nowMs: number): string {
  const date = new Date(value > 0 && value <= 1e12 ? value * 1000 : value);
  const year = date.getUTCFullYear();
  return (year >= MIN_YEAR && year <= MAX_YEAR ? date : new Date(nowMs)).toISOString();
}

/** What the column filter makes of a value for a date or time column. */
export function filterDate(value: unknown, nowMs: number): unknown {
  if (value === 0 || value === "0") return null;
  if (typeof value === "number" && Math.abs(value) > 1e9 && Math.abs(value) < 1e14) {
    return numberToIso(value, nowMs);
  }
  if (typeof value === "string" && /^\d{10,13}$/.test(value)) {
    return numberToIso(Number(value), nowMs);
  }
  return value;
}

/** What a model that wraps its dates makes of them: every number goes through. */
export function wrapDate(value: unknown, nowMs: number): unknown {
  if (typeof value === "number") return numberToIso(value, nowMs);
  if (typeof value === "string" && /^-?\d+$/.test(value)) return numberToIso(Number(value), nowMs);
  return value;
}
