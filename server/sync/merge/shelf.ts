/**
 * One table as a push sees it, with typed columns or without: look a row up, store, change, restamp.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Statements } from "../../database/statements.ts";
import type { Column, ColumnKind, Table } from "../../database/table_shape.ts";
import {
  type ArrivingRow,
  readArrivingRow,
  readOtherRow,
  type StoredValue,
} from "../rows/arriving_row.ts";
import type { UnknownShare } from "../rows/unknown_share.ts";
import type { OtherRows, StoredOtherRow } from "../rows/other_rows.ts";
import { type Change, RowStore, type StoredRow } from "../rows/row_store.ts";
import { ColumnWrites, type Written } from "./column_writes.ts";
import { isBookkeeping } from "./merge_row.ts";

/** A stored row with its values. */
export interface HeldRow {
  readonly id: string;
  readonly row: number;
  readonly firstStamp: number;
  readonly firstWriter: number;
  readonly stamp: number;
  readonly writer: number;
  /** Columns the hub has no place for, by name. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Values in the order of the table's columns. */
  readonly values: readonly StoredValue[];
}

/** A column that both rows have, or the arriving one alone. */
export interface PairedColumn {
  readonly name: string;
  readonly kind: ColumnKind | "any";
  /** Null when the stored row does not have it. */
  readonly stored: unknown;
  readonly arriving: unknown;
}

/** One table. All methods belong inside a write transaction. */
export interface Shelf {
  readonly tableNo: number;
  readonly table: string;
  /** Null for a table without typed columns. */
  readonly shape: Table | null;
  /** @throws {RowDefectError} */
  read(row: unknown): ArrivingRow;
  /** The stored row with this id, or null. */
  find(id: string): HeldRow | null;
  /** True when the row is stored, without reading its values. */
  holds(id: string): boolean;
  /** The value of a column, null when the row does not have it. */
  stored(held: HeldRow, name: string): unknown;
  /** The value of a column, undefined when the row does not have it. */
  arriving(row: ArrivingRow, name: string): unknown;
  /** The columns that the arriving row has. */
  pairs(held: HeldRow, row: ArrivingRow): Iterable<PairedColumn>;
  /** Who wrote which column after the row was first stored. */
  writesOf(held: HeldRow): ReadonlyMap<string, Written>;
  /** Stores a row the hub does not hold. */
  insert(row: ArrivingRow, change: Change): void;
  /** Stores these values by column. */
  update(
    held: HeldRow,
    values: ReadonlyMap<string, unknown>,
    sendBack: boolean,
    change: Change,
  ): void;
  /** Gives the row a new stamp: every device is sent it again. */
  restamp(held: HeldRow, change: Change): void;
}

/** A table with typed columns. */
export class TypedShelf implements Shelf {
  readonly tableNo: number;
  readonly table: string;
  readonly shape: Table;
  readonly #store: RowStore;
  readonly #share: UnknownShare;
  readonly #places: ReadonlyMap<string, number>;

  /** @param share What unknown columns may take */
  constructor(statements: Statements, shape: Table, share: UnknownShare) {
    this.tableNo = shape.number;
    this.table = shape.name;
    this.shape = shape;
    this.#store = new RowStore(statements, shape);
    this.#share = share;
    this.#places = new Map(shape.columns.map((column, at) => [column.name, at]));
  }

  read(row: unknown): ArrivingRow {
    return readArrivingRow(this.shape, row);
  }

  holds(id: string): boolean {
    return this.#store.find(id) !== null;
  }

  find(id: string): HeldRow | null {
    const stored = this.#store.find(id);
    if (stored === null) return null;
    const extra = stored.extra === null ? {} : JSON.parse(stored.extra);
    return { ...stored, id, extra, values: this.#store.values(stored) };
  }

  stored(held: HeldRow, name: string): unknown {
    const at = this.#places.get(name);
    return (at === undefined ? held.extra[name] : held.values[at]) ?? null;
  }

  arriving(row: ArrivingRow, name: string): unknown {
    const at = this.#places.get(name);
    return at === undefined ? row.extra?.[name] : row.values[at];
  }

  *pairs(held: HeldRow, row: ArrivingRow): Iterable<PairedColumn> {
    const { columns } = this.shape;
    for (let at = 0; at < columns.length; at++) {
      const arriving = row.values[at];
      if (arriving === undefined) continue;
      const { name, kind } = columns[at] as Column;
      yield { name, kind, stored: held.values[at] ?? null, arriving };
    }
    yield* unknownPairs(held, row);
  }

  writesOf(held: HeldRow): ReadonlyMap<string, Written> {
    return this.#store.writesOf(placeOf(held));
  }

  insert(row: ArrivingRow, change: Change): void {
    if (row.extra !== null) this.#share.take(Buffer.byteLength(JSON.stringify(row.extra)));
    this.#store.insert(row, change);
  }

  update(
    held: HeldRow,
    values: ReadonlyMap<string, unknown>,
    sendBack: boolean,
    change: Change,
  ): void {
    const typed = new Map<number, StoredValue>();
    const extra: Record<string, unknown> = { ...held.extra };
    for (const [name, value] of values) {
      const at = this.#places.get(name);
      if (at === undefined) extra[name] = value;
      else typed.set(at, value as StoredValue);
    }
    const text = textOf(extra);
    this.#share.take(bytesOf(text) - bytesOf(textOf(held.extra)));
    const update = { values: typed, extra: text, sendBack };
    this.#store.update(placeOf(held), update, change, held.values);
    this.#store.noteExtra(placeOf(held), changedExtra(held, values, this.#places), change);
  }

  restamp(held: HeldRow, change: Change): void {
    this.#store.restamp(placeOf(held), change);
  }
}

/** A table the hub has no columns for: every column is an unknown one. */
export class OtherShelf implements Shelf {
  readonly tableNo: number;
  readonly table: string;
  readonly shape = null;
  readonly #rows: OtherRows;
  readonly #writes: ColumnWrites;
  readonly #share: UnknownShare;

