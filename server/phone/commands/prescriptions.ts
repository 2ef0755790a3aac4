/**
 * Commands `prescriptions.*`.
 *
 * @module
 */

import { z } from "zod";
import { PRESCRIPTION_COLUMNS } from "../calls/answer_columns.ts";
import { requireOwnVisit } from "../calls/care_records.ts";
import { createOrChange } from "../calls/create_or_change.ts";
import { command, requirePermission, type WriteCall } from "../calls/define_call.ts";
import { changesOf } from "../calls/record_changes.ts";
import {
  clinicOfRecord,
  requireLivePatient,
  requireRecordPermission,
} from "../calls/record_clinic.ts";
import {
  changeRecord,
  liveRecord,
  type RecordValues,
  type StoredRecord,
} from "../calls/record_writer.ts";
import { refuse } from "../calls/results.ts";
import { answerRow } from "../calls/row_answers.ts";
import {
  id,
  instant,
  optionalId,
  optionalInstant,
  optionalJson,
  optionalText,
} from "../calls/scalars.ts";
import { requireTreatedPatient } from "../calls/treated_patient.ts";

const TABLE = "prescriptions";

/** What a later call may change. */
const CHANGEABLE = {
  filled_by: optionalId,
  pickup_clinic_id: optionalId,
  priority: optionalText,
  expiration_date: optionalInstant,
  filled_at: optionalInstant,
  items: optionalJson,
  notes: optionalText,
  metadata: optionalJson,
} as const;

/**
 * The prescription as phones keep it → `{prescription_id}`. An id the hub knows changes that
 * prescription: its patient, provider, visit, `prescribed_at` and `created_at` stay.
 */
export const prescriptionsCreate = command(
  z.object({
    ...CHANGEABLE,
    id: optionalId,
    patient_id: id,
    provider_id: id,
    visit_id: optionalId,
    prescribed_at: instant,
    status: id,
    created_at: optionalInstant,
  }),
  (call, args) => {
    const { id: givenId, patient_id, provider_id, visit_id, prescribed_at, created_at, ...rest } =
      args;
    const create = (): RecordValues => {
      const fixed = { patient_id, provider_id, visit_id, prescribed_at, created_at };
      const values = { ...rest, ...fixed, ...filled(rest) };
      requireRecordPermission(call, TABLE, "create", values);
      requireTreatedPatient(call, patient_id, "can_prescribe_medications");
      requireOwnVisit(call, patient_id, visit_id);
      return values;
    };
    const prescription_id = createOrChange(call, TABLE, {
      ...{ id: givenId, patientId: patient_id, create },
      change: (stored) => change(call, stored, rest),
    });
    return { prescription_id };
  },
);

/** `{id, …}` → the prescription. What is absent or null stays. */
export const prescriptionsUpdate = command(
  z.object({ ...CHANGEABLE, id, status: optionalId }),
  (call, { id, ...values }) => {
    const changed = change(call, liveRecord(call.statements, TABLE, id), values);
    return answerRow(TABLE, changed, { columns: PRESCRIPTION_COLUMNS, json: "text" });
  },
);

/** `{id, status}` → `{ok: true}`. */
export const prescriptionsUpdateStatus = command(
  z.object({ id, status: id }),
  (call, { id, status }) => {
    change(call, liveRecord(call.statements, TABLE, id), { status });
    return { ok: true };
  },
);

const PICKED_UP = "picked-up";

/**
 * `{id, provider_id}` → `{ok: true}`: the patient has the medicine. Whoever may dispense says so,
 * of anybody's prescription. Who filled it first, and when, stays when it is said again; a
 * cancelled prescription cannot be picked up.
 */
export const prescriptionsPickup = command(
  z.object({ id, provider_id: id }),
  (call, { id, provider_id }) => {
    const stored = liveRecord(call.statements, TABLE, id);
    requireLivePatient(call, stored);
    const clinicId = clinicOfRecord(call.statements, stored);
    requirePermission(call, "can_dispense_medications", clinicId);
    if (stored.status === PICKED_UP) return { ok: true };
    if (stored.status === "cancelled") refuse("INVALID");
    const filled = { status: PICKED_UP, filled_by: provider_id, filled_at: call.nowMs };
    changeRecord(call, TABLE, id, filled);
    return { ok: true };
  },
);

function change(call: WriteCall, stored: StoredRecord, values: RecordValues): StoredRecord {
  requireRecordPermission(call, TABLE, "change", stored);
  const changes = changesOf(stored, values);
  if (Object.keys(changes).length === 0) return liveRecord(call.statements, TABLE, stored.id);
  // At another clinic it is that clinic's record: the user needs the flag there too.
  requirePermission(
    call,
    "can_prescribe_medications",
    clinicOfRecord(call.statements, { ...stored, ...changes }),
  );
  return changeRecord(call, TABLE, stored.id, changes);
}

/** What phones expect of a new prescription, where the call did not say it. */
function filled({ items, notes, metadata, priority }: RecordValues): RecordValues {
  return {
    items: items ?? "[]",
    notes: notes ?? "",
    metadata: metadata ?? "{}",
    priority: priority ?? "normal",
  };
}
