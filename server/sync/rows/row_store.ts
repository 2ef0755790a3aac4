/**
 * Writes rows of one table with typed columns.
 *
 * @module
 */

import type { Statement } from "@db/sqlite";
import type { Statements } from "../../database/statements.ts";
import type { Column, Table } from "../../database/table_shape.ts";
import type { ArrivingRow, StoredValue } from "./arriving_row.ts";
import { CloudBase } from "./cloud_base.ts";
import { ColumnWrites, type Written } from "../merge/column_writes.ts";
import { noteMove } from "../scope/row_moves.ts";
import { scopeKey } from "../scope/visibility.ts";
import { isBookkeeping, isLaterKept } from "../merge/merge_row.ts";

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
  readonly stamp: number;
  readonly writer: number;
  readonly extra: string | null;
}

/** What to store in the place of a row's values. */
export interface RowUpdate {
  /** New values by the place of their column; others stay. */
  readonly values: ReadonlyMap<number, StoredValue>;
  /** JSON of the columns the hub does not know; undefined leaves them. */
  readonly extra?: string | null;
  /** True when the device that wrote this is sent the stored row. */
  readonly sendBack: boolean;
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
  readonly #read: Statement;
  readonly #writes: ColumnWrites;
  readonly #cloudBase: CloudBase;
  readonly #updates = new Map<number, Statement>();

