/**
 * The clinic at which a record's permissions are decided (decision 18).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import {
  flagFor,
  ownerColumn,
  type PermissionFlag,
  type RecordAction,
} from "../../permissions/mod.ts";
import { clinicOfRow } from "../../permissions/row_clinic.ts";
import type { Call } from "./define_call.ts";
import { requirePermission } from "./define_call.ts";
import { liveRecord, type RecordValues } from "./record_writer.ts";
import { refuse } from "./results.ts";

/**
 * The row's own clinic, else that of its visit, else its patient's; null when none of them has one:
 * then the user's home clinic decides.
 */
export function clinicOfRecord(statements: Statements, record: RecordValues): string | null {
  return clinicOfRow(statements, (column) => record[column]);
}

/**
 * Refuses unless the user may do this to the record, by the one table of decision 18: the flag at
 * the record's clinic, and for another user's record the right to change those.
 *
 * @param record The row as it is stored; for a new one, the values it gets
 * @throws {CallRefusedError} `NOT_PERMITTED`; `NOT_FOUND` for a record of a patient who is not there
 */
export function requireRecordPermission(
  call: Call,
  table: string,
  action: RecordAction,
  record: RecordValues,
): void {
  if (action !== "create") requireLivePatient(call, record);
  const flag = flagFor(table, action);
  if (flag === null) refuse("NOT_PERMITTED");
  const clinicId = clinicOfRecord(call.statements, record);
  requirePermission(call, flag, clinicId);
  const column = ownerColumn(table);
  if (action !== "change" || column === null) return;
  const owner = named(record[column]);
  const others: PermissionFlag = "can_edit_other_provider_event";
  if (owner !== null && owner !== call.permissions.userId) {
    requirePermission(call, others, clinicId);
  }
}

/**
 * Refuses with `NOT_FOUND` when the record's patient is deleted: what is left of it is too. Also
 * when the hub does not hold the patient: the cloud sends events of all clinics, and nobody here
 * may see what is in them.
 */
export function requireLivePatient({ statements }: Call, record: RecordValues): void {
  const patientId = named(record.patient_id);
  if (patientId !== null) liveRecord(statements, "patients", patientId);
}

function named(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
