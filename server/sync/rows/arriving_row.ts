/**
 * Turns a row as a phone sends it into the values the hub stores.
 *
 * @module
 */

import type { ColumnKind, Table } from "../../database/table_shape.ts";

/** Why a row cannot be stored. */
export type RowDefect = "NOT_AN_OBJECT" | "BAD_ID" | "BAD_COLUMN_NAME" | "BAD_VALUE";

/** A row that cannot be stored as it came. Names neither row nor value. */
export class RowDefectError extends Error {
  override readonly name = "RowDefectError";
  readonly code: RowDefect;

  constructor(code: RowDefect) {
    super(`Cannot store row: ${code}`);
    this.code = code;
  }
}

/** A value as SQLite stores it. */
export type StoredValue = string | number | null;

/** A row ready to be stored in a table with typed columns. */
export interface ArrivingRow {
  readonly id: string;
  /** In the order of the table's columns; undefined where the row does not have the column. */
  readonly values: (StoredValue | undefined)[];
  /** Columns the hub does not know, or null. */
  readonly extra: Record<string, unknown> | null;
  /** Columns the phone says were changed there (`_changed`); null when it does not say. */
  readonly edited?: ReadonlySet<string> | null;
  /** False when a value was repaired: the phone is sent the stored row. */
  exact: boolean;
}

/** Ids phones and cloud use: letters, digits, `_`, `-`, `.` (WatermelonDB's own rule). */
const ID = /^[A-Za-z0-9_.-]{1,128}$/;
/** Names of unknown tables and columns that are kept (decision 15). */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** Deepest nesting of a value that is kept: SQLite's JSON reads 1000 levels. */
const MAX_NESTING = 100;
/** RFC 3339 with a zone: nothing is left to guess. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
/** A number as text. */
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
/**
 * Never stored: WatermelonDB's bookkeeping, and a column that a forced upload adds to the rows of
 * every table although no phone has it.
 */
const BOOKKEEPING: ReadonlySet<string> = new Set(["id", "_status", "_changed", "image_timestamp"]);

/** True for a table or column name that may be kept without being known. */
export function isKeptName(name: string): boolean {
  // The one name of this form that every object answers to.
  return NAME.test(name) && name !== "constructor";
}

/** The row's id. @throws {RowDefectError} `NOT_AN_OBJECT`, `BAD_ID` */
export function rowId(row: unknown): string {
  if (!isRecord(row)) throw new RowDefectError("NOT_AN_OBJECT");
  const { id } = row;
  if (typeof id !== "string" || !ID.test(id)) throw new RowDefectError("BAD_ID");
  return id;
}

/**
 * Reads a row of a table with typed columns.
 *
 * Repaired: booleans as 0/1/true/false, JSON columns given as objects, times with a fraction
 * (truncated) or as RFC 3339 text with a zone, numbers given as text, unpaired surrogates. A column
 * no phone has is not taken from a phone. Anything else of the wrong type is a defect: nothing is
 * guessed.
 *
 * @throws {RowDefectError}
 */
export function readArrivingRow(table: Table, row: unknown): ArrivingRow {
  const id = rowId(row);
  const record = row as Record<string, unknown>;
  const edited = editedColumns(record);
  const arriving: ArrivingRow = { id, values: [], extra: null, edited, exact: true };
  let known = 0;
  for (const column of table.columns) {
    const value = record[column.name];
    if (value !== undefined) known += 1;
    // Neither alive nor deleted: it says nothing.
    if (value === undefined || (value === null && column.name === "is_deleted")) {
      arriving.values.push(undefined);
      continue;
    }
    arriving.values.push(column.onPhones ? readValue(column.kind, value, arriving) : undefined);
  }
  return known === countColumns(record) ? arriving : { ...arriving, extra: extras(table, record) };
}

/**
 * Reads a row of a table the hub does not know: everything is kept, as unknown columns.
 *
 * @throws {RowDefectError}
 */
