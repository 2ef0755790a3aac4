import assert from "node:assert/strict";
import type { CloudRow } from "../../support/cloud/mod.ts";
import { CloudClinic, isoIn, SUCCESS } from "./plain_hub.ts";

const OLD = "2020-02-03T04:05:06.000Z";
const HOUR_MS = 3_600_000;

/** Stores a row, then the same with other values and a later time; returns both stored versions. */
async function twice(
  clinic: CloudClinic,
  table: string,
  row: CloudRow & { readonly id: string },
  changes: CloudRow,
): Promise<readonly [CloudRow, CloudRow]> {
  await clinic.hub.store(table, row);
  const first = clinic.cloud.row(table, row.id) ?? assert.fail();
  const updated_at = isoIn(HOUR_MS);
  await clinic.hub.store(table, { ...row, ...changes, updated_at });
  return [first, clinic.cloud.row(table, row.id) ?? assert.fail()];
}

Deno.test("A28: a patient with an id that is no UUID gets a new one with each push", async () => {
  await using clinic = await CloudClinic.open();
  for (let sent = 0; sent < 2; sent++) {
    await clinic.hub.store("patients", clinic.patient({ id: "patient-1" }));
  }
  assert.equal(clinic.cloud.count("patients"), 2);
});

Deno.test("cloud.md 3.4 patients: deleted_at is forced to null, the hub's updated_at is kept", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient({ updated_at: OLD, deleted_at: OLD, is_deleted: true });
  const [first, second] = await twice(clinic, "patients", patient, { camp: "A" });
  assert.deepEqual([first.deleted_at, first.is_deleted, first.updated_at], [null, true, OLD]);
  assert.ok(Date.parse(String(second.updated_at)) > Date.now() + HOUR_MS / 2);
});

Deno.test("A27, A28 patient_additional_attributes: keyed by patient and attribute, the stored id stays", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId } = clinic.cloudVisit();
  const attribute = { patient_id: patientId, attribute_id: "blood-group", attribute: "Blood" };
  const first = clinic.row({ ...attribute, string_value: "A", updated_at: OLD });
  const second = clinic.row({ ...attribute, string_value: "B" });
  await clinic.hub.store("patient_additional_attributes", first);
  await clinic.hub.store("patient_additional_attributes", second);
  assert.deepEqual(
    clinic.cloud.rows("patient_additional_attributes").map((row) => [row.id, row.string_value]),
    [[first.id, "B"]],
  );
});

Deno.test("A27 patient_additional_attributes: 0, false and '' become null; updates are restamped", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId } = clinic.cloudVisit();
  const values = { number_value: 0, boolean_value: false, string_value: "", date_value: 0 };
  const row = clinic.row({
    patient_id: patientId,
    attribute_id: "a",
    attribute: "",
    ...values,
    updated_at: OLD,
  });
  const table = "patient_additional_attributes";
  const [first, second] = await twice(clinic, table, row, { boolean_value: 0, number_value: 1.5 });
  for (const column of Object.keys(values)) assert.equal(first[column], null, column);
  assert.deepEqual([second.boolean_value, second.number_value, second.attribute], [null, 1.5, ""]);
  assert.equal(first.updated_at, OLD);
  assert.ok(Math.abs(Date.parse(String(second.updated_at)) - Date.now()) < HOUR_MS / 2);
});

Deno.test("sync.md 1.2 patient_additional_attributes: no patient need be there", async () => {
  await using clinic = await CloudClinic.open();
  const patient_id = crypto.randomUUID();
  const row = clinic.row({ patient_id, attribute_id: "a" });
  await clinic.hub.store("patient_additional_attributes", row);
  assert.equal(clinic.cloud.count("patient_additional_attributes"), 1);
});

Deno.test("cloud.md 3.4 visits, events: an update is restamped with the cloud's now", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId } = clinic.cloudVisit();
  const visit = clinic.visit(patientId, { updated_at: OLD });
  const event = clinic.event(patientId, { visit_id: visit.id, updated_at: OLD });
  for (const [table, row] of [["visits", visit], ["events", event]] as const) {
    const [first, second] = await twice(clinic, table, row, { metadata: { a: 1 } });
    assert.equal(first.updated_at, OLD);
    assert.ok(Math.abs(Date.parse(String(second.updated_at)) - Date.now()) < HOUR_MS / 2, table);
    assert.deepEqual(second.metadata, { a: 1 });
  }
});

