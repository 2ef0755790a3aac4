/** What the operator brings back, with everything that went with it, lives in the cloud again. */

import assert from "node:assert/strict";
import { HUB_WRITER } from "../../server/sync/push/apply_push.ts";
import { resolveConflict } from "../../server/sync/attention/resolve_conflict.ts";
import { CLOUD_GENERATIONS } from "../support/cloud/mod.ts";
import { stored } from "../support/engine_rows.ts";
import { unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
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
    await hub.engine.write((statements, stamps) => {
      const no = statements.get(
        `INSERT INTO conflict (table_name, row_id, reason, lost, kept, lost_writer, device_no,
           user_id, at_ms)
         VALUES ('patients', ?, 'ROW_DELETED', '{}', '{"is_deleted":true}', 1, 0, '', 0)
         RETURNING conflict_no`,
      ).value<[number]>(patient.id)?.[0] ?? 0;
      const change = { stamp: stamps.take(), writer: HUB_WRITER, nowMs: Date.now() };
      resolveConflict(statements, no, "lost", change);
    });
    await runs(world, 4);
    for (const [table, { id }] of Object.entries(made)) {
      assert.equal(stored(hub, table, id)?.is_deleted, 0, table);
      assert.equal(cloud.row(table, id)?.is_deleted, false, table);
    }
    assert.deepEqual(unsettled(hub), []);
  });
}
