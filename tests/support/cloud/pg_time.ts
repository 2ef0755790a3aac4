/**
 * Instants and civil dates, as PostgreSQL reads and the cloud's Node process writes them.
 *
 * @module
 */

import { PgError } from "./pg_error.ts";

const TIME =
  /^(\d{4,6})-(\d\d?)-(\d\d?)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Reads ISO text as `timestamptz`: epoch microseconds. Without a zone it is UTC, the session's.
 * PostgreSQL reads many more spellings; here they count as no date.
 */
export function readInstant(text: string): bigint {
  const { day, hour, minute, second, micros, zoneMinutes } = readParts(text);
  const ms = day + ((hour * 60 + minute - zoneMinutes) * 60 + second) * 1000;
  return BigInt(ms) * 1000n + BigInt(micros);
}

/** Reads ISO text as `date`: the date as it is written, whatever time and zone follow it. */
export function readDate(text: string): string {
  const { day } = readParts(text);
  const iso = new Date(day).toISOString();
  return iso.slice(0, iso.indexOf("T")).replace("+", "");
}

/** Epoch microseconds as JavaScript shows them: ISO text to the millisecond. */
export function instantToIso(micros: number | bigint): string {
  const ms = typeof micros === "bigint" ? Number(micros / 1000n) : Math.floor(micros / 1000);
  return new Date(ms).toISOString();
}

/**
 * The instant at which a civil date begins in a time zone, as ISO text: what the driver makes of a
 * `date` column. Where midnight does not exist, because clocks leap at it, the hour after.
 */
export function dateToIso(date: string, timeZone: string): string {
  const utc = Date.parse(`${date}T00:00:00.000Z`);
  if (timeZone === "UTC") return new Date(utc).toISOString();
  const first = utc - zoneOffsetMs(utc, timeZone);
  const second = utc - zoneOffsetMs(first, timeZone);
  return new Date(first === second ? first : Math.max(first, second)).toISOString();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function zoneOffsetMs(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const local = new Date(0).setUTCFullYear(year, month - 1, day) +
    ((hour * 60 + minute) * 60 + second) * 1000;
  return local - Math.floor(atMs / 1000) * 1000;
}

function readParts(text: string) {
  const match = TIME.exec(text.trim());
  if (match === null) throw new PgError("22007", "invalid input syntax for type timestamp");
  const [year = 0, month = 0, dayOfMonth = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7)
    .map((part) => Number(part ?? 0));
  // Date.UTC() would take the years before 100 for years of the last century.
  const day = new Date(0).setUTCFullYear(year, month - 1, dayOfMonth);
  const exists = new Date(day).getUTCMonth() === month - 1 && dayOfMonth >= 1 && year >= 1;
  if (!exists || hour > 24 || minute > 59 || second > 60) {
    throw new PgError("22008", "date/time field value out of range");
  }
  const micros = Number((match[7] ?? "").padEnd(6, "0").slice(0, 6));
  return { day, hour, minute, second, micros, zoneMinutes: readZone(match[8]) };
}

function readZone(text: string | undefined): number {
  if (text === undefined || /^z$/i.test(text)) return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(":", "") || 0);
  return text.startsWith("-") ? -minutes : minutes;
}
