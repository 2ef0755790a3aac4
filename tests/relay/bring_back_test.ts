/** What the operator brings back, with everything that went with it, lives in the cloud again. */

import assert from "node:assert/strict";
import { HUB_WRITER } from "../../server/sync/push/apply_push.ts";
import { resolveConflict } from "../../server/sync/attention/resolve_conflict.ts";
import { CLOUD_GENERATIONS } from "../support/cloud/mod.ts";
import { stored } from "../support/engine_rows.ts";
import { idsOf } from "../support/open_engine.ts";
import { unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";
import { makeStock } from "./stock.ts";

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
}

/** The operator brings a deleted patient back. */
function bringBack({ hub }: RelayClinic, id: string): Promise<void> {
  return hub.engine.write((statements, stamps) => {
    const no = statements.get(
      `INSERT INTO conflict (table_name, row_id, reason, lost, kept, lost_writer, device_no,
         user_id, at_ms)
       VALUES ('patients', ?, 'ROW_DELETED', '{}', '{"is_deleted":true}', 1, 0, '', 0)
       RETURNING conflict_no`,
    ).value<[number]>(id)?.[0] ?? 0;
    const change = { stamp: stamps.take(), writer: HUB_WRITER, nowMs: Date.now() };
    resolveConflict(statements, no, "lost", change);
  });
}

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`a patient that was deleted and is brought back comes alive in the ${generation} cloud with its records`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud } = world;
    const patient = await world.make("patients");
    const of = { patient_id: patient.id };
    const visit = await world.make("visits", of);
    const made = {
      patients: patient,
      visits: visit,
      events: await world.make("events", { ...of, visit_id: visit.id }),
      patient_vitals: await world.make("patient_vitals", { ...of, visit_id: visit.id }),
      patient_problems: await world.make("patient_problems", { ...of, visit_id: visit.id }),
    };
    await runs(world, 3);
    await world.remove("patients", patient.id);
    await runs(world, 3);
    assert.equal(cloud.row("events", made.events.id)?.is_deleted, true);
    await bringBack(world, patient.id);
    await runs(world, 4);
    for (const [table, { id }] of Object.entries(made)) {
      assert.equal(stored(hub, table, id)?.is_deleted, 0, table);
      assert.equal(cloud.row(table, id)?.is_deleted, false, table);
    }
    assert.deepEqual(unsettled(hub), []);
  });
}

for (const [who, generation] of [["the hub", "older"], ["the cloud", "newer"]] as const) {
  Deno.test(`a patient that ${who} has deleted and a hub brings back comes alive on another hub with the items, of which the cloud says nothing`, async () => {
    await using world = await RelayClinic.open({ generation });
    await using second = await world.secondHub();
    const { hub, cloud, clinic } = world;
    const patient = await world.make("patients");
    const of = { patient_id: patient.id };
    const visit = await world.make("visits", of);
    const prescription = await world.make("prescriptions", { ...of, visit_id: visit.id });
    const about = { ...of, prescription_id: prescription.id };
    const drug_id = makeStock(cloud, clinic.clinicId, 100).drugId;
    const item = await world.make("prescription_items", { ...about, drug_id });
    await runs(world, 4);
    await second.relay();
    world.passDays(1);
    second.skewMs = world.skewMs;
    second.hub.engine.wallClock.confirm();
    await runs(second, 1);
    // The cloud takes it, and shows it to nobody.
    await second.edit("prescription_items", item, { quantity_dispensed: 1 });
    await runs(second, 2);
    if (who === "the hub") await world.remove("patients", patient.id);
    else cloud.people.remove("patients", patient.id);
    await runs(world, 3);
    await runs(second, 2);
    const alive = ({ hub }: RelayClinic) =>
      Object.entries({ patients: patient, prescriptions: prescription, prescription_items: item })
        .filter(([table, { id }]) => stored(hub, table, id)?.is_deleted === 0)
        .map(([table]) => table);
    assert.deepEqual([alive(world), alive(second)], [[], []]);
    await bringBack(world, patient.id);
    await runs(world, 4);
    await runs(second, 3);
    assert.deepEqual(alive(world), ["patients", "prescriptions", "prescription_items"]);
    assert.deepEqual(alive(second), alive(world));
    assert.equal(cloud.row("prescription_items", item.id)?.id, item.id);
    assert.deepEqual([unsettled(hub), unsettled(second.hub)], [[], []]);
    // What phones are given, and an edit of it, is like that of any other row.
    await second.hub.admit("other");
    const answer = await second.hub.pull("other", 0);
    assert.ok(idsOf(answer, "prescription_items").created.includes(item.id));
    await second.edit("prescription_items", item, { item_status: "cancelled" });
    await runs(second, 3);
    assert.equal(cloud.row("prescription_items", item.id)?.item_status, "cancelled");
    assert.deepEqual(unsettled(second.hub), []);
  });
}
