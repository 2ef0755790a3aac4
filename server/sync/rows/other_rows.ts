/**
 * Rows of tables the hub does not know, kept as JSON (decision 15).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { FIRST_OTHER_TABLE_NUMBER } from "../../database/tables.ts";
import type { Change } from "./row_store.ts";

/** Most tables that are kept. */
export const MAX_OTHER_TABLES = 100;
/** Where a kept row stands. */
export interface StoredOtherRow {
  readonly row: number;
  readonly firstStamp: number;
  readonly firstWriter: number;
  readonly stamp: number;
  readonly writer: number;
  readonly data: string;
}

/** The generic store. All methods but {@linkcode OtherRows.tables} belong inside a write. */
export class OtherRows {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Kept tables, by number. */
  tables(): [number: number, name: string][] {
    return this.#statements.get("SELECT table_no, name FROM other_table ORDER BY table_no")
      .values<[number, string]>();
  }

  /** The table's number; a new name gets one. Null when no more tables are kept. */
  tableNumber(name: string): number | null {
    const found = this.#statements.get("SELECT table_no FROM other_table WHERE name = ?")
      .value<[number]>(name);
    if (found !== undefined) return found[0];
    const count = this.#statements.get("SELECT count(*) FROM other_table").value<[number]>();
    const next = FIRST_OTHER_TABLE_NUMBER + (count?.[0] ?? 0);
    if (next >= FIRST_OTHER_TABLE_NUMBER + MAX_OTHER_TABLES) return null;
    this.#statements.get("INSERT INTO other_table (table_no, name) VALUES (?, ?)").run(next, name);
    return next;
  }

  find(tableNo: number, id: string): StoredOtherRow | null {
    const values = this.#statements.get(
      `SELECT hub_row, hub_first_stamp, hub_first_writer, hub_stamp, hub_writer, data
       FROM other_row WHERE table_no = ? AND id = ?`,
    ).value<[number, number, number, number, number, string]>(tableNo, id);
    if (values === undefined) return null;
    const [row, firstStamp, firstWriter, stamp, writer, data] = values;
    return { row, firstStamp, firstWriter, stamp, writer, data };
  }

  insert(tableNo: number, id: string, data: string, change: Change): void {
    const { stamp, writer } = change;
    this.#statements.get(
      `INSERT INTO other_row (table_no, id, data, hub_first_stamp, hub_first_writer, hub_stamp,
         hub_writer, hub_send_back) VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
    ).run(tableNo, id, data, stamp, writer, stamp, writer);
  }

  /** Stores the row's whole new JSON. */
  update(stored: StoredOtherRow, data: string, sendBack: boolean, change: Change): void {
    this.#statements.get(
      `UPDATE other_row SET data = ?, hub_stamp = ?, hub_writer = ?, hub_send_back = ?
       WHERE hub_row = ?`,
    ).run(data, change.stamp, change.writer, sendBack ? 1 : 0, stored.row);
  }

  /** Gives a row a new stamp: every device that knows the table is sent it again. */
  restamp(row: number, change: Change): void {
    this.#statements.get(
      "UPDATE other_row SET hub_stamp = ?, hub_writer = ?, hub_send_back = 1 WHERE hub_row = ?",
    ).run(change.stamp, change.writer, row);
  }
}
