/**
 * Stores rows that do not come from a phone.
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";
import { TABLE_BY_NAME } from "../database/tables.ts";
import type { StoredValue } from "../sync/rows/arriving_row.ts";
import type { WriteStamps } from "../sync/clock/hub_clock.ts";
import { RowStore } from "../sync/rows/row_store.ts";

/** Rows that share a stamp. */
const ROWS_PER_STAMP = 500;

/** Rows of one table in hub form: times in ms, booleans 0 or 1, JSON as text. */
export interface HubRows {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, StoredValue | undefined>>[];
}

/** Who stores them, and when. */
export interface HubWrite {
  readonly stamps: WriteStamps;
  /** Number in table `writer`. */
  readonly writer: number;
  readonly nowMs: number;
}

/** Inserts rows the hub does not hold. Belongs inside a write transaction. */
export function storeHubRows(
  statements: Statements,
  tables: readonly HubRows[],
  write: HubWrite,
): void {
  let stored = 0;
  let stamp = 0;
  for (const { table: name, rows } of tables) {
    const table = TABLE_BY_NAME.get(name);
    if (table === undefined) throw new RangeError(`Cannot store rows: no table "${name}"`);
    const store = new RowStore(statements, table);
    for (const row of rows) {
      if (stored++ % ROWS_PER_STAMP === 0) stamp = write.stamps.take();
      const values = table.columns.map((column) => row[column.name]);
      const change = { stamp, writer: write.writer, nowMs: write.nowMs };
      store.insert({ id: String(row.id), values, extra: null, exact: true }, change);
    }
  }
}
