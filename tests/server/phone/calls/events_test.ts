import assert from "node:assert/strict";
import {
  createEventCommand,
  eventsCreate,
  eventsDelete,
  eventsUpdate,
} from "../../../../server/phone/commands/events.ts";
import { visitsCreate } from "../../../../server/phone/commands/visits.ts";
import { getVisitEvents, listEventsByForm } from "../../../../server/phone/queries/visits.ts";
import { ADMIN, CareClinic, demoId, FIRST_CLINIC, NURSE, OTHER, VIEWER } from "./care_clinic.ts";

const ISO = "2026-03-04T05:06:07.000Z";
const AT_MS = Date.parse(ISO);
const PATIENT = demoId("patients", 1);
const FORM_DATA = [{
  fieldId: "f",
  name: "n",
  fieldType: "free-text",
  inputType: "text",
  value: 1,
}];

function newVisit(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    patient_id: PATIENT,
    clinic_id: FIRST_CLINIC,
    provider_id: NURSE,
    provider_name: "Salma",
    check_in_timestamp: ISO,
    metadata: { a: 1 },
    ...more,
  };
}

function newEvent(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    patient_id: PATIENT,
    visit_id: null,
    event_type: "Examination",
    form_id: "form",
    form_data: FORM_DATA,
    metadata: {},
    recorded_by_user_id: NURSE,
    ...more,
  };
}

Deno.test("events.create without a visit makes one, both or neither", async () => {
  using clinic = await CareClinic.open();
  const { success, id, visit_id } = await clinic.ok(eventsCreate, newEvent());
  assert.equal(success, true);
  const event = clinic.row("events", id);
  assert.equal(event.visit_id, visit_id);
  assert.equal(event.form_data, JSON.stringify(FORM_DATA));
  const visit = clinic.row("visits", visit_id);
  assert.deepEqual([visit.patient_id, visit.clinic_id, visit.provider_id], [
    PATIENT,
    FIRST_CLINIC,
    NURSE,
  ]);
  assert.ok(Math.abs((visit.check_in_timestamp as number) - Date.now()) < 60_000);
  // The visit could be stored, the event cannot.
  await clinic.refused("INVALID", eventsCreate, newEvent({ id: "no/such id" }));
});

Deno.test("events.create adds to the visit it names", async () => {
  using clinic = await CareClinic.open();
  const { id: visitId } = await clinic.ok(visitsCreate, newVisit());
  const { id, visit_id } = await clinic.ok(eventsCreate, newEvent({ visit_id: visitId }));
  assert.equal(visit_id, visitId);
  const { data } = await clinic.ok(getVisitEvents, { patient_id: PATIENT, visit_id: visitId });
  assert.equal(data.length, 1);
  assert.deepEqual(data[0], {
    id,
    patient_id: PATIENT,
    form_id: "form",
    visit_id: visitId,
    event_type: "Examination",
    form_data: FORM_DATA,
    metadata: {},
    created_at: data[0].created_at,
    updated_at: data[0].updated_at,
    recorded_by_user_id: NURSE,
  });
  const others = newEvent({ visit_id: visitId, patient_id: demoId("patients", 2) });
  await clinic.refused("INVALID", eventsCreate, others);
  await clinic.refused("NOT_FOUND", eventsCreate, newEvent({ visit_id: "none" }));
  await clinic.refused("NOT_PERMITTED", eventsCreate, newEvent({ visit_id: visitId }), VIEWER);
  await clinic.refused("NOT_PERMITTED", eventsCreate, newEvent(), OTHER);
  const by = await clinic.ok(eventsCreate, newEvent({ recorded_by_user_id: "nobody" }));
  assert.equal(clinic.row("events", by.id).recorded_by_user_id, NURSE);
});

Deno.test("W-R10 events come with form_data as an array, W-R8 also when a column is empty", async () => {
  using clinic = await CareClinic.open();
  const text = JSON.stringify(FORM_DATA);
  const { id } = await clinic.ok(eventsCreate, newEvent({ form_data: text, metadata: "{}" }));
  await clinic.hub.push("pusher", {
    events: {
      created: [
        { id: "bare", patient_id: PATIENT, form_id: "form" },
        { id: "odd", patient_id: PATIENT, form_id: "form", form_data: "no JSON" },
        { id: "deep", patient_id: PATIENT, form_id: "form", form_data: "[".repeat(9_999) },
        { id: "object", patient_id: PATIENT, form_id: "form", form_data: '{"a":1}', metadata: "5" },
        { id: "twice", patient_id: PATIENT, form_id: "form", form_data: JSON.stringify(text) },
      ],
      updated: [],
      deleted: [],
    },
  });
  const events = await clinic.ok(listEventsByForm, { form_id: "form", patient_id: PATIENT });
  assert.ok(Array.isArray(events));
  const data = Object.fromEntries(
    events.map((row: { id: string; form_data: unknown }) => [row.id, row.form_data]),
  );
  const lists = { [id]: FORM_DATA, bare: [], odd: [], deep: [], object: [], twice: FORM_DATA };
  assert.deepEqual(data, lists);
  for (const row of events) assert.deepEqual(row.metadata, {}, row.id);
  assert.deepEqual(await clinic.ok(listEventsByForm, { form_id: "x", patient_id: PATIENT }), []);
  await clinic.refused("NOT_FOUND", listEventsByForm, { form_id: "x", patient_id: "nobody" });
  const far = { form_id: "form", patient_id: clinic.stranger() };
  await clinic.refused("NOT_PERMITTED", listEventsByForm, far);
  await clinic.refused("INVALID", listEventsByForm, { patient_id: PATIENT });
});

