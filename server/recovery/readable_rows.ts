/**
 * Reads the rows of a table of which some pages cannot be read.
 *
 * @module
 */

/** A row as it is stored. */
export type StoredValues = Readonly<Record<string, unknown>>;

/** What was read. */
export interface ReadRows {
  /** Rows that could be read. */
  rows: number;
  /** Gaps between them that could not: pages, or runs of pages. */
  gaps: number;
}

/** A database that may fail at any read and can be asked again. */
export interface PatientReader {
  /** The rows of a query, or null when a page on the way cannot be read. */
  rows(sql: string, ...values: readonly number[]): StoredValues[] | null;
}

/** Rows read at a time. */
const BATCH = 200;
/** After so many failures the rest of a table counts as one gap: some seconds of work. */
const MAX_FAILURES = 3_000;
/** No row takes less, bytes. */
const LEAST_ROW_BYTES = 32;
const PAGE_BYTES = 4_096;

/**
 * Hands over every row of a table that can be read, in the order they were stored. Where a page
 * cannot, the range of row numbers is halved until the readable ones on both sides are found.
 */
export function* readableRows(
  reader: PatientReader,
  table: string,
  count: ReadRows,
): Generator<StoredValues> {
  let failures = 0;
  let isGap = false;
  // The lower half of what was split comes first. Rows are numbered from 1 as they come.
  const waiting: [from: number, to: number][] = [[0, lastRow(reader, table) + 1]];
  for (let range = waiting.pop(); range !== undefined; range = waiting.pop()) {
    const [from, to] = range;
    const rows = failures > MAX_FAILURES ? null : reader.rows(
      `SELECT rowid AS rowid_, * FROM "${table}" WHERE rowid >= ? AND rowid < ?
       ORDER BY rowid LIMIT ${BATCH}`,
      from,
      to,
    );
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
    const middle = Math.floor((from + to) / 2);
    if (failures <= MAX_FAILURES && middle > from) {
      waiting.push([middle, to], [from, middle]);
    } else if (!isGap) {
      isGap = true;
      count.gaps += 1;
    }
  }
}

/** The largest row number there may be. */
function lastRow(reader: PatientReader, table: string): number {
  const found = reader.rows(`SELECT max(rowid) AS last FROM "${table}"`)?.[0];
  if (found !== undefined) return Number(found["last"] ?? 0);
  const pages = Number(reader.rows("PRAGMA page_count")?.[0]?.["page_count"] ?? 0);
  return pages * PAGE_BYTES / LEAST_ROW_BYTES;
}
