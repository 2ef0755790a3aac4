/** Values that the cloud gives by itself, or never takes from a hub, and rows it shows to nobody. */

import assert from "node:assert/strict";
import { CLOUD_GENERATIONS } from "../support/cloud/mod.ts";
import { conflicts, stored } from "../support/engine_rows.ts";
import { differences, unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";
import { makeStock } from "./stock.ts";

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
}

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`the batch that the ${generation} cloud gives a dispensing record stays, here and there, without a record`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud, clinic } = world;
    const { drugId, batchId, stockId } = makeStock(cloud, clinic.clinicId, 100);
    const patient = await world.make("patients");
    await runs(world, 2);
    const made = await world.make("dispensing_records", {
      ...{ patient_id: patient.id, drug_id: drugId, batch_id: null, quantity_dispensed: 5 },
    });
    await runs(world, 3);
    assert.equal(cloud.row("dispensing_records", made.id)?.batch_id, batchId);
    assert.equal(stored(hub, "dispensing_records", made.id)?.batch_id, batchId);
    assert.deepEqual([conflicts(hub), unsettled(hub), differences(hub, cloud)], [[], [], []]);
    assert.equal(stored(hub, "clinic_inventory", stockId)?.quantity_available, 95);
  });
}

/** A prescription with an item, made in the cloud with what the cloud takes from no hub. */
async function prescribedThere(world: RelayClinic) {
  const { cloud, clinic } = world;
  const { drugId } = makeStock(cloud, clinic.clinicId, 100);
  const { patientId: patient_id, visitId: visit_id } = clinic.cloudVisit();
  const prescription = cloud.people.create("prescriptions", {
    ...{ patient_id, visit_id, provider_id: clinic.nurse.id, pickup_clinic_id: clinic.clinicId },
    ...{ items: [{ dose: 1 }], metadata: { a: 1 } },
  });
  const item = cloud.people.create("prescription_items", {
    ...{ prescription_id: prescription, patient_id, drug_id: drugId, clinic_id: clinic.clinicId },
    ...{ dosage_instructions: "1 a day", quantity_prescribed: 3 },
    ...{ metadata: { m: 1 }, recorded_by_user_id: clinic.nurse.id },
  });
  await runs(world, 2);
  return { prescription, item };
}

Deno.test("what no hub can send follows the cloud while nobody here has changed it", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const { prescription, item } = await prescribedThere(world);
  cloud.people.edit("prescriptions", prescription, { items: [{ dose: 2 }], metadata: { a: 2 } });
  cloud.people.edit("prescription_items", item, { metadata: { m: 2 } });
  await runs(world, 2);
  const { items, metadata } = stored(hub, "prescriptions", prescription) ?? {};
  assert.deepEqual([items, metadata], [`[{"dose":2}]`, `{"a":2}`]);
  assert.equal(stored(hub, "prescription_items", item)?.metadata, `{"m":2}`);
  assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
});

Deno.test("an edit of an item that was made in the cloud leaves no record of what nobody changed", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const { item } = await prescribedThere(world);
  const { hub_row: _, ...whole } = stored(hub, "prescription_items", item) ?? {};
  const columns = Object.entries(whole).filter(([name]) => !name.startsWith("hub_"));
  await world.edit("prescription_items", Object.fromEntries(columns), { notes: "with food" });
  await runs(world, 3);
  assert.equal(cloud.row("prescription_items", item)?.notes, "with food");
  assert.equal(stored(hub, "prescription_items", item)?.recorded_by_user_id, clinic.nurse.id);
  assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
});

Deno.test("zero here, and zero typed in the cloud that had lost it, are the same value", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const patient = await world.make("patients");
  const made = await world.make("patient_additional_attributes", {
    ...{ patient_id: patient.id, attribute_id: "pregnancies", attribute: "Pregnancies" },
    number_value: 0,
  });
  await runs(world, 2);
  assert.equal(cloud.row("patient_additional_attributes", made.id)?.number_value, null);
  cloud.people.edit("patient_additional_attributes", made.id, { number_value: 0 });
  await runs(world, 2);
  assert.equal(stored(hub, "patient_additional_attributes", made.id)?.number_value, 0);
  assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
});

for (const keepsLeftOut of [false, true]) {
  const whichCloud = keepsLeftOut ? "keeps" : "empties";
  Deno.test(`a field that is deleted and filled again is shown by a cloud that ${whichCloud} what a push leaves out`, async () => {
    await using world = await RelayClinic.open({ keepsLeftOut });
    const { hub, cloud } = world;
    const patient = await world.make("patients");
    const of = { patient_id: patient.id, attribute_id: "village", attribute: "Village" };
    const first = await world.make("patient_additional_attributes", { ...of, string_value: "A" });
    await runs(world, 2);
    await world.remove("patient_additional_attributes", first.id);
    await runs(world, 2);
    assert.notEqual(cloud.row("patient_additional_attributes", first.id)?.deleted_at, null);
    await world.make("patient_additional_attributes", { ...of, string_value: "B" });
    await runs(world, 2);
    const [there, ...others] = cloud.rows("patient_additional_attributes");
    assert.deepEqual(
      [there?.string_value, there?.is_deleted, there?.deleted_at, others],
      ["B", false, null, []],
    );
    assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
  });
}

Deno.test("a patient without a clinic, whom the cloud never shows, is deleted there when deleted here", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  await world.relay();
  const made = await world.make("patients", { primary_clinic_id: null });
  await runs(world, 2);
  assert.equal(cloud.row("patients", made.id)?.is_deleted, false);
  await world.remove("patients", made.id);
  await runs(world, 2);
  assert.equal(cloud.row("patients", made.id)?.is_deleted, true);
  assert.deepEqual(unsettled(hub), []);
});