export function readOtherRow(row: unknown): ArrivingRow {
  const id = rowId(row);
  const record = row as Record<string, unknown>;
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (BOOKKEEPING.has(name)) continue;
    if (!isKeptName(name)) throw new RowDefectError("BAD_COLUMN_NAME");
    extra[name] = notTooNested(value);
  }
  return { id, values: [], extra, edited: editedColumns(record), exact: true };
}

const NOTHING_EDITED: ReadonlySet<string> = new Set();

/** WatermelonDB's comma list. */
function editedColumns({ _changed: changed }: Record<string, unknown>): ReadonlySet<string> | null {
  if (typeof changed !== "string") return null;
  return changed === "" ? NOTHING_EDITED : new Set(changed.split(","));
}

function countColumns(record: Record<string, unknown>): number {
  let count = 0;
  for (const name in record) {
    if (!BOOKKEEPING.has(name)) count += 1;
  }
  return count;
}

function extras(table: Table, record: Record<string, unknown>): Record<string, unknown> | null {
  const known = new Set(table.columns.map((column) => column.name));
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (BOOKKEEPING.has(name) || known.has(name)) continue;
    if (!isKeptName(name)) throw new RowDefectError("BAD_COLUMN_NAME");
    extra[name] = notTooNested(value);
  }
  return Object.keys(extra).length > 0 ? extra : null;
}

function readValue(kind: ColumnKind, value: unknown, row: ArrivingRow): StoredValue {
  if (value === null) return null;
  switch (kind) {
    case "text":
    case "date":
      return readText(value, row);
    case "json":
      if (typeof value === "object") {
        row.exact = false;
        return readText(JSON.stringify(notTooNested(value)), row);
      }
      return readText(value, row);
    case "boolean":
      return readBoolean(value, row);
    case "integer":
      return readInteger(value, row, false);
    case "time":
    case "day":
      return readInteger(readInstant(value, row), row, true);
    case "real":
      return readReal(value, row);
  }
}

function readText(value: unknown, row: ArrivingRow): string {
  if (typeof value !== "string") throw new RowDefectError("BAD_VALUE");
  if (value.isWellFormed()) return value;
  // Half an emoji cannot be written as UTF-8.
  row.exact = false;
  return value.toWellFormed();
}

function readBoolean(value: unknown, row: ArrivingRow): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  row.exact = false;
  if (value === "true" || value === "1") return 1;
  if (value === "false" || value === "0") return 0;
  throw new RowDefectError("BAD_VALUE");
}

function readInteger(value: unknown, row: ArrivingRow, truncate: boolean): number {
  let number = value;
  if (typeof value === "string" && /^-?\d{1,16}$/.test(value)) {
    row.exact = false;
    number = Number(value);
  }
  if (typeof number !== "number") throw new RowDefectError("BAD_VALUE");
  if (truncate && !Number.isInteger(number)) {
    row.exact = false;
    number = Math.trunc(number);
  }
  if (!Number.isSafeInteger(number)) throw new RowDefectError("BAD_VALUE");
  return number as number;
}

/** Epoch ms of a time that is given as text; anything else as it is. */
function readInstant(value: unknown, row: ArrivingRow): unknown {
  const day = typeof value === "string" ? INSTANT.exec(value)?.[1] : undefined;
  if (day === undefined) return value;
  row.exact = false;
  const midnight = new Date(`${day}T00:00Z`);
  // A day that is not on the calendar, which `Date` takes for one of the next month.
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return isDay ? Date.parse(String(value)) : value;
}

function readReal(value: unknown, row: ArrivingRow): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "string" || !DECIMAL.test(value)) throw new RowDefectError("BAD_VALUE");
  const number = Number(value);
  if (!Number.isFinite(number)) throw new RowDefectError("BAD_VALUE");
  row.exact = false;
  return number;
}

/** Walks without calling itself: what a phone sends may be nested a million times. */
function notTooNested<T>(value: T): T {
  let level: object[] = isNested(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_NESTING) throw new RowDefectError("BAD_VALUE");
    level = level.flatMap((outer) => Object.values(outer).filter(isNested));
  }
  return value;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
