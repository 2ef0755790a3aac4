/**
 * Turns a row of the hub into what the cloud takes.
 *
 * Times and dates go as ISO text: the cloud makes other dates of numbers (A26). What its database
 * would refuse is brought into its limits, and said so; a row that still could not be stored is
 * refused here, where its reason is known (B20).
 *
 * @module
 */

import type { Table } from "../../database/table_shape.ts";
import { civilDateOf, clampedMs, dateOfMs, isCivilDate, isoOfMs } from "./civil_date.ts";
import { CLOUD_COLUMNS, type CloudColumn } from "./cloud_columns.ts";
import type { HubRow, HubValue } from "./hub_row.ts";
import { RelayDefectError } from "./relay_defect.ts";

/** Why the cloud holds something else than the hub. */
export type Narrowing =
  /** Cut off at the cloud's limit. */
  | "TOO_LONG"
  /** Rounded to what the cloud can hold. */
  | "ROUNDED"
  /** Left empty: beyond what the cloud can hold. */
  | "OUT_OF_RANGE"
  /** Left empty: no date. */
  | "NOT_A_DATE"
  /** Left empty: no id. */
  | "NOT_AN_ID"
  /** Replaced by the empty value: no JSON. */
  | "NOT_JSON"
  /** A character was taken out or replaced that the cloud's database cannot hold. */
  | "BAD_CHARACTER";

/** One column the cloud holds differently. */
export interface NarrowedColumn {
  readonly column: string;
  readonly reason: Narrowing;
}

/** A row ready to be sent. */
export interface CloudForm {
  /** As it goes into the body. */
  readonly row: Readonly<Record<string, unknown>>;
  /** What the cloud will hold differently, the losses of its own apart. */
  readonly narrowed: readonly NarrowedColumn[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Levels of arrays and objects: PostgreSQL refuses some thousand more. */
const MAX_LEVELS = 1_000;

/** A value in the cloud's form, and why it is another. */
type Converted = readonly [value: unknown, reason: Narrowing | null];

/**
 * Converts a row for a push.
 *
 * @param updatedAtMs see {@linkcode updatedAtToSend}
 * @throws {RelayDefectError} `BAD_ID`, `MISSING_REFERENCE`, `MISSING_VISIT`, `MISSING_VALUE`
 */
export function toCloud(table: Table, row: HubRow, updatedAtMs: number): CloudForm {
  requireOwnId(table, row);
  const narrowed: NarrowedColumn[] = [];
  const converted: Record<string, unknown> = {};
  const updated_at = clampedMs(updatedAtMs);
  const created_at = clampedMs(Number(row.created_at ?? updated_at));
  const whole: HubRow = { ...row, updated_at, created_at };
  for (const column of CLOUD_COLUMNS.get(table.name) ?? []) {
    const [value, reason] = convert(column, whole[column.name] ?? null);
    if (reason !== null) narrowed.push({ column: column.name, reason });
    if (value !== null || !column.required) converted[column.name] = value;
    else converted[column.name] = column.fallback ?? missing(table, column);
  }
  return { row: converted, narrowed };
}

/**
 * The `updated_at` to send: the least that gets the row past the cloud's guard.
 *
 * The cloud writes rows whole and drops those that are no later than what it holds (A24). One
 * millisecond more than the version that was merged is enough for that, and little enough that the
 * cloud drops the row if somebody has edited it there since; the next pull brings that edit, and
 * both are merged. The hub's own time, from another clock, would overwrite it unseen. A new row
 * gets no time that is still to come for the cloud, for the same reason.
 *
 * @param ownMs when the hub's row was changed, by the hub's clock
 * @param mergedMs the cloud's `updated_at` of the last version that came from it; null for none
 * @param cloudMs the cloud's clock, as the last pull told it
 */
export function updatedAtToSend(ownMs: number, mergedMs: number | null, cloudMs: number): number {
  return mergedMs === null ? Math.min(ownMs, cloudMs) : mergedMs + 1;
}

/**
 * The cloud gives ids back in lower case, and so a row with another one would come back as another
 * row. Attributes are known by what they are about.
 */
function requireOwnId({ name }: Table, { id }: HubRow): void {
  if (name === "patient_additional_attributes" || typeof id !== "string") return;
  if (id !== id.toLowerCase()) throw new RelayDefectError("BAD_ID", "id");
}

function missing(table: Table, { name, kind }: CloudColumn): never {
  if (name === "id") throw new RelayDefectError("BAD_ID", name);
  if (table.name === "prescriptions" && name === "visit_id") {
    throw new RelayDefectError("MISSING_VISIT", name);
  }
  throw new RelayDefectError(kind === "uuid" ? "MISSING_REFERENCE" : "MISSING_VALUE", name);
}

function convert(column: CloudColumn, value: HubValue): Converted {
  if (value === null) return [null, null];
  switch (column.kind) {
    case "uuid":
      return convertId(value);
    case "text":
      return convertText(String(value), column.size);
    case "json":
      return convertJson(String(value), column.fallback);
    case "boolean":
      return [Number(value) !== 0, null];
    case "whole":
      return convertWhole(Number(value), column.size);
    case "decimal":
      return convertDecimal(Number(value), column);
    case "real":
      return [Number(value), null];
    case "time":
      return orNull(isoOfMs(Number(value)), "OUT_OF_RANGE");
    case "date":
      return typeof value === "number"
        ? orNull(dateOfMs(value), "OUT_OF_RANGE")
        : convertDate(value);
  }
}

function convertId(value: HubValue): Converted {
  if (value === "") return [null, null];
  return typeof value === "string" && UUID.test(value) ? [value, null] : [null, "NOT_AN_ID"];
}

function convertText(text: string, maxCharacters: number): Converted {
  const clean = cleanText(text);
  const reason = clean === text ? null : "BAD_CHARACTER";
  if (maxCharacters === 0 || clean.length <= maxCharacters) return [clean, reason];
  const characters = [...clean];
  if (characters.length <= maxCharacters) return [clean, reason];
  return [characters.slice(0, maxCharacters).join(""), "TOO_LONG"];
}

/** PostgreSQL holds no NUL, and no half of a surrogate pair. */
function cleanText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

function convertJson(text: string, empty: unknown): Converted {
  let parsed: unknown;
  let clean: unknown;
  try {
    parsed = JSON.parse(text);
    clean = cleanJson(parsed, MAX_LEVELS);
  } catch {
    return [empty, text.trim() === "" ? null : "NOT_JSON"];
  }
  if (parsed === null) return [empty, null];
  const reason = JSON.stringify(clean) === JSON.stringify(parsed) ? null : "BAD_CHARACTER";
  // A bare string would be read as JSON text, so every bare value goes as JSON text.
  return [typeof clean === "object" ? clean : JSON.stringify(clean), reason];
}

/** @throws {RangeError} when there are more levels in it */
function cleanJson(value: unknown, levels: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) throw new RangeError("Cannot clean JSON: it has too many levels");
  if (Array.isArray(value)) return value.map((item) => cleanJson(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), cleanJson(item, levels - 1)]),
  );
}

