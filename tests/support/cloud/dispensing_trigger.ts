/**
 * What the cloud's trigger does after a dispensing record was inserted (`sync.md` 1.2).
 *
 * Which batch it takes when the record names none is not written down: here the clinic's stock row
 * of the drug with most left, else the drug's newest batch, else a new one.
 *
 * @module
 */

import type { CloudClocks } from "./cloud_clocks.ts";
import type { CloudDatabase, CloudRow } from "./cloud_database.ts";

/** Moves the stock. The caller has a transaction open, and the record is in it. */
export function moveStock(database: CloudDatabase, clocks: CloudClocks, record: CloudRow): void {
  const place = { clinicId: String(record.clinic_id), drugId: String(record.drug_id) };
  const quantity = Number(record.quantity_dispensed);
  let batchId = record.batch_id === null ? null : String(record.batch_id);
  if (batchId === null) {
    batchId = stockedBatch(database, place) ?? newestBatch(database, place.drugId) ??
      newBatch(database, clocks, place.drugId);
    // last_modified stays: a hub that has the record already is not told.
    database.update("dispensing_records", { batch_id: batchId }, "id = ?", [String(record.id)]);
  }
  const balance = takeFromStock(database, clocks, { ...place, batchId }, quantity);
  takeFromBatch(database, clocks, batchId, quantity);
  database.insert("inventory_transactions", {
    id: crypto.randomUUID(),
    clinic_id: place.clinicId,
    drug_id: place.drugId,
    batch_id: batchId,
    transaction_type: "dispense",
    quantity: -quantity,
    balance_after: balance,
    reference_type: "dispensing_record",
    reference_id: record.id,
    performed_by: record.dispensed_by,
    timestamp: clocks.databaseIso(),
  });
}

interface Place {
  readonly clinicId: string;
  readonly drugId: string;
}

function stockedBatch(database: CloudDatabase, { clinicId, drugId }: Place): string | null {
  const where = "clinic_id = ? AND drug_id = ? AND is_deleted = 0";
  const rows = database.rows("clinic_inventory", where, [clinicId, drugId]);
  rows.sort((a, b) => Number(b.quantity_available) - Number(a.quantity_available));
  return rows[0] === undefined ? null : String(rows[0].batch_id);
}

function newestBatch(database: CloudDatabase, drugId: string): string | null {
  const [last] = database.values("drug_batches", "id", "drug_id = ?", [drugId]).slice(-1);
  return last === undefined ? null : String(last);
}

function newBatch(database: CloudDatabase, clocks: CloudClocks, drugId: string): string {
  const id = crypto.randomUUID();
  const today = clocks.databaseIso().slice(0, 10);
  database.insert("drug_batches", {
    id,
    drug_id: drugId,
    batch_number: `AUTO-${id.slice(0, 8)}`,
    expiry_date: today,
    received_date: today,
    quantity_received: 0,
    quantity_remaining: 0,
  });
  return id;
}

function takeFromStock(
  database: CloudDatabase,
  clocks: CloudClocks,
  { clinicId, drugId, batchId }: Place & { readonly batchId: string },
  quantity: number,
): number {
  const where = "clinic_id = ? AND drug_id = ? AND batch_id = ?";
  const key = [clinicId, drugId, batchId];
  const [stock] = database.rows("clinic_inventory", where, key);
  const balance = Number(stock?.quantity_available ?? 0) - quantity;
  const now = clocks.databaseIso();
  if (stock === undefined) {
    database.insert("clinic_inventory", {
      id: crypto.randomUUID(),
      clinic_id: clinicId,
      drug_id: drugId,
      batch_id: batchId,
      quantity_available: balance,
    });
  } else {
    const changes = { quantity_available: balance, updated_at: now, last_modified: now };
    database.update("clinic_inventory", changes, where, key);
  }
  return balance;
}

function takeFromBatch(
  database: CloudDatabase,
  clocks: CloudClocks,
  batchId: string,
  quantity: number,
): void {
  const [batch] = database.rows("drug_batches", "id = ?", [batchId]);
  const now = clocks.databaseIso();
  const left = Number(batch?.quantity_remaining ?? 0) - quantity;
  const changes = { quantity_remaining: left, updated_at: now, last_modified: now };
  database.update("drug_batches", changes, "id = ?", [batchId]);
}
