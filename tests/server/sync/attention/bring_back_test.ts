/** Decision 17: what the operator brings back comes with what went with it, and can be found. */

import assert from "node:assert/strict";
import { HUB_WRITER } from "../../../../server/sync/push/apply_push.ts";
import { resolveConflict } from "../../../../server/sync/attention/resolve_conflict.ts";
import type { SyncOptions } from "../../../../server/sync/sync_engine.ts";
import { patient, TestEngine } from "../../../support/open_engine.ts";
import {
  created,
  edited,
  entries,
  idsIn,
  row,
  stored,
  updated,
} from "../../../support/engine_rows.ts";

const EVERYTHING = [
  ["patients", "p"],
  ["visits", "v"],
  ["events", "e"],
  ["prescriptions", "x"],
  ["prescription_items", "i"],
] as const;

/** Two devices that hold a patient with a visit, an event, and a prescription with an item. */
async function family(options: SyncOptions = {}) {
  const hub = new TestEngine(options);
  for (const name of ["a", "b"]) await hub.admit(name);
  const of = { patient_id: "p", visit_id: "v" };
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("visits", row("v", { patient_id: "p" })),
    ...created("events", row("e", of), row("gone", of)),
    ...created("prescriptions", row("x", of)),
    ...created("prescription_items", row("i", { patient_id: "p", prescription_id: "x" })),
  });
  await hub.push("b", updated("events", edited(row("gone", of), { is_deleted: true })));
  for (const name of ["a", "b"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  return hub;
}

const DELETION = updated(
  "patients",
  edited(patient("p"), { is_deleted: true, deleted_at: 1_700_000_000_000 }),
);

function deleted(hub: TestEngine): string[] {
  return EVERYTHING.filter(([table, id]) => stored(hub, table, id)?.is_deleted === 1)
    .map(([, id]) => id);
}

/** The operator takes the value that lost in the newest open conflict about the row. */
async function bringBack(hub: TestEngine, id: string): Promise<void> {
  await hub.engine.write((statements, stamps) => {
    const no = statements.get(
      "SELECT max(conflict_no) FROM conflict WHERE row_id = ? AND resolution IS NULL",
    ).value<[number]>(id)?.[0] ?? 0;
    const change = { stamp: stamps.take(), writer: HUB_WRITER, nowMs: Date.now() };
    assert.ok(resolveConflict(statements, no, "lost", change), `no conflict about ${id}`);
  });
}

Deno.test("resolveConflict() brings a deleted patient back with everything that went with it", async () => {
  using hub = await family();
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  await hub.push("b", DELETION);
  assert.equal(deleted(hub).length, EVERYTHING.length);
  const { presented } = hub.device("a");
  await bringBack(hub, "p");
  assert.deepEqual(deleted(hub), []);
  assert.equal(stored(hub, "patients", "p")?.phone, "5");
  const answer = await hub.pull("a", presented);
  for (const [table, id] of EVERYTHING) {
    assert.ok(idsIn(answer, table).includes(id), `the phone is not told of ${table} ${id}`);
  }
});

Deno.test("resolveConflict() leaves what was deleted on its own deleted", async () => {
  using hub = await family();
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  await hub.push("b", DELETION);
  await bringBack(hub, "p");
  assert.equal(stored(hub, "events", "gone")?.is_deleted, 1);
});

Deno.test("resolveConflict() keeps what was written to a row after its deletion", async () => {
  using hub = await family();
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5", camp: "a" })));
  await hub.push("b", DELETION);
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "6", camp: "a" })));
  await hub.engine.write((statements, stamps) => {
    const no = statements.get("SELECT min(conflict_no) FROM conflict WHERE row_id = 'p'")
      .value<[number]>()?.[0] ?? 0;
    const change = { stamp: stamps.take(), writer: HUB_WRITER, nowMs: Date.now() };
    assert.ok(resolveConflict(statements, no, "lost", change));
  });
  const held = stored(hub, "patients", "p");
  assert.deepEqual([held?.is_deleted, held?.phone, held?.camp], [0, "6", "a"]);
});

Deno.test("resolveConflict() leaves what was added to a deleted row to decisions of its own", async () => {
  using hub = await family();
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  await hub.push("b", DELETION);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const of = { patient_id: "p", visit_id: "v" };
  for (const name of ["a", "b"]) await hub.push(name, created("events", row(`by-${name}`, of)));
  await bringBack(hub, "p");
  assert.deepEqual(deleted(hub), []);
  for (const name of ["a", "b"]) {
    assert.equal(stored(hub, "events", `by-${name}`)?.is_deleted, 1, name);
    await bringBack(hub, `by-${name}`);
    assert.equal(stored(hub, "events", `by-${name}`)?.is_deleted, 0, name);
  }
});

Deno.test("resolveConflict() tells what another phone added at once from what went with the row", async () => {
  const time = { wallMs: () => 1_790_000_000_000, steadyMs: () => 0 };
  using hub = await family({ time });
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  await hub.push("b", DELETION);
  await hub.push("a", created("events", row("new", { patient_id: "p", visit_id: "v" })));
  await bringBack(hub, "p");
  assert.deepEqual(deleted(hub), []);
  assert.equal(stored(hub, "events", "new")?.is_deleted, 1);
});

