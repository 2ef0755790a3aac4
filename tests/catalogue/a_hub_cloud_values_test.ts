/** Failure catalogue A25–A31: values and rows that the way to the cloud and back changes. */

import assert from "node:assert/strict";
import { differences, unsettled } from "../relay/agreement.ts";
import { RelayClinic } from "../relay/relay_clinic.ts";
import { makeStock } from "../relay/stock.ts";
import { CLOUD_GENERATIONS, isPush } from "../support/cloud/mod.ts";
import { conflicts, stored } from "../support/engine_rows.ts";
import { idsOf } from "../support/open_engine.ts";

const uuid = () => crypto.randomUUID();

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
}

Deno.test("A25 200 with [object Object] is no success: the row is found and parked, the rest gets there", async () => {
  await using world = await RelayClinic.open({ generation: "older" });
  const { hub, cloud, clinic } = world;
  const { drugId, batchId } = makeStock(cloud, clinic.clinicId, 100);
  const made = await world.make("patients");
  const visit = await world.make("visits", { patient_id: made.id });
  const of = { patient_id: made.id };
  const { id: prescription_id } = await world.make("prescriptions", {
    ...{ ...of, visit_id: visit.id },
  });
  const item = { ...of, prescription_id, drug_id: drugId };
  const good = await world.make("prescription_items", item);
  // The cloud has never heard of this drug, and says so in its own way.
  const bad = await world.make("prescription_items", { ...item, drug_id: uuid() });
  const after = await world.make("prescription_items", item);
  const dispensed = { ...of, drug_id: drugId, batch_id: batchId, quantity_dispensed: 3 };
  const record = await world.make("dispensing_records", {
    ...{ ...dispensed, prescription_item_id: after.id },
  });
  await runs(world, 3);
  for (const { id } of [good, after]) assert.ok(cloud.row("prescription_items", id) !== undefined);
  assert.ok(cloud.row("dispensing_records", record.id) !== undefined);
  assert.deepEqual(unsettled(hub), [
    ["prescription_items", bad.id, "refused", "REFUSED_BY_CLOUD"],
  ]);
});

