import assert from "node:assert/strict";
import type { CloudRow } from "../../support/cloud/mod.ts";
import { CloudClinic, isoIn } from "./plain_hub.ts";

async function statusOf(clinic: CloudClinic, values: CloudRow): Promise<number> {
  return (await clinic.hub.pushRow("patients", clinic.patient(values))).status;
}

async function storedBirth(clinic: CloudClinic, birth: unknown): Promise<string | null> {
  const patient = clinic.patient({ date_of_birth: birth });
  await clinic.hub.store("patients", patient);
  const stored = clinic.cloud.row("patients", patient.id)?.date_of_birth ?? null;
  return stored === null ? null : String(stored).slice(0, 10);
}

Deno.test("A26: ISO dates pass, numbers before 2001 become today, 0 becomes null", async () => {
  await using clinic = await CloudClinic.open();
  const today = isoIn(0).slice(0, 10);
  const cases: readonly (readonly [unknown, string | null])[] = [
    ["1990-05-04", "1990-05-04"],
    ["1990-05-04T00:00:00.000Z", "1990-05-04"],
    ["641779200000", today],
    [641_779_200_000, today],
    [1_100_000_000_000, "2004-11-09"],
    ["1100000000000", "2004-11-09"],
    // Negative ones are not taken for seconds.
    [-631_152_000_000, "1950-01-01"],
    // Ten digits are seconds.
    [1_100_000_000, "2004-11-09"],
    [-5_000_000_000_000, today],
    [0, null],
    ["0", null],
    [null, null],
  ];
  for (const [sent, expected] of cases) assert.equal(await storedBirth(clinic, sent), expected);
});

Deno.test("cloud.md 3.4: days around 1970-01-01 in milliseconds reach the database raw and fail", async () => {
  await using clinic = await CloudClinic.open();
  for (const value of [86_400_000, -86_400_000, "86400000", 1e9, -1e9, 1e14, "soon", ""]) {
    assert.equal(await statusOf(clinic, { date_of_birth: value }), 500, String(value));
    assert.equal(await statusOf(clinic, { image_timestamp: value }), 500, String(value));
  }
});

Deno.test("sync.md 1.2: numbers in text columns are no dates, digits in them stay", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient({ phone: "1100000000000", camp: 1_100_000_000_000 });
  await clinic.hub.store("patients", patient);
  const stored = clinic.cloud.row("patients", patient.id);
  assert.deepEqual([stored?.phone, stored?.camp], ["1100000000000", "1100000000000"]);
});

Deno.test("B20: '' in a uuid column fails, null passes", async () => {
  await using clinic = await CloudClinic.open();
  assert.equal(await statusOf(clinic, { last_modified_by: "" }), 500);
  assert.equal(await statusOf(clinic, { last_modified_by: "none" }), 500);
  assert.equal(await statusOf(clinic, { last_modified_by: null }), 200);
});

Deno.test("B20: over-long text fails, counted in characters", async () => {
  await using clinic = await CloudClinic.open();
  assert.equal(await statusOf(clinic, { sex: "x".repeat(25) }), 500);
  assert.equal(await statusOf(clinic, { sex: "😀".repeat(24) }), 200);
  assert.equal(await statusOf(clinic, { sex: `female${" ".repeat(30)}` }), 200);
  assert.equal(await statusOf(clinic, { given_name: "x".repeat(100_000) }), 200);
});

Deno.test("B20: a NUL in text or JSON fails", async () => {
  await using clinic = await CloudClinic.open();
  assert.equal(await statusOf(clinic, { given_name: "a\0b" }), 500);
  assert.equal(await statusOf(clinic, { metadata: { a: "\0" } }), 500);
  assert.equal(await statusOf(clinic, { metadata: `{"a":"\\ud800"}` }), 500);
});

Deno.test("sync.md 1.2: JSON columns take objects, arrays and JSON text; other text and null fail", async () => {
  await using clinic = await CloudClinic.open();
  for (const metadata of [{ a: 1 }, [1], `{"a":1}`, "null", 5]) {
    assert.equal(await statusOf(clinic, { metadata }), 200, JSON.stringify(metadata));
  }
  for (const metadata of ["", "{a:1}", null]) {
    assert.equal(await statusOf(clinic, { metadata }), 500, JSON.stringify(metadata));
  }
});

Deno.test("sync.md 1.2: booleans take true, false, 1 and 0, nothing else", async () => {
  await using clinic = await CloudClinic.open();
  for (const value of [true, false, 1, 0, "t", null]) {
    assert.equal(await statusOf(clinic, { is_deleted: value }), 200, String(value));
  }
  for (const value of [2, "", "maybe"]) {
    assert.equal(await statusOf(clinic, { is_deleted: value }), 500, String(value));
  }
});

async function vitalsStatus(clinic: CloudClinic, values: CloudRow): Promise<number> {
  const { patientId } = clinic.cloudVisit();
  const row = clinic.row({ patient_id: patientId, timestamp: isoIn(0), ...values });
  return (await clinic.hub.pushRow("patient_vitals", row)).status;
}

Deno.test("B20: a fraction in a whole-number column fails", async () => {
  await using clinic = await CloudClinic.open();
  for (
    const column of ["systolic_bp", "diastolic_bp", "heart_rate", "respiratory_rate", "pain_level"]
  ) {
    assert.equal(await vitalsStatus(clinic, { [column]: 120.5 }), 500, column);
    assert.equal(await vitalsStatus(clinic, { [column]: 120 }), 200, column);
  }
  assert.equal(await vitalsStatus(clinic, { systolic_bp: 2 ** 31 }), 500);
});

Deno.test("B20: decimals are rounded to their scale and fail when they overflow after it", async () => {
  await using clinic = await CloudClinic.open();
  assert.equal(await vitalsStatus(clinic, { weight_kg: 999.994 }), 200);
  assert.equal(clinic.cloud.rows("patient_vitals").at(-1)?.weight_kg, "999.99");
  assert.equal(await vitalsStatus(clinic, { weight_kg: 999.995 }), 500);
  assert.equal(await vitalsStatus(clinic, { bmi: 100 }), 500);
  assert.equal(await vitalsStatus(clinic, { temperature_celsius: 98.6 }), 200);
  assert.equal(await vitalsStatus(clinic, { temperature_celsius: 100.4 }), 500);
  assert.equal(await vitalsStatus(clinic, { weight_kg: "" }), 500);
});

Deno.test("cloud.md 3.4: a row is written whole: what a later push leaves out is gone", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient({ camp: "A" });
  await clinic.hub.store("patients", patient);
  const { id, created_at } = patient;
  await clinic.hub.store("patients", { id, created_at, updated_at: isoIn(60_000) });
  assert.equal(clinic.cloud.row("patients", id)?.camp, null);
});
