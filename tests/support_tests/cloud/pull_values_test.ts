import assert from "node:assert/strict";
import { CloudClinic, type Pulled } from "./plain_hub.ts";

function first(answer: Pulled, key: string): Record<string, unknown> {
  return answer.changes[key]?.created[0] ?? assert.fail(`no ${key}`);
}

Deno.test("sync.md 1.2: times are ISO text to the millisecond, booleans true and false, JSON objects", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.patient({
    primary_clinic_id: clinic.clinicId,
    created_at: "2026-03-04T05:06:07.123987Z",
    metadata: `{"b": [1, {"z": null}]}`,
    additional_data: { a: "x" },
  });
  const row = first(await clinic.hub.pull(), "patients");
  assert.equal(row.created_at, "2026-03-04T05:06:07.123Z");
  assert.equal(row.is_deleted, false);
  assert.deepEqual([row.metadata, row.additional_data], [{ b: [1, { z: null }] }, { a: "x" }]);
});

Deno.test("sync.md 1.2: decimals are text with all their digits, whole numbers are numbers", async () => {
  await using clinic = await CloudClinic.open();
  const { people } = clinic.cloud;
  const { patientId } = clinic.cloudVisit();
  people.create("patient_vitals", {
    patient_id: patientId,
    timestamp: "2026-01-01T00:00:00Z",
    weight_kg: 70.5,
    bmi: "22",
    systolic_bp: 120,
    temperature_celsius: 36.65,
  });
  people.create("drug_catalogue", {
    generic_name: "Amoxicillin",
    form: "tablet",
    route: "oral",
    dosage_quantity: 0.5,
    dosage_units: "mg",
  });
  const answer = await clinic.hub.pull();
  const vitals = first(answer, "patient_vitals");
  assert.deepEqual(
    [
      vitals.weight_kg,
      vitals.bmi,
      vitals.systolic_bp,
      vitals.temperature_celsius,
      vitals.height_cm,
    ],
    ["70.50", "22.00", 120, "36.65", null],
  );
  const drug = first(answer, "drug_catalogue");
  assert.deepEqual([drug.dosage_quantity, drug.sale_price], ["0.5000", "0.00"]);
});

Deno.test("A26: a date is the instant at which it begins in the zone of the cloud's process", async () => {
  const cases = [
    ["UTC", "1990-05-04T00:00:00.000Z"],
    ["Asia/Beirut", "1990-05-03T21:00:00.000Z"],
    ["America/New_York", "1990-05-04T04:00:00.000Z"],
    ["Asia/Kolkata", "1990-05-03T18:30:00.000Z"],
  ] as const;
  for (const [timeZone, expected] of cases) {
    await using clinic = await CloudClinic.open({ timeZone });
    clinic.cloud.people.patient({ primary_clinic_id: clinic.clinicId });
    assert.equal(first(await clinic.hub.pull(), "patients").date_of_birth, expected);
  }
});

Deno.test("A26: where midnight does not exist the date begins an hour later", async () => {
  await using clinic = await CloudClinic.open({ timeZone: "Asia/Beirut" });
  clinic.cloud.people.patient({
    primary_clinic_id: clinic.clinicId,
    date_of_birth: "2021-03-28",
  });
  const { date_of_birth: birth } = first(await clinic.hub.pull(), "patients");
  assert.equal(birth, "2021-03-27T22:00:00.000Z");
});

Deno.test("cloud.md 3.5: dates of birth arrive as YYYY-MM-DD, other dates as before", async () => {
  await using clinic = await CloudClinic.open({ generation: "newer", timeZone: "Asia/Beirut" });
  const patientId = clinic.cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  clinic.cloud.people.create("patient_problems", {
    patient_id: patientId,
    problem_code_system: "icd10",
    problem_code: "J45",
    problem_label: "Asthma",
    clinical_status: "active",
    verification_status: "confirmed",
    onset_date: "2020-01-02",
  });
  const answer = await clinic.hub.pull();
  assert.equal(first(answer, "patients").date_of_birth, "1990-05-04");
  assert.equal(first(answer, "patient_problems").onset_date, "2020-01-01T22:00:00.000Z");
});

Deno.test("sync.md 1.2: UUIDs come back in lower case, JSON keys in another order", async () => {
  await using clinic = await CloudClinic.open();
  const id = crypto.randomUUID();
  await clinic.hub.store(
    "patients",
    clinic.patient({ id: id.toUpperCase(), metadata: { long: 1, b: 2, a: 3 } }),
  );
  const row = first(await clinic.hub.pull(), "patients");
  assert.equal(row.id, id);
  assert.equal(JSON.stringify(row.metadata), `{"a":3,"b":2,"long":1}`);
});
