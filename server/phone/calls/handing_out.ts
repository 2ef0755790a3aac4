/**
 * Handing out medicine: the checks, the record, the stock and the item, in one transaction
 * (decision 11).
 *
 * @module
 */

import { applyDispensing } from "../../sync/rows/stock_movement.ts";
import type { WriteCall } from "./define_call.ts";
import { createRecord, type RecordValues, type StoredRecord, uuidV7 } from "./record_writer.ts";
import { refuse } from "./results.ts";
import { isUsable, stockBatches } from "./stock_batches.ts";

/** A batch to take from, and the stock row it is taken from. */
export interface ChosenBatch {
  readonly batchId: string;
  readonly stockId: string;
}

/** A new dispensing record. */
export interface HandOut {
  /** Null makes a new id. The hub must not hold it. */
  readonly id: string | null;
  readonly clinicId: string;
  readonly drugId: string;
  readonly batch: ChosenBatch;
  readonly item: StoredRecord | null;
  readonly patientId: string;
  readonly quantity: number;
  /** Everything else of the record. */
  readonly values: RecordValues;
}

/** Stores the record and moves the stock. @returns The record's id */
export function handOut(call: WriteCall, out: HandOut): string {
  const id = out.id ?? uuidV7(call.nowMs);
  const { batchId, stockId } = out.batch;
  const change = call.nextChange();
  call.wrote("clinic_inventory", stockId);
  if (out.item !== null) {
    // It moves with the stock, and is counted like any row that is written.
    call.nextChange();
    call.wrote("prescription_items", out.item.id);
  }
  applyDispensing(call.statements, {
    id,
    clinicId: out.clinicId,
    drugId: out.drugId,
    batchId,
    prescriptionItemId: out.item?.id ?? null,
    quantity: out.quantity,
  }, change);
  return createRecord(call, "dispensing_records", id, {
    ...out.values,
    clinic_id: out.clinicId,
    drug_id: out.drugId,
    batch_id: batchId,
    prescription_item_id: out.item?.id ?? null,
    patient_id: out.patientId,
    quantity_dispensed: out.quantity,
    recorded_by_user_id: call.permissions.userId,
  });
}

/**
 * The batch to take from: the one named, else the first to expire that suffices alone.
 *
 * @param atMs When it is handed out: a batch must be usable then
 * @throws {CallRefusedError} `INVALID` when there is not enough of it, or it may not be handed out
 */
export function sufficientBatch(
  { statements }: WriteCall,
  wanted: {
    readonly clinicId: string;
    readonly drugId: string;
    readonly batchId: string | null;
    readonly quantity: number;
    readonly atMs: number;
  },
): ChosenBatch {
  const { clinicId, drugId, batchId, quantity, atMs } = wanted;
  const batches = stockBatches(statements, clinicId, drugId);
  const found = batches.find((batch) =>
    (batchId === null ? batch.batchId : batch.batchId === batchId) &&
    // The row that stock is taken from, where a batch is on two.
    batches.every((other) => other.batchId !== batch.batchId || other.row >= batch.row) &&
    // Units set aside may be this patient's: what counts is what is on the shelf.
    batch.available >= quantity && isUsable(batch, atMs)
  );
  if (found === undefined || found.batchId === null) refuse("INVALID");
  return { batchId: found.batchId, stockId: found.id };
}

/** States in which nothing of an item or a prescription is handed out any more. */
const CLOSED: ReadonlySet<unknown> = new Set([
  "cancelled",
  "canceled",
  "discontinued",
  "stopped",
  "expired",
]);

/**
 * Refuses with `INVALID` unless the item, and its prescription where the hub has it, is open and
 * enough of what was prescribed is left.
 */
export function requireLeftToDispense(
  item: StoredRecord,
  prescription: StoredRecord | null,
  quantity: number,
): void {
  const closed = CLOSED.has(item.item_status) || prescription?.is_deleted === 1 ||
    CLOSED.has(prescription?.status);
  const left = Number(item.quantity_prescribed ?? 0) - Number(item.quantity_dispensed ?? 0);
  if (closed || quantity > left) refuse("INVALID");
}
