/**
 * Rows as the hub stores them, for the C loops.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { BenchRow } from "../load/mod.ts";

/** The schema both sides use. */
export const SCHEMA_FILE: string = fileURLToPath(
  new URL("../../../server/database/migrations/0001_create_tables.sql", import.meta.url),
);

/** Rows that share a stamp. */
const ROWS_PER_STAMP = 500;
const FIRST_STAMP = Date.UTC(2026, 8, 1);

/** A row with the columns the hub adds. */
export function storedRow(row: BenchRow, number: number): BenchRow {
  const stamp = FIRST_STAMP + Math.floor(number / ROWS_PER_STAMP);
  return {
    ...row,
    last_modified: FIRST_STAMP,
    server_created_at: FIRST_STAMP,
    hub_first_stamp: stamp,
    hub_first_writer: 3,
    hub_stamp: stamp,
    hub_writer: 3,
    hub_send_back: 0,
  };
}

/** The statement that stores one row, whether or not it is there. */
export function upsertSql(table: string, row: BenchRow): string {
  const names = Object.keys(row);
  const kept = new Set(["id", "hub_first_stamp", "hub_first_writer"]);
  const sets = names.filter((name) => !kept.has(name)).map((name) => `${name}=excluded.${name}`);
  return `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})
    ON CONFLICT (id) DO UPDATE SET ${sets.join(", ")}`;
}

/** The rows' values as `push_limit.c` reads them. */
export function encodeRows(rows: readonly BenchRow[]): Uint8Array {
  const bytes: Uint8Array[] = [];
  for (const row of rows) {
    for (const value of Object.values(row)) bytes.push(encodeValue(value));
  }
  return new Uint8Array(Buffer.concat(bytes));
}

function encodeValue(value: BenchRow[string]): Uint8Array {
  if (value === null) return Uint8Array.of(0);
  if (typeof value !== "string") {
    const bytes = new Uint8Array(9);
    bytes[0] = 1;
    new DataView(bytes.buffer).setBigInt64(1, BigInt(value), true);
    return bytes;
  }
  const text = new TextEncoder().encode(value);
  const bytes = new Uint8Array(5 + text.length);
  bytes[0] = 2;
  new DataView(bytes.buffer).setUint32(1, text.length, true);
  bytes.set(text, 5);
  return bytes;
}
