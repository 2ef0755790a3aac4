/**
 * Which patients a user may see (decisions 16 and 18).
 *
 * @module
 */

import type { Call } from "./define_call.ts";
import { liveRecord, type StoredRecord } from "./record_writer.ts";
import { refuse } from "./results.ts";

/** Live rows of these at a clinic make their patient visible there. */
const LINKS = [
  ["visits", "clinic_id"],
  ["appointments", "clinic_id"],
  ["prescriptions", "pickup_clinic_id"],
] as const;

/**
 * A condition on a row of `patients`: its clinic is empty or one where the user may view history,
 * or a live visit, appointment or prescription is at such a clinic.
 *
 * @param patients Name or alias of `patients` in the statement
 * @param parameter The parameter that {@linkcode viewedClinics} is bound to, for instance `?1`
 */
export function visiblePatientSql(patients: string, parameter: string): string {
  const clinics = `(SELECT value FROM json_each(${parameter}))`;
  const links = LINKS.map(([table, clinic]) =>
    `EXISTS (SELECT 1 FROM ${table} AS link WHERE link.patient_id = ${patients}.id
       AND coalesce(link.is_deleted, 0) = 0 AND link.${clinic} IN ${clinics})`
  );
  return `(${parameter} IS NULL OR coalesce(${patients}.primary_clinic_id, '') = ''
    OR ${patients}.primary_clinic_id IN ${clinics} OR ${links.join(" OR ")})`;
}

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
