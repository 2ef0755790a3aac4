/**
 * Commands `events.create`, `events.update`, `events.delete` and the older `create_event`.
 *
 * @module
 */

import { z } from "zod";
import { recorderOf, requireNewCare, storedBefore } from "../calls/care_records.ts";
import { command, type WriteCall } from "../calls/define_call.ts";
import { createVisit } from "../calls/new_visit.ts";
import { requireRecordPermission } from "../calls/record_clinic.ts";
import {
  changeRecord,
  createRecord,
  deleteRecord,
  liveRecord,
  readRecord,
  type StoredRecord,
} from "../calls/record_writer.ts";
import { refuse } from "../calls/results.ts";
import { answerRow } from "../calls/row_answers.ts";
import { id, optionalId, optionalInstant, optionalJson, optionalText } from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

const NewEvent = {
  patient_id: id,
  visit_id: optionalId,
  event_type: optionalText,
  form_id: optionalId,
  form_data: optionalJson,
  metadata: optionalJson,
  recorded_by_user_id: optionalId,
  created_at: optionalInstant,
};
const newEvent = z.object(NewEvent);

/**
 * `{patient_id, visit_id, event_type, form_id, form_data, metadata, recorded_by_user_id}` →
 * `{success, id, visit_id}`. Without a visit one is made, at the user's clinic, with the event or
 * not at all.
 */
export const eventsCreate: Procedure = command(
  z.object({ ...NewEvent, id: optionalId }),
  (call, event) => {
    const before = storedBefore(call, "events", event.id, event.patient_id);
    if (before !== null) return { success: true, id: before.id, visit_id: before.visit_id };
    const visitId = event.visit_id ?? createVisit(call, { patient_id: event.patient_id });
    const eventId = createEvent(call, event.id, { ...event, visit_id: visitId });
    return { success: true, id: eventId, visit_id: visitId };
  },
);

/** `{id, form_data, metadata}` → the event. */
export const eventsUpdate: Procedure = command(
  z.object({ id, form_data: optionalJson, metadata: optionalJson }),
  (call, { id: eventId, ...values }) => {
    const event = liveRecord(call.statements, "events", eventId);
    return answerRow("events", changeEvent(call, event, values));
  },
);

/** `{id}` → `{success}`. */
export const eventsDelete: Procedure = command(z.object({ id }), (call, { id: eventId }) => {
  const event = liveRecord(call.statements, "events", eventId);
  requireRecordPermission(call, "events", "delete", event);
  deleteRecord(call, "events", eventId);
  return { success: true };
});

/** The older call: with an id, which it may know already; → `{event_id}`. */
export const createEventCommand: Procedure = command(
  z.object({ ...NewEvent, id }),
  (call, event) => {
    const stored = readRecord(call.statements, "events", event.id);
    if (stored === null) return { event_id: createEvent(call, event.id, event) };
    const live = liveRecord(call.statements, "events", event.id);
    if (live.patient_id !== event.patient_id) refuse("INVALID");
    changeEvent(call, live, event);
    return { event_id: event.id };
  },
);

function createEvent(
  call: WriteCall,
  eventId: string | null | undefined,
  event: z.output<typeof newEvent>,
): string {
  const values = {
    patient_id: event.patient_id,
    visit_id: event.visit_id ?? null,
    form_id: event.form_id ?? null,
    event_type: event.event_type ?? "",
    form_data: event.form_data ?? "[]",
    metadata: event.metadata ?? "{}",
    recorded_by_user_id: recorderOf(call, event.recorded_by_user_id),
    created_at: event.created_at,
  };
  requireNewCare(call, "events", values);
  return createRecord(call, "events", eventId, values);
}

function changeEvent(
  call: WriteCall,
  event: StoredRecord,
  values: {
    readonly form_data?: string | null | undefined;
    readonly metadata?: string | null | undefined;
  },
): StoredRecord {
  requireRecordPermission(call, "events", "change", event);
  const { form_data: formData, metadata } = values;
  return changeRecord(call, "events", event.id, {
    form_data: formData ?? undefined,
    metadata: metadata ?? undefined,
  });
}
