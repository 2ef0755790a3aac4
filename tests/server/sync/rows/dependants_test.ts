import assert from "node:assert/strict";
import { markDeletedWithDependants } from "../../../../server/sync/rows/dependants.ts";
import { idsOf, patient, TestEngine } from "../../../support/open_engine.ts";

const AT = { created_at: 1, updated_at: 1 };

function created(...rows: Record<string, unknown>[]) {
  return { created: rows.map((row) => ({ ...AT, ...row })), updated: [], deleted: [] };
}

async function filled(): Promise<TestEngine> {
  const hub = new TestEngine();
  await hub.admit("phone");
  await hub.push("phone", {
    patients: created(patient("p")),
    visits: created({ id: "v", patient_id: "p" }, { id: "other", patient_id: "p" }),
    events: created(
      { id: "e", patient_id: "p", visit_id: "v" },
      { id: "e2", patient_id: "p", visit_id: "other" },
    ),
    appointments: created(
      { id: "a", patient_id: "p", current_visit_id: "v" },
      { id: "a2", patient_id: "p", fulfilled_visit_id: "v" },
    ),
    prescriptions: created({ id: "r", patient_id: "p", visit_id: "v" }),
    prescription_items: created({ id: "i", patient_id: "p", prescription_id: "r" }),
    dispensing_records: created({ id: "d", patient_id: "p", prescription_item_id: "i" }),
    patient_vitals: created({ id: "t", patient_id: "p", visit_id: "v" }),
    patient_problems: created({ id: "m", patient_id: "p", visit_id: "v" }),
  });
  return hub;
}

function deletedIds(hub: TestEngine): string[] {
  const tables = [
    ..."patients visits events appointments prescriptions prescription_items".split(" "),
    ..."dispensing_records patient_vitals patient_problems".split(" "),
  ];
  return hub.engine.read((statements) =>
    tables.flatMap((table) =>
      statements.get(`SELECT id FROM ${table} WHERE is_deleted = 1`).values<[string]>()
        .map(([id]) => id)
    )
  );
}

function mark(hub: TestEngine, table: string, id: string): Promise<number> {
  return hub.engine.write((statements, stamps) => {
    const stamp = stamps.take();
    return markDeletedWithDependants(
      statements,
      table,
      id,
      () => ({ stamp, writer: 1, nowMs: 5 }),
    );
  });
}

Deno.test("markDeletedWithDependants() takes a visit's rows and what depends on them", async () => {
  using hub = await filled();
  assert.equal(await mark(hub, "visits", "v"), 7);
  assert.deepEqual(deletedIds(hub).sort(), ["a", "e", "i", "m", "r", "t", "v"]);
});

Deno.test("markDeletedWithDependants() takes a patient's rows but what was handed out", async () => {
  using hub = await filled();
  assert.equal(await mark(hub, "patients", "p"), 11);
  assert.ok(!deletedIds(hub).includes("d"));
  const { changes } = await hub.pull("phone", 0);
  assert.equal(changes.patients?.updated[0]?.is_deleted, 1);
});

Deno.test("markDeletedWithDependants() leaves deleted and unknown rows alone", async () => {
  using hub = await filled();
  assert.equal(await mark(hub, "events", "e"), 1);
  const { timestamp } = await hub.pull("phone", 0);
  assert.equal(await mark(hub, "events", "e"), 0);
  assert.equal(await mark(hub, "visits", "none"), 0);
  assert.deepEqual((await hub.pull("phone", timestamp)).changes, {});
  assert.equal(await mark(hub, "visits", "v"), 6);
  const answer = await hub.pull("phone", timestamp);
  assert.deepEqual(idsOf(answer, "visits").updated, ["v"]);
  assert.deepEqual(idsOf(answer, "events").updated, []);
});