for (
  const timeZone of [
    "UTC",
    "Asia/Beirut",
    "Asia/Kolkata",
    "America/New_York",
    "Pacific/Honolulu",
    "Pacific/Auckland",
  ]
) {
  Deno.test(`A26 dates stay dates through a cloud whose process runs in ${timeZone}`, async () => {
    for (const generation of CLOUD_GENERATIONS) {
      await using world = await RelayClinic.open({ generation, timeZone });
      const { hub, cloud, clinic } = world;
      const dates = ["1970-01-01", "1961-05-04", "1990-05-04", "2024-02-29", "1899-12-31"];
      const theirs = dates.map((date_of_birth) =>
        cloud.people.patient({ primary_clinic_id: clinic.clinicId, date_of_birth })
      );
      await world.relay();
      const born = (id: string) => stored(hub, "patients", id)?.date_of_birth;
      assert.deepEqual(theirs.map(born), dates);
      const sent = (await hub.pull("phone", 0)).changes.patients?.created ?? [];
      assert.deepEqual(sent.map((row) => row.date_of_birth), dates);
      for (const row of sent) await world.edit("patients", row, { phone: "070" });
      const made = await world.make("patients", { date_of_birth: "1985-11-23" });
      const DAY_MS = 86_400_000;
      const visit = await world.make("visits", { patient_id: made.id });
      const problem = await world.make("patient_problems", {
        ...{ patient_id: made.id, visit_id: visit.id, onset_date: 20 * DAY_MS, end_date: 0 },
      });
      await runs(world, 3);
      assert.deepEqual(theirs.map(born), dates);
      assert.deepEqual([differences(hub, cloud), unsettled(hub)], [[], []], generation);
      const held = stored(hub, "patient_problems", problem.id);
      assert.deepEqual([held?.onset_date, held?.end_date], [20 * DAY_MS, 0]);
      assert.equal(conflicts(hub).length, 0);
    }
  });
}

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`A27 what the ${generation} cloud is known to lose does not come back to erase the hub's values`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud, clinic } = world;
    const { drugId } = makeStock(cloud, clinic.clinicId, 100);
    const made = await world.make("patients");
    const of = { patient_id: made.id };
    const visit = await world.make("visits", of);
    const event = await world.make("events", { ...of, visit_id: visit.id });
    const attribute = await world.make("patient_additional_attributes", {
      ...{ ...of, attribute_id: uuid(), attribute: "smoker", boolean_value: false },
      ...{ number_value: 0, string_value: "" },
    });
    const vitals = await world.make("patient_vitals", {
      ...{ ...of, visit_id: visit.id, event_id: event.id, heart_rate: 70 },
    });
    const prescription = await world.make("prescriptions", {
      ...{ ...of, visit_id: visit.id, items: '[{"drug":1}]', metadata: '{"a":1}' },
    });
    const item = await world.make("prescription_items", {
      ...{ ...of, prescription_id: prescription.id, drug_id: drugId, metadata: '{"b":2}' },
    });
    const kept = () => [
      ...["number_value", "boolean_value"].map((column) =>
        stored(hub, "patient_additional_attributes", attribute.id)?.[column]
      ),
      stored(hub, "patient_vitals", vitals.id)?.event_id,
      stored(hub, "prescriptions", prescription.id)?.items,
      stored(hub, "prescriptions", prescription.id)?.metadata,
      stored(hub, "prescription_items", item.id)?.metadata,
      stored(hub, "prescription_items", item.id)?.recorded_by_user_id,
    ];
    const before = kept();
    await runs(world, 3);
    // Edits beside the lost values, here and there, and another way round.
    cloud.people.edit("prescriptions", prescription.id, { notes: "cloud" });
    cloud.people.edit("patient_vitals", vitals.id, { pain_level: 3 });
    await world.edit("prescription_items", item, { notes: "hub" });
    await world.edit("patient_additional_attributes", attribute, { attribute: "smokes" });
    await runs(world, 3);
    assert.deepEqual(kept(), before);
    assert.equal(cloud.row("prescriptions", prescription.id)?.items?.toString(), "");
    assert.equal(stored(hub, "prescriptions", prescription.id)?.notes, "cloud");
    assert.equal(stored(hub, "patient_vitals", vitals.id)?.pain_level, 3);
    assert.equal(cloud.row("prescription_items", item.id)?.notes, "hub");
    assert.deepEqual([conflicts(hub), unsettled(hub), differences(hub, cloud)], [[], [], []]);
  });
}