function convertWhole(value: number, bits: number): Converted {
  const rounded = roundHalfAway(value, 0);
  if (!(rounded >= -(2 ** (bits - 1)) && rounded < 2 ** (bits - 1))) return [null, "OUT_OF_RANGE"];
  return [rounded, rounded === value ? null : "ROUNDED"];
}

function convertDecimal(value: number, { size, scale }: CloudColumn): Converted {
  const rounded = roundHalfAway(value, scale);
  if (!(Math.abs(rounded) < 10 ** (size - scale))) return [null, "OUT_OF_RANGE"];
  return [rounded, rounded === value ? null : "ROUNDED"];
}

/** Rounds as PostgreSQL rounds the number's decimal text: 1.005 is 1.01. */
function roundHalfAway(value: number, scale: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || size > 1e15) return value;
  if (size < 1e-6) return 0;
  const scaled = Math.round(Number(`${size}e${scale}`));
  return Math.sign(value) * Number(`${scaled}e-${scale}`);
}

/** Digits are milliseconds: some phones hold dates of birth so (A26). */
function convertDate(text: string): Converted {
  if (text.trim() === "") return [null, null];
  if (isCivilDate(text)) return [text, null];
  if (/^-?\d{9,13}$/.test(text)) return orNull(dateOfMs(Number(text)), "NOT_A_DATE");
  return orNull(civilDateOf(text), "NOT_A_DATE");
}

function orNull(value: string | null, reason: Narrowing): Converted {
  return [value, value === null ? reason : null];
}
