/**
 * Patients as lists show them.
 *
 * @module
 */

import { requireAnswerable } from "./answer_size.ts";
import type { Call } from "./define_call.ts";
import type { StoredRecord } from "./record_writer.ts";
import { answerRow, type JsonForm } from "./row_answers.ts";
import { viewedClinics, visiblePatientSql } from "./visible_patients.ts";

/** The columns of a patient in a list, besides `id` (procedures 5.3). */
const COLUMNS = [
  "given_name",
  "surname",
  "date_of_birth",
  "citizenship",
  "hometown",
  "phone",
  "sex",
  "camp",
  "photo_url",
  "government_id",
  "external_patient_id",
  "additional_data",
  "metadata",
  "primary_clinic_id",
  "last_modified_by",
  "created_at",
  "updated_at",
] as const;

/** Columns that phones read as text without asking whether it is there. */
export const PATIENT_TEXTS = [
  "given_name",
  "surname",
  "date_of_birth",
  "citizenship",
  "hometown",
  "phone",
  "sex",
  "government_id",
  "external_patient_id",
] as const;

const SELECT = `SELECT id, ${COLUMNS.join(", ")} FROM patients
  WHERE hub_row = ?2 AND coalesce(is_deleted, 0) = 0 AND ${visiblePatientSql("patients", "?1")}`;

const LISTED = "FROM patients WHERE hub_row IN (SELECT value FROM json_each(?))";

/**
 * The patients at these `hub_row`s, in this order. What they were found in may be older than this
 * snapshot: who may not be seen by now is left out.
 *
 * @throws {CallRefusedError} `TOO_LARGE`
 */
export function listedPatients(
  call: Call,
  rows: readonly number[],
  json: JsonForm,
): Record<string, unknown>[] {
  requireAnswerable(call.statements, COLUMNS, LISTED, JSON.stringify(rows));
  const select = call.statements.get(SELECT);
  const viewed = viewedClinics(call);
  return rows.flatMap((row) => select.all<StoredRecord>(viewed, row)).map((record) => {
    const listed = answerRow("patients", record, { columns: COLUMNS, json });
    for (const name of PATIENT_TEXTS) listed[name] ??= "";
    return listed;
  });
}
