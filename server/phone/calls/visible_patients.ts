/**
 * Which patients a user may see (decisions 16 and 18).
 *
 * @module
 */

import { visiblePatientSql } from "../../permissions/patient_visibility.ts";
import type { Call } from "./define_call.ts";
import { liveRecord, type StoredRecord } from "./record_writer.ts";
import { refuse } from "./results.ts";

export { visiblePatientSql };

/** Clinics where the user may view history, as JSON; null when nothing is refused to the user. */
export function viewedClinics({ permissions }: Call): string | null {
  if (permissions.unrestricted) return null;
  return JSON.stringify([...permissions.clinicsWith("can_view_history")]);
}

/** True when the hub holds the patient live and the user may see it. */
export function isPatientVisible(call: Call, patientId: string): boolean {
  return call.statements.get(
    `SELECT 1 FROM patients WHERE id = ?2 AND coalesce(is_deleted, 0) = 0
       AND ${visiblePatientSql("patients", "?1")}`,
  ).value(viewedClinics(call), patientId) !== undefined;
}

/**
 * The patient, for a user who may see it and what hangs on it.
 *
 * @throws {CallRefusedError} `NOT_FOUND`, `NOT_PERMITTED`
 */
export function visiblePatient(call: Call, patientId: string): StoredRecord {
  const patient = liveRecord(call.statements, "patients", patientId);
  if (!isPatientVisible(call, patientId)) refuse("NOT_PERMITTED");
  return patient;
}
