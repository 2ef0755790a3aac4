/**
 * Commands `vitals.create` and `vitals.update`.
 *
 * @module
 */

import { z } from "zod";
import { recorderOf, requireNewCare, storedBefore } from "../calls/care_records.ts";
import { command } from "../calls/define_call.ts";
import { changesOf } from "../calls/record_changes.ts";
import { requireRecordPermission } from "../calls/record_clinic.ts";
import { changeRecord, createRecord, liveRecord } from "../calls/record_writer.ts";
import {
  id,
  optionalId,
  optionalInstant,
  optionalJson,
  optionalNumber,
  optionalText,
} from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

const Measured = {
  systolic_bp: optionalNumber,
  diastolic_bp: optionalNumber,
  bp_position: optionalText,
  height_cm: optionalNumber,
  weight_kg: optionalNumber,
  bmi: optionalNumber,
  waist_circumference_cm: optionalNumber,
  heart_rate: optionalNumber,
  pulse_rate: optionalNumber,
  oxygen_saturation: optionalNumber,
  respiratory_rate: optionalNumber,
  temperature_celsius: optionalNumber,
  pain_level: optionalNumber,
  metadata: optionalJson,
};

/** `{patient_id, visit_id?, timestamp, …}` → `{success, id}`. */
export const vitalsCreate: Procedure = command(
  z.object({
    ...Measured,
    id: optionalId,
    patient_id: id,
    visit_id: optionalId,
    event_id: optionalId,
    timestamp: optionalInstant,
    recorded_by_user_id: optionalId,
    created_at: optionalInstant,
  }),
  (call, { id: vitalsId, ...vitals }) => {
    const before = storedBefore(call, "patient_vitals", vitalsId, vitals.patient_id);
    if (before !== null) return { success: true, id: before.id };
    const values = {
      ...vitals,
      timestamp: vitals.timestamp ?? call.nowMs,
      recorded_by_user_id: recorderOf(call, vitals.recorded_by_user_id),
      metadata: vitals.metadata ?? "{}",
    };
    requireNewCare(call, "patient_vitals", values);
    return { success: true, id: createRecord(call, "patient_vitals", vitalsId, values) };
  },
);

/** `{id, …}` → `{ok, id}`. Absent and null mean "leave it". */
export const vitalsUpdate: Procedure = command(
  z.object({ ...Measured, id, timestamp: optionalInstant }),
  (call, { id: vitalsId, ...values }) => {
    const vitals = liveRecord(call.statements, "patient_vitals", vitalsId);
    requireRecordPermission(call, "patient_vitals", "change", vitals);
    changeRecord(call, "patient_vitals", vitalsId, changesOf(vitals, values));
    return { ok: true, id: vitalsId };
  },
);
