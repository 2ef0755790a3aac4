import assert from "node:assert/strict";
import { resolveConflict } from "../../server/sync/attention/resolve_conflict.ts";
import { CLOUD_GENERATIONS } from "../support/cloud/mod.ts";
import { conflicts, stored } from "../support/engine_rows.ts";
import { differences, unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";
import { makeStock } from "./stock.ts";

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
}

/** A patient with everything that hangs on one, in hub and cloud. */
async function family(world: RelayClinic) {
  const { drugId, batchId } = makeStock(world.cloud, world.clinic.clinicId, 100);
  const patient = await world.make("patients");
  const of = { patient_id: patient.id };
  const visit = await world.make("visits", of);
  const at = { ...of, visit_id: visit.id };
  const prescription = await world.make("prescriptions", at);
  const item = { ...of, prescription_id: prescription.id, drug_id: drugId };
  const dispensed = await world.make("prescription_items", item);
  const made = {
    patients: patient,
    patient_additional_attributes: await world.make("patient_additional_attributes", {
      ...{ ...of, attribute_id: crypto.randomUUID(), attribute: "a", string_value: "x" },
    }),
    visits: visit,
    events: await world.make("events", at),
    appointments: await world.make("appointments", { ...of, current_visit_id: visit.id }),
    prescriptions: prescription,
    patient_vitals: await world.make("patient_vitals", at),
    patient_problems: await world.make("patient_problems", at),
    prescription_items: await world.make("prescription_items", item),
  };
  const record = await world.make("dispensing_records", {
    ...{ ...of, drug_id: drugId, batch_id: batchId, prescription_item_id: dispensed.id },
    quantity_dispensed: 2,
  });
  await runs(world, 4);
  assert.deepEqual([differences(world.hub, world.cloud), unsettled(world.hub)], [[], []]);
  return { ...made, dispensed, record };
}

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`a patient deleted on a phone is deleted in the ${generation} cloud with what hangs on it`, async () => {
    await using world = await RelayClinic.open({ generation });
    await using second = await world.secondHub();
    const { hub, cloud } = world;
    const { dispensed, record, ...made } = await family(world);
    await second.relay();
    await world.remove("patients", made.patients.id);
    await runs(world, 2);
    for (const [table, { id }] of Object.entries(made)) {
      const there = cloud.row(table, id);
      // Items are gone for good there, everything else is marked, with a time that others hear of.
      if (table === "prescription_items") assert.equal(there, undefined);
      else assert.deepEqual([there?.is_deleted, there?.deleted_at !== null], [true, true], table);
      assert.equal(stored(hub, table, id)?.is_deleted, 1, table);
    }
    // What was dispensed stays, and the item that it names; nobody tries again and again.
    assert.equal(cloud.row("dispensing_records", record.id)?.is_deleted, false);
    assert.deepEqual(unsettled(hub), [
      ["prescription_items", dispensed.id, "here", "ITEM_DISPENSED"],
    ]);
    assert.deepEqual(conflicts(hub), []);
    await second.relay();
    for (const [table, { id }] of Object.entries(made)) {
      assert.equal(stored(second.hub, table, id)?.is_deleted, 1, table);
    }
  });

  Deno.test(`a patient deleted in the ${generation} cloud is deleted here with what hangs on it`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud } = world;
    const { dispensed, record, ...made } = await family(world);
    cloud.people.remove("patients", made.patients.id);
    await runs(world, 2);
    for (const [table, { id }] of Object.entries({ ...made, prescription_items: dispensed })) {
      assert.equal(stored(hub, table, id)?.is_deleted, 1, table);
    }
    assert.equal(stored(hub, "dispensing_records", record.id)?.is_deleted, 0);
    assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
    // An answer with everything brings nothing of it back to life.
    hub.database.writer.exec("UPDATE relay_state SET cloud_cursor = 0");
    await runs(world, 2);
    assert.equal(stored(hub, "prescription_items", dispensed.id)?.is_deleted, 1);
    assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
  });
}

