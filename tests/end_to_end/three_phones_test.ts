/** The walking skeleton: real hub process, real HTTP, three generations of phones, SIGKILL. */

import assert from "node:assert/strict";
import { HubDirectory, HubProcess } from "../support/hub_process.ts";
import {
  type Generation,
  madeUpRiskProfile,
  madeUpStock,
  PULLED_ONLY_TABLES,
  PUSHED_TABLES,
  type RawRow,
  RowMaker,
  SimulatedPhone,
} from "../support/phone/mod.ts";

const GENERATIONS: readonly Generation[] = ["march", "may", "august"];
/** Tables phones write, with a row in each for every patient. */
const WRITTEN: readonly string[] = [
  "patients",
  "patient_additional_attributes",
  "visits",
  "events",
  "appointments",
  "prescriptions",
  "prescription_items",
  "dispensing_records",
  "patient_vitals",
  "patient_problems",
  "clinic_inventory",
];
/** Columns that only the August app has. */
const AUGUST_ONLY: readonly string[] = ["country", "city", "address", "clinic_ids"];
const PATIENTS_EACH = 120;

/** A row without what every phone keeps for itself. */
function content(row: RawRow): Record<string, unknown> {
  const { _status, _changed, ...rest } = row;
  // A phone sets its own time after a push (sync.md 4.2, step 5); those of the server it does not
  // make, so that it lacks them in rows of its own.
  const times = ["updated_at", "last_modified", "server_created_at"];
  for (const name of [...times, ...AUGUST_ONLY]) delete rest[name];
  return Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== null).sort(([a], [b]) => a < b ? -1 : 1),
  );
}

/** Creates a patient with one row in every table. */
async function createFamily(phone: SimulatedPhone, rows: RowMaker): Promise<void> {
  const patient = await phone.create("patients", rows.patient());
  await phone.create("patient_additional_attributes", rows.attribute(patient));
  const visit = await phone.create("visits", rows.visit(patient));
  await phone.create("events", rows.event(patient, visit));
  await phone.create("appointments", rows.appointment(patient, visit));
  await phone.create("patient_vitals", rows.vitals(patient, visit));
  await phone.create("patient_problems", rows.problem(patient, visit));
  const prescription = await phone.create("prescriptions", rows.prescription(patient, visit));
  const item = rows.prescriptionItem(prescription, patient, "drug");
  const itemId = await phone.create("prescription_items", item);
  const record = rows.dispensingRecord(patient, "drug", itemId);
  await phone.create("dispensing_records", record);
  await phone.create("clinic_inventory", madeUpStock(rows));
  if (phone.generation === "august") {
    await phone.create("patient_risk_profiles", madeUpRiskProfile(rows, { patient_id: patient }));
  }
}

Deno.test("three phones of three generations converge through a hub that is killed in the middle", async () => {
  using directory = new HubDirectory();
  let hub = await HubProcess.start(directory.flags("--pairing-open", "--demo"));
  try {
    const port = new URL(hub.ready.lan_url).port;
    const account = hub.ready.accounts?.[0];
    assert.ok(account !== undefined);
    const phones: SimulatedPhone[] = [];
    const makers: RowMaker[] = [];
    for (const [seed, generation] of GENERATIONS.entries()) {
      const phone = await SimulatedPhone.create({ generation });
      assert.equal((await phone.scan(hub.qr)).ok, true);
      const login = await phone.login(account.email, account.password);
      assert.equal(login.signedIn, true, String(login.error));
      const { user_id: userId } = login.answer as { user_id: string };
      const rows = new RowMaker(seed + 1, { clinicId: account.clinic_id, userId });
      assert.equal((await phone.sync()).error, null);
      for (let i = 0; i < PATIENTS_EACH; i++) await createFamily(phone, rows);
      phones.push(phone);
      makers.push(rows);
    }
    const [march, may, august] = phones as [SimulatedPhone, SimulatedPhone, SimulatedPhone];

    assert.equal((await march.sync()).error, null);
    // The plug is pulled while one phone pushes and another pulls, sooner and later.
    let interrupted = 0;
    for (const delayMs of [20, 50, 90, 150]) {
      await createFamily(may, makers[1] as RowMaker);
      await createFamily(august, makers[2] as RowMaker);
      const syncs = [may.sync(), august.sync()];
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await hub.kill();
      for (const { error } of await Promise.all(syncs)) if (error !== null) interrupted += 1;
      hub = await HubProcess.start(directory.flags("--port", port, "--pairing-open"));
    }
    assert.ok(interrupted > 0, "no sync was cut off by the kills");

    for (let round = 0; round < 3; round++) {
      for (const phone of phones) {
        const [first, second] = await phone.syncTwice();
        assert.equal(first.error, null);
        assert.equal(second?.error, null);
      }
    }

    for (const table of [...PUSHED_TABLES, ...PULLED_ONLY_TABLES]) {
      const expected = (await march.rows(table)).map(content);
      const ids = expected.map((row) => row.id);
      assert.equal(new Set(ids).size, ids.length, `${table} holds an id twice`);
      const least = WRITTEN.includes(table) ? 3 * PATIENTS_EACH : 1;
      assert.ok(ids.length >= least, `${table} has only ${ids.length} rows`);
      const byId = new Map(expected.map((row) => [row.id, row]));
      for (const phone of [may, august]) {
        const rows = (await phone.rows(table)).map(content);
        assert.equal(rows.length, ids.length, `${table} on ${phone.generation}`);
        for (const row of rows) assert.deepEqual(row, byId.get(row.id));
      }
    }
    for (const phone of phones) assert.equal(await phone.dirtyCount(), 0);

    // A second August phone gets the profiles once it has pushed one of its own.
    const second = await SimulatedPhone.create({ generation: "august" });
    await second.scan(hub.qr);
    const login = await second.login(account.email, account.password);
    const { user_id: userId } = login.answer as { user_id: string };
    await second.sync();
    assert.equal((await second.rows("patient_risk_profiles")).length, 0);
    const maker = new RowMaker(9, { clinicId: account.clinic_id, userId });
    await second.create("patient_risk_profiles", madeUpRiskProfile(maker));
    await second.syncTwice();
    const profiles = await second.rows("patient_risk_profiles");
    assert.equal(profiles.length, (await august.rows("patient_risk_profiles")).length + 1);
    assert.ok(profiles.length > PATIENTS_EACH);
    assert.equal(await hub.stop(), 0);
  } finally {
    await hub[Symbol.asyncDispose]();
  }
});
