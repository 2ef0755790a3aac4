/**
 * The one place where a command writes a row.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { Table } from "../../database/table_shape.ts";
import { readArrivingRow, type StoredValue } from "../../sync/rows/arriving_row.ts";
import { markDeletedWithDependants } from "../../sync/rows/dependants.ts";
import { RowStore, type StoredRow } from "../../sync/rows/row_store.ts";
import type { WriteCall } from "./define_call.ts";
import { refuse } from "./results.ts";

/** A stored row: `id` and every typed column, in hub form (times in ms, booleans 0 or 1). */
export type StoredRecord = Readonly<Record<string, StoredValue>> & { readonly id: string };

/**
 * Values by column. JSON columns take text or any JSON value, booleans `true` or 1; undefined
 * leaves a column alone, null clears it.
 */
export type RecordValues = Readonly<Record<string, unknown>>;

/** The row, a deleted one too; null when the hub does not hold it. */
export function readRecord(statements: Statements, table: string, id: string): StoredRecord | null {
  const row = statements.get(selectSql(tableNamed(table))).get<StoredRecord>(id);
  return row ?? null;
}

/** The live row. Refuses with `NOT_FOUND` when there is none or it is deleted. */
export function liveRecord(statements: Statements, table: string, id: string): StoredRecord {
  const record = readRecord(statements, table, id);
  if (record === null || record.is_deleted === 1) refuse("NOT_FOUND");
  return record;
}

/**
 * Stores a new row. Its `updated_at` is now; `created_at` is now unless given.
 *
 * @param id Null or `""` makes a new id
 * @returns The id
 * @throws {RowDefectError} The values or the id cannot be stored
 * @throws {CallRefusedError} `INVALID` when the hub holds a row with this id: look first
 */
export function createRecord(
  call: WriteCall,
  table: string,
  id: string | null | undefined,
  values: RecordValues,
): string {
  const shape = tableNamed(table);
  const store = new RowStore(call.statements, shape);
  const times = { updated_at: call.nowMs, created_at: values.created_at ?? call.nowMs };
  const newId = id === null || id === undefined || id === "" ? uuidV7(call.nowMs) : id;
  const row = readArrivingRow(shape, { ...known(shape, values), ...times, id: newId });
  if (store.find(newId) !== null) refuse("INVALID");
  store.insert(row, call.nextChange());
  call.wrote(table, newId);
  return newId;
}

/**
 * Changes columns of a stored row; `updated_at` and `last_modified` become now. `id`, `created_at`
 * and the tombstone stay. Values that are stored already are no change: they do not stand in the
 * way of what another device changes in the same column, and a call sent again writes nothing.
 *
 * @returns The row as it is now
 * @throws {RowDefectError} The values cannot be stored
 * @throws {CallRefusedError} `NOT_FOUND` when the row is not there or is deleted
 */
export function changeRecord(
  call: WriteCall,
  table: string,
  id: string,
  changes: RecordValues,
): StoredRecord {
  const shape = tableNamed(table);
  const stored = liveRecord(call.statements, table, id);
  const store = new RowStore(call.statements, shape);
  const times: Record<string, number> = { updated_at: call.nowMs };
  if (shape.columns.some(({ name, onPhones }) => name === "last_modified" && onPhones)) {
    times.last_modified = call.nowMs;
  }
  const row = readArrivingRow(shape, { ...known(shape, changes), ...FIXED, ...times, id });
  let differs = false;
  for (const [at, { name }] of shape.columns.entries()) {
    if (name in times) continue;
    if (row.values[at] === stored[name]) row.values[at] = undefined;
    differs ||= row.values[at] !== undefined;
  }
  if (!differs) return stored;
  store.replace(store.find(id) as StoredRow, row, call.nextChange());
  call.wrote(table, id);
  return liveRecord(call.statements, table, id);
}

/**
 * Marks a live row and what depends on it deleted (decision 17).
 *
 * @throws {CallRefusedError} `NOT_FOUND` when the row is not there or is deleted
 */
export function deleteRecord(call: WriteCall, table: string, id: string): void {
  const { statements, nextChange, wrote } = call;
  liveRecord(statements, table, id);
  markDeletedWithDependants(statements, table, id, nextChange, (row) => wrote(row.table, row.id));
}

/** Columns no change touches. */
const FIXED = { created_at: undefined, is_deleted: undefined, deleted_at: undefined } as const;

function tableNamed(name: string): Table {
  const table = TABLE_BY_NAME.get(name);
  if (table === undefined) throw new RangeError(`Cannot use table: there is no table "${name}"`);
  return table;
}

/** A column that is not the table's is a mistake of the procedure, never kept as unknown. */
function known(table: Table, values: RecordValues): RecordValues {
  for (const name of Object.keys(values)) {
    if (!table.columns.some((column) => column.name === name)) {
      throw new RangeError(`Cannot write row: "${table.name}" has no column "${name}"`);
    }
  }
  return values;
}

const selects = new Map<string, string>();

function selectSql({ name, columns }: Table): string {
  let sql = selects.get(name);
  if (sql === undefined) {
    const list = columns.map((column) => `"${column.name}"`).join(", ");
    sql = `SELECT id, ${list} FROM ${name} WHERE id = ?`;
    selects.set(name, sql);
  }
  return sql;
}

/** RFC 9562 §5.7: 48 bits of epoch ms, then version, variant and 74 random bits. */
export function uuidV7(nowMs: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(nowMs / 2 ** 32));
  view.setUint32(2, nowMs % 2 ** 32);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = bytes.toHex();
  const cuts = [0, 8, 12, 16, 20, 32] as const;
  return cuts.slice(1).map((end, at) => hex.slice(cuts[at], end)).join("-");
}
