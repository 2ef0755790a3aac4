/**
 * Query `get_patient`: a patient as the fields of the registration form.
 *
 * @module
 */

import { z } from "zod";
import { requireAnswerable } from "../calls/answer_size.ts";
import { type Call, query } from "../calls/define_call.ts";
import { PATIENT_TEXTS } from "../calls/patient_columns.ts";
import { readRecord, type StoredRecord } from "../calls/record_writer.ts";
import {
  liveRegistrationForm,
  plainFields,
  type RegistrationField,
  registrationFields,
} from "../calls/registration_form.ts";
import { refuse } from "../calls/results.ts";
import { jsonValue } from "../calls/row_answers.ts";
import { id } from "../calls/scalars.ts";
import { isPatientVisible } from "../calls/visible_patients.ts";
import type { Procedure } from "../procedure.ts";

/** The one error inside a sealed answer: phones read it as "there is none" (decision 3). */
const NOT_FOUND = { error: "Patient not found", error_code: "NOT_FOUND" } as const;
const TEXTS: ReadonlySet<string> = new Set(PATIENT_TEXTS);
const ANSWERS = `FROM patient_additional_attributes
  WHERE patient_id = ? AND attribute_id <> '' AND coalesce(is_deleted, 0) = 0`;
const JSON_COLUMNS: ReadonlySet<string> = new Set(["additional_data", "metadata"]);

/** `{patient_id}` → `{fields, values}`, values by field id. */
export const getPatient: Procedure = query(
  z.object({ patient_id: id }),
  (call, { patient_id: patientId }) => {
    const patient = readRecord(call.statements, "patients", patientId);
    if (patient === null || patient.is_deleted === 1) return NOT_FOUND;
    if (!isPatientVisible(call, patientId)) refuse("NOT_PERMITTED");
    const fields = registrationFields(liveRegistrationForm(call.statements)) ?? plainFields();
    return { fields, values: valuesOf(call, patient, fields) };
  },
);

function valuesOf(
  { statements }: Call,
  patient: StoredRecord,
  fields: readonly RegistrationField[],
): Record<string, unknown> {
  requireAnswerable(statements, ["attribute_id", "string_value"], ANSWERS, patient.id);
  const attributes = statements.get(
    `SELECT attribute_id, string_value, number_value, date_value, boolean_value ${ANSWERS}
     ORDER BY updated_at, hub_row`,
  ).all<StoredRecord & { readonly attribute_id: string }>(patient.id);
  // The last changed one of an attribute counts.
  const byId = new Map(attributes.map((attribute) => [attribute.attribute_id, attribute]));
  const types = new Map(fields.map((field) => [field.id, field.fieldType]));
  // Ids are other people's text: no prototype to run into.
  const values: Record<string, unknown> = Object.create(null);
  for (const [attributeId, attribute] of byId) {
    values[attributeId] = attributeValue(attribute, types.get(attributeId));
  }
  for (const { id, column, baseField } of fields) {
    if (baseField) values[id] = columnValue(patient, column);
    else values[id] ??= null;
  }
  return values;
}

function columnValue(patient: StoredRecord, column: string): unknown {
  const value = patient[column] ?? null;
  if (JSON_COLUMNS.has(column)) return jsonValue(column, value);
  return value ?? (TEXTS.has(column) ? "" : null);
}

/** The value in the column of the field's type; whichever there is when that one is empty. */
function attributeValue(attribute: StoredRecord, fieldType: string | undefined): unknown {
  const flag = attribute.boolean_value ?? null;
  const truth = flag === null ? null : flag === 1;
  const { string_value: text, number_value: number, date_value: date } = attribute;
  const any = text ?? number ?? date ?? truth;
  switch (fieldType) {
    case "number":
      return number ?? any ?? null;
    case "date":
      return date ?? any ?? null;
    case "boolean":
      return truth ?? any ?? null;
    default:
      return any ?? null;
  }
}
