/**
 * What every new record of care is checked for.
 *
 * @module
 */

import type { Call } from "./define_call.ts";
import { requireRecordPermission } from "./record_clinic.ts";
import { liveRecord, readRecord, type RecordValues, type StoredRecord } from "./record_writer.ts";
import { refuse } from "./results.ts";
import { requireTreatedPatient } from "./treated_patient.ts";

/**
 * Refuses unless the patient is live and near enough, the visit (if any) is live and the patient's,
 * and the user may create such a record where it belongs.
 *
 * @throws {CallRefusedError} `NOT_FOUND`, `NOT_PERMITTED`, `INVALID`
 */
export function requireNewCare(
  call: Call,
  table: string,
  values: RecordValues & {
    readonly patient_id: string;
    readonly visit_id?: string | null | undefined;
  },
): void {
  requireTreatedPatient(call, values.patient_id, "can_edit_records");
  const { visit_id: visitId } = values;
  if (visitId !== undefined && visitId !== null) {
    liveRecord(call.statements, "visits", visitId);
    requireOwnVisit(call, values.patient_id, visitId);
  }
  requireRecordPermission(call, table, "create", values);
}

/**
 * Refuses with `INVALID` when the hub knows the visit as another patient's: a record would be
 * decided at that visit's clinic, and go with it when it is deleted. With `NOT_FOUND` when the
 * visit is deleted already: the record would outlive it.
 */
export function requireOwnVisit(
  { statements }: Call,
  patientId: StoredRecord[string],
  visitId: unknown,
): void {
  if (typeof visitId !== "string" || visitId === "") return;
  const visit = readRecord(statements, "visits", visitId);
  if (visit === null) return;
  if (visit.is_deleted === 1) refuse("NOT_FOUND");
  if (visit.patient_id !== patientId) refuse("INVALID");
}

/**
 * The record of an earlier call with the same id: its answer was lost, and nothing is to be stored
 * twice. Null when there is none.
 *
 * @throws {CallRefusedError} `NOT_FOUND` when it has been deleted since, `INVALID` when it is
 * another patient's, `NOT_PERMITTED` when the user could not have stored it
 */
export function storedBefore(
  call: Call,
  table: string,
  id: string | null | undefined,
  patientId: string,
): StoredRecord | null {
  if (id === null || id === undefined) return null;
  if (readRecord(call.statements, table, id) === null) return null;
  const stored = liveRecord(call.statements, table, id);
  requireRecordPermission(call, table, "create", stored);
  return stored.patient_id === patientId ? stored : refuse("INVALID");
}

/** Whom a record is put down to: the live user it names, else the one who calls. */
export function recorderOf({ statements, permissions }: Call, named: string | null | undefined) {
  if (named === undefined || named === null) return permissions.userId;
  const known = statements.get(
    "SELECT 1 FROM users WHERE id = ? AND coalesce(is_deleted, 0) = 0",
  ).value(named);
  return known === undefined ? permissions.userId : named;
}

/** The user's name as visits have it. */
export function userName({ statements }: Call, userId: string): string {
  return statements.get("SELECT name FROM users WHERE id = ?").value<[string | null]>(userId)
    ?.[0] ?? "";
}
