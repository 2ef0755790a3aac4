/**
 * The `changes` of a push, taken apart.
 *
 * @module
 */

import { TABLE_BY_NAME, TABLES } from "../../database/tables.ts";

/** One table's part of a push. */
export interface TableChanges {
  readonly table: string;
  /** `created` and `updated` together: a row is stored whole from either. */
  readonly rows: readonly unknown[];
  /** Ids to mark deleted. */
  readonly deleted: readonly unknown[];
}

const ORDER: ReadonlyMap<string, number> = new Map(TABLES.map((table, at) => [table.name, at]));

/**
 * Reads `{table: {created, updated, deleted}}`; each list may be missing. Parents come before
 * children, unknown tables last.
 *
 * @returns Null when it is not of that shape
 */
export function readPushChanges(changes: unknown): TableChanges[] | null {
  if (!isObject(changes)) return null;
  const tables: TableChanges[] = [];
  for (const [table, lists] of Object.entries(changes)) {
    if (!isObject(lists)) return null;
    const { created = [], updated = [], deleted = [] } = lists;
    if (!Array.isArray(created) || !Array.isArray(updated) || !Array.isArray(deleted)) return null;
    tables.push({ table, rows: updated.length > 0 ? created.concat(updated) : created, deleted });
  }
  const after = TABLES.length;
  return tables.sort((a, b) => (ORDER.get(a.table) ?? after) - (ORDER.get(b.table) ?? after));
}

/** True for a table that phones may write. */
export function isWritable(table: string): boolean {
  return TABLE_BY_NAME.get(table)?.writable === true;
}

/** The id of an entry of `deleted`: a string, or an object with one (wire 12, rule 4). */
export function deletedId(entry: unknown): string | null {
  if (typeof entry === "string") return entry;
  return isObject(entry) && typeof entry.id === "string" ? entry.id : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
