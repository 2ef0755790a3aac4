/**
 * The operator decides a conflict.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { Table } from "../../database/table_shape.ts";
import { bringBackDependants, bringBackParents } from "./bring_back.ts";
import { readArrivingRow, readOtherRow } from "../rows/arriving_row.ts";
import { type ConflictDetail, readConflict } from "./attention.ts";
import { type HeldRow, OtherShelf, type Shelf, TypedShelf } from "../merge/shelf.ts";
import { isTombstone } from "../merge/push_records.ts";
import { OtherRows } from "../rows/other_rows.ts";
import { UnknownShare } from "../rows/unknown_share.ts";
import type { Change } from "../rows/row_store.ts";

/** Which value stays: the one that is stored, or the one that lost. */
export type ConflictChoice = "kept" | "lost";

/**
 * Decides an open conflict. With `lost` the losing value is stored again, and a deleted row is
 * brought back with what went with it; every device is sent the rows. Belongs inside a write transaction.
 *
 * @param change Stamp and time; the writer is the hub
 * @returns False when there is no such open conflict, or its row is gone
 * @throws {RowDefectError} The losing value cannot be stored
 */
export function resolveConflict(
  statements: Statements,
  conflictNo: number,
  choice: ConflictChoice,
  change: Change,
): boolean {
  const conflict = readConflict(statements, conflictNo);
  if (conflict === null) return false;
  if (choice === "lost" && !storeLost(statements, conflict, change)) return false;
  statements.get("UPDATE conflict SET resolution = ?, resolved_ms = ? WHERE conflict_no = ?")
    .run(choice, change.nowMs, conflictNo);
  return true;
}

function storeLost(statements: Statements, conflict: ConflictDetail, change: Change): boolean {
  const share = new UnknownShare(statements);
  const shelf = shelfOf(statements, conflict.table, share);
  const held = shelf?.find(conflict.rowId) ?? null;
  if (shelf === null || held === null) return false;
  const values = valuesOf(shelf, conflict);
  if (conflict.column === null) keepNewer(shelf, held, values);
  values.set("updated_at", change.nowMs);
  const { table, rowId } = conflict;
  const isTyped = shelf.shape !== null;
  if (isTyped && values.get("is_deleted") === 0) {
    bringBackDependants(statements, table, rowId, change);
  }
  shelf.update(held, values, true, change);
  if (isTyped) bringBackParents(statements, table, rowId, change);
  share.save();
  return true;
}

/** A deleted row goes on taking changes: what was written after its deletion stays. */
function keepNewer(shelf: Shelf, held: HeldRow, values: Map<string, unknown>): void {
  const isDeleted = shelf.stored(held, "is_deleted");
  if (isDeleted !== 1 && isDeleted !== true) return;
  const writes = shelf.writesOf(held);
  const deletedAt = writes.get("is_deleted")?.stamp ?? held.firstStamp;
  for (const name of [...values.keys()].filter((name) => !isTombstone(name))) {
    if ((writes.get(name)?.stamp ?? 0) > deletedAt) values.delete(name);
  }
}

/** The losing columns in the form in which the table stores them. */
function valuesOf(
  shelf: Shelf,
  { column, lost, kept, rowId }: ConflictDetail,
): Map<string, unknown> {
  const row: Record<string, unknown> = column === null
    ? { ...(typeof lost === "object" ? lost : {}) }
    : { [column]: lost };
  // The row was deleted, or is: what lost is that it lives.
  if (column === null && (kept as { is_deleted?: unknown } | null)?.is_deleted === true) {
    Object.assign(row, { is_deleted: false, deleted_at: null });
  }
  const { shape } = shelf;
  const read = shape === null
    ? readOtherRow({ ...row, id: rowId })
    : readArrivingRow(shape, { ...row, id: rowId });
  const values = new Map<string, unknown>(Object.entries(read.extra ?? {}));
  for (const [at, value] of read.values.entries()) {
    const name = (shape as Table).columns[at]?.name;
    if (value !== undefined && name !== undefined) values.set(name, value);
  }
  return values;
}

function shelfOf(statements: Statements, table: string, share: UnknownShare): Shelf | null {
  const shape = TABLE_BY_NAME.get(table);
  if (shape !== undefined) return new TypedShelf(statements, shape, share);
  const rows = new OtherRows(statements);
  const tableNo = rows.tables().find(([, name]) => name === table)?.[0];
  return tableNo === undefined
    ? null
    : new OtherShelf(statements, rows, { tableNo, name: table }, share);
}
