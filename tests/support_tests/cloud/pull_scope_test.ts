import assert from "node:assert/strict";
import { CloudClinic, type Pulled } from "./plain_hub.ts";

function counts(answer: Pulled, key: string): number | undefined {
  return answer.changes[key]?.created.length;
}

/** One row of every table a hub is sent, at a clinic or at none. */
async function fill(clinic: CloudClinic, clinicId: string | null): Promise<void> {
  const { people } = clinic.cloud;
  const user = await people.user();
  const patientId = people.patient({ primary_clinic_id: clinicId });
  const visitId = people.create("visits", { patient_id: patientId, clinic_id: clinicId });
  people.create("events", { patient_id: patientId, visit_id: visitId });
  people.create("patient_additional_attributes", { patient_id: patientId, attribute_id: "a" });
  people.create("patient_vitals", { patient_id: patientId, timestamp: "2026-01-01T00:00:00Z" });
  people.create("patient_problems", {
    patient_id: patientId,
    problem_code_system: "icd10",
    problem_code: "J45",
    problem_label: "Asthma",
    clinical_status: "active",
    verification_status: "confirmed",
  });
  people.create("patient_registration_forms", { clinic_id: clinicId });
  if (clinicId === null) return;
  people.create("appointments", {
    patient_id: patientId,
    clinic_id: clinicId,
    user_id: user.id,
    current_visit_id: visitId,
    timestamp: "2026-01-01T00:00:00Z",
  });
  const prescriptionId = people.create("prescriptions", {
    patient_id: patientId,
    provider_id: user.id,
    pickup_clinic_id: clinicId,
  });
  const drugId = people.create("drug_catalogue", {
    generic_name: "Amoxicillin",
    form: "tablet",
    route: "oral",
    dosage_quantity: "1",
    dosage_units: "mg",
  });
  const supply = { clinic_id: clinicId, drug_id: drugId, patient_id: patientId };
  people.create("prescription_items", {
    prescription_id: prescriptionId,
    dosage_instructions: "",
    quantity_prescribed: 1,
    ...supply,
  });
  people.create("dispensing_records", {
    quantity_dispensed: 1,
    dispensed_by: user.id,
    dispensed_at: "2026-01-01T00:00:00Z",
    ...supply,
  });
  people.create("clinic_inventory", {
    clinic_id: clinicId,
    drug_id: drugId,
    batch_id: crypto.randomUUID(),
    quantity_available: 5,
  });
  people.create("clinic_departments", { clinic_id: clinicId, name: "Pharmacy" });
  people.permit(user.id, clinicId);
  people.edit("users", user.id, { clinic_id: clinicId });
}

const SCOPED = `patients visits appointments prescriptions prescription_items dispensing_records
  clinic_inventory clinic_departments registration_forms`.split(/\s+/);
const UNSCOPED = `events patient_additional_attributes patient_vitals patient_problems
  drug_catalogue`.split(/\s+/);

Deno.test("cloud.md 3.4: rows of a foreign clinic stay away, but not those of the unscoped tables", async () => {
  await using clinic = await CloudClinic.open();
  const before = await clinic.hub.pull();
  await fill(clinic, clinic.cloud.people.clinic());
  const answer = await clinic.hub.pull();
  const people = ["clinics", "users", "user_clinic_permissions"];
  for (const key of [...SCOPED, ...people]) {
    assert.equal(counts(answer, key), counts(before, key), key);
  }
  for (const key of UNSCOPED) assert.equal(counts(answer, key), 1, key);
});

Deno.test("cloud.md 3.4: rows of an own clinic are all sent", async () => {
  await using clinic = await CloudClinic.open();
  await fill(clinic, clinic.clinicId);
  const answer = await clinic.hub.pull();
  for (const key of [...SCOPED, ...UNSCOPED, "clinics"]) assert.equal(counts(answer, key), 1, key);
  for (const key of ["users", "user_clinic_permissions"]) assert.equal(counts(answer, key), 2, key);
});

Deno.test("cloud.md 3.4, A30: rows without a clinic never reach a hub, what hangs on them does", async () => {
  await using clinic = await CloudClinic.open();
  await fill(clinic, null);
  const answer = await clinic.hub.pull();
  for (const key of ["patients", "visits", "registration_forms"]) {
    assert.equal(counts(answer, key), 0, key);
  }
  for (const key of ["events", "patient_vitals", "patient_problems"]) {
    assert.equal(counts(answer, key), 1, key);
  }
});

Deno.test("A29: a hub with no clinics is sent everything", async () => {
  await using clinic = await CloudClinic.open();
  await fill(clinic, clinic.cloud.people.clinic());
  await fill(clinic, null);
  clinic.cloud.people.setClinics(clinic.deviceId, []);
  const answer = await clinic.hub.pull();
  assert.deepEqual([counts(answer, "patients"), counts(answer, "clinics")], [2, 2]);
});

Deno.test("A29: a clinic that is added sends nothing older; one that is taken away deletes nothing", async () => {
  await using clinic = await CloudClinic.open();
  const { people } = clinic.cloud;
  const second = people.clinic();
  await fill(clinic, second);
  const { timestamp } = await clinic.hub.pull();
  people.setClinics(clinic.deviceId, [clinic.clinicId, second]);
  const since = timestamp + 1;
  const grown = await clinic.hub.pull(since);
  assert.deepEqual([counts(grown, "patients"), counts(grown, "clinics")], [0, 0]);
  assert.equal(counts(await clinic.hub.pull(0), "patients"), 1);
  people.setClinics(clinic.deviceId, [clinic.clinicId]);
  assert.deepEqual((await clinic.hub.pull(since)).changes.patients?.deleted, []);
});

Deno.test("cloud.md 3.4: event forms without clinics go to all, with clinics to those", async () => {
  await using clinic = await CloudClinic.open();
  const { people } = clinic.cloud;
  const other = people.clinic();
  const wanted = [
    people.create("event_forms", { clinic_ids: null }),
    people.create("event_forms", { clinic_ids: [] }),
    people.create("event_forms", { clinic_ids: [other, clinic.clinicId] }),
  ];
  people.create("event_forms", { clinic_ids: [other] });
  const { changes } = await clinic.hub.pull();
  assert.deepEqual(changes.event_forms?.created.map((form) => form.id), wanted);
});

Deno.test("cloud.md 3.4: devices are those that share a clinic", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.hub([clinic.cloud.people.clinic()]);
  clinic.cloud.people.hub([]);
  const { changes } = await clinic.hub.pull();
  assert.deepEqual(changes.undefined?.created.map((device) => device.id), [clinic.deviceId]);
});

Deno.test("cloud.md 3.4: PIN codes and configuration are not scoped", async () => {
  await using clinic = await CloudClinic.open();
  const { people } = clinic.cloud;
  const foreign = people.hub([people.clinic()]);
  people.create("device_pin_codes", { device_id: foreign.id, pin_hash: "x" });
  people.create("app_config", { namespace: "a", key: "b" });
  const answer = await clinic.hub.pull();
  assert.deepEqual([counts(answer, "device_pin_codes"), counts(answer, "app_config")], [1, 1]);
});
