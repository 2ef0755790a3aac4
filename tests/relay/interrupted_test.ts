import assert from "node:assert/strict";
import type { RelayDesk } from "../../server/relay/run/relay_desk.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";
import { CLOUD_GENERATIONS, type CloudGeneration } from "../support/cloud/mod.ts";
import { conflicts, stored } from "../support/engine_rows.ts";
import { differences, unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";
import { makeStock } from "./stock.ts";

class Killed extends Error {}

/** Dies at one of the run's steps: before its transaction, or right after. */
function killing(desk: RelayDesk, at: number): { readonly desk: RelayDesk; steps: number } {
  const killed = { desk, steps: 0 };
  killed.desk = new Proxy(desk, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        if (killed.steps++ === at) throw new Killed();
        const result: unknown = await method.apply(target, args);
        if (killed.steps++ === at) throw new Killed();
        return result;
      };
    },
  });
  return killed;
}

/** What everybody has done before the run that is killed. */
async function prepare(generation: CloudGeneration) {
  const world = await RelayClinic.open({ generation });
  const { cloud, clinic } = world;
  const { drugId, batchId, stockId } = makeStock(cloud, clinic.clinicId, 100);
  const old = await world.make("patients", { phone: "old" });
  const visit = await world.make("visits", { patient_id: old.id });
  const event = await world.make("events", { patient_id: old.id, visit_id: visit.id });
  const doomed = await world.make("patients", { given_name: "Doomed" });
  await world.make("visits", { patient_id: doomed.id });
  const theirs = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  for (let run = 0; run < 2; run++) await world.relay();
  await world.edit("patients", old, { phone: "hub", hometown: "hub" });
  cloud.people.edit("patients", old.id, { camp: "cloud", hometown: "cloud" });
  await world.edit("events", event, { form_data: '[{"a":1}]' });
  await world.remove("patients", doomed.id);
  cloud.people.remove("patients", theirs);
  const made = await world.make("patients", { given_name: "New" });
  const first = await world.make("visits", { patient_id: made.id });
  await world.make("events", { patient_id: made.id, visit_id: first.id });
  const prescription = await world.make("prescriptions", {
    ...{ patient_id: made.id, visit_id: first.id },
  });
  const item = await world.make("prescription_items", {
    ...{ prescription_id: prescription.id, patient_id: made.id, drug_id: drugId },
  });
  await world.make("dispensing_records", {
    ...{ drug_id: drugId, batch_id: batchId, prescription_item_id: item.id },
    ...{ patient_id: made.id, quantity_dispensed: 7 },
  });
  await world.make("patient_additional_attributes", {
    ...{ patient_id: made.id, attribute_id: crypto.randomUUID(), attribute: "a" },
    ...{ number_value: 0, string_value: "x" },
  });
  cloud.people.patient({ primary_clinic_id: clinic.clinicId, given_name: "Cloud" });
  return { world, old, doomed, theirs, stockId, item };
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Runs to the end and looks at everything. */
async function assertNothingLost(prepared: Prepared, generation: CloudGeneration, at: string) {
  const { world, old, doomed, theirs, stockId, item } = prepared;
  const { hub, cloud } = world;
  for (let run = 0; run < 3; run++) await world.relay();
  assert.deepEqual(unsettled(hub), [], at);
  assert.deepEqual(differences(hub, cloud), [], at);
  assert.deepEqual(
    [cloud.count("patients"), cloud.count("visits"), cloud.count("events")],
    [5, 3, 2],
    `${generation} ${at}`,
  );
  assert.deepEqual(cloud.record.fabricatedVisits, [], at);
  const row = cloud.row("patients", old.id);
  assert.deepEqual([row?.phone, row?.camp, row?.hometown], ["hub", "cloud", "hub"], at);
  assert.deepEqual(conflicts(hub), [[old.id, "hometown", "CLOUD_CHANGED", "cloud", "hub"]], at);
  assert.equal(cloud.row("patients", doomed.id)?.is_deleted, true, at);
  assert.equal(stored(hub, "patients", theirs)?.is_deleted, 1, at);
  for (
    const held of [stored(hub, "clinic_inventory", stockId), cloud.row("clinic_inventory", stockId)]
  ) {
    assert.equal(held?.quantity_available, 93, at);
  }
  assert.equal(stored(hub, "prescription_items", item.id)?.quantity_dispensed, 7, at);
}

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`runRelay() killed at any step loses, reverts and doubles nothing in the ${generation} cloud`, async () => {
    // Before and after each step in the one, after each in the other.
    const every = generation === "older" ? 1 : 2;
    for (let at = every - 1, isOver = false; !isOver; at += every) {
      const prepared = await prepare(generation);
      await using world = prepared.world;
      const killed = killing(new RelayStore(world.hub.engine), at);
      const end = await world.relay({ desk: killed.desk }).catch((error) => error);
      isOver = !(end instanceof Killed);
      if (!isOver) world.hub.restart();
      await assertNothingLost(prepared, generation, `killed at step ${at}`);
    }
  });

  Deno.test(`runRelay() stopped at any moment of a request loses and doubles nothing in the ${generation} cloud`, async () => {
    for (let at = 0, isOver = false; !isOver; at += 3) {
      const prepared = await prepare(generation);
      await using world = prepared.world;
      const stop = new AbortController();
      let steps = 0;
      world.cloud.onStep = () => {
        if (steps++ === at) stop.abort();
      };
      const end = await world.relay({}, stop.signal).catch((error) => error);
      isOver = !stop.signal.aborted;
      if (!isOver) assert.equal(end.code, "CANCELLED", `stopped at moment ${at}`);
      world.cloud.onStep = null;
      await assertNothingLost(prepared, generation, `stopped at moment ${at}`);
    }
  });
}