Deno.test("a deletion in the cloud hides what was changed here, with a record, in the row and in what hangs on it", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const made = await world.make("patients", { phone: "1" });
  const visit = await world.make("visits", { patient_id: made.id });
  const event = await world.make("events", { patient_id: made.id, visit_id: visit.id });
  await runs(world, 4);
  cloud.people.remove("patients", made.id);
  await world.edit("patients", made, { phone: "2" });
  await world.edit("events", event, { form_data: '[{"b":2}]' });
  const late = await world.make("events", { patient_id: made.id, visit_id: visit.id });
  await runs(world, 3);
  for (const [table, id] of [["patients", made.id], ["events", event.id], ["events", late.id]]) {
    assert.equal(stored(hub, String(table), String(id))?.is_deleted, 1);
  }
  const records = conflicts(hub).map(([id, column, reason]) => [id, column, reason]);
  assert.deepEqual(new Set(records.map(([id]) => id)), new Set([made.id, event.id, late.id]));
  assert.ok(records.every(([, , reason]) => reason === "DELETED_WITH_CHANGES"));
  const [, , , lost] = conflicts(hub).find(([id]) => id === made.id) ?? [];
  assert.deepEqual(lost, { phone: "2" });
  // Nothing of it lives on in the cloud.
  for (const { id } of [event, late]) {
    assert.ok(cloud.row("events", id)?.is_deleted !== false, "an event lives");
  }
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("what somebody edits in the cloud while it is deleted here is in a record, and a new child stays hidden", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const made = await world.make("patients");
  await runs(world, 2);
  await world.remove("patients", made.id);
  cloud.people.edit("patients", made.id, { camp: "cloud" });
  const visit = cloud.people.create("visits", {
    ...{ patient_id: made.id, clinic_id: clinic.clinicId, provider_id: clinic.nurse.id },
  });
  await runs(world, 3);
  assert.equal(cloud.row("patients", made.id)?.is_deleted, true);
  assert.equal(cloud.row("visits", visit)?.is_deleted, true);
  assert.equal(stored(hub, "visits", visit)?.is_deleted, 1);
  assert.deepEqual(conflicts(hub).map(([id, , reason, lost]) => [id, reason, lost]), [
    [made.id, "ROW_DELETED", { camp: "cloud" }],
    [visit, "PARENT_DELETED", { is_deleted: false }],
  ]);
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("what was made and deleted here before any run is never sent; what is brought back is", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  await world.relay();
  const made = await world.make("patients");
  await world.remove("patients", made.id);
  await runs(world, 2);
  assert.deepEqual([cloud.count("patients"), unsettled(hub)], [0, []]);
  const other = await world.make("patients");
  await runs(world, 2);
  await world.remove("patients", other.id);
  await runs(world, 2);
  assert.equal(cloud.row("patients", other.id)?.is_deleted, true);
  // The operator brings it back.
  const change = { stamp: 0, writer: 1, nowMs: Date.now() };
  await hub.engine.write((statements, stamps) => {
    statements.get(
      `INSERT INTO conflict (table_name, row_id, reason, lost, kept, lost_writer, device_no,
         user_id, at_ms) VALUES ('patients', ?, 'ROW_DELETED', '{"phone":"9"}',
         '{"is_deleted":true}', 1, 0, '', 0)`,
    ).run(other.id);
    const no = statements.get("SELECT max(conflict_no) FROM conflict").value<[number]>()?.[0];
    resolveConflict(statements, no ?? 0, "lost", { ...change, stamp: stamps.take() });
  });
  await runs(world, 3);
  const row = cloud.row("patients", other.id);
  assert.deepEqual([row?.is_deleted, row?.phone], [false, "9"]);
  assert.equal(stored(hub, "patients", other.id)?.is_deleted, 0);
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("an item deleted here that another hub keeps alive in the cloud is listed", async () => {
  await using world = await RelayClinic.open();
  await using second = await world.secondHub();
  const { hub, cloud } = world;
  const { prescription_items: item, dispensed } = await family(world);
  await second.relay();
  await world.remove("prescription_items", item.id);
  await runs(world, 1);
  assert.equal(cloud.row("prescription_items", item.id), undefined);
  // The other hub has not heard of it, and sends the item with what was handed out.
  await second.edit("prescription_items", item, { quantity_dispensed: 3 });
  await second.make("dispensing_records", {
    ...{ patient_id: item.patient_id, drug_id: item.drug_id, quantity_dispensed: 3 },
    prescription_item_id: item.id,
  });
  await second.relay();
  assert.ok(cloud.row("prescription_items", item.id) !== undefined);
  await runs(world, 3);
  assert.deepEqual(unsettled(hub), [
    ["prescription_items", item.id, "here", "ITEM_DISPENSED"],
  ]);
  assert.equal(stored(hub, "prescription_items", dispensed.id)?.is_deleted, 0);
});

Deno.test("a row that the cloud refused and that was deleted here is listed no longer once nothing shows it", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  await world.relay();
  const { id: patient_id } = await world.make("patients");
  const visit = await world.make("visits", { patient_id, provider_id: crypto.randomUUID() });
  for (let runs = 0; runs < 2; runs++) await world.relay();
  assert.deepEqual(unsettled(hub), [["visits", visit.id, "refused", "REFUSED_BY_CLOUD"]]);
  await world.remove("visits", visit.id);
  for (let runs = 0; runs < 4; runs++) await world.relay();
  assert.deepEqual(unsettled(hub), [["visits", visit.id, "sent", null]]);
  world.passDays(8);
  for (let runs = 0; runs < 2; runs++) await world.relay();
  assert.deepEqual(unsettled(hub), []);
  assert.equal(cloud.row("visits", visit.id), undefined);
});
