/** Failure catalogue B1–B5: a phone that can never sync again. */

import assert from "node:assert/strict";
import { GENERATIONS, madeUpRiskProfile } from "../support/phone/mod.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";
import { MovedClock } from "./support/moved_clock.ts";
import { pushRaw } from "./support/raw_calls.ts";

const PATIENT_A = "patient-of-clinic-a";
const VISIT_A = "visit-at-clinic-a";
const DAY_MS = 86_400_000;

for (const generation of GENERATIONS) {
  Deno.test(`B1 W-R1 appointments, prescriptions and vitals of a ${generation} phone are stored although it lacks the server's columns`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const other = await clinic.phone("may");
    await synced(phone);
    const made = {
      appointments: rows.appointment(PATIENT_A, VISIT_A),
      prescriptions: rows.prescription(PATIENT_A, VISIT_A),
      patient_vitals: rows.vitals(PATIENT_A, VISIT_A),
    };
    for (const [table, row] of Object.entries(made)) await phone.create(table, row);
    await synced(phone);
    await synced(other.phone);
    for (const [table, { id }] of Object.entries(made)) {
      const row = clinic.row(table, id);
      assert.ok(Number(row?.last_modified) > 0 && Number(row?.server_created_at) > 0, table);
      assert.ok(await other.phone.row(table, id) !== null, `${table} did not come out again`);
    }
    assert.equal(await phone.dirtyCount(), 0);
    assert.deepEqual(clinic.aside(), []);
  });

  Deno.test(`B3 create, sync, delete, sync on a ${generation} phone goes on working while others edit the row`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const other = await clinic.phone("may");
    for (const one of [phone, other.phone]) await synced(one);
    const id = await phone.create("events", rows.event(PATIENT_A, VISIT_A));
    await synced(phone);
    await phone.destroy("events", id);
    for (let round = 0; round < 3; round++) {
      // The first edit comes before the phone has shown that it holds its own row.
      await synced(other.phone);
      await other.phone.update("events", id, { event_type: `edit ${round}` });
      await synced(other.phone);
      await synced(phone);
    }
    const [first, second] = await phone.syncTwice();
    assert.deepEqual([first.error, second?.error], [null, null]);
    assert.equal(clinic.row("events", id)?.event_type, "edit 2");
  });
}

const DEFECTS: Record<string, Record<string, unknown>> = {
  "a fraction in a whole number": { quantity_available: 2.5 },
  "a word for a number": { quantity_available: "many" },
  "a number for text": { batch_number: 7 },
  "an object for text": { batch_number: { lot: 7 } },
  "an id nobody can use": { id: "quote ' and $" },
};
for (const [what, defect] of Object.entries(DEFECTS)) {
  Deno.test(`B2 W-R2 a row with ${what} is put aside whole, the rest of the push is stored`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone("march");
    await synced(phone);
    const good = rows.patient();
    const bad = { ...stock("stock-bad"), ...defect };
    const changes = {
      patients: { created: [good], updated: [], deleted: [] },
      clinic_inventory: { created: [bad], updated: [], deleted: [] },
    };
    for (let time = 0; time < 2; time++) await pushRaw(phone, changes);
    assert.ok(clinic.row("patients", good.id) !== undefined);
    const [aside, ...more] = clinic.aside();
    assert.deepEqual(more, [], "the same row is kept twice");
    assert.deepEqual([aside?.table_name, aside?.data, aside?.times], ["clinic_inventory", bad, 2]);
    assert.equal(clinic.count("clinic_inventory", "id LIKE 'stock-bad%'"), 0);
    if (bad.id !== "stock-bad") return;
    // Saved again on the phone, and good by now.
    await pushRaw(phone, {
      clinic_inventory: { created: [], updated: [stock("stock-bad")], deleted: [] },
    });
    assert.equal(clinic.row("clinic_inventory", "stock-bad")?.quantity_available, 3);
    assert.equal(clinic.aside()[0]?.resolution, "superseded");
    assert.ok(clinic.conflicts().some(({ row_id }) => row_id === "stock-bad"), "its value is gone");
  });
}

