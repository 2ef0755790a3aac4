/**
 * Stock moves by dispensing records, once per record (decision 11).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { StoredValue } from "./arriving_row.ts";
import { type Change, RowStore } from "./row_store.ts";

/** What a dispensing record says about quantities. */
export interface DispensedRecord {
  /** Id of the record. */
  readonly id: string;
  readonly clinicId: string | null;
  readonly drugId: string | null;
  readonly batchId: string | null;
  readonly prescriptionItemId: string | null;
  /** Units handed out. */
  readonly quantity: number | null;
}

/** Reads the record of a row. */
export function dispensedRecord(id: string, column: (name: string) => unknown): DispensedRecord {
  const text = (name: string) => {
    const value = column(name);
    return typeof value === "string" ? value : null;
  };
  const quantity = column("quantity_dispensed");
  return {
    id,
    clinicId: text("clinic_id"),
    drugId: text("drug_id"),
    batchId: text("batch_id"),
    prescriptionItemId: text("prescription_item_id"),
    quantity: typeof quantity === "number" ? quantity : null,
  };
}

/**
 * Takes what a dispensing record handed out from the stock row of its clinic, drug and batch, and
 * adds it to its prescription item, there not above the prescribed quantity.
 *
 * Call it before the record itself is stored, in the same transaction: a record the hub holds
 * already, deleted or not, moves nothing. A stock below zero is stored: it shows that something was
 * counted wrong. Where there is no stock row, or no item, nothing is made up; a quantity that is
 * missing or not above zero moves nothing.
 *
 * @param unmovedFrom A stock row or item first stored at this stamp or later is left alone: it came
 * in the same push, as it was after the dispensing
 */
export function applyDispensing(
  statements: Statements,
  record: DispensedRecord,
  change: Change,
  unmovedFrom = Number.MAX_SAFE_INTEGER,
): void {
  const { id, quantity } = record;
  if (quantity === null || quantity <= 0) return;
  if (statements.get("SELECT 1 FROM dispensing_records WHERE id = ?").value(id) !== undefined) {
    return;
  }
  takeFromStock(statements, record, { quantity, unmovedFrom }, change);
  addToItem(statements, record, { quantity, unmovedFrom }, change);
}

/**
 * The opposite, for a record that is put aside: a stock row or item that came new in the same push
 * counts it already, and it would count twice once it is stored after all.
 *
 * @param newFrom Rows first stored at this stamp or later came in the same push
 * @param onlyId The stock row or item it is about; null for both
 * @param arriving What records of the same push, which are not stored yet, hand out for the item:
 * a phone counts no more than was prescribed, so that less may be left than the records say
 */
export function uncountDispensing(
  statements: Statements,
  record: DispensedRecord,
  change: () => Change,
  { newFrom, onlyId = null, arriving = 0 }: {
    readonly newFrom: number;
    readonly onlyId?: string | null;
    readonly arriving?: number;
  },
): void {
  const isMeant = (id: string) => onlyId === null || onlyId === id;
  const { id, quantity, clinicId, drugId, batchId, prescriptionItemId } = record;
  if (!Number.isSafeInteger(quantity) || quantity === null || quantity <= 0) return;
  if (statements.get("SELECT 1 FROM dispensing_records WHERE id = ?").value(id) !== undefined) {
    return;
  }
  const stock = statements.get(`${STOCK} ORDER BY hub_row LIMIT 1`)
    .value<[string, number, number]>(drugId, clinicId, batchId);
  if (stock !== undefined && stock[2] >= newFrom && isMeant(stock[0])) {
    const quantity_available = Math.min(stock[1] + quantity, Number.MAX_SAFE_INTEGER);
    setQuantity(statements, "clinic_inventory", { id: stock[0], quantity_available }, change());
  }
  const item = statements.get(
    `SELECT coalesce(quantity_dispensed, 0), quantity_prescribed, hub_first_stamp
     FROM prescription_items WHERE id = ?`,
  ).value<[number, number | null, number]>(prescriptionItemId);
  if (prescriptionItemId === null || item === undefined) return;
  const [counted, prescribed, firstStamp] = item;
  if (firstStamp < newFrom || !isMeant(prescriptionItemId)) return;
  const handedOut = arriving + handedOutFor(statements, prescriptionItemId);
  const least = Math.min(counted, handedOut, prescribed ?? Number.MAX_SAFE_INTEGER);
  const row = { id: prescriptionItemId, quantity_dispensed: Math.max(least, counted - quantity) };
  setQuantity(statements, "prescription_items", row, change());
}

/** What live records that are stored have handed out for an item. */
function handedOutFor(statements: Statements, itemId: string): number {
  return statements.get(
    `SELECT total(max(quantity_dispensed, 0)) FROM dispensing_records
     WHERE prescription_item_id = ? AND coalesce(is_deleted, 0) = 0`,
  ).value<[number]>(itemId)?.[0] ?? 0;
}

/** The live stock row of a drug, clinic and batch. */
const STOCK = `SELECT id, coalesce(quantity_available, 0), hub_first_stamp FROM clinic_inventory
  WHERE drug_id = ? AND clinic_id = ? AND coalesce(batch_id, '') = coalesce(?, '')
    AND coalesce(is_deleted, 0) = 0`;

interface Movement {
  readonly quantity: number;
  readonly unmovedFrom: number;
}

function takeFromStock(
  statements: Statements,
  { clinicId, drugId, batchId }: DispensedRecord,
  { quantity, unmovedFrom }: Movement,
  change: Change,
): void {
  const stock = statements.get(`${STOCK} ORDER BY hub_row LIMIT 1`)
    .value<[string, number, number]>(drugId, clinicId, batchId);
  if (stock === undefined) return;
  const [id, available, firstStamp] = stock;
  if (firstStamp >= unmovedFrom) return;
  const left = Math.max(available - quantity, Number.MIN_SAFE_INTEGER);
  setQuantity(statements, "clinic_inventory", { id, quantity_available: left }, change);
}

function addToItem(
  statements: Statements,
  { prescriptionItemId }: DispensedRecord,
  { quantity, unmovedFrom }: Movement,
  change: Change,
): void {
  const item = statements.get(
    `SELECT coalesce(quantity_dispensed, 0), quantity_prescribed, hub_first_stamp
     FROM prescription_items WHERE id = ?`,
  ).value<[number, number | null, number]>(prescriptionItemId);
  if (item === undefined || prescriptionItemId === null) return;
  const [before, prescribed, firstStamp] = item;
  if (firstStamp >= unmovedFrom) return;
  const limit = prescribed ?? Number.MAX_SAFE_INTEGER;
  // More than was prescribed may stand there already: it is not taken back.
  const after = Math.max(before, Math.min(before + quantity, limit));
  if (after === before) return;
  const row = { id: prescriptionItemId, quantity_dispensed: after };
  setQuantity(statements, "prescription_items", row, change);
}

/** Changes columns of a row that is there. Every device is sent it, the one that dispensed too. */
function setQuantity(
  statements: Statements,
  name: "clinic_inventory" | "prescription_items",
  row: { readonly id: string } & Readonly<Record<string, StoredValue>>,
  change: Change,
): void {
  const table = TABLE_BY_NAME.get(name) as Table;
  const store = new RowStore(statements, table);
  const stored = store.find(row.id);
  if (stored === null) return;
  const times = { updated_at: change.nowMs, last_modified: change.nowMs };
  const set: Readonly<Record<string, StoredValue | undefined>> = { ...row, ...times };
  const values = table.columns.map((column) => set[column.name]);
  store.replace(stored, { id: row.id, values, extra: null, exact: false }, change);
}