  /** @param share What unknown tables may take */
  constructor(
    statements: Statements,
    rows: OtherRows,
    table: { readonly tableNo: number; readonly name: string },
    share: UnknownShare,
  ) {
    this.tableNo = table.tableNo;
    this.table = table.name;
    this.#rows = rows;
    this.#writes = new ColumnWrites(statements);
    this.#share = share;
  }

  read(row: unknown): ArrivingRow {
    return readOtherRow(row);
  }

  holds(id: string): boolean {
    return this.#rows.find(this.tableNo, id) !== null;
  }

  find(id: string): HeldRow | null {
    const stored = this.#rows.find(this.tableNo, id);
    if (stored === null) return null;
    const { id: _id, ...extra } = JSON.parse(stored.data) as Record<string, unknown>;
    return { ...stored, id, extra, values: [] };
  }

  stored(held: HeldRow, name: string): unknown {
    return held.extra[name] ?? null;
  }

  arriving(row: ArrivingRow, name: string): unknown {
    return row.extra?.[name];
  }

  pairs(held: HeldRow, row: ArrivingRow): Iterable<PairedColumn> {
    return unknownPairs(held, row);
  }

  writesOf(held: HeldRow): ReadonlyMap<string, Written> {
    return this.#writes.of(this.tableNo, held.row);
  }

  insert(row: ArrivingRow, change: Change): void {
    const data = JSON.stringify({ id: row.id, ...row.extra });
    this.#share.take(bytesOf(data));
    this.#rows.insert(this.tableNo, row.id, data, change);
  }

  update(
    held: HeldRow,
    values: ReadonlyMap<string, unknown>,
    sendBack: boolean,
    change: Change,
  ): void {
    const stored = held as unknown as StoredOtherRow;
    const data = JSON.stringify({ ...JSON.parse(stored.data), ...Object.fromEntries(values) });
    this.#share.take(bytesOf(data) - bytesOf(stored.data));
    const written = new Map([...values].filter(([name]) => !isBookkeeping(name)));
    const writes = this.writesOf(held);
    for (const name of written.keys()) {
      const { stamp, writer } = writes.get(name) ??
        { stamp: held.firstStamp, writer: held.firstWriter };
      if (writer === change.writer) continue;
      const value = held.extra[name];
      this.#writes.notePast(this.tableNo, held.row, { column: name, stamp, writer, value });
    }
    this.#rows.update(stored, data, sendBack, change);
    this.#writes.note(this.tableNo, held.row, written.keys(), change);
  }

  restamp(held: HeldRow, change: Change): void {
    this.#rows.restamp(held.row, change);
  }
}

function* unknownPairs(held: HeldRow, row: ArrivingRow): Iterable<PairedColumn> {
  if (row.extra === null) return;
  for (const [name, arriving] of Object.entries(row.extra)) {
    yield { name, kind: "any", stored: held.extra[name] ?? null, arriving };
  }
}

function changedExtra(
  held: HeldRow,
  values: ReadonlyMap<string, unknown>,
  places: ReadonlyMap<string, number>,
): [name: string, before: unknown][] {
  return [...values.keys()].filter((name) => !places.has(name))
    .map((name) => [name, held.extra[name]]);
}

function placeOf({ row, firstStamp, firstWriter, stamp, writer, extra }: HeldRow): StoredRow {
  return { row, firstStamp, firstWriter, stamp, writer, extra: textOf(extra) };
}

function textOf(extra: Readonly<Record<string, unknown>>): string | null {
  return Object.keys(extra).length === 0 ? null : JSON.stringify(extra);
}

function bytesOf(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(text);
}
