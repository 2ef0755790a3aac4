import assert from "node:assert/strict";
import { CloudClinic, SUCCESS } from "./plain_hub.ts";

const LATER = Date.now() + 3_600_000;

Deno.test("cloud.md 3.5: clinics and users are whole in every pull, in updated, with all removed ids", async () => {
  await using clinic = await CloudClinic.open({ generation: "newer" });
  const gone = await clinic.cloud.people.user({ clinic_id: clinic.clinicId });
  clinic.cloud.people.remove("users", gone.id);
  for (const since of [0, LATER]) {
    const { changes } = await clinic.hub.pull(since);
    assert.deepEqual(changes.clinics?.created, []);
    assert.deepEqual(changes.clinics?.updated.map(({ id }) => id), [clinic.clinicId]);
    assert.deepEqual(changes.users?.updated.map(({ id }) => id), [clinic.nurse.id]);
    assert.deepEqual(changes.users?.deleted, [gone.id]);
  }
});

Deno.test("cloud.md 3.4: in the older cloud clinics and users come by their times", async () => {
  await using clinic = await CloudClinic.open();
  const { changes } = await clinic.hub.pull(LATER);
  assert.deepEqual(changes.clinics, { created: [], updated: [], deleted: [] });
  assert.deepEqual(changes.users, { created: [], updated: [], deleted: [] });
});

Deno.test("cloud.md 3.5: rows the database refuses are skipped and the push answers success", async () => {
  await using clinic = await CloudClinic.open({ generation: "newer" });
  const patient = clinic.patient();
  const { patientId } = clinic.cloudVisit();
  const bad = [
    clinic.visit(crypto.randomUUID()),
    clinic.visit(patientId, { metadata: null }),
    clinic.visit(patientId, { provider_id: "" }),
  ];
  const good = clinic.visit(patient.id);
  const answer = await clinic.hub.push({
    visits: { created: [...bad, good] },
    patients: { created: [patient] },
  });
  assert.deepEqual([answer.status, answer.text], [200, SUCCESS]);
  assert.ok(clinic.cloud.row("visits", good.id));
  assert.deepEqual(
    clinic.cloud.record.dropped.map(({ id, reason, code }) => [id, reason, code]),
    bad.map(({ id }, at) => [id, "refused", ["23503", "23502", "22P02"][at]]),
  );
});

Deno.test("cloud.md 3.5: refused ids may be named", async () => {
  await using clinic = await CloudClinic.open({ generation: "newer", reportsRejected: true });
  const visit = clinic.visit(crypto.randomUUID());
  const answer = await clinic.hub.pushRow("visits", visit);
  assert.deepEqual(JSON.parse(answer.text), { success: true, rejected: [visit.id] });
  assert.equal((await clinic.hub.push({})).text, SUCCESS);
});

Deno.test("cloud.md 3.5: a refused item is skipped like any row", async () => {
  await using clinic = await CloudClinic.open({ generation: "newer" });
  const answer = await clinic.hub.pushRow("prescription_items", clinic.row({ id: "x" }));
  assert.deepEqual([answer.status, answer.text], [200, SUCCESS]);
});

Deno.test("cloud.md 3.5: what is no refusal of the database is 500 with the real message", async () => {
  await using clinic = await CloudClinic.open({ generation: "newer" });
  const answer = await clinic.hub.pushRow("appointments", clinic.row({ clinic_id: "x" }));
  assert.equal(answer.status, 200);
  const own = clinic.row({ clinic_id: clinic.clinicId, patient_id: "x" });
  const failed = await clinic.hub.pushRow("appointments", own);
  assert.equal(failed.status, 500);
  assert.deepEqual(JSON.parse(failed.text), { error: "Appointment needs a valid patient_id" });
});

Deno.test("cloud.md 3.5: app_config has clinic_ids, null by default", async () => {
  for (const [generation, expected] of [["older", undefined], ["newer", null]] as const) {
    await using clinic = await CloudClinic.open({ generation });
    clinic.cloud.people.create("app_config", { namespace: "a", key: "b" });
    const { changes } = await clinic.hub.pull();
    assert.equal(changes.app_config?.created[0]?.clinic_ids, expected);
  }
});

Deno.test("cloud.md 3.5: guards, silent drops, restamping and losses are the older cloud's", async () => {
  await using clinic = await CloudClinic.open({ generation: "newer" });
  const { patientId, visitId } = clinic.cloudVisit();
  await clinic.hub.store("patients", clinic.patient({ primary_clinic_id: crypto.randomUUID() }));
  const row = clinic.row({
    patient_id: patientId,
    provider_id: clinic.nurse.id,
    pickup_clinic_id: clinic.clinicId,
    visit_id: visitId,
    items: [{ a: 1 }],
  });
  await clinic.hub.store("prescriptions", row);
  await clinic.hub.store("prescriptions", { ...row, notes: "x" });
  assert.deepEqual(clinic.cloud.row("prescriptions", row.id)?.items, []);
  assert.deepEqual(clinic.cloud.record.dropped.map(({ reason }) => reason), [
    "foreign clinic",
    "stale",
  ]);
});
