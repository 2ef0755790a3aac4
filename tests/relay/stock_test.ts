import assert from "node:assert/strict";
import { conflicts, stored } from "../support/engine_rows.ts";
import { unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";
import { makeStock } from "./stock.ts";

/** A clinic with stock that hub and phone know, and a prescription item to dispense. */
async function pharmacy() {
  const world = await RelayClinic.open();
  const { cloud, clinic, hub } = world;
  const { drugId, batchId, stockId } = makeStock(cloud, clinic.clinicId, 100);
  const made = await world.make("patients");
  const visit = await world.make("visits", { patient_id: made.id });
  const of = { patient_id: made.id, drug_id: drugId };
  const prescription = await world.make("prescriptions", {
    ...{ patient_id: made.id, visit_id: visit.id },
  });
  const item = await world.make("prescription_items", { ...of, prescription_id: prescription.id });
  await world.relay();
  await world.relay();
  return {
    world,
    stockId,
    here: () => stored(hub, "clinic_inventory", stockId)?.quantity_available,
    there: () => cloud.row("clinic_inventory", stockId)?.quantity_available,
    dispense: (quantity_dispensed: number, on = world) =>
      on.make("dispensing_records", {
        ...{ ...of, batch_id: batchId, prescription_item_id: item.id, quantity_dispensed },
      }),
    recount: async (quantity_available: number) => {
      const answer = await hub.pull("phone", 0);
      const pulled = answer.changes.clinic_inventory?.created ?? [];
      await hub.pull("phone", answer.timestamp);
      await world.edit("clinic_inventory", pulled[0] ?? {}, { quantity_available });
    },
    stockState: () =>
      hub.database.reader.prepare("SELECT state FROM cloud_row WHERE table_no = 10").values()
        .flat(),
  };
}

Deno.test("applyStock() counts what was dispensed once, before, while and after the cloud hears of it", async () => {
  const { world, here, there, dispense } = await pharmacy();
  await using _ = world;
  await dispense(7);
  assert.deepEqual([here(), there()], [93, 100]);
  // Somebody else takes some in the cloud before it hears of ours.
  await world.relay();
  assert.deepEqual([here(), there()], [93, 93]);
  await dispense(3);
  for (let run = 0; run < 3; run++) await world.relay();
  assert.deepEqual([here(), there()], [90, 90]);
  assert.deepEqual([conflicts(world.hub), unsettled(world.hub)], [[], []]);
});

Deno.test("applyStock() takes what others moved in the cloud, less what it has not heard of", async () => {
  const { world, here, there, dispense, stockId } = await pharmacy();
  await using _ = world;
  // The record cannot go: its giver is nobody the cloud knows.
  const record = await dispense(4);
  await world.edit("dispensing_records", record, { dispensed_by: crypto.randomUUID() });
  world.cloud.people.edit("clinic_inventory", stockId, { quantity_available: 150 });
  for (let run = 0; run < 2; run++) await world.relay();
  assert.deepEqual([here(), there()], [146, 150]);
  assert.deepEqual(conflicts(world.hub), []);
  await world.edit("dispensing_records", record, { dispensed_by: world.clinic.nurse.id });
  for (let run = 0; run < 3; run++) await world.relay();
  assert.deepEqual([here(), there()], [146, 146]);
});

Deno.test("applyStock() lets a count of the hub's own stay until the cloud's stock moves otherwise; then it is in a record", async () => {
  const { world, here, there, dispense, recount, stockId, stockState } = await pharmacy();
  await using _ = world;
  await recount(80);
  for (let run = 0; run < 2; run++) await world.relay();
  assert.deepEqual([here(), there(), stockState()], [80, 100, ["here"]]);
  // The hub's own dispensing is no reason to forget the count.
  await dispense(5);
  for (let run = 0; run < 3; run++) await world.relay();
  assert.deepEqual([here(), there(), stockState()], [75, 95, ["here"]]);
  assert.deepEqual(conflicts(world.hub), []);
  world.cloud.people.edit("clinic_inventory", stockId, { quantity_available: 200 });
  await world.relay();
  assert.deepEqual([here(), there(), stockState()], [200, 200, ["clean"]]);
  assert.deepEqual(conflicts(world.hub), [
    [stockId, "quantity_available", "CLOUD_CHANGED", 75, 200],
  ]);
});

Deno.test("applyStock() lets no count stay when another hub has dispensed: that is somebody else's doing", async () => {
  const { world, here, there, dispense, recount, stockId, stockState } = await pharmacy();
  await using _ = world;
  await using second = await world.secondHub();
  await second.relay();
  await recount(80);
  for (let run = 0; run < 2; run++) await world.relay();
  await dispense(5, second);
  for (let run = 0; run < 2; run++) await second.relay();
  await world.relay();
  assert.deepEqual([here(), there(), stockState()], [95, 95, ["clean"]]);
  assert.deepEqual(conflicts(world.hub), [
    [stockId, "quantity_available", "CLOUD_CHANGED", 80, 95],
  ]);
});

Deno.test("applyStock() knows a stock row that a phone made by its clinic, drug and batch", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const { drugId, batchId, stockId } = makeStock(cloud, clinic.clinicId, 40);
  const mine = await world.make("clinic_inventory", {
    ...{ clinic_id: clinic.clinicId, drug_id: drugId, batch_id: batchId },
    quantity_available: 38,
  });
  for (let run = 0; run < 2; run++) await world.relay();
  assert.equal(stored(hub, "clinic_inventory", stockId), undefined);
  assert.equal(stored(hub, "clinic_inventory", mine.id)?.quantity_available, 40);
  assert.deepEqual(conflicts(hub), [[mine.id, "quantity_available", "CLOUD_CHANGED", 38, 40]]);
  cloud.people.remove("clinic_inventory", stockId);
  await world.relay();
  assert.equal(stored(hub, "clinic_inventory", mine.id)?.is_deleted, 1);
});