Deno.test("resolveConflict() knows what went with a row although others have written to it since", async () => {
  using hub = await family();
  await hub.push("b", DELETION);
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  const event = edited(row("e", { patient_id: "p", visit_id: "v" }), { event_type: "late" });
  await hub.push("a", updated("events", event));
  await bringBack(hub, "p");
  assert.deepEqual(deleted(hub), []);
});

Deno.test("resolveConflict() brings back what the row belongs to, and what went with that", async () => {
  using hub = await family();
  await hub.push("b", DELETION);
  await hub.push("a", created("events", row("new", { patient_id: "p", visit_id: "v" })));
  assert.equal(stored(hub, "events", "new")?.is_deleted, 1);
  await bringBack(hub, "new");
  assert.equal(stored(hub, "events", "new")?.is_deleted, 0);
  assert.deepEqual(deleted(hub), []);
});

Deno.test("resolveConflict() that moves a row to a deleted patient brings that patient back", async () => {
  using hub = await family();
  await hub.push("a", created("patients", patient("q")));
  await hub.pull("b", (await hub.pull("b", hub.device("b").presented)).timestamp);
  const event = row("e", { patient_id: "p", visit_id: "v" });
  await hub.push("a", updated("events", edited(event, { patient_id: "q" })));
  await hub.push("b", updated("events", edited(event, { patient_id: "p", event_type: "b" })));
  await hub.push("b", updated("events", edited(event, { visit_id: "w" })));
  await hub.push("b", updated("patients", edited(patient("q"), { is_deleted: true })));
  assert.equal(stored(hub, "events", "e")?.patient_id, "p");
  await bringBack(hub, "e");
  assert.equal(stored(hub, "events", "e")?.patient_id, "q");
  assert.equal(stored(hub, "patients", "q")?.is_deleted, 0);
});

Deno.test("pull() sends what was brought back in updated to those who held it, in created to those who came later", async () => {
  using hub = await family();
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  await hub.push("b", DELETION);
  await hub.admit("late");
  const late = await hub.pull("late", 0);
  const before = { a: hub.device("a").presented, late: late.timestamp };
  await hub.pull("late", late.timestamp);
  await bringBack(hub, "p");
  for (const [name, list] of [["a", "updated"], ["late", "created"]] as const) {
    const answer = entries(await hub.pull(name, before[name]));
    for (const [table, id] of EVERYTHING) {
      const found = answer.filter((entry) => entry[0] === table && entry[2] === id);
      assert.deepEqual(found, [[table, list, id]], name);
    }
  }
});

Deno.test("pull() sends what was brought back in updated to the phone that made it, whatever cursor it has", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", created("visits", row("v", { provider_name: "a" })));
  await hub.push("a", updated("visits", edited(row("v"), { is_deleted: true })));
  const { timestamp } = await hub.pull("a", 0);
  await hub.engine.write((statements) =>
    statements.get(
      `INSERT INTO conflict (table_name, row_id, reason, lost, kept, lost_writer, device_no,
         user_id, at_ms) VALUES ('visits', 'v', 'ROW_DELETED', '{}', '{"is_deleted":true}', 1, 0,
         '', 0)`,
    ).run()
  );
  await bringBack(hub, "v");
  const answer = entries(await hub.pull("a", timestamp));
  assert.deepEqual(answer, [["visits", "updated", "v"]]);
});

Deno.test("pull() sends a row in created that was first given deleted, moved, and was brought back", async () => {
  using hub = await family();
  await hub.push("a", created("patients", patient("q")));
  const event = row("e", { patient_id: "p", visit_id: "v" });
  await hub.push("a", updated("events", edited(event, { event_type: "a" })));
  await hub.push("b", updated("events", edited(event, { is_deleted: true })));
  await hub.admit("late");
  const late = await hub.pull("late", 0);
  await hub.pull("late", late.timestamp);
  await hub.push("a", updated("events", edited(event, { patient_id: "q" })));
  await bringBack(hub, "e");
  assert.equal(stored(hub, "events", "e")?.is_deleted, 0);
  const answer = entries(await hub.pull("late", late.timestamp));
  const found = answer.filter(([table, , id]) => table === "events" && id === "e");
  assert.deepEqual(found, [["events", "created", "e"]]);
});

Deno.test("resolveConflict() of a deletion of hundreds of records brings all of them back", async () => {
  using hub = await family();
  const many = Array.from({ length: 1_100 }, (_, at) => row(`e${at}`, { patient_id: "p" }));
  await hub.push("a", created("events", ...many));
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
  await hub.push("b", DELETION);
  await bringBack(hub, "p");
  const gone = hub.database.reader.prepare("SELECT id FROM events WHERE is_deleted = 1").values();
  assert.deepEqual(gone, [["gone"]]);
});
