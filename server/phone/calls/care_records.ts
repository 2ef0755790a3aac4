/**
 * What every new record of care is checked for.
 *
 * @module
 */

import type { Call } from "./define_call.ts";
import { requireRecordPermission } from "./record_clinic.ts";
import { liveRecord, type RecordValues } from "./record_writer.ts";
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
    const visit = liveRecord(call.statements, "visits", visitId);
    if (visit.patient_id !== values.patient_id) refuse("INVALID");
  }
  requireRecordPermission(call, table, "create", values);
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
