/**
 * Scalars of arguments in every form a phone sends them (wire 6.6).
 *
 * @module
 */

import { z } from "zod";
import { readJsonText } from "./json_text.ts";

/** Below this, a number is seconds, not milliseconds. */
const SECONDS_BELOW = 10_000_000_000;
/** JavaScript's own range of dates, ms either side of 1970. */
const MAX_DATE_MS = 8_640_000_000_000_000;
/** RFC 3339 or without a zone (UTC), a space for the `T` allowed, or a date alone. */
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;
/** A number as text: decimal, as JSON and every database write it. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const DAY_MS = 86_400_000;

/** Rows a list gives when nothing is asked, and at most. */
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 500;

/**
 * Epoch ms of a timestamp: a number (seconds below 10^10, else ms), the same as text, RFC 3339 (a
 * zone may be hours alone), `YYYY-MM-DDTHH:MM:SS` (UTC) or `YYYY-MM-DD` (midnight UTC). Null when
 * it is none of these.
 */
export function readInstant(value: unknown): number | null {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return fromNumber(Number(text));
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [, date = "", time = "00:00", zone = "Z"] = match;
  if (!isOnCalendar(date)) return null;
  const offset = zone.toUpperCase().replace(
    /^([+-]\d{2}):?(\d{2})?$/,
    (_, hours, minutes = "00") => `${hours}:${minutes}`,
  );
  const ms = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(ms) ? null : ms;
}

/** False for the 31st of February, which `Date` takes for a day in March. */
function isOnCalendar(date: string): boolean {
  const midnight = new Date(`${date}T00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

function fromNumber(value: number): number | null {
  const ms = Math.trunc(Math.abs(value) < SECONDS_BELOW ? value * 1_000 : value);
  return Number.isNaN(ms) || Math.abs(ms) > MAX_DATE_MS ? null : ms;
}

/**
 * `YYYY-MM-DD` of a civil date. An instant that is not midnight UTC was midnight where the phone
 * is: the nearest day is meant. Text that is no date stays as it is: a phone shows what was typed.
 */
export function readCivilDate(value: unknown): string | null {
  if (typeof value === "string" && (value === "" || /^\d{4}-\d{2}-\d{2}$/.test(value))) {
    return value;
  }
  // A year, or a date without dashes, is no count of seconds; twelve digits are milliseconds (A26).
  if (typeof value === "string" && /^\s*[+-]?\d{1,10}(\.\d+)?\s*$/.test(value)) return value;
  const ms = readInstant(value);
  if (ms === null) return typeof value === "string" ? value : null;
  const day = ms % DAY_MS === 0 ? ms : ms + DAY_MS / 2;
  const date = new Date(day);
  const text = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  // Years that do not have four digits are written with a sign and six: no civil date.
  if (/^\d{4}-/.test(text)) return text.slice(0, 10);
  return typeof value === "string" ? value : null;
}

function orIssue<T>(read: (value: unknown) => T | null): z.ZodType<T, unknown> {
  return z.unknown().transform((value, context) => {
    const result = read(value);
    if (result !== null) return result;
    context.addIssue({ code: "custom", message: "unusable value" });
    return z.NEVER;
  });
}

/** Undefined when absent, null when null or `""`, else what `read` makes of it. */
function optional<T>(read: (value: unknown) => T | null): z.ZodType<T | null | undefined, unknown> {
  const inner = orIssue<{ readonly value: T | null | undefined }>((value) => {
    if (value === undefined || value === null || value === "") {
      return { value: value === undefined ? undefined : null };
    }
    const result = read(value);
    return result === null ? null : { value: result };
  });
  return inner.transform(({ value }) => value).optional();
}

function readFlag(value: unknown): boolean | null {
  if (value === null || value === undefined) return false;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value !== "string") return null;
  const word = value.trim().toLowerCase();
  if (["true", "1", "yes"].includes(word)) return true;
  return ["false", "0", "no", ""].includes(word) ? false : null;
}

function readNumber(value: unknown): number | null {
  const number = typeof value === "string" && DECIMAL.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function readWhole(value: unknown): number | null {
  const number = readNumber(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

/** JSON as text: text that is JSON stays, any other value is written as JSON. */
function readJson(value: unknown): string | null {
  const written = typeof value === "string" && isJson(value) ? value : writeJson(value);
  // What cannot be read back could never be shown.
  return written === null || readJsonText(written) === undefined ? null : written;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function writeJson(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

/** An id that the call needs: text that is not empty. */
export const id: z.ZodType<string> = z.string().min(1);
/** Absent, null or `""` (both null), or an id. */
export const optionalId: z.ZodType<string | null | undefined, unknown> = optional((value) =>
  typeof value === "string" ? value : null
);
/** Text that the call needs; may be empty. */
export const text: z.ZodType<string> = z.string();
/** Absent, null, or text. */
export const optionalText: z.ZodType<string | null | undefined> = z.string().nullish();
/** A timestamp the call needs, as epoch ms. */
export const instant: z.ZodType<number, unknown> = orIssue(readInstant);
/** Absent, null, or a timestamp as epoch ms. */
export const optionalInstant: z.ZodType<number | null | undefined, unknown> = optional(readInstant);
/** Absent, null, or a civil date as `YYYY-MM-DD`. */
export const optionalCivilDate: z.ZodType<string | null | undefined, unknown> = z.unknown()
  .optional().transform((value, context) => {
    if (value === undefined || value === null) return value;
    const date = readCivilDate(value);
    if (date !== null) return date;
    context.addIssue({ code: "custom", message: "unusable date" });
    return z.NEVER;
  });
/** A boolean in any form; absent and null are false. */
export const flag: z.ZodType<boolean, unknown> = orIssue(readFlag).optional()
  .transform((value) => value ?? false);
/** Absent, null, or a boolean in any form. */
export const optionalFlag: z.ZodType<boolean | null | undefined, unknown> = optional(readFlag);
/** A whole number the call needs, number or text. */
export const integer: z.ZodType<number, unknown> = orIssue(readWhole);
/** Absent, null, or a whole number. */
export const optionalInteger: z.ZodType<number | null | undefined, unknown> = optional(readWhole);
/** Absent, null, or any finite number. */
export const optionalNumber: z.ZodType<number | null | undefined, unknown> = optional(readNumber);
/** Absent, null, or JSON, as text. */
export const optionalJson: z.ZodType<string | null | undefined, unknown> = optional(readJson);

/** How many rows: `usual` unless asked; never more than 500, never a refusal. */
export function rowLimit(usual: number): z.ZodType<number, unknown> {
  return page(usual, 1, MAX_LIMIT);
}

/** How much of a list: the first 20 rows unless asked. */
export const paging = {
  limit: rowLimit(DEFAULT_LIMIT),
  offset: page(0, 0, Number.MAX_SAFE_INTEGER),
} as const;

function page(usual: number, least: number, most: number): z.ZodType<number, unknown> {
  return z.unknown().optional().transform((value) => {
    const number = readNumber(value);
    return number === null ? usual : Math.min(Math.max(Math.trunc(number), least), most);
  });
}
