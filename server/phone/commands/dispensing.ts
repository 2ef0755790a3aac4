/**
 * Commands that hand out medicine: `dispensing.create` and `prescription_items.dispense`.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { type Call, command, requirePermission } from "../calls/define_call.ts";
import { handOut, requireLeftToDispense, sufficientBatch } from "../calls/handing_out.ts";
import { optionalQuantity, quantity } from "../calls/quantities.ts";
import { clinicOfRecord, requireLivePatient } from "../calls/record_clinic.ts";
import { liveRecord, readRecord, type StoredRecord } from "../calls/record_writer.ts";
import { refuse } from "../calls/results.ts";
import {
  id,
  instant,
  optionalId,
  optionalInstant,
  optionalJson,
  optionalText,
} from "../calls/scalars.ts";
import { requireTreatedPatient } from "../calls/treated_patient.ts";

const FLAG = "can_dispense_medications";
/** Batches one call may take from. */
const MAX_BATCHES = 100;

/**
 * The dispensing record as phones keep it → `{id}`. An id the hub holds changes nothing, so a call
 * may be sent again; it is refused when it says something else. Without a batch, the first to
 * expire that suffices is taken.
 */
export const dispensingCreate = command(
  z.object({
    id: optionalId,
    clinic_id: id,
    drug_id: id,
    batch_id: optionalId,
    prescription_item_id: optionalId,
    patient_id: id,
    quantity_dispensed: quantity,
    dosage_instructions: optionalText,
    days_supply: optionalQuantity,
    dispensed_by: id,
    dispensed_at: instant,
    metadata: optionalJson,
    created_at: optionalInstant,
  }),
  (call, args) => {
    const { statements, nowMs } = call;
    requirePermission(call, FLAG, args.clinic_id);
    const known = args.id ? readRecord(statements, "dispensing_records", args.id) : null;
    if (known !== null) {
      const same = (["clinic_id", "drug_id", "patient_id", "quantity_dispensed"] as const)
        .every((column) => known[column] === args[column]) &&
        (known.prescription_item_id || null) === (args.prescription_item_id ?? null) &&
        known.batch_id === (args.batch_id ?? known.batch_id);
      return same ? { id: known.id } : refuse("INVALID");
    }
    requireTreatedPatient(call, args.patient_id, FLAG);
    const item = args.prescription_item_id
      ? liveRecord(statements, "prescription_items", args.prescription_item_id)
      : null;
    if (args.quantity_dispensed === 0) refuse("INVALID");
    if (item !== null) {
      const prescription = prescriptionOf(call, item);
      requireDispenser(call, item, prescription);
      if (item.drug_id !== args.drug_id || item.patient_id !== args.patient_id) refuse("INVALID");
      requireLeftToDispense(item, prescription, args.quantity_dispensed);
    }
    const place = { clinicId: args.clinic_id, drugId: args.drug_id };
    const batch = sufficientBatch(call, {
      ...place,
      batchId: args.batch_id ?? null,
      quantity: args.quantity_dispensed,
      atMs: Math.min(args.dispensed_at, nowMs),
    });
    const { dosage_instructions, days_supply, dispensed_by, dispensed_at, created_at } = args;
    const recordId = handOut(call, {
      ...place,
      id: args.id ?? null,
      batch,
      item,
      patientId: args.patient_id,
      quantity: args.quantity_dispensed,
      values: {
        ...{ dosage_instructions, days_supply, dispensed_by, dispensed_at, created_at },
        metadata: args.metadata ?? "{}",
      },
    });
    return { id: recordId };
  },
);

/**
 * `{id, provider_id, batch_quantities: {batch_id: quantity}, request_id?}` →
 * `{ok: true, total_dispensed}`, what has been handed out of the item in all. Each batch becomes a
 * dispensing record; either all of them are stored or none.
 *
 * The same sealed request is answered from memory and done once. A call that is sealed anew cannot
 * be told from a second dispensing of as much, unless it carries a `request_id` of its own: the
 * records' ids are made of item, batch and that, and a call whose records are there changes
 * nothing; one that says something else is refused. Today's phones send none. What is left of the prescribed quantity bounds the harm.
 */
export const prescriptionItemsDispense = command(
  z.object({
    id,
    provider_id: id,
    batch_quantities: z.record(id, quantity),
    request_id: optionalId,
  }),
  (call, { id, provider_id, batch_quantities, request_id }) => {
    const { statements, nowMs } = call;
    const item = liveRecord(statements, "prescription_items", id);
    requireLivePatient(call, item);
    const clinicId = clinicOfRecord(statements, item) ?? call.permissions.homeClinicId;
    requirePermission(call, FLAG, clinicId);
    const parts = Object.entries(batch_quantities).filter(([, quantity]) => quantity > 0)
      .map(([batchId, quantity]) => ({
        batchId,
        quantity,
        id: request_id ? recordIdOf(id, batchId, request_id) : null,
      }));
    if (parts.length === 0 || parts.length > MAX_BATCHES) refuse("INVALID");
    const known = parts.flatMap(({ id, quantity }) => {
      const record = id === null ? null : readRecord(statements, "dispensing_records", id);
      return record === null ? [] : [record.quantity_dispensed === quantity];
    });
    // Part of it, or other quantities: it is not the call that was answered before.
    if (known.length > 0 && (known.length < parts.length || known.includes(false))) {
      refuse("INVALID");
    }
    if (known.length > 0) return answer(item);
    const total = parts.reduce((sum, { quantity }) => sum + quantity, 0);
    requireLeftToDispense(item, prescriptionOf(call, item), total);
    const { drug_id: drugId, patient_id: patientId } = item;
    if (typeof drugId !== "string" || typeof patientId !== "string" || clinicId === null) {
      refuse("INVALID");
    }
    const place = { clinicId, drugId };
    for (const { id, batchId, quantity } of parts) {
      const batch = sufficientBatch(call, { ...place, batchId, quantity, atMs: nowMs });
      handOut(call, {
        ...place,
        ...{ id, batch, quantity },
        item,
        patientId,
        values: {
          dosage_instructions: item.dosage_instructions,
          dispensed_by: provider_id,
          dispensed_at: nowMs,
          metadata: "{}",
        },
      });
    }
    return answer(liveRecord(statements, "prescription_items", id));
  },
);

function answer(item: StoredRecord): { ok: true; total_dispensed: number } {
  return { ok: true, total_dispensed: Number(item.quantity_dispensed ?? 0) };
}

/** The item's prescription, a deleted one too; null when the hub does not hold it. */
function prescriptionOf({ statements }: Call, item: StoredRecord): StoredRecord | null {
  const { prescription_id } = item;
  if (typeof prescription_id !== "string") return null;
  return readRecord(statements, "prescriptions", prescription_id);
}

/** An item may be filled at its own clinic and where its prescription is picked up. */
function requireDispenser(call: Call, item: StoredRecord, prescription: StoredRecord | null): void {
  const at = [item, prescription].filter((record) => record !== null)
    .map((record) => clinicOfRecord(call.statements, record));
  if (!at.some((clinicId) => call.permissions.allows(FLAG, clinicId))) refuse("NOT_PERMITTED");
}

/** Of the form of a UUID version 8 (RFC 9562 section 5.8), always the same for the same three. */
function recordIdOf(itemId: string, batchId: string, requestId: string): string {
  const text = JSON.stringify(["dispense", itemId, batchId, requestId]);
  const hex = createHash("sha256").update(text.toWellFormed()).digest("hex");
  const variant = "89ab"[parseInt(hex.charAt(16), 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
