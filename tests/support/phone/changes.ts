/**
 * The shape of what a sync sends and receives (`sync.md` 2.1, `wire.md` 6.7).
 *
 * @module
 */

/** The changes of one table. Nothing guarantees that a hub sends this shape. */
export interface TableChanges {
  /** Rows the sender calls new. */
  created: unknown[];
  /** Rows the sender calls changed. */
  updated: unknown[];
  /** Ids or row objects of removed rows. */
  deleted: unknown[];
}

/** Changes by table name; the key order is the order in which they are applied. */
export type ChangeSet = Record<string, TableChanges>;

/** How many rows of a table a sync carried. */
export interface RowCounts {
  /** Rows in `created`. */
  readonly created: number;
  /** Rows in `updated`. */
  readonly updated: number;
  /** Entries in `deleted`. */
  readonly deleted: number;
}

/** Row counts by table name. */
export type CountsByTable = Readonly<Record<string, RowCounts>>;

/**
 * Row counts of a change set, as the app counts: a missing list is empty, a `null` one throws.
 *
 * @throws {TypeError} when a list is null
 */
export function countRows(changes: ChangeSet): CountsByTable {
  const counts: Record<string, RowCounts> = {};
  for (const table in changes) {
    const lists: Partial<TableChanges> | undefined = changes[table];
    if (!lists || typeof lists !== "object") continue;
    const { created = [], updated = [], deleted = [] } = lists;
    counts[table] = {
      created: created.length,
      updated: updated.length,
      deleted: deleted.length,
    };
  }
  return counts;
}

/** All rows of all tables. */
export function totalRows(counts: CountsByTable): number {
  return Object.values(counts)
    .reduce((sum, { created, updated, deleted }) => sum + created + updated + deleted, 0);
}

/** `rows` in pieces of at most `size`. */
export function chunked<T>(rows: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < rows.length; from += size) chunks.push(rows.slice(from, from + size));
  return chunks;
}
