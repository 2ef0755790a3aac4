/**
 * Writes rows of one table with typed columns.
 *
 * @module
 */

import type { Statement } from "@db/sqlite";
import type { Statements } from "../database/statements.ts";
import type { Column, Table } from "../database/table_shape.ts";
import type { ArrivingRow, StoredValue } from "./arriving_row.ts";

/** Who writes, and with which stamp. */
export interface Change {
  readonly stamp: number;
  /** Number in table `writer`. */
  readonly writer: number;
  /** Wall clock, epoch ms: fills in times that are missing. */
  readonly nowMs: number;
}

/** Where a stored row stands. */
export interface StoredRow {
  readonly row: number;
  readonly firstStamp: number;
  readonly firstWriter: number;
  readonly extra: string | null;
}

/** Times a row must have; phones have them, so a row without is repaired. */
const MADE_TIMES: ReadonlySet<string> = new Set(["created_at", "updated_at"]);
/** Times only the server side keeps. */
const SERVER_TIMES: ReadonlySet<string> = new Set(["last_modified", "server_created_at"]);

/** One table's rows. All methods belong inside a write transaction. */
export class RowStore {
  readonly #statements: Statements;
  readonly #table: Table;
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #updates = new Map<number, Statement>();

  constructor(statements: Statements, table: Table) {
    this.#statements = statements;
    this.#table = table;
    this.#find = statements.get(
      `SELECT hub_row, hub_first_stamp, hub_first_writer, hub_extra FROM ${table.name} WHERE id = ?`,
    );
    const names = table.columns.map(quoted);
    const marks = [...names, ...Array.from({ length: 7 }, () => "")].map(() => "?").join(", ");
    this.#insert = statements.get(
      `INSERT INTO ${table.name} (id, ${names.join(", ")}, hub_extra, hub_first_stamp,
         hub_first_writer, hub_stamp, hub_writer, hub_send_back) VALUES (${marks})`,
    );
  }

  /** The stored row with this id, or null. */
  find(id: string): StoredRow | null {
    const values = this.#find.value<[number, number, number, string | null]>(id);
    if (values === undefined) return null;
    const [row, firstStamp, firstWriter, extra] = values;
    return { row, firstStamp, firstWriter, extra };
  }

  /** Stores a row the hub does not hold. Missing times are filled in. */
  insert(row: ArrivingRow, change: Change): void {
    const { columns } = this.#table;
    const values: StoredValue[] = [row.id];
    let { exact } = row;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      let value = row.values[i];
      if (value === undefined || value === null) {
        value = defaultValue(column, change.nowMs);
        if (value !== null && column.onPhones && column.kind === "time") exact = false;
      }
      values.push(value);
    }
    const { stamp, writer } = change;
    const extra = row.extra === null ? null : JSON.stringify(row.extra);
    values.push(extra, stamp, writer, stamp, writer, exact ? 0 : 1);
    this.#insert.run(values);
  }

  /** Replaces the columns that the arriving row has; others and unknown columns stay. */
  replace(stored: StoredRow, row: ArrivingRow, change: Change): void {
    const { columns } = this.#table;
    const values: StoredValue[] = [];
    let present = 0;
    let { exact } = row;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      let value = row.values[i];
      if (MADE_TIMES.has(column.name) && (value === undefined || value === null)) {
        exact = false;
        value = column.name === "updated_at" ? change.nowMs : undefined;
      }
      if (column.name === "last_modified" && !column.onPhones) value = change.nowMs;
      if (value === undefined) continue;
      present += 2 ** i;
      values.push(value);
    }
    values.push(
      mergedExtra(stored.extra, row.extra),
      change.stamp,
      change.writer,
      exact ? 0 : 1,
      stored.row,
    );
    this.#update(present).run(values);
  }

  /** Marks a row deleted. The device that said so is told the result. */
  markDeleted(stored: StoredRow, change: Change): void {
    const { name } = this.#table;
    this.#statements.get(
      `UPDATE ${name} SET is_deleted = 1, deleted_at = coalesce(deleted_at, ?), updated_at = ?,
         hub_stamp = ?, hub_writer = ?, hub_send_back = 1 WHERE hub_row = ?`,
    ).run(change.nowMs, change.nowMs, change.stamp, change.writer, stored.row);
  }

  /** Gives a row a new stamp without changing it: every device is sent it again. */
  restamp(stored: StoredRow, change: Change): void {
    this.#statements.get(
      `UPDATE ${this.#table.name} SET hub_stamp = ?, hub_writer = ?, hub_send_back = 1
       WHERE hub_row = ?`,
    ).run(change.stamp, change.writer, stored.row);
  }

  #update(present: number): Statement {
    let statement = this.#updates.get(present);
    if (statement === undefined) {
      const sets = this.#table.columns
        .filter((_, i) => Math.floor(present / 2 ** i) % 2 === 1)
        .map((column) => `${quoted(column)} = ?`);
      statement = this.#statements.get(
        `UPDATE ${this.#table.name} SET ${[...sets, "hub_extra = ?"].join(", ")}, hub_stamp = ?,
           hub_writer = ?, hub_send_back = ? WHERE hub_row = ?`,
      );
      this.#updates.set(present, statement);
    }
    return statement;
  }
}

function quoted(column: Column): string {
  return `"${column.name}"`;
}

function defaultValue(column: Column, nowMs: number): StoredValue {
  if (column.name === "is_deleted") return 0;
  if (MADE_TIMES.has(column.name)) return nowMs;
  return SERVER_TIMES.has(column.name) ? nowMs : null;
}

/** Unknown columns that this row does not have stay as another phone sent them. */
function mergedExtra(
  stored: string | null,
  arriving: Record<string, unknown> | null,
): string | null {
  if (arriving === null) return stored;
  if (stored === null) return JSON.stringify(arriving);
  return JSON.stringify({ ...JSON.parse(stored) as Record<string, unknown>, ...arriving });
}
