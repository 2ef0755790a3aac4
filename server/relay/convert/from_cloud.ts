/**
 * Turns a row of the cloud's JSON into hub form, by the hub's own columns (A26): only columns that
 * are times become times, and dates stay dates whatever zone the cloud's process runs in.
 *
 * @module
 */

import type { ColumnKind, Table } from "../../database/table_shape.ts";
import { civilDateOf, instantOf, msOfDate } from "./civil_date.ts";
import type { HubRow, HubValue } from "./hub_row.ts";
import { RelayDefectError } from "./relay_defect.ts";

/** Ids as the hub keeps them. */
const ID = /^[A-Za-z0-9_.-]{1,128}$/;

/**
 * Reads a row. Columns the hub does not have are left out; those the row does not have stay out.
 *
 * @param isEast whether the cloud's process is known to run east of Greenwich
 * @throws {RelayDefectError} `NOT_AN_OBJECT`, `BAD_ID`, `BAD_VALUE`
 */
export function fromCloud(table: Table, row: unknown, isEast = false): HubRow {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw new RelayDefectError("NOT_AN_OBJECT");
  }
  const record = row as Record<string, unknown>;
  const { id } = record;
  if (typeof id !== "string" || !ID.test(id)) throw new RelayDefectError("BAD_ID", "id");
  const converted: Record<string, HubValue> = { id };
  for (const { name, kind } of table.columns) {
    const value = record[name];
    if (value === undefined) continue;
    const stored = value === null ? null : READERS[kind](value, isEast);
    if (stored === undefined) throw new RelayDefectError("BAD_VALUE", name);
    converted[name] = stored;
  }
  return converted;
}

/** Undefined is no value of the kind. */
type Reader = (value: unknown, isEast: boolean) => HubValue | undefined;

const READERS: Readonly<Record<ColumnKind, Reader>> = {
  text: readText,
  json: (value) => JSON.stringify(value),
  date: readDate,
  boolean: readBoolean,
  integer: readInteger,
  real: readReal,
  time: readTime,
  day: (value, isEast) => {
    const date = readDate(value, isEast);
    return typeof date === "string" ? msOfDate(date) : date;
  },
};

function readText(value: unknown): string {
  if (typeof value === "string") return value.toWellFormed();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function readDate(value: unknown, isEast: boolean): HubValue | undefined {
  if (value === "") return null;
  return typeof value === "string" ? civilDateOf(value, isEast) ?? undefined : undefined;
}

function readBoolean(value: unknown): number | undefined {
  if (value === true || value === 1) return 1;
  return value === false || value === 0 ? 0 : undefined;
}

function readInteger(value: unknown): number | undefined {
  const number = readReal(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function readReal(value: unknown): number | undefined {
  const text = typeof value === "string" && /^\s*[+-]?\d/.test(value);
  if (!text && typeof value !== "number") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function readTime(value: unknown): number | undefined {
  if (typeof value === "string") {
    const ms = instantOf(value);
    if (ms !== null) return ms;
    const date = civilDateOf(value);
    return date === null ? undefined : msOfDate(date);
  }
  return typeof value === "number" && Number.isFinite(value) ? Math.trunc(value) : undefined;
}
