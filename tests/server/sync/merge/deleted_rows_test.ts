/** Decision 17: deletions, what goes with them, and changes to what is deleted. */

import assert from "node:assert/strict";
import { type Answer, patient, TestEngine } from "../../../support/open_engine.ts";
import {
  aside,
  conflicts,
  created,
  edited,
  entries,
  row,
  stored,
  updated,
} from "../../../support/engine_rows.ts";

const OF_PATIENT = [
  "patient_additional_attributes",
  "visits",
  "events",
  "appointments",
  "prescriptions",
  "prescription_items",
  "patient_vitals",
  "patient_problems",
  "patient_risk_profiles",
  "dispensing_records",
];

async function family() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const tables = Object.fromEntries(
    OF_PATIENT.map((table) => [table, { created: [row(`${table}-1`, { patient_id: "p" })] }]),
  );
  await hub.push("a", { ...created("patients", patient("p")), ...tables });
  for (const name of ["a", "b"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  return hub;
}

function deletedOf(hub: TestEngine, ids: readonly string[]): string[] {
  return ids.filter((id) => stored(hub, id.split("-")[0] ?? "", id)?.is_deleted === 1);
}

function toldAs(answer: Answer): string[] {
  return entries(answer).map(([table, list]) => `${table} ${list}`).sort();
}

for (
  const [how, push] of Object.entries({
    "the row with is_deleted": updated(
      "patients",
      edited(patient("p"), { is_deleted: true, deleted_at: 7 }),
    ),
    "the row with is_deleted alone": updated("patients", edited(patient("p"), { is_deleted: 1 })),
    "its id in deleted": { patients: { deleted: ["p"] } },
    "an object in deleted": { patients: { deleted: [{ id: "p", given_name: "x" }] } },
  })
) {
  Deno.test(`deletion of a patient by ${how} takes everything but dispensing records, and tells everyone`, async () => {
    using hub = await family();
    const cursor = hub.device("b").presented;
    await hub.push("a", push);
    const ids = OF_PATIENT.map((table) => `${table}-1`);
    assert.deepEqual(
      ids.filter((id) => !deletedOf(hub, ids).includes(id)),
      ["dispensing_records-1"],
    );
    assert.equal(stored(hub, "patients", "p")?.is_deleted, 1);
    const answer = await hub.pull("b", cursor);
    const common = OF_PATIENT.filter((table) =>
      table !== "dispensing_records" && table !== "patient_risk_profiles"
    );
    assert.deepEqual(
      toldAs(answer),
      [...common, "patients"].map((name) => `${name} updated`).sort(),
    );
    for (const { updated: rows, deleted } of Object.values(answer.changes)) {
      assert.deepEqual(deleted, []);
      for (const told of rows) {
        assert.equal(told.is_deleted, 1);
        assert.ok(Number(told.deleted_at) > 0, "without deleted_at");
        assert.ok(Object.keys(told).length > 4, "not the full row");
      }
    }
    // The phone that deleted is told of the rest as well: it hid the patient alone.
    const own = toldAs(await hub.pull("a", hub.device("a").presented));
    assert.ok(own.includes("visits updated") && own.includes("events updated"), `${own}`);
  });
}

Deno.test("deletion of a visit takes its events, prescriptions with items, appointments made in it, vitals and problems", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const of = (visit: string, more = {}) => ({ patient_id: "p", visit_id: visit, ...more });
  const at = (visit: string) => ({ patient_id: "p", current_visit_id: visit });
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("visits", row("v", { patient_id: "p" }), row("w", { patient_id: "p" })),
    ...created("events", row("events-v", of("v")), row("events-w", of("w"))),
    ...created("appointments", row("appointments-v", at("v")), row("appointments-w", at("w"))),
    ...created("prescriptions", row("prescriptions-v", of("v")), row("prescriptions-w", of("w"))),
    ...created(
      "prescription_items",
      row("prescription_items-v", { patient_id: "p", prescription_id: "prescriptions-v" }),
      row("prescription_items-w", { patient_id: "p", prescription_id: "prescriptions-w" }),
    ),
    ...created(
      "patient_vitals",
      row("patient_vitals-v", of("v")),
      row("patient_vitals-w", of("w")),
    ),
    ...created("patient_problems", row("patient_problems-v", of("v"))),
    ...created(
      "dispensing_records",
      row("dispensing_records-v", { patient_id: "p", visit_id: "v" }),
    ),
  });
  await hub.push("a", { visits: { deleted: ["v"] } });
  const tables = [
    ...["events", "appointments", "prescriptions", "prescription_items", "patient_vitals"],
    ...["patient_problems", "dispensing_records"],
  ];
  assert.deepEqual(deletedOf(hub, tables.map((name) => `${name}-v`)), [
    ...tables.slice(0, -1).map((name) => `${name}-v`),
  ]);
  assert.deepEqual(deletedOf(hub, tables.map((name) => `${name}-w`)), []);
  assert.equal(stored(hub, "patients", "p")?.is_deleted, 0);
});

