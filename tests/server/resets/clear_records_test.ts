/** Clearing: what goes, what stays, and what phones meet afterwards. */

import assert from "node:assert/strict";
import { Statements } from "../../../server/database/statements.ts";
import { TABLES } from "../../../server/database/tables.ts";
import { clearRecords } from "../../../server/resets/clear_records.ts";
import { recordsAtStake } from "../../../server/resets/only_here.ts";
import { edited, row } from "../../support/engine_rows.ts";
import { created, entries, updated } from "../../support/engine_rows.ts";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";

/** Clears as the keeper does, on a hub that is shut, and opens it again. */
async function clear(hub: TestEngine): Promise<void> {
  await hub.engine.write(() => {});
  const statements = new Statements(hub.database.writer);
  hub.database.writer.transaction(() => clearRecords(statements)).immediate();
  hub.restart();
}

function count(hub: TestEngine, sql: string): number {
  return hub.database.reader.prepare(sql).value<[number]>()?.[0] ?? -1;
}

Deno.test("clearRecords() leaves no record in any table, index or list", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", {
    ...created("patients", patient("p1"), patient("p2")),
    ...created("visits", row("v1", { patient_id: "p1" })),
    ...created("users", row("u9", { name: "Nobody" })),
    ...created("lab_results", row("l1", { patient_id: "p1" })),
  });
  const { timestamp } = await hub.pull("b", 0);
  await hub.pull("b", timestamp);
  await hub.push("a", updated("patients", edited(patient("p1"), { surname: "One" })));
  await hub.push("b", updated("patients", edited(patient("p1"), { surname: "Two" })));
  assert.ok(count(hub, "SELECT count(*) FROM conflict") > 0);
  assert.ok(count(hub, "SELECT count(*) FROM quarantine") > 0);
  await clear(hub);
  // Accounts, what is known of phones, the log, and names of tables.
  const allowed = new Set([
    ...["users", "writer", "device", "device_table", "scope", "issued_cursor", "other_table"],
    "audit_entry",
  ]);
  for (
    const [name] of hub.database.reader.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    ).values<[string]>()
  ) {
    const one = ["hub_clock", "unknown_share", "relay_state", "patient_search_state"].includes(
      name,
    );
    if (allowed.has(name) || name === "hub_setting") continue;
    assert.equal(count(hub, `SELECT count(*) FROM ${name}`), one ? 1 : 0, name);
  }
  assert.equal(count(hub, "SELECT count(*) FROM users"), 1);
  assert.equal(count(hub, "SELECT bytes FROM unknown_share"), 0);
  assert.equal(count(hub, "SELECT epoch FROM hub_clock"), 2);
});

Deno.test("after clearRecords() phones keep what they hold and are given everything as new", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", created("patients", patient("p1")));
  const first = await hub.pull("b", 0);
  const second = await hub.pull("b", first.timestamp);
  await hub.pull("a", 0);
  const before = hub.engine.clock.last;
  await clear(hub);
  // Nothing tells a phone that a record is gone.
  const after = await hub.pull("b", second.timestamp);
  assert.deepEqual(entries(after).filter(([table]) => table === "patients"), []);
  assert.ok(Object.values(after.changes).every(({ deleted }) => deleted.length === 0));
  // What is here comes as new, and the old cursor is no sign of another copy of this hub.
  assert.deepEqual(idsOf(after, "users").updated, []);
  assert.ok(after.timestamp > before);
  assert.equal(hub.device("b").aheadSinceMs, null);
  // What a phone holds comes back when it is saved there again, and reaches the others.
  await hub.push(
    "b",
    updated("patients", edited(patient("p1"), { surname: "Saved again" })),
    { cursor: second.timestamp },
  );
  const other = await hub.pull("a", 0);
  assert.deepEqual(idsOf(other, "patients").created, ["p1"]);
  assert.deepEqual(other.changes["patients"]?.created[0]?.["surname"], "Saved again");
  const third = await hub.pull("b", after.timestamp);
  assert.equal(hub.device("b").aheadSinceMs, null);
  assert.deepEqual(idsOf(third, "patients"), { created: [], updated: [] });
});

Deno.test("after clearRecords() a phone that had sent rows is given them when another brings them back", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const start = await hub.pull("a", 0);
  await hub.push("a", created("patients", patient("p1")), { cursor: start.timestamp });
  const held = await hub.pull("b", 0);
  await clear(hub);
  await hub.push("b", updated("patients", edited(patient("p1"), { surname: "From b" })), {
    cursor: held.timestamp,
  });
  const got = await hub.pull("a", start.timestamp);
  assert.deepEqual(idsOf(got, "patients").created, ["p1"]);
});

Deno.test("recordsAtStake() counts what is not known to be in the cloud", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", {
    ...created("patients", patient("p1"), patient("p2"), patient("p3")),
    ...created("lab_results", row("l1")),
    ...created("patient_risk_profiles", row("r1", { patient_id: "p1" })),
    ...created("users", row("u9", { name: "Nobody" })),
  });
  const stake = (registered: boolean) =>
    hub.engine.read((statements) => recordsAtStake(statements, registered));
  assert.deepEqual(stake(false), { records: 5, onlyHere: 6 });
  assert.deepEqual(stake(true), { records: 5, onlyHere: 6 });
  const patients = TABLES.find(({ name }) => name === "patients")?.number ?? 0;
  const risks = TABLES.find(({ name }) => name === "patient_risk_profiles")?.number ?? 0;
  await hub.engine.write((statements) => {
    for (
      const [table, id, state] of [
        [patients, 1, "clean"],
        [patients, 2, "sent"],
        [patients, 3, "clean"],
        [risks, 1, "clean"],
      ]
    ) {
      statements.get(
        "INSERT INTO cloud_row (table_no, hub_row, state, since_ms) VALUES (?, ?, ?, 0)",
      ).run(table ?? 0, id ?? 0, state ?? "");
    }
    statements.get("UPDATE relay_state SET gathered = (SELECT max(hub_stamp) FROM patients)").run();
  });
  // One on its way, unknown tables, what the cloud has no place for, and what was put aside.
  assert.deepEqual(stake(true), { records: 5, onlyHere: 4 });
  assert.deepEqual(stake(false), { records: 5, onlyHere: 6 });
  await hub.push("a", updated("patients", edited(patient("p1"), { surname: "Edited" })));
  // Edited since: not what the cloud has, although nobody has looked yet.
  assert.deepEqual(stake(true), { records: 5, onlyHere: 5 });
});