Deno.test("A24: after an update a hub whose clock is behind cannot update again", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.clocks.skewMs = 10 * HOUR_MS;
  const { patientId } = clinic.cloudVisit();
  const visit = clinic.visit(patientId, { updated_at: OLD });
  await twice(clinic, "visits", visit, { provider_name: "Amal" });
  const third = { ...visit, provider_name: "Samir", updated_at: isoIn(2 * HOUR_MS) };
  await clinic.hub.store("visits", third);
  assert.equal(clinic.cloud.row("visits", visit.id)?.provider_name, "Amal");
  const stored = String(clinic.cloud.row("visits", visit.id)?.updated_at);
  const raised = new Date(Date.parse(stored) + 1).toISOString();
  await clinic.hub.store("visits", { ...third, updated_at: raised });
  assert.equal(clinic.cloud.row("visits", visit.id)?.provider_name, "Samir");
});

Deno.test("cloud.md 3.4 events: an unknown visit is made up under the first user and their clinic", async () => {
  await using clinic = await CloudClinic.open();
  const patientId = clinic.cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const visitId = crypto.randomUUID();
  await clinic.hub.store("events", clinic.event(patientId, { visit_id: visitId }));
  const visit = clinic.cloud.row("visits", visitId);
  assert.deepEqual(
    [visit?.provider_id, visit?.clinic_id, visit?.patient_id],
    [clinic.nurse.id, clinic.clinicId, patientId],
  );
});

Deno.test("B20 events: an empty recorded_by_user_id fails, null is taken", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId } = clinic.cloudVisit();
  const event = clinic.event(patientId, { recorded_by_user_id: "" });
  assert.equal((await clinic.hub.pushRow("events", event)).status, 500);
  await clinic.hub.store("events", { ...event, recorded_by_user_id: null });
});

Deno.test("cloud.md 3.4 events, appointments: is_deleted is forced to false on insertion", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId, visitId } = clinic.cloudVisit();
  const event = clinic.event(patientId, { visit_id: visitId, is_deleted: true });
  await clinic.hub.store("events", event);
  assert.equal(clinic.cloud.row("events", event.id)?.is_deleted, false);
  const appointment = appointmentRow(clinic, patientId, visitId, { is_deleted: true });
  await clinic.hub.store("appointments", appointment);
  assert.equal(clinic.cloud.row("appointments", appointment.id)?.is_deleted, false);
});

function appointmentRow(
  clinic: CloudClinic,
  patientId: string,
  visitId: string,
  values: CloudRow = {},
): CloudRow & { readonly id: string } {
  return clinic.row({
    patient_id: patientId,
    clinic_id: clinic.clinicId,
    user_id: clinic.nurse.id,
    current_visit_id: visitId,
    timestamp: OLD,
    ...values,
  });
}

Deno.test("cloud.md 3.4 appointments: clinic, patient, user and visit must be UUIDs, duration not null", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId, visitId } = clinic.cloudVisit();
  const bad = [
    { clinic_id: null },
    { patient_id: "p" },
    { user_id: "" },
    { current_visit_id: "" },
    { current_visit_id: null },
    { current_visit_id: crypto.randomUUID() },
    { duration: null },
  ];
  for (const values of bad) {
    const row = appointmentRow(clinic, patientId, visitId, values);
    assert.equal(
      (await clinic.hub.pushRow("appointments", row)).status,
      500,
      JSON.stringify(values),
    );
  }
  const row = appointmentRow(clinic, patientId, visitId);
  await clinic.hub.store("appointments", row);
  assert.equal(clinic.cloud.row("appointments", row.id)?.duration, 60);
});

function prescriptionRow(
  clinic: CloudClinic,
  patientId: string,
  values: CloudRow = {},
): CloudRow & { readonly id: string } {
  return clinic.row({
    patient_id: patientId,
    provider_id: clinic.nurse.id,
    pickup_clinic_id: clinic.clinicId,
    prescribed_at: OLD,
    ...values,
  });
}

Deno.test("A27 prescriptions: items and metadata are lost; updates ignore prescribed_at and filled_at", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId, visitId } = clinic.cloudVisit();
  const row = prescriptionRow(clinic, patientId, {
    visit_id: visitId,
    items: [{ drug: "x" }],
    metadata: { a: 1 },
    updated_at: OLD,
  });
  const [first, second] = await twice(clinic, "prescriptions", row, {
    prescribed_at: isoIn(0),
    filled_at: isoIn(0),
    status: "picked-up",
  });
  assert.deepEqual([first.items, first.metadata], [[], {}]);
  assert.deepEqual([second.prescribed_at, second.filled_at, second.status], [
    OLD,
    null,
    "picked-up",
  ]);
});

Deno.test("A28 prescriptions: without a visit each push makes one up, a stale one too", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId } = clinic.cloudVisit();
  const row = prescriptionRow(clinic, patientId);
  for (let sent = 0; sent < 3; sent++) await clinic.hub.store("prescriptions", row);
  assert.equal(clinic.cloud.count("prescriptions"), 1);
  assert.equal(clinic.cloud.record.fabricatedVisits.length, 3);
  assert.equal(clinic.cloud.count("visits"), 4);
});

