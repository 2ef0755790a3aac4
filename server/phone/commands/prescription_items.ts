/**
 * Commands `prescription_items.create` and `prescription_items.update`.
 *
 * @module
 */

import { z } from "zod";
import { PRESCRIPTION_ITEM_COLUMNS } from "../calls/answer_columns.ts";
import { command, requirePermission, type WriteCall } from "../calls/define_call.ts";
import { optionalQuantity, quantity } from "../calls/quantities.ts";
import { changesOf } from "../calls/record_changes.ts";
import {
  clinicOfRecord,
  requireLivePatient,
  requireRecordPermission,
} from "../calls/record_clinic.ts";
import {
  changeRecord,
  createRecord,
  liveRecord,
  readRecord,
  type RecordValues,
  type StoredRecord,
} from "../calls/record_writer.ts";
import { refuse } from "../calls/results.ts";
import { answerRow } from "../calls/row_answers.ts";
import {
  id,
  optionalId,
  optionalInstant,
  optionalJson,
  optionalText,
  text,
} from "../calls/scalars.ts";

const TABLE = "prescription_items";

/** What a prescriber may change later. */
const PRESCRIBED = {
  refills_authorized: optionalQuantity,
  item_status: optionalId,
  notes: optionalText,
  metadata: optionalJson,
} as const;
/** What is the pharmacy's to say. */
const HANDED_OUT = {
  quantity_dispensed: optionalQuantity,
  refills_used: optionalQuantity,
} as const;

/**
 * The item as phones keep it → `{id}`. An id the hub knows changes that item: what it belongs to,
 * and what was handed out of it, stays.
 */
export const prescriptionItemsCreate = command(
  z.object({
    ...PRESCRIBED,
    ...HANDED_OUT,
    id: optionalId,
    prescription_id: id,
    patient_id: id,
    drug_id: id,
    clinic_id: id,
    dosage_instructions: text,
    quantity_prescribed: quantity,
    created_at: optionalInstant,
  }),
  (call, { id: givenId, ...args }) => {
    const { prescription_id, patient_id } = args;
    const prescription = liveRecord(call.statements, "prescriptions", prescription_id);
    if (prescription.patient_id !== patient_id) refuse("INVALID");
    const stored = givenId ? readRecord(call.statements, TABLE, givenId) : null;
    if (stored !== null) {
      if (stored.prescription_id !== prescription_id || stored.drug_id !== args.drug_id) {
        refuse("INVALID");
      }
      const { dosage_instructions, quantity_prescribed, refills_authorized } = args;
      const { item_status, notes, metadata } = args;
      change(call, stored, {
        ...{ dosage_instructions, quantity_prescribed, refills_authorized },
        ...{ item_status, notes, metadata },
      });
      return { id: stored.id };
    }
    const values = filled(args);
    requireRecordPermission(call, TABLE, "create", values);
    requireRecordPermission(call, "prescriptions", "change", prescription);
    if (values.quantity_dispensed !== 0 || values.refills_used !== 0) {
      requirePermission(call, "can_dispense_medications", args.clinic_id);
    }
    requireNotMoreThanPrescribed(values);
    const row = { ...values, recorded_by_user_id: call.permissions.userId };
    return { id: createRecord(call, TABLE, givenId, row) };
  },
);

/** `{id, …}` → the item. What is absent or null stays. */
export const prescriptionItemsUpdate = command(
  z.object({
    ...PRESCRIBED,
    ...HANDED_OUT,
    id,
    dosage_instructions: optionalText,
    quantity_prescribed: optionalQuantity,
  }),
  (call, { id, ...values }) => {
    const changed = change(call, liveRecord(call.statements, TABLE, id), values);
    return answerRow(TABLE, changed, { columns: PRESCRIPTION_ITEM_COLUMNS, json: "text" });
  },
);

/** Each side of the counter changes its own columns: the user needs the flag of what changes. */
function change(call: WriteCall, stored: StoredRecord, values: RecordValues): StoredRecord {
  requireLivePatient(call, stored);
  const changes = changesOf(stored, values);
  const names = Object.keys(changes);
  const handedOut = names.filter((name) => name in HANDED_OUT);
  if (handedOut.length > 0) {
    const clinicId = clinicOfRecord(call.statements, stored);
    requirePermission(call, "can_dispense_medications", clinicId);
  }
  if (handedOut.length < names.length || names.length === 0) requirePrescriber(call, stored);
  if (names.length === 0) return liveRecord(call.statements, TABLE, stored.id);
  if ("quantity_dispensed" in changes || "quantity_prescribed" in changes) {
    requireNotMoreThanPrescribed({ ...stored, ...changes });
  }
  return changeRecord(call, TABLE, stored.id, changes);
}

/** To change an item is to change its prescription, where the hub has it. */
function requirePrescriber(call: WriteCall, item: StoredRecord): void {
  requireRecordPermission(call, TABLE, "change", item);
  const parentId = item.prescription_id;
  const prescription = typeof parentId === "string"
    ? readRecord(call.statements, "prescriptions", parentId)
    : null;
  if (prescription !== null) {
    requireRecordPermission(call, "prescriptions", "change", prescription);
  }
}

function requireNotMoreThanPrescribed(item: RecordValues): void {
  if (Number(item.quantity_dispensed ?? 0) > Number(item.quantity_prescribed ?? 0)) {
    refuse("INVALID");
  }
}

/** What phones expect of a new item, where the call did not say it. */
function filled(values: RecordValues): RecordValues {
  return {
    ...values,
    quantity_dispensed: values.quantity_dispensed ?? 0,
    refills_authorized: values.refills_authorized ?? 0,
    refills_used: values.refills_used ?? 0,
    item_status: values.item_status ?? "active",
    metadata: values.metadata ?? "{}",
  };
}
