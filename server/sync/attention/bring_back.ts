/**
 * Brings a deleted row back to life: with what went with it, and with what it belongs to.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { Table } from "../../database/table_shape.ts";
import { dependantsOf, parentsOf } from "../rows/dependants.ts";
import type { Written } from "../merge/column_writes.ts";
import { type HeldRow, TypedShelf } from "../merge/shelf.ts";
import type { Change } from "../rows/row_store.ts";
import { UnknownShare } from "../rows/unknown_share.ts";

/** A row that is to live again. */
interface Gone {
  readonly shelf: TypedShelf;
  readonly held: HeldRow;
  /** Who deleted it, and when. */
  readonly deletion: Written;
}

/**
 * Brings back what was deleted by the same deletion as a row: a patient without the records that went
 * with it would look as if there had never been any. What was deleted on its own stays deleted. Call
 * it before the row itself is stored alive, in the same write transaction.
 *
 * @param change All rows get its stamp
 */
export function bringBackDependants(
  statements: Statements,
  table: string,
  id: string,
  change: Change,
): void {
  const gone = readGone(statements, table, id);
  if (gone === null) return;
  for (const dependant of wentWith(statements, gone)) bringBack(dependant, change);
}

/**
 * Brings back what a live row belongs to, with what went with that: under a deleted row nobody would
 * find it. Call it after the row is stored, in the same write transaction.
 *
 * @param change All rows get its stamp
 */
export function bringBackParents(
  statements: Statements,
  table: string,
  id: string,
  change: Change,
): void {
  const shelf = shelfOf(statements, table);
  const held = shelf.find(id);
  if (held === null || shelf.stored(held, "is_deleted") === 1) return;
  for (const parent of parentsOf(table)) {
    const parentId = shelf.stored(held, parent.column);
    const gone = typeof parentId === "string" ? readGone(statements, parent.table, parentId) : null;
    if (gone === null) continue;
    bringBackDependants(statements, parent.table, gone.held.id, change);
    bringBack(gone, change);
    bringBackParents(statements, parent.table, gone.held.id, change);
  }
}

function bringBack({ shelf, held: { id } }: Gone, change: Change): void {
  const held = shelf.find(id);
  if (held === null) return;
  const alive = new Map<string, unknown>([
    ["is_deleted", 0],
    ["deleted_at", null],
    ["updated_at", change.nowMs],
  ]);
  shelf.update(held, alive, true, change);
}

/** The row, if it is deleted. */
function readGone(statements: Statements, table: string, id: string): Gone | null {
  const shelf = shelfOf(statements, table);
  const held = shelf.find(id);
  if (held === null || shelf.stored(held, "is_deleted") !== 1) return null;
  const { firstStamp: stamp, firstWriter: writer } = held;
  const deletion = shelf.writesOf(held).get("is_deleted") ?? { stamp, writer };
  return { shelf, held, deletion };
}

function shelfOf(statements: Statements, table: string): TypedShelf {
  // Only columns the hub knows are written.
  const share = new UnknownShare(statements);
  return new TypedShelf(statements, TABLE_BY_NAME.get(table) as Table, share);
}

/** What one deletion took along: the same writer wrote it right after the row, in one go. */
function wentWith(statements: Statements, { shelf, held, deletion }: Gone): Gone[] {
  const candidates: Gone[] = [];
  gather(statements, { table: shelf.table, id: held.id, deletion }, candidates);
  const last = deletion.stamp + candidates.length;
  return candidates.filter(({ deletion: { stamp } }) => stamp <= last);
}

function gather(
  statements: Statements,
  of: { readonly table: string; readonly id: string; readonly deletion: Written },
  candidates: Gone[],
): void {
  const { deletion } = of;
  for (const { table, column } of dependantsOf(of.table)) {
    const ids = statements.get(`SELECT id FROM ${table} WHERE ${column} = ? AND is_deleted = 1`)
      .values<[string]>(of.id);
    for (const [id] of ids) {
      const gone = readGone(statements, table, id);
      if (gone === null || gone.deletion.writer !== deletion.writer) continue;
      const isKnown = candidates.some(({ shelf, held }) => shelf.table === table && held.id === id);
      if (isKnown || gone.deletion.stamp < deletion.stamp) continue;
      candidates.push(gone);
      gather(statements, { table, id, deletion }, candidates);
    }
  }
}