Deno.test("B2 what can be repaired is repaired and stored: missing times, objects, fractions of a millisecond, nulls", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("march");
  await synced(phone);
  const { created_at: _created, updated_at: _updated, ...bare } = rows.patient();
  const repaired = [
    { ...bare, id: "no-times" },
    { ...bare, id: "null-times", created_at: null, updated_at: null },
    { ...bare, id: "objects", metadata: { a: 1 }, additional_data: [] },
    { ...bare, id: "fraction", created_at: 1_700_000_000_000.75, updated_at: 1.5 },
    { ...bare, id: "booleans", is_deleted: 0 },
    { ...bare, id: "nulls", given_name: null, surname: null, metadata: null },
  ];
  await pushRaw(phone, {
    patients: { created: repaired, updated: [], deleted: [{ id: "unknown" }, "unknown too"] },
  });
  assert.deepEqual(clinic.aside(), []);
  for (const { id } of repaired) {
    const row = clinic.row("patients", id);
    assert.ok(Number.isSafeInteger(row?.created_at) && Number(row?.created_at) > 0, id);
    assert.ok(Number.isSafeInteger(row?.updated_at) && Number(row?.updated_at) > 0, id);
  }
  assert.equal(clinic.row("patients", "fraction")?.created_at, 1_700_000_000_000);
  assert.equal(clinic.row("patients", "objects")?.metadata, '{"a":1}');
  for (let round = 0; round < 2; round++) await synced(phone);
});

for (const generation of GENERATIONS) {
  Deno.test(`B4 W-R4 no table a ${generation} phone does not know reaches it, whatever others push`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const newer = await clinic.phone("august");
    await synced(newer.phone);
    await newer.phone.create(
      "patient_risk_profiles",
      madeUpRiskProfile(newer.rows, { patient_id: PATIENT_A }),
    );
    await synced(newer.phone);
    await pushRaw(newer.phone, {
      lab_results: { created: [{ id: "lab-1", patient_id: PATIENT_A, value: 5 }] },
      patient_allergies: { created: [{ id: "allergy-1", patient_id: PATIENT_A }] },
    });
    const batch = { id: "drug-batch-1", drug_id: "drug-1", created_at: 1, updated_at: 1 };
    await clinic.fromCloud("drug_batches", batch);
    await clinic.fromCloud("resources", { id: "resource-1", created_at: 1, updated_at: 1 });
    for (let round = 0; round < 2; round++) {
      const { pulled, warnings } = await synced(phone);
      assert.deepEqual(warnings, []);
      for (const table of ["patient_risk_profiles", "lab_results", "drug_batches", "resources"]) {
        assert.ok(!(table in pulled), `${table} was sent`);
      }
      await phone.create("patients", rows.patient());
    }
    assert.equal(clinic.count("patient_risk_profiles"), 1);
  });

  Deno.test(`B5 the token of a ${generation} phone outlives its 24 hours, and a refused one says so`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone } = await clinic.phone(generation);
    await synced(phone);
    using clock = new MovedClock();
    for (let day = 0; day < 20; day++) {
      clock.aheadMs += DAY_MS;
      await synced(phone);
    }
    clock.aheadMs += 91 * DAY_MS;
    await clinic.keeper.confirmClock();
    const outcome = await phone.sync();
    if (generation === "august") assert.equal(outcome.error, null, "it logs in again by itself");
    else assert.equal(outcome.error?.code, "AUTH_FAILED");
    const login = await phone.rescan(clinic.qr);
    assert.ok(login.signedIn, String(login.error));
    await synced(phone);
  });
}

function stock(id: string): Record<string, unknown> {
  return {
    id,
    clinic_id: "clinic-a",
    drug_id: "drug-1",
    batch_id: "batch-9",
    quantity_available: 3,
    reserved_quantity: 0,
    metadata: "{}",
    batch_number: "LOT-9",
    is_deleted: false,
    created_at: 1,
    updated_at: 2,
  };
}