Deno.test("deletion with a dependant changed elsewhere since the base leaves a record of that", async () => {
  using hub = await family();
  await hub.push(
    "b",
    updated("events", edited(row("events-1", { patient_id: "p" }), { event_type: "new" })),
  );
  await hub.push("a", { patients: { deleted: ["p"] } });
  const about = conflicts(hub).map(([id, , reason]) => [id, reason]);
  assert.deepEqual(about, [["events-1", "DELETED_WITH_CHANGES"]]);
  assert.equal(stored(hub, "events", "events-1")?.event_type, "new", "its value is gone");
});

Deno.test("a deleted row stays deleted, whatever is pushed for it; what was changed is stored and on record", async () => {
  using hub = await family();
  await hub.push("a", { patients: { deleted: ["p"] } });
  for (
    const push of [
      updated("patients", edited(patient("p"), { phone: "1" })),
      created("patients", patient("p", { phone: "1", camp: "new" })),
      updated(
        "patients",
        edited(patient("p", { phone: "1" }), { is_deleted: false, deleted_at: null, sex: "male" }),
      ),
    ]
  ) await hub.push("b", push);
  const held = stored(hub, "patients", "p");
  assert.deepEqual([held?.is_deleted, held?.phone, held?.sex], [1, "1", "male"]);
  assert.ok(Number(held?.deleted_at) > 0);
  assert.ok(conflicts(hub).length >= 2);
  assert.ok(conflicts(hub).every(([id]) => id === "p"));
  const [told] = (await hub.pull("b", hub.device("b").presented)).changes.patients?.updated ?? [];
  assert.equal(told?.is_deleted, 1, "the phone goes on showing it");
});

Deno.test("an undeletion is not done, and on record", async () => {
  using hub = await family();
  await hub.push("a", { patients: { deleted: ["p"] } });
  await hub.push("b", updated("patients", edited(patient("p"), { is_deleted: false })));
  assert.equal(stored(hub, "patients", "p")?.is_deleted, 1);
  assert.deepEqual(conflicts(hub).map(([id, , reason]) => [id, reason]), [["p", "ROW_DELETED"]]);
});

for (const table of OF_PATIENT.slice(0, -1)) {
  Deno.test(`a new row of ${table} of a deleted patient is stored deleted, with a record`, async () => {
    using hub = await family();
    await hub.push("a", { patients: { deleted: ["p"] } });
    await hub.push("b", created(table, row("late", { patient_id: "p", metadata: '{"late":1}' })));
    const held = stored(hub, table, "late");
    assert.deepEqual([held?.is_deleted, held?.metadata], [1, '{"late":1}']);
    assert.ok(Number(held?.deleted_at) > 0);
    assert.deepEqual(conflicts(hub).map(([id, , reason]) => [id, reason]), [[
      "late",
      "PARENT_DELETED",
    ]]);
    const told = (await hub.pull("b", hub.device("b").presented)).changes[table];
    const late = told?.updated.find(({ id }) => id === "late");
    assert.equal(late?.is_deleted, 1, "the phone is not told");
    assert.deepEqual(aside(hub), []);
  });
}

Deno.test("a new item of a prescription, a new event of a visit that is deleted is stored deleted", async () => {
  using hub = await family();
  await hub.push("a", {
    prescriptions: { deleted: ["prescriptions-1"] },
    visits: { deleted: ["visits-1"] },
  });
  await hub.push("b", {
    ...created(
      "prescription_items",
      row("i", { patient_id: "p", prescription_id: "prescriptions-1" }),
    ),
    ...created("events", row("e", { patient_id: "p", visit_id: "visits-1" })),
    ...created("appointments", row("n", { patient_id: "p", current_visit_id: "visits-1" })),
  });
  const states = [["prescription_items", "i"], ["events", "e"], ["appointments", "n"]] as const;
  assert.deepEqual(states.map(([table, id]) => stored(hub, table, id)?.is_deleted), [1, 1, 1]);
  assert.equal(conflicts(hub).length, 3);
});

Deno.test("a dispensing record of a deleted patient is stored as it is and moves the stock", async () => {
  using hub = await family();
  const place = { clinic_id: "c", drug_id: "d", batch_id: "b" };
  await hub.push("a", created("clinic_inventory", row("s", { ...place, quantity_available: 10 })));
  await hub.push("a", { patients: { deleted: ["p"] } });
  await hub.push(
    "b",
    created("dispensing_records", row("x", { ...place, patient_id: "p", quantity_dispensed: 3 })),
  );
  assert.equal(stored(hub, "dispensing_records", "x")?.is_deleted, 0);
  assert.equal(stored(hub, "clinic_inventory", "s")?.quantity_available, 7);
});

