import assert from "node:assert/strict";
import { CLOUD_GENERATIONS } from "../../support/cloud/mod.ts";
import { CloudClinic, SUCCESS } from "./plain_hub.ts";

const UNHANDLED = `{"status":500,"unhandled":true,"message":"HTTPError"}`;

Deno.test("cloud.md 3.4: a push answers success; missing lists are fine, the time is not asked for", async () => {
  for (const generation of CLOUD_GENERATIONS) {
    await using clinic = await CloudClinic.open({ generation });
    const patient = clinic.patient();
    for (const body of [{}, { patients: {} }, { patients: { updated: [patient] } }]) {
      const answer = await clinic.hub.push(body);
      assert.deepEqual([answer.status, answer.text], [200, SUCCESS]);
    }
    assert.equal(clinic.cloud.row("patients", patient.id)?.given_name, "Amina");
  }
});

Deno.test("cloud.md 3.4, 3.5: malformed JSON is 500, in the newer cloud 400", async () => {
  await using older = await CloudClinic.open();
  const answer = await older.hub.push("{");
  assert.deepEqual([answer.status, answer.text], [500, UNHANDLED]);
  await using newer = await CloudClinic.open({ generation: "newer" });
  const refused = await newer.hub.push("{");
  assert.equal(refused.status, 400);
  assert.equal(typeof JSON.parse(refused.text).error, "string");
});

Deno.test("cloud.md 3.4: created and updated do the same", async () => {
  await using clinic = await CloudClinic.open();
  const [first, second] = [clinic.patient(), clinic.patient()];
  await clinic.hub.push({ patients: { created: [first], updated: [second] } });
  const later = new Date(Date.now() + 60_000).toISOString();
  const answer = await clinic.hub.push({
    patients: { created: [{ ...first, camp: "A", updated_at: later }] },
  });
  assert.equal(answer.text, SUCCESS);
  assert.equal(clinic.cloud.row("patients", first.id)?.camp, "A");
  assert.equal(clinic.cloud.count("patients"), 2);
});

Deno.test("sync.md 0.9: a push is no transaction: rows before the failing one stay, the rest is lost", async () => {
  await using clinic = await CloudClinic.open();
  const [first, second] = [clinic.patient(), clinic.patient()];
  const bad = clinic.visit(crypto.randomUUID());
  const event = clinic.event(first.id);
  const answer = await clinic.hub.push({
    events: { created: [event] },
    visits: { created: [bad] },
    patients: { created: [first, second] },
  });
  assert.deepEqual([answer.status, answer.text], [500, UNHANDLED]);
  assert.equal(clinic.cloud.count("patients"), 2);
  assert.equal(clinic.cloud.count("events"), 0);
});

Deno.test("cloud.md 3.4: the order is the cloud's, not the body's: children may come first", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient();
  const visit = clinic.visit(patient.id);
  const answer = await clinic.hub.push({
    events: { created: [clinic.event(patient.id, { visit_id: visit.id })] },
    visits: { created: [visit] },
    patients: { created: [patient] },
  });
  assert.equal(answer.text, SUCCESS);
  assert.deepEqual(clinic.cloud.record.fabricatedVisits, []);
});

Deno.test("cloud.md 3.4: other tables are ignored with a line in the log", async () => {
  await using clinic = await CloudClinic.open();
  const tables = `users clinics event_forms registration_forms clinic_inventory app_config
    user_clinic_permissions patient_observations patient_risk_profiles`.split(/\s+/);
  for (const table of tables) {
    const row = clinic.row({ clinic_id: clinic.clinicId, name: "New", role: "super_admin" });
    await clinic.hub.store(table, row);
    assert.ok(clinic.cloud.log.some((line) => line.includes(table)), table);
    assert.deepEqual(clinic.cloud.record.dropped.at(-1), {
      table,
      id: row.id,
      reason: "table not taken",
    });
  }
  assert.deepEqual([clinic.cloud.count("users"), clinic.cloud.count("clinics")], [1, 1]);
});

Deno.test("cloud.md 3.4: unknown columns are dropped", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient({ blood_group: "A", _status: "created", _changed: "" });
  await clinic.hub.store("patients", patient);
  assert.ok(!Object.hasOwn(clinic.cloud.row("patients", patient.id) ?? {}, "blood_group"));
});

Deno.test("A24: a row of a foreign clinic is dropped without a word, one without a clinic is taken", async () => {
  await using clinic = await CloudClinic.open();
  const foreign = clinic.patient({ primary_clinic_id: clinic.cloud.people.clinic() });
  const free = clinic.patient({ primary_clinic_id: null });
  await clinic.hub.store("patients", foreign);
  await clinic.hub.store("patients", free);
  assert.equal(clinic.cloud.row("patients", foreign.id), undefined);
  assert.ok(clinic.cloud.row("patients", free.id));
  assert.deepEqual(clinic.cloud.record.dropped, [
    { table: "patients", id: foreign.id, reason: "foreign clinic" },
  ]);
});