Deno.test("B20 prescriptions: the provider must exist and the pick-up clinic be there", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId, visitId } = clinic.cloudVisit();
  for (const values of [{ provider_id: crypto.randomUUID() }, { pickup_clinic_id: null }]) {
    const row = prescriptionRow(clinic, patientId, { visit_id: visitId, ...values });
    assert.equal((await clinic.hub.pushRow("prescriptions", row)).status, 500);
  }
});

Deno.test("A27 patient_vitals: event_id is lost; an update renews created_at and server_created_at", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId, visitId } = clinic.cloudVisit();
  const event = clinic.event(patientId, { visit_id: visitId });
  await clinic.hub.store("events", event);
  const times = { timestamp: OLD, created_at: OLD, updated_at: OLD };
  const row = clinic.row({ patient_id: patientId, event_id: event.id, ...times });
  await clinic.hub.store("patient_vitals", row);
  const before = Date.now() + HOUR_MS;
  clinic.cloud.clocks.skewMs = 2 * HOUR_MS;
  await clinic.hub.store("patient_vitals", { ...row, heart_rate: 70, updated_at: isoIn(0) });
  const stored = clinic.cloud.row("patient_vitals", row.id) ?? assert.fail();
  assert.equal(stored.event_id, null);
  for (const column of ["created_at", "updated_at", "server_created_at", "last_modified"]) {
    assert.ok(Date.parse(String(stored[column])) > before, column);
  }
  const { changes } = await clinic.hub.pull(before);
  assert.deepEqual(changes.patient_vitals?.created.map(({ id }) => id), [row.id]);
});

Deno.test("cloud.md 3.4 patient_problems: no guard, every push restamps, even a stale echo", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId } = clinic.cloudVisit();
  const row = problemRow(clinic, patientId, { created_at: OLD, updated_at: OLD });
  await clinic.hub.store("patient_problems", row);
  await clinic.hub.store("patient_problems", { ...row, problem_label: "B" });
  const stored = clinic.cloud.row("patient_problems", row.id) ?? assert.fail();
  assert.equal(stored.problem_label, "B");
  for (const column of ["created_at", "updated_at", "last_modified"]) {
    assert.ok(Date.now() - Date.parse(String(stored[column])) < HOUR_MS, column);
  }
});

function problemRow(
  clinic: CloudClinic,
  patientId: string,
  values: CloudRow = {},
): CloudRow & { readonly id: string } {
  return clinic.row({
    patient_id: patientId,
    problem_code_system: "icd10",
    problem_code: "J45",
    problem_label: "Asthma",
    clinical_status: "active",
    verification_status: "confirmed",
    ...values,
  });
}

Deno.test("A26 patient_problems: onset and end in milliseconds before 2001 become today", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId } = clinic.cloudVisit();
  const row = problemRow(clinic, patientId, {
    onset_date: 641_779_200_000,
    end_date: 1_600_000_000_000,
  });
  await clinic.hub.store("patient_problems", row);
  const stored = clinic.cloud.row("patient_problems", row.id);
  assert.equal(String(stored?.onset_date).slice(0, 10), isoIn(0).slice(0, 10));
  assert.equal(String(stored?.end_date).slice(0, 10), "2020-09-13");
});

Deno.test("A28 clinic_departments: each push inserts another; deleting does nothing", async () => {
  await using clinic = await CloudClinic.open();
  const row = clinic.row({ clinic_id: clinic.clinicId, name: "Pharmacy" });
  for (let sent = 0; sent < 2; sent++) await clinic.hub.store("clinic_departments", row);
  const stored = clinic.cloud.rows("clinic_departments");
  assert.equal(stored.length, 2);
  assert.ok(stored.every(({ id }) => id !== row.id));
  const answer = await clinic.hub.push({ clinic_departments: { deleted: [stored[0]?.id] } });
  assert.equal(answer.text, SUCCESS);
  assert.equal(clinic.cloud.rows("clinic_departments")[0]?.is_deleted, false);
});

Deno.test("cloud.md 3.4 drug_catalogue, device_pin_codes: accepted and ignored", async () => {
  await using clinic = await CloudClinic.open();
  await clinic.hub.store("drug_catalogue", clinic.row({ generic_name: "x" }));
  await clinic.hub.store("device_pin_codes", clinic.row({ device_id: clinic.deviceId }));
  await clinic.hub.push({ drug_catalogue: { deleted: ["no id at all"] } });
  assert.equal(clinic.cloud.count("drug_catalogue") + clinic.cloud.count("device_pin_codes"), 0);
});
