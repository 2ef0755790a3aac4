import assert from "node:assert/strict";
import { CloudClinic, SUCCESS } from "./plain_hub.ts";

Deno.test("cloud.md 3.4: a pushed deletion marks the row and is told to every hub", async () => {
  await using clinic = await CloudClinic.open();
  const { cloud } = clinic;
  const id = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const answer = await clinic.hub.push({ patients: { deleted: [id] } });
  assert.equal(answer.text, SUCCESS);
  const stored = cloud.row("patients", id);
  assert.deepEqual([stored?.is_deleted, typeof stored?.deleted_at], [true, "string"]);
  assert.deepEqual((await clinic.hub.pull(1)).changes.patients?.deleted, [id]);
});

Deno.test("A30: what hung on a deleted patient is marked without a time and told to nobody", async () => {
  for (const deletes of ["hub", "person"] as const) {
    await using clinic = await CloudClinic.open();
    const { cloud } = clinic;
    const { patientId, visitId } = clinic.cloudVisit();
    const eventId = cloud.people.create("events", { patient_id: patientId, visit_id: visitId });
    const vitalsId = cloud.people.create("patient_vitals", {
      patient_id: patientId,
      timestamp: "2026-01-01T00:00:00Z",
    });
    if (deletes === "hub") await clinic.hub.push({ patients: { deleted: [patientId] } });
    else cloud.people.remove("patients", patientId);
    const rows = [["visits", visitId], ["events", eventId], ["patient_vitals", vitalsId]] as const;
    const { changes } = await clinic.hub.pull(1);
    for (const [table, id] of rows) {
      const stored = cloud.row(table, id);
      assert.deepEqual([stored?.is_deleted, stored?.deleted_at], [true, null], table);
      assert.deepEqual(changes[table], { created: [], updated: [], deleted: [] });
    }
  }
});

Deno.test("A30: deleting a visit marks what hangs on it", async () => {
  await using clinic = await CloudClinic.open();
  const { patientId, visitId } = clinic.cloudVisit();
  const event = clinic.event(patientId, { visit_id: visitId });
  const apart = clinic.event(patientId);
  await clinic.hub.push({ events: { created: [event, apart] } });
  await clinic.hub.push({ visits: { deleted: [visitId] } });
  assert.equal(clinic.cloud.row("events", event.id)?.is_deleted, true);
  assert.equal(clinic.cloud.row("events", apart.id)?.is_deleted, false);
  assert.equal(clinic.cloud.row("patients", patientId)?.is_deleted, false);
});

Deno.test("cloud.md 3.4: deleting again renews deleted_at, so that every hub is told again", async () => {
  const clock = { ms: 1_800_000_000_000 };
  await using clinic = await CloudClinic.open({ now: () => clock.ms });
  const id = clinic.cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  await clinic.hub.push({ patients: { deleted: [id] } });
  clock.ms += 60_000;
  const { timestamp } = await clinic.hub.pull();
  clock.ms += 60_000;
  assert.deepEqual((await clinic.hub.pull(timestamp)).changes.patients?.deleted, []);
  await clinic.hub.push({ patients: { deleted: [id] } });
  assert.deepEqual((await clinic.hub.pull(timestamp)).changes.patients?.deleted, [id]);
});

Deno.test("cloud.md 3.4: deletions are not checked: a foreign clinic's row goes too", async () => {
  await using clinic = await CloudClinic.open();
  const foreign = clinic.cloud.people.clinic();
  const id = clinic.cloud.people.patient({ primary_clinic_id: foreign });
  await clinic.hub.push({ patients: { deleted: [id] } });
  assert.equal(clinic.cloud.row("patients", id)?.is_deleted, true);
});

Deno.test("cloud.md 3.4: an unknown id is no error, one that is no UUID is", async () => {
  await using clinic = await CloudClinic.open();
  const unknown = await clinic.hub.push({ visits: { deleted: [crypto.randomUUID()] } });
  assert.equal(unknown.text, SUCCESS);
  for (const id of ["v1", { id: crypto.randomUUID() }, 5]) {
    assert.equal((await clinic.hub.push({ visits: { deleted: [id] } })).status, 500);
  }
});

Deno.test("cloud.md 3.4: a row that is pushed after its deletion stays deleted in every pull but its own", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient();
  await clinic.hub.store("patients", patient);
  await clinic.hub.push({ patients: { deleted: [patient.id] } });
  const later = new Date(Date.now() + 60_000).toISOString();
  const echo = { ...patient, is_deleted: true, updated_at: later };
  await clinic.hub.store("patients", echo);
  // deleted_at is forced to null, so nobody is told any more.
  const { changes } = await clinic.hub.pull(1);
  assert.deepEqual(changes.patients, { created: [], updated: [], deleted: [] });
});
