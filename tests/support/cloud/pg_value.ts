/**
 * Values on their way into and out of the database: checked on the way in as PostgreSQL checks
 * them, and on the way out in the form the cloud's JSON has (`sync.md` 1.2).
 *
 * @module
 */

import { roundDecimal, wholeDigits } from "./decimal.ts";
import { PgError } from "./pg_error.ts";
import { readJsonb } from "./pg_json.ts";
import type { PgColumn } from "./pg_table.ts";
import { dateToIso, instantToIso, readDate, readInstant } from "./pg_time.ts";

/** What SQLite holds in place of a PostgreSQL value. */
export type Stored = string | number | bigint | null;

/** How dates leave. */
export interface OutputRules {
  /** The Node process's time zone: dates become the instant at which they begin there. */
  readonly timeZone: string;
  /** Columns that leave as `YYYY-MM-DD`. */
  readonly plainDates: ReadonlySet<string>;
}

const INT_LIMITS = { int2: 2 ** 15, int4: 2 ** 31 };
const TRUE = /^(t|tr|tru|true|y|ye|yes|on|1)$/i;
const FALSE = /^(f|fa|fal|fals|false|n|no|of|off|0)$/i;

/**
 * Reads a value for a column; NULL passes, the table decides about it.
 *
 * @throws {PgError} if PostgreSQL would not take it
 */
export function storeValue(column: PgColumn, value: unknown): Stored {
  if (value === null || value === undefined) return null;
  if (column.kind === "jsonb") return readJsonb(value);
  if (column.kind === "text[]") return readTextArray(value);
  const text = driverText(value);
  switch (column.kind) {
    case "uuid":
      return readUuid(text);
    case "text":
      return readText(text, 0);
    case "varchar":
      return readText(text, column.size);
    case "bool":
      return readBool(text);
    case "int2":
    case "int4":
      return readInt(text, INT_LIMITS[column.kind]);
    case "float8":
      return readFloat(text);
    case "numeric":
      return readNumeric(text, column);
    case "date":
      return readDate(text);
    case "timestamptz":
      return readInstant(text);
  }
}

/** A stored value in the form the cloud's JSON has. */
export function jsonValue(column: PgColumn, stored: Stored, rules: OutputRules): unknown {
  if (stored === null) return null;
  switch (column.kind) {
    case "bool":
      return stored === 1;
    case "jsonb":
    case "text[]":
      return JSON.parse(String(stored));
    case "date":
      return rules.plainDates.has(column.name) ? stored : dateToIso(String(stored), rules.timeZone);
    case "timestamptz":
      return instantToIso(typeof stored === "string" ? BigInt(stored) : stored);
    default:
      return stored;
  }
}

/** Whether text is a UUID in the one spelling that everything but PostgreSQL takes. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" &&
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

/** What the driver sends for a parameter. */
function driverText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function readUuid(text: string): string {
  const hex = text.trim().replace(/^\{(.*)\}$/, "$1").replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new PgError("22P02", "invalid input syntax for type uuid");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function readText(text: string, maxCharacters: number): string {
  if (text.includes("\0")) throw new PgError("22021", "invalid byte sequence for encoding UTF8");
  const whole = text.toWellFormed();
  if (maxCharacters === 0 || whole.length <= maxCharacters) return whole;
  const characters = [...whole];
  if (characters.length <= maxCharacters) return whole;
  // Spaces too many are cut off without a word, as the SQL standard wants it.
  const excess = characters.slice(maxCharacters);
  if (excess.every((character) => character === " ")) {
    return characters.slice(0, maxCharacters).join("");
  }
  throw new PgError("22001", `value too long for type character varying(${maxCharacters})`);
}

function readBool(text: string): number {
  const trimmed = text.trim();
  if (TRUE.test(trimmed)) return 1;
  if (FALSE.test(trimmed)) return 0;
  throw new PgError("22P02", "invalid input syntax for type boolean");
}

function readInt(text: string, limit: number): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    throw new PgError("22P02", "invalid input syntax for type integer");
  }
  const value = Number(text);
  if (value < -limit || value >= limit) throw new PgError("22003", "integer out of range");
  return value;
}

function readFloat(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new PgError("22P02", "invalid input syntax for type double precision");
  }
  return value;
}

function readNumeric(text: string, column: PgColumn): string {
  const rounded = roundDecimal(text, column.scale);
  if (rounded === null) throw new PgError("22P02", "invalid input syntax for type numeric");
  if (wholeDigits(rounded) > column.size - column.scale) {
    throw new PgError("22003", "numeric field overflow");
  }
  return rounded;
}

function readTextArray(value: unknown): string {
  if (!Array.isArray(value)) throw new PgError("22P02", "malformed array literal");
  return JSON.stringify(value.map((item) => readText(driverText(item), 0)));
}
