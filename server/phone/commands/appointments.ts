/**
 * Commands `appointments.*`.
 *
 * @module
 */

import { z } from "zod";
import { APPOINTMENT_COLUMNS } from "../calls/answer_columns.ts";
import { requireOwnVisit } from "../calls/care_records.ts";
import { createOrChange } from "../calls/create_or_change.ts";
import { command, type WriteCall } from "../calls/define_call.ts";
import { changesOf } from "../calls/record_changes.ts";
import { requireRecordPermission } from "../calls/record_clinic.ts";
import {
  changeRecord,
  liveRecord,
  type RecordValues,
  type StoredRecord,
} from "../calls/record_writer.ts";
import { answerRow } from "../calls/row_answers.ts";
import {
  id,
  instant,
  optionalFlag,
  optionalId,
  optionalInstant,
  optionalInteger,
  optionalJson,
  optionalText,
  text,
} from "../calls/scalars.ts";
import { requireTreatedPatient } from "../calls/treated_patient.ts";

const TABLE = "appointments";
/** Minutes; what the cloud's `int2` takes. */
const MAX_DURATION = 32_767;

const duration = optionalInteger.refine((value) =>
  value === null || value === undefined || (value >= 0 && value <= MAX_DURATION)
);

/**
 * The appointment as phones keep it → `{appointment_id}`. An id the hub knows changes that
 * appointment: its clinic, patient, user, visit and `created_at` stay.
 */
export const appointmentsCreate = command(
  z.object({
    id: optionalId,
    provider_id: optionalId,
    clinic_id: id,
    patient_id: id,
    user_id: id,
    current_visit_id: text,
    fulfilled_visit_id: optionalId,
    timestamp: instant,
    duration,
    reason: optionalText,
    notes: optionalText,
    is_walk_in: optionalFlag,
    departments: optionalJson,
    status: id,
    metadata: optionalJson,
    created_at: optionalInstant,
  }),
  (call, args) => {
    const { id: givenId, clinic_id, patient_id, user_id, current_visit_id, created_at, ...rest } =
      args;
    const create = (): RecordValues => {
      const fixed = { clinic_id, patient_id, user_id, current_visit_id, created_at };
      const values = { ...rest, ...fixed, ...filled(rest) };
      requireRecordPermission(call, TABLE, "create", values);
      requireTreatedPatient(call, patient_id, "can_edit_records");
      requireOwnVisit(call, patient_id, current_visit_id);
      requireOwnVisit(call, patient_id, rest.fulfilled_visit_id);
      return values;
    };
    const appointment_id = createOrChange(call, TABLE, {
      ...{ id: givenId, patientId: patient_id, create },
      change: (stored) => change(call, stored, rest),
    });
    return { appointment_id };
  },
);

/** `{id, …}` → the appointment. What is absent or null stays. */
export const appointmentsUpdate = command(
  z.object({
    id,
    provider_id: optionalId,
    fulfilled_visit_id: optionalId,
    timestamp: optionalInstant,
    duration,
    reason: optionalText,
    notes: optionalText,
    is_walk_in: optionalFlag,
    departments: optionalJson,
    status: optionalId,
    metadata: optionalJson,
  }),
  (call, { id, ...values }) => {
    const changed = change(call, liveRecord(call.statements, TABLE, id), values);
    return answerRow(TABLE, changed, { columns: APPOINTMENT_COLUMNS, json: "text" });
  },
);

/** `{id}` → `{cancelled: true}`. */
export const appointmentsCancel = command(z.object({ id }), (call, { id }) => {
  change(call, liveRecord(call.statements, TABLE, id), { status: "cancelled" });
  return { cancelled: true };
});

/** `{id, user_id, visit_id?}` → `{completed: true}`. A visit that was noted before stays noted. */
export const appointmentsComplete = command(
  z.object({ id, user_id: optionalText, visit_id: optionalId }),
  (call, { id, visit_id }) => {
    const stored = liveRecord(call.statements, TABLE, id);
    change(call, stored, { status: "completed", fulfilled_visit_id: visit_id });
    return { completed: true };
  },
);

function change(call: WriteCall, stored: StoredRecord, values: RecordValues): StoredRecord {
  requireRecordPermission(call, TABLE, "change", stored);
  const changes = changesOf(stored, values);
  requireOwnVisit(call, stored.patient_id ?? null, changes.fulfilled_visit_id);
  if (Object.keys(changes).length === 0) return liveRecord(call.statements, TABLE, stored.id);
  return changeRecord(call, TABLE, stored.id, changes);
}

/** What phones expect of a new appointment, where the call did not say it. */
function filled(values: RecordValues): RecordValues {
  const { reason, notes, is_walk_in, departments, metadata } = values;
  return {
    reason: reason ?? "",
    notes: notes ?? "",
    is_walk_in: is_walk_in ?? false,
    departments: departments ?? "[]",
    metadata: metadata ?? "{}",
  };
}
