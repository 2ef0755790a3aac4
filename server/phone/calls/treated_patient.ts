/**
 * Who may add a record to a patient.
 *
 * @module
 */

import type { PermissionFlag } from "../../permissions/mod.ts";
import type { Call } from "./define_call.ts";
import { liveRecord } from "./record_writer.ts";
import { refuse } from "./results.ts";
import { visiblePatientSql } from "./visible_patients.ts";

/**
 * Refuses unless the hub holds the patient live and the user sees it, or has the flag that the new
 * record asks for where the patient is. A new appointment or prescription makes its patient visible
 * at its clinic: without this rule an id would be enough to read a stranger's history.
 *
 * @throws {CallRefusedError} `NOT_FOUND`, `NOT_PERMITTED`
 */
export function requireTreatedPatient(call: Call, patientId: string, flag: PermissionFlag): void {
  const { statements, permissions } = call;
  liveRecord(statements, "patients", patientId);
  if (permissions.unrestricted) return;
  const clinics = new Set([
    ...permissions.clinicsWith("can_view_history"),
    ...permissions.clinicsWith(flag),
  ]);
  const near = statements.get(
    `SELECT 1 FROM patients WHERE id = ?2 AND ${visiblePatientSql("patients", "?1")}`,
  ).value(JSON.stringify([...clinics]), patientId);
  if (near === undefined) refuse("NOT_PERMITTED");
}