  constructor(statements: Statements, table: Table) {
    this.#statements = statements;
    this.#table = table;
    this.#writes = new ColumnWrites(statements);
    this.#cloudBase = new CloudBase(statements, table);
    this.#find = statements.get(
      `SELECT hub_row, hub_first_stamp, hub_first_writer, hub_stamp, hub_writer, hub_extra
       FROM ${table.name} WHERE id = ?`,
    );
    const names = table.columns.map(quoted);
    this.#read = statements.get(`SELECT ${names.join(", ")} FROM ${table.name} WHERE hub_row = ?`);
    const marks = [...names, ...Array.from({ length: 7 }, () => "")].map(() => "?").join(", ");
    this.#insert = statements.get(
      `INSERT INTO ${table.name} (id, ${names.join(", ")}, hub_extra, hub_first_stamp,
         hub_first_writer, hub_stamp, hub_writer, hub_send_back) VALUES (${marks})`,
    );
  }

  /** The stored row with this id, or null. */
  find(id: string): StoredRow | null {
    const values = this.#find.value<[number, number, number, number, number, string | null]>(id);
    if (values === undefined) return null;
    const [row, firstStamp, firstWriter, stamp, writer, extra] = values;
    return { row, firstStamp, firstWriter, stamp, writer, extra };
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
        // Times of the server are nothing a phone compares; its own it must have.
        if (MADE_TIMES.has(column.name)) exact = false;
      }
      values.push(value);
    }
    const { stamp, writer } = change;
    const extra = row.extra === null ? null : JSON.stringify(row.extra);
    values.push(extra, stamp, writer, stamp, writer, exact ? 0 : 1);
    this.#insert.run(values);
  }

  /** The stored values, in the order of the table's columns. */
  values(stored: StoredRow): StoredValue[] {
    return this.#read.value<StoredValue[]>(stored.row) ?? [];
  }

  /** Replaces the columns that the arriving row has; others and unknown columns stay. */
  replace(stored: StoredRow, row: ArrivingRow, change: Change): void {
    const { columns } = this.#table;
    const before = this.values(stored);
    const values = new Map<number, StoredValue>();
    let { exact } = row;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      let value = row.values[i];
      if (MADE_TIMES.has(column.name) && (value === undefined || value === null)) {
        exact = false;
        value = column.name === "updated_at" ? change.nowMs : undefined;
      }
      if (value !== undefined && value !== before[i]) values.set(i, value);
    }
    const extra = mergedExtra(stored.extra, row.extra);
    this.update(stored, { values, extra, sendBack: !exact }, change, before);
  }

  /**
   * Stores new values and notes who wrote which column. A row that comes to belong to another
   * patient or clinic, or is no longer deleted, counts as stored anew: some devices lack it.
   *
   * @param before What {@linkcode RowStore.values} gave
   */
  update(
    stored: StoredRow,
    update: RowUpdate,
    change: Change,
    before: readonly StoredValue[],
  ): void {
    const { columns } = this.#table;
    const parameters: StoredValue[] = [];
    let present = 0;
    let moved = false;
    let revived = false;
    const written: string[] = [];
    for (let i = 0; i < columns.length; i++) {
      const { name, onPhones } = columns[i] as Column;
      let value = update.values.get(i);
      if (name === "last_modified" && !onPhones) value = change.nowMs;
      if (value === undefined) continue;
      present += 2 ** i;
      parameters.push(value);
      if (value === before[i] || isLaterKept(name)) continue;
      written.push(name);
      moved ||= name === this.#table.scopeColumn;
      revived ||= name === "is_deleted" && value === 0 && before[i] === 1;
    }
    const deletion = revived ? this.writesOf(stored).get("is_deleted") : undefined;
    this.#notePast(stored, written, change, before);
    if (written.length > 0) this.#cloudBase.keep(stored.row, change, () => before);
    const extra = update.extra === undefined ? stored.extra : update.extra;
    parameters.push(extra, change.stamp, change.writer, update.sendBack ? 1 : 0, stored.row);
    this.#update(present).run(parameters);
    if (written.length > 0) this.#writes.note(this.#table.number, stored.row, written, change);
    // Who was sent it while it was deleted may not have taken it in.
    const sentUntil = revived ? deletion?.stamp ?? stored.firstStamp : change.stamp;
    if (moved || revived) {
      this.#noteMove(stored, before, sentUntil);
      this.storeAnew(stored, change);
    }
  }

  #noteMove(
    { row, firstStamp }: StoredRow,
    before: readonly StoredValue[],
    sentUntil: number,
  ): void {
    const { columns, number: tableNo } = this.#table;
    const text = (name: string) => {
      const value = before[columns.findIndex((column) => column.name === name)];
      return typeof value === "string" ? value : null;
    };
    const clinicId = text("clinic_id") ?? text("pickup_clinic_id");
    const patientId = this.#table.name === "patients" ? this.#idOf(row) : text("patient_id");
    const key = scopeKey({ patientId, clinicId });
    noteMove(this.#statements, { tableNo, row, firstStamp }, key, sentUntil);
  }

  #idOf(row: number): string | null {
    return this.#statements.get(`SELECT id FROM ${this.#table.name} WHERE hub_row = ?`)
      .value<[string]>(row)?.[0] ?? null;
  }

  /** Notes who changed columns the hub does not know. */
  noteExtra(
    stored: StoredRow,
    changed: readonly (readonly [name: string, before: unknown])[],
    change: Change,
  ): void {
    if (changed.length === 0) return;
    const { number } = this.#table;
    const writes = this.writesOf(stored);
    for (const [column, value] of changed) {
      const { stamp, writer } = writes.get(column) ??
        { stamp: stored.firstStamp, writer: stored.firstWriter };
      if (writer === change.writer) continue;
      this.#writes.notePast(number, stored.row, { column, stamp, writer, value });
    }
    this.#writes.note(number, stored.row, changed.map(([name]) => name), change);
  }

  /** The row counts as first stored now: devices not known to hold it are sent it as new. */
  storeAnew(stored: StoredRow, change: Change): void {
    // Who wrote its columns stays known: they have not changed.
    const writes = this.writesOf(stored);
    const first = { stamp: stored.firstStamp, writer: stored.firstWriter };
    const names = this.#table.columns.map(({ name }) => name).filter((name) =>
      !writes.has(name) && !isBookkeeping(name)
    );
    this.#writes.note(this.#table.number, stored.row, names, first);
    this.#statements.get(
      `UPDATE ${this.#table.name} SET hub_first_stamp = ?, hub_first_writer = ? WHERE hub_row = ?`,
    ).run(change.stamp, change.writer, stored.row);
  }

  /** Marks a row deleted. The device that said so is told the result. */
  markDeleted(stored: StoredRow, change: Change): void {
    const { name } = this.#table;
    this.#cloudBase.keep(stored.row, change, () => this.values(stored));
    this.#statements.get(
      `UPDATE ${name} SET is_deleted = 1, deleted_at = coalesce(deleted_at, ?), updated_at = ?,
         hub_stamp = ?, hub_writer = ?, hub_send_back = 1 WHERE hub_row = ?`,
    ).run(change.nowMs, change.nowMs, change.stamp, change.writer, stored.row);
    this.#writes.note(this.#table.number, stored.row, ["is_deleted", "deleted_at"], change);
  }

  /** Gives a row a new stamp without changing it: every device is sent it again. */
  restamp(stored: StoredRow, change: Change): void {
    this.#statements.get(
      `UPDATE ${this.#table.name} SET hub_stamp = ?, hub_writer = ?, hub_send_back = 1
       WHERE hub_row = ?`,
    ).run(change.stamp, change.writer, stored.row);
  }

  /** Values of other writers that are about to be replaced. */
  #notePast(
    stored: StoredRow,
    written: readonly string[],
    change: Change,
    before: readonly StoredValue[],
  ): void {
    if (written.length === 0) return;
    const { number, columns } = this.#table;
    const writes = this.writesOf(stored);
    for (const name of written) {
      const { stamp, writer } = writes.get(name) ??
        { stamp: stored.firstStamp, writer: stored.firstWriter };
      if (writer === change.writer) continue;
      const value = before[columns.findIndex((column) => column.name === name)];
      this.#writes.notePast(number, stored.row, { column: name, stamp, writer, value });
    }
  }

  /** Who wrote which column after the row was first stored. */
  writesOf(stored: StoredRow): ReadonlyMap<string, Written> {
    return this.#writes.of(this.#table.number, stored.row);
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
