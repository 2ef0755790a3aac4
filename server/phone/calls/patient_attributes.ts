/**
 * Answers to the clinic's own registration fields, one per patient and field.
 *
 * @module
 */

import { z } from "zod";
import { rowId } from "../../sync/rows/arriving_row.ts";
import type { WriteCall } from "./define_call.ts";
import { requireRecordPermission } from "./record_clinic.ts";
import {
  changeRecord,
  createRecord,
  deleteRecord,
  readRecord,
  type StoredRecord,
} from "./record_writer.ts";
import {
  flag,
  optionalFlag,
  optionalId,
  optionalInstant,
  optionalJson,
  optionalNumber,
  optionalText,
} from "./scalars.ts";

/**
 * One answer as phones send it: `id` is the form field's, `patient_id` is empty (`W-R3`). The
 * booleans are booleans, not only 0 and 1 (`W-R7`).
 */
export const patientAttribute = z.object({
  id: optionalId,
  attribute_id: optionalId,
  attribute: optionalText,
  number_value: optionalNumber,
  string_value: optionalText,
  date_value: optionalInstant,
  boolean_value: optionalFlag,
  metadata: optionalJson,
  is_deleted: flag,
  created_at: optionalInstant,
}).refine(({ id, attribute_id }) => Boolean(attribute_id ?? id));

/** See {@linkcode patientAttribute}. */
export type PatientAttribute = z.output<typeof patientAttribute>;

/**
 * Stores an answer in the place of the patient's earlier one for the same field, whatever row id
 * the phone sent. Where a field has several rows, as phones and the cloud can leave them, all of
 * them get it: which one counts is up to the clocks of those who wrote them.
 *
 * @throws {CallRefusedError} `NOT_PERMITTED` when an answer is taken away by who may not
 */
export function saveAttribute(
  call: WriteCall,
  patientId: string,
  attribute: PatientAttribute,
): void {
  const attributeId = fieldOf(attribute);
  const stored = storedAnswers(call, patientId, attributeId);
  if (attribute.is_deleted) {
    for (const row of stored) {
      requireRecordPermission(call, "patient_additional_attributes", "delete", row);
      deleteRecord(call, "patient_additional_attributes", row.id);
    }
    return;
  }
  const values = valuesOf(attribute);
  if (stored.length > 0) {
    for (const { id } of stored) {
      changeRecord(call, "patient_additional_attributes", id, values);
    }
    return;
  }
  createRecord(call, "patient_additional_attributes", freeId(call, attribute, attributeId), {
    ...values,
    patient_id: patientId,
    attribute_id: attributeId,
    attribute: attribute.attribute ?? "",
    metadata: attribute.metadata ?? "{}",
    created_at: attribute.created_at,
  });
}

/** True when the patient has this answer already. */
export function isStoredAnswer(
  call: WriteCall,
  patientId: string,
  attribute: PatientAttribute,
): boolean {
  const stored = storedAnswers(call, patientId, fieldOf(attribute));
  if (attribute.is_deleted || stored.length === 0) return stored.length === 0;
  const values = Object.entries(valuesOf(attribute));
  return stored.every((row) =>
    values.every(([name, value]) =>
      value === undefined || (typeof value === "boolean" ? Number(value) : value) === row[name]
    )
  );
}

/** The form field that is answered. */
function fieldOf({ attribute_id, id }: PatientAttribute): string {
  return attribute_id ?? id ?? "";
}

/** The patient's live answers to the field. */
function storedAnswers(
  { statements }: WriteCall,
  patientId: string,
  attributeId: string,
): StoredRecord[] {
  return statements.get(
    `SELECT id FROM patient_additional_attributes
     WHERE patient_id = ? AND attribute_id = ? AND coalesce(is_deleted, 0) = 0
     ORDER BY hub_row`,
  ).values<[string]>(patientId, attributeId)
    .flatMap(([id]) => readRecord(statements, "patient_additional_attributes", id) ?? []);
}

/**
 * A phone sends the one value that the field has: the others are no longer true. The rest it sends
 * empty, whatever there was.
 */
function valuesOf(attribute: PatientAttribute) {
  const { metadata } = attribute;
  return {
    number_value: attribute.number_value ?? null,
    string_value: attribute.string_value ?? null,
    date_value: attribute.date_value ?? null,
    boolean_value: attribute.boolean_value ?? null,
    attribute: attribute.attribute || undefined,
    metadata: metadata === "{}" ? undefined : metadata ?? undefined,
  };
}

/** The row id the phone sent, unless it is the field's or another row's (`A9`). */
function freeId(
  { statements }: WriteCall,
  { id }: PatientAttribute,
  attributeId: string,
): string | null {
  if (id === undefined || id === null || id === attributeId || !isRowId(id)) return null;
  return readRecord(statements, "patient_additional_attributes", id) === null ? id : null;
}

function isRowId(id: string): boolean {
  try {
    rowId({ id });
    return true;
  } catch {
    return false;
  }
}