Deno.test("A28 nothing is doubled in the cloud, whatever is sent again", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const department = { clinic_id: clinic.clinicId, name: "Ward" };
  cloud.people.create("clinic_departments", department);
  makeStock(cloud, clinic.clinicId, 5);
  const other = cloud.people.hub([clinic.clinicId]);
  assert.ok(other.id !== "");
  await world.relay();
  const made = await world.make("patients");
  const stranger = await world.make("patients", { id: "not-a-uuid" });
  const visit = await world.make("visits", { patient_id: made.id });
  const none = await world.make("prescriptions", { patient_id: made.id });
  const field = { patient_id: made.id, attribute_id: uuid(), attribute: "a" };
  const first = await world.make("patient_additional_attributes", { ...field, string_value: "1" });
  const again = await world.make("patient_additional_attributes", { ...field, string_value: "2" });
  // The cloud takes everything, and nobody hears that it did.
  const lost = { kind: "cut", direction: "answer", afterBytes: 0 } as const;
  for (let run = 0; run < 4; run++) {
    cloud.network.fail(lost, isPush, 1);
    await world.relay().catch(() => {});
    cloud.network.heal();
  }
  await runs(world, 3);
  assert.deepEqual(
    ["patients", "visits", "prescriptions", "clinic_departments", "drug_catalogue"]
      .map((table) => cloud.count(table)),
    [1, 1, 0, 1, 1],
  );
  assert.equal(cloud.row("visits", visit.id)?.patient_id, made.id);
  assert.equal(cloud.count("patient_additional_attributes"), 1);
  assert.deepEqual(cloud.record.fabricatedVisits, []);
  // Not even rewritten: the same version goes with the same time.
  assert.equal(cloud.record.updated, 0);
  assert.deepEqual(unsettled(hub), [
    ["patients", stranger.id, "refused", "BAD_ID:id"],
    ["patient_additional_attributes", again.id, "here", "DUPLICATE_ATTRIBUTE"],
    ["prescriptions", none.id, "refused", "MISSING_VISIT:visit_id"],
  ]);
  assert.equal(stored(hub, "patient_additional_attributes", first.id)?.string_value, "1");
  // A row of the cloud that nobody has edited here is never sent.
  assert.ok(cloud.record.dropped.every(({ table }) => table !== "clinic_departments"));
});

Deno.test("A28 an attribute that hub and cloud know by different ids is one attribute, edited and deleted", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const made = await world.make("patients");
  await world.relay();
  const field = { patient_id: made.id, attribute_id: uuid(), attribute: "a" };
  const mine = await world.make("patient_additional_attributes", { ...field, string_value: "hub" });
  const theirs = cloud.people.create("patient_additional_attributes", {
    ...{ ...field, string_value: "cloud", number_value: 7 },
  });
  const count = () =>
    hub.database.reader.prepare("SELECT count(*) FROM patient_additional_attributes")
      .value<[number]>()?.[0];
  await runs(world, 3);
  assert.deepEqual([count(), cloud.count("patient_additional_attributes")], [1, 1]);
  assert.deepEqual([differences(hub, cloud), unsettled(hub)], [[], []]);
  const values = conflicts(hub).map(([, column, , lost]) => [column, lost]);
  assert.ok(values.some(([column, lost]) => column === "string_value" && lost === "cloud"));
  await world.edit("patient_additional_attributes", mine, { string_value: "edited" });
  await runs(world, 2);
  assert.equal(cloud.row("patient_additional_attributes", theirs)?.string_value, "edited");
  await world.remove("patient_additional_attributes", mine.id);
  await runs(world, 2);
  assert.equal(cloud.row("patient_additional_attributes", theirs)?.is_deleted, true);
  assert.deepEqual([count(), unsettled(hub)], [1, []]);
  // It is made again there: the same attribute is back here.
  cloud.people.edit("patient_additional_attributes", theirs, {
    ...{ is_deleted: false, deleted_at: null, string_value: "back" },
  });
  await runs(world, 2);
  const held = stored(hub, "patient_additional_attributes", mine.id);
  assert.deepEqual([count(), held?.is_deleted, held?.string_value], [1, 0, "back"]);
  cloud.people.remove("patient_additional_attributes", theirs);
  await world.relay();
  assert.equal(stored(hub, "patient_additional_attributes", mine.id)?.is_deleted, 1);
});

Deno.test("A29 a clinic that is added brings its history, one that is taken away leaves its rows, none is no pull", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const added = cloud.people.clinic();
  const old = cloud.people.patient({ primary_clinic_id: added });
  await runs(world, 2);
  assert.equal(stored(hub, "patients", old), undefined);
  // Long ago, as far as the cursor goes.
  world.passDays(2);
  await world.relay();
  cloud.people.setClinics(clinic.deviceId, [clinic.clinicId, added]);
  await world.relay();
  assert.equal(stored(hub, "patients", old)?.given_name, "Amina");
  cloud.people.setClinics(clinic.deviceId, [clinic.clinicId]);
  const result = await world.relay();
  assert.deepEqual(result.relayed ? result.gone : null, [added]);
  assert.equal(stored(hub, "patients", old)?.is_deleted, 0);
  const foreign = cloud.people.patient({ primary_clinic_id: cloud.people.clinic() });
  await world.make("patients");
  cloud.people.setClinics(clinic.deviceId, []);
  const before = cloud.requests.length;
  assert.deepEqual(await world.relay(), { relayed: false, reason: "NO_CLINICS" });
  assert.deepEqual(cloud.requests.slice(before).map(({ path }) => path), ["/api/hub/verify-key"]);
  assert.equal(stored(hub, "patients", foreign), undefined);
});

