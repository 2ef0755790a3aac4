/**
 * Reads the rows of a table of which some pages cannot be read.
 *
 * @module
 */

import { type Database, SqliteError } from "@db/sqlite";

/** A row as it is stored. */
export type StoredValues = Readonly<Record<string, unknown>>;

/** What was read. */
export interface ReadRows {
  /** Rows that could be read. */
  rows: number;
  /** Gaps between them that could not: pages, or runs of pages. */
  gaps: number;
}

/** Rows read at a time. */
const BATCH = 200;
/** After so many failures the rest of a table counts as one gap: about a second of work. */
const MAX_FAILURES = 20_000;

/**
 * Hands over every row of a table that can be read, in the order they were stored. Where a page
 * cannot, the range of row numbers is halved until the readable ones on both sides are found.
 */
export function* readableRows(
  database: Database,
  table: string,
  count: ReadRows,
): Generator<StoredValues> {
  const end = lastRow(database, table);
  let failures = 0;
  let isGap = false;
  const ranges: [from: number, to: number][] = [[Number.MIN_SAFE_INTEGER, 0], [0, end + 1]];
  // The lower half of what was split comes first.
  const waiting = ranges.reverse();
  while (waiting.length > 0) {
    const range = waiting.pop();
    if (range === undefined) break;
    const [from, to] = range;
    const rows = failures > MAX_FAILURES ? null : readRange(database, table, from, to);
    if (rows !== null) {
      if (rows.length > 0) isGap = false;
      for (const row of rows) {
        count.rows += 1;
        yield row;
      }
      const last = rows.at(-1)?.["rowid_"];
      if (rows.length === BATCH && typeof last === "number") waiting.push([last + 1, to]);
      continue;
    }
    failures += 1;
    const middle = Math.floor(from / 2 + to / 2);
    if (to - from > 1 && middle > from && middle < to) {
      waiting.push([middle, to], [from, middle]);
    } else if (!isGap) {
      isGap = true;
      count.gaps += 1;
    }
  }
}

/** Rows of `[from, to)`; null when a page on the way cannot be read. */
function readRange(
  database: Database,
  table: string,
  from: number,
  to: number,
): StoredValues[] | null {
  try {
    using statement = database.prepare(
      `SELECT rowid AS rowid_, * FROM "${table}" WHERE rowid >= ? AND rowid < ?
       ORDER BY rowid LIMIT ${BATCH}`,
    );
    return statement.all(from, to);
  } catch (error) {
    if (error instanceof SqliteError) return null;
    throw error;
  }
}

/** The largest row number there may be: rows are numbered as they come, and none is that small. */
function lastRow(database: Database, table: string): number {
  try {
    using statement = database.prepare(`SELECT max(rowid) FROM "${table}"`);
    return statement.value<[number | null]>()?.[0] ?? 0;
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    using pages = database.prepare("PRAGMA page_count");
    const LEAST_ROW_BYTES = 32;
    return (pages.value<[number]>()?.[0] ?? 0) * 4_096 / LEAST_ROW_BYTES;
  }
}
