/**
 * Rows of a pull as they stream in: table `cloud_staged`. Nothing of an answer is stored before all
 * of it is there.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLES } from "../../database/tables.ts";
import { sideOf } from "../convert/civil_date.ts";
import type { CloudDevice } from "../cloud_device.ts";
import type { PullPart } from "../pull_reader.ts";

/** Rows of a broken answer that one transaction forgets at most, */
const DROPPED_AT_ONCE = 5_000;
/** and their bytes: a disk that they have filled has no room for a long log. */
const DROPPED_BYTES_AT_ONCE = 1024 * 1024;

/** Tables that are never kept: keys of other hubs, PIN codes (C20). */
const DROPPED: ReadonlySet<string> = new Set(["undefined", "devices", "device_pin_codes"]);

/** Keeps rows. Belongs inside a write transaction. */
export function stage(statements: Statements, parts: readonly PullPart[]): void {
  const insert = statements.get(
    "INSERT INTO cloud_staged (is_stock, table_name, kind, data) VALUES (?, ?, ?, ?)",
  );
  for (const part of parts) {
    if (DROPPED.has(part.table)) continue;
    const data = part.kind === "row" ? part.row : part.id;
    const isStock = part.table === "clinic_inventory" ? 1 : 0;
    insert.run(isStock, part.table, part.kind, JSON.stringify(data ?? null));
  }
  const side = sideOfDates(parts);
  if (side === null) return;
  statements.get("UPDATE relay_state SET dates_east = ?1 WHERE dates_east <> ?1")
    .run(side === "east" ? 1 : 0);
}

/** Dates of these rows, and so of the whole answer, come from this side of Greenwich (A26). */
function sideOfDates(parts: readonly PullPart[]): "east" | "west" | null {
  for (const part of parts) {
    const columns = DATES.get(part.table);
    if (columns === undefined || part.kind !== "row") continue;
    const row = (part.row ?? {}) as Readonly<Record<string, unknown>>;
    for (const column of columns) {
      const value = row[column];
      const side = typeof value === "string" ? sideOf(value) : null;
      if (side !== null) return side;
    }
  }
  return null;
}

/** Columns that hold dates, by table. */
const DATES: ReadonlyMap<string, readonly string[]> = new Map(
  TABLES.flatMap(({ name, columns }) => {
    const dates = columns.filter(({ kind }) => kind === "date" || kind === "day");
    return dates.length === 0 ? [] : [[name, dates.map((column) => column.name)]];
  }),
);

/**
 * Forgets rows of an answer that did not come to its end, some at a time.
 *
 * @returns true when some are left
 */
export function dropStaged(statements: Statements, limit = DROPPED_AT_ONCE): boolean {
  statements.get("UPDATE relay_state SET staged_cursor = NULL, staged_device = NULL").run();
  let bytes = 0;
  let last = 0;
  const staged = statements.get(
    "SELECT staged_no, octet_length(data) FROM cloud_staged ORDER BY staged_no LIMIT ?",
  ).values<[stagedNo: number, bytes: number]>(limit);
  for (const [stagedNo, size] of staged) {
    last = stagedNo;
    bytes += size;
    if (bytes >= DROPPED_BYTES_AT_ONCE) break;
  }
  statements.get("DELETE FROM cloud_staged WHERE staged_no <= ?").run(last);
  return hasStaged(statements);
}

/** Whether rows of an answer are kept. */
export function hasStaged(statements: Statements): boolean {
  return statements.get("SELECT 1 FROM cloud_staged LIMIT 1").value() !== undefined;
}

/** The answer is whole: from here on it is stored, whatever happens. */
export function markWhole(statements: Statements, timestamp: number, device: CloudDevice): void {
  statements.get("UPDATE relay_state SET staged_cursor = ?, staged_device = ?")
    .run(timestamp, JSON.stringify(device));
}

/** All of a whole answer is stored. */
export function markStored(statements: Statements, nowMs: number): void {
  statements.get(
    `UPDATE relay_state SET cloud_cursor = staged_cursor, cursor_ms = ?, device = staged_device,
       pull_no = pull_no + 1, staged_cursor = NULL, staged_device = NULL
     WHERE staged_cursor IS NOT NULL`,
  ).run(nowMs);
}