Deno.test("A30 rows of a patient who is not here wait unseen, and those of a deleted one go with it", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const elsewhere = cloud.people.clinic();
  const patient_id = cloud.people.patient({ primary_clinic_id: elsewhere });
  const vitals = cloud.people.create("patient_vitals", {
    ...{ patient_id, timestamp: new Date().toISOString() },
  });
  await world.relay();
  assert.equal(stored(hub, "patient_vitals", vitals)?.patient_id, patient_id);
  const first = await hub.pull("phone", 0);
  assert.deepEqual(idsOf(first, "patient_vitals").created, []);
  cloud.people.edit("patients", patient_id, { primary_clinic_id: clinic.clinicId });
  await world.relay();
  const next = await hub.pull("phone", first.timestamp);
  assert.deepEqual(idsOf(next, "patients").created, [patient_id]);
  assert.deepEqual(idsOf(next, "patient_vitals").created, [vitals]);
  // The cloud never says that these are deleted too.
  cloud.people.remove("patients", patient_id);
  await world.relay();
  assert.equal(stored(hub, "patient_vitals", vitals)?.is_deleted, 1);
  const last = await hub.pull("phone", next.timestamp);
  assert.deepEqual(idsOf(last, "patient_vitals").updated, [vitals]);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("A31 what the cloud commits late, or by a clock behind its own, arrives with a later pull", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const edited = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  await world.relay();
  cloud.clocks.databaseSkewMs = -120_000;
  const slow = cloud.people.begin();
  const made = slow.create("patients", { primary_clinic_id: clinic.clinicId });
  slow.edit("patients", edited, { phone: "late" });
  cloud.clocks.skewMs += 60_000;
  await world.relay();
  slow.commit();
  await world.relay();
  assert.ok(stored(hub, "patients", made) !== undefined);
  assert.equal(stored(hub, "patients", edited)?.phone, "late");
  // The same rows again and again change nothing.
  const { timestamp } = await hub.pull("phone", 0);
  await runs(world, 2);
  assert.deepEqual(idsOf(await hub.pull("phone", timestamp), "patients").updated, []);
});

Deno.test("A28 a permission that was taken away and given again under another id does not stay as it was", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const of = { user_id: clinic.nurse.id, clinic_id: clinic.clinicId };
  await world.relay();
  const [held] = cloud.rows("user_clinic_permissions");
  const id = String(held?.id);
  assert.equal(stored(hub, "user_clinic_permissions", id)?.is_clinic_admin, 1);
  // The cloud keeps them by user and clinic: the id is another one after that.
  const next = uuid();
  cloud.people.edit("user_clinic_permissions", id, { id: next, is_clinic_admin: false });
  await world.relay();
  const rows = hub.database.reader.prepare(
    "SELECT is_clinic_admin FROM user_clinic_permissions WHERE user_id = ? AND clinic_id = ?",
  ).values(of.user_id, of.clinic_id);
  assert.deepEqual(rows, [[0]]);
  cloud.people.create("app_config", { namespace: "auth", key: "k", value: "v" });
  await world.relay();
  const unread = hub.database.reader.prepare("SELECT count(*) FROM cloud_unread").value();
  assert.deepEqual(unread, [0]);
});