Deno.test("a row that moves to a deleted parent goes with it", async () => {
  using hub = await family();
  await hub.push("a", created("patients", patient("gone")));
  await hub.push("a", { patients: { deleted: ["gone"] } });
  const visit = row("visits-1", { patient_id: "p" });
  await hub.push("b", updated("visits", edited(visit, { patient_id: "gone" })));
  assert.equal(stored(hub, "visits", "visits-1")?.is_deleted, 1);
  assert.ok(
    conflicts(hub).some(([id, , reason]) => id === "visits-1" && reason === "PARENT_DELETED"),
  );
});

Deno.test("a row deleted and changed in the same push ends up deleted with its change", async () => {
  using hub = await family();
  await hub.push("b", {
    patients: { updated: [edited(patient("p"), { phone: "last" })], deleted: ["p"] },
  });
  const held = stored(hub, "patients", "p");
  assert.deepEqual([held?.is_deleted, held?.phone], [1, "last"]);
});

Deno.test("a deletion that is pushed again changes nothing, nor does one of a row another deleted first", async () => {
  using hub = await family();
  await hub.push("a", { patients: { deleted: ["p"] } });
  const before = stored(hub, "patients", "p");
  await hub.push("a", { patients: { deleted: ["p"] } });
  await hub.push("b", { patients: { deleted: ["p"] } });
  await hub.push(
    "b",
    updated("patients", edited(patient("p"), { is_deleted: true, deleted_at: 9 })),
  );
  const after = stored(hub, "patients", "p");
  assert.deepEqual([after?.is_deleted, after?.deleted_at], [1, before?.deleted_at]);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("a patient created deleted on a phone is stored deleted and nobody is told to create it", async () => {
  using hub = await family();
  await hub.push("a", created("patients", patient("q", { is_deleted: true, deleted_at: 8 })));
  assert.equal(stored(hub, "patients", "q")?.is_deleted, 1);
  const answer = await hub.pull("b", hub.device("b").presented);
  assert.deepEqual(answer.changes.patients?.created ?? [], []);
});

Deno.test("a permission that is removed goes out with its flags false", async () => {
  using hub = await family();
  const at = { created_at: 1, updated_at: 1 };
  await hub.engine.write((statements, stamps) => {
    const stamp = stamps.take();
    statements.get(
      `INSERT INTO user_clinic_permissions (id, user_id, clinic_id, can_view_history, created_at,
         updated_at, hub_first_stamp, hub_first_writer, hub_stamp, hub_writer, hub_send_back)
       VALUES ('g', 'u', 'c', 0, ?, ?, ?, 2, ?, 2, 0)`,
    ).run(at.created_at, at.updated_at, stamp, stamp);
  });
  const answer = await hub.pull("b", hub.device("b").presented);
  const [told] = answer.changes.user_clinic_permissions?.created ?? [];
  assert.equal(told?.can_view_history, 0);
});

Deno.test("a row that arrives deleted takes along what arrived before it", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", created("events", row("e", { visit_id: "v" })));
  await hub.push("a", created("visits", row("v", { is_deleted: true })));
  assert.equal(stored(hub, "events", "e")?.is_deleted, 1);
});

Deno.test("a deletion of a row that others have changed since the base leaves a record of that", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  await hub.push("a", created("patients", patient("p")));
  for (const name of ["a", "b"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  await hub.push("b", updated("patients", edited(patient("p"), { is_deleted: true })));
  const [record] = conflicts(hub);
  assert.deepEqual(record?.slice(0, 4), ["p", null, "DELETED_WITH_CHANGES", { phone: "5" }]);
});

Deno.test("a deletion of what the phone has seen whole leaves no record, one of what it has not does", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  await hub.push("a", {
    ...created("patients", patient("p"), patient("q")),
    ...created("events", row("e", { patient_id: "p" }), row("f", { patient_id: "q" })),
  });
  const deletion = (id: string) =>
    updated("patients", edited(patient(id), { is_deleted: true, deleted_at: 5 }));
  // Its database came from elsewhere: it has presented nothing.
  await hub.push("b", deletion("q"));
  assert.deepEqual(conflicts(hub).map(([id, , reason]) => [id, reason]), [
    ["q", "DELETED_WITH_CHANGES"],
    ["f", "DELETED_WITH_CHANGES"],
  ]);
  await hub.pull("b", (await hub.pull("b", 0)).timestamp);
  await hub.push("b", deletion("p"));
  assert.equal(stored(hub, "events", "e")?.is_deleted, 1);
  assert.equal(conflicts(hub).length, 2);
});

Deno.test("a deletion of a patient over records the phone itself has just sent leaves no record", async () => {
  using hub = await family();
  await hub.push("b", created("events", row("own", { patient_id: "p" })));
  await hub.push("b", updated("patients", edited(patient("p"), { is_deleted: true })));
  assert.equal(stored(hub, "events", "own")?.is_deleted, 1);
  assert.deepEqual(conflicts(hub), []);
});