Deno.test("get_visit_events lists the newest first and no deleted ones", async () => {
  using clinic = await CareClinic.open();
  const { id: visit_id } = await clinic.ok(visitsCreate, newVisit());
  for (const [id, created_at] of [["a", ISO], ["b", AT_MS + 5], ["c", AT_MS - 5]]) {
    await clinic.ok(eventsCreate, newEvent({ id, visit_id, created_at }));
  }
  const list = async () =>
    (await clinic.ok(getVisitEvents, { patient_id: PATIENT, visit_id })).data
      .map((row: { id: string }) => row.id);
  assert.deepEqual(await list(), ["b", "a", "c"]);
  assert.deepEqual(await clinic.ok(eventsDelete, { id: "a" }), { success: true });
  assert.deepEqual(await list(), ["b", "c"]);
  await clinic.refused("NOT_FOUND", eventsDelete, { id: "a" });
  await clinic.refused("NOT_PERMITTED", eventsDelete, { id: "b" }, VIEWER);
  await clinic.refused("INVALID", eventsDelete, {});
  await clinic.refused("INVALID", getVisitEvents, { patient_id: PATIENT });
  await clinic.refused("NOT_PERMITTED", getVisitEvents, {
    patient_id: clinic.stranger(),
    visit_id,
  });
});

Deno.test("events.update changes data and answers the whole event", async () => {
  using clinic = await CareClinic.open();
  const { id, visit_id } = await clinic.ok(eventsCreate, newEvent());
  const event = await clinic.ok(eventsUpdate, { id, form_data: [], metadata: { c: 3 } });
  assert.deepEqual([event.id, event.visit_id, event.form_data, event.metadata, event.is_deleted], [
    id,
    visit_id,
    [],
    { c: 3 },
    false,
  ]);
  const kept = await clinic.ok(eventsUpdate, { id, form_data: null });
  assert.deepEqual(kept.metadata, { c: 3 });
  await clinic.refused("NOT_FOUND", eventsUpdate, { id: "none", form_data: [] });
  await clinic.refused("NOT_PERMITTED", eventsUpdate, { id, form_data: [] }, VIEWER);
});

Deno.test("events.update of somebody else's event asks for one more permission", async () => {
  using clinic = await CareClinic.open();
  const { id } = await clinic.ok(eventsCreate, newEvent({ recorded_by_user_id: ADMIN }), ADMIN);
  const { id: own } = await clinic.ok(eventsCreate, newEvent());
  const grant = clinic.rows("user_clinic_permissions", "user_id = ?", NURSE)[0]?.id as string;
  await clinic.alter("user_clinic_permissions", grant, {
    is_clinic_admin: 0,
    can_edit_other_provider_event: null,
  });
  await clinic.refused("NOT_PERMITTED", eventsUpdate, { id, form_data: [] });
  await clinic.ok(eventsUpdate, { id: own, form_data: [] });
  await clinic.alter("user_clinic_permissions", grant, { can_edit_other_provider_event: 1 });
  await clinic.ok(eventsUpdate, { id, form_data: [] });
});

Deno.test("create_event stores under its id, and the second time changes the data only", async () => {
  using clinic = await CareClinic.open();
  const event = newEvent({ id: "e1", created_at: ISO, updated_at: ISO });
  assert.deepEqual(await clinic.ok(createEventCommand, event), { event_id: "e1" });
  assert.equal(clinic.row("events", "e1").created_at, AT_MS);
  assert.equal(clinic.row("events", "e1").visit_id, null);
  const again = { ...event, form_data: "[]", form_id: "other", created_at: 5 };
  assert.deepEqual(await clinic.ok(createEventCommand, again), { event_id: "e1" });
  const row = clinic.row("events", "e1");
  assert.deepEqual([row.form_data, row.form_id, row.created_at], ["[]", "form", AT_MS]);
  await clinic.refused("NOT_PERMITTED", createEventCommand, again, VIEWER);
  await clinic.ok(eventsDelete, { id: "e1" });
  await clinic.refused("NOT_FOUND", createEventCommand, again);
  await clinic.refused("INVALID", createEventCommand, newEvent());
});