Deno.test("cloud.md 3.4: each table's clinic column decides; tables without one are never checked", async () => {
  await using clinic = await CloudClinic.open();
  const foreign = clinic.cloud.people.clinic();
  const patientId = clinic.cloud.people.patient({ primary_clinic_id: foreign });
  const dropped = clinic.visit(patientId, { clinic_id: foreign });
  await clinic.hub.store("visits", dropped);
  assert.equal(clinic.cloud.row("visits", dropped.id), undefined);
  const prescription = clinic.row({
    patient_id: patientId,
    provider_id: clinic.nurse.id,
    pickup_clinic_id: foreign,
  });
  await clinic.hub.store("prescriptions", prescription);
  assert.equal(clinic.cloud.row("prescriptions", prescription.id), undefined);
  const event = clinic.event(patientId);
  await clinic.hub.store("events", event);
  assert.ok(clinic.cloud.row("events", event.id));
});

Deno.test("product.md 6.7: all that a hub with no clinics sends for a clinic is dropped", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.setClinics(clinic.deviceId, []);
  await clinic.hub.store("patients", clinic.patient());
  assert.equal(clinic.cloud.count("patients"), 0);
});

Deno.test("B20: a visit of a patient who was dropped for a foreign clinic fails the push", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient({ primary_clinic_id: clinic.cloud.people.clinic() });
  const answer = await clinic.hub.push({
    patients: { created: [patient] },
    visits: { created: [clinic.visit(patient.id)] },
  });
  assert.equal(answer.status, 500);
});

Deno.test("A24: an update that is no later than the stored row is dropped without a word", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient();
  await clinic.hub.store("patients", patient);
  const earlier = new Date(Date.now() - 60_000).toISOString();
  for (const updated_at of [patient.updated_at, earlier, null]) {
    await clinic.hub.store("patients", { ...patient, camp: "B", updated_at });
    assert.equal(clinic.cloud.row("patients", patient.id)?.camp, null);
  }
  assert.deepEqual(clinic.cloud.record.dropped.map(({ reason }) => reason), Array(3).fill("stale"));
});

Deno.test("A20: what a hub pushed comes back to it, restamped, at its next pull", async () => {
  await using clinic = await CloudClinic.open();
  const { timestamp } = await clinic.hub.pull();
  const patient = clinic.patient();
  await clinic.hub.store("patients", patient);
  const { changes } = await clinic.hub.pull(timestamp);
  assert.equal(changes.patients?.created[0]?.id, patient.id);
  const later = await clinic.hub.pull(Date.now() + 60_000);
  assert.deepEqual(later.changes.patients?.created, []);
});

Deno.test("cloud.md 3.4: what the hub says about the cloud's own times is not listened to", async () => {
  await using clinic = await CloudClinic.open();
  const old = "2001-01-01T00:00:00.000Z";
  const patient = clinic.patient({ last_modified: old, server_created_at: old });
  await clinic.hub.store("patients", patient);
  const stored = clinic.cloud.row("patients", patient.id);
  assert.notEqual(stored?.last_modified, old);
  assert.notEqual(stored?.server_created_at, old);
});

Deno.test("sync.md 0.9: two pushes at once interleave row by row", async () => {
  await using clinic = await CloudClinic.open();
  const order: unknown[] = [];
  clinic.cloud.onStep = (step) => {
    if (step.kind === "push") order.push(step.id);
  };
  const lists = [0, 1].map(() => Array.from({ length: 200 }, () => clinic.patient()));
  await Promise.all(lists.map((created) => clinic.hub.push({ patients: { created } })));
  const first = new Set(lists[0]?.map(({ id }) => id));
  const changes = order.filter((id, at) =>
    at > 0 && first.has(String(id)) !== first.has(String(order[at - 1]))
  );
  assert.ok(changes.length > 1);
  assert.equal(clinic.cloud.count("patients"), 400);
});

Deno.test("sync.md 0.9: a cloud that breaks down in the middle keeps what came before", async () => {
  await using clinic = await CloudClinic.open();
  const patients = [clinic.patient(), clinic.patient(), clinic.patient()];
  clinic.cloud.onStep = (step) => {
    if (step.kind === "push" && step.id === patients[2]?.id) throw new Error("out of memory");
  };
  const answer = await clinic.hub.push({ patients: { created: patients } });
  assert.equal(answer.status, 500);
  assert.equal(clinic.cloud.count("patients"), 2);
});

Deno.test("sync.md 0.9: bodies of another shape are 500", async () => {
  for (const generation of CLOUD_GENERATIONS) {
    await using clinic = await CloudClinic.open({ generation });
    for (const body of ["null", "[]", `"x"`, `{"patients":[]}`, `{"patients":{"created":[5]}}`]) {
      assert.equal((await clinic.hub.push(body)).status, 500, body);
    }
  }
});
