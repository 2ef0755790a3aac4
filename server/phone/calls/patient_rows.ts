/**
 * What hangs on one patient, for those who may see the patient.
 *
 * @module
 */

import { TABLE_BY_NAME } from "../../database/tables.ts";
import { requireAnswerable } from "./answer_size.ts";
import type { Call } from "./define_call.ts";
import type { StoredRecord } from "./record_writer.ts";
import { answerRow } from "./row_answers.ts";
import { visiblePatient } from "./visible_patients.ts";

/** Which rows of a patient, and what of them. */
export interface PatientRows {
  readonly table: string;
  /** Columns besides `id`; all when absent. */
  readonly columns?: readonly string[];
  /** Columns a row must have this text in. */
  readonly where?: Readonly<Record<string, string>>;
  /** The newest by this come first. */
  readonly newestBy: string;
}

/**
 * The live rows of a patient with JSON columns as values, newest first.
 *
 * @throws {CallRefusedError} `NOT_FOUND`, `NOT_PERMITTED`, `TOO_LARGE`
 */
export function patientRows(
  call: Call,
  patientId: string,
  { table, columns, where = {}, newestBy }: PatientRows,
): Record<string, unknown>[] {
  visiblePatient(call, patientId);
  const names = columns ?? allColumns(table);
  const selected = names.map((name) => `"${name}"`);
  const conditions = Object.keys(where).map((column) => ` AND ${column} = ?`).join("");
  const from = `FROM ${table}
     WHERE patient_id = ?${conditions} AND coalesce(is_deleted, 0) = 0`;
  const values = [patientId, ...Object.values(where)];
  requireAnswerable(call.statements, selected, from, ...values);
  return call.statements.get(
    `SELECT id, ${selected.join(", ")} ${from}
     ORDER BY coalesce(${newestBy}, created_at) DESC, hub_row DESC`,
  ).all<StoredRecord>(...values)
    .map((record) => answerRow(table, record, { columns: names }));
}

function allColumns(table: string): string[] {
  return (TABLE_BY_NAME.get(table)?.columns ?? []).map(({ name }) => name);
}
