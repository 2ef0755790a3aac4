/** Decision 11: a push that is repeated, in tables the hub does not know, and after a decision. */

import assert from "node:assert/strict";
import { Conflicts } from "../../../../server/sync/merge/conflicts.ts";
import { TestEngine } from "../../../support/open_engine.ts";
import { conflicts, created, edited, row, stored, updated } from "../../../support/engine_rows.ts";

Deno.test("merge: the same push again, with another's edit between, changes nothing in an unknown table", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const lab = row("l", { value: "first" });
  await hub.push("b", created("labs", lab));
  const push = updated("labs", edited(lab, { value: "a" }));
  await hub.push("a", push); // its answer is lost
  await hub.push("b", updated("labs", edited(lab, { value: "b" })), {
    cursor: hub.engine.clock.last,
  });
  const before = conflicts(hub).length;
  await hub.push("a", push);
  const [data] = hub.database.reader.prepare("SELECT data FROM other_row").value<[string]>() ?? [];
  assert.equal(JSON.parse(data ?? "{}").value, "b");
  assert.deepEqual(conflicts(hub).slice(before), [["l", "value", "ALREADY_REPLACED", "a", "b"]]);
});

Deno.test("merge: a push that makes and deletes the same row leaves it deleted, however often it comes", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const both = { created: [row("r", { patient_id: "p" })], updated: [], deleted: ["r"] };
  for (const round of ["first", "second"]) {
    await hub.push("a", { visits: both, labs: both });
    const [data] = hub.database.reader.prepare("SELECT data FROM other_row").value<[string]>() ??
      [];
    assert.equal(JSON.parse(data ?? "{}").is_deleted, true, round);
    assert.equal(stored(hub, "visits", "r")?.is_deleted, 1, round);
  }
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("merge: a row that does not say whether it is deleted lives, and is the same when it comes again", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const visit = row("v", { patient_id: "p", is_deleted: null });
  await hub.push("a", created("visits", visit));
  const before = stored(hub, "visits", "v");
  assert.equal(before?.is_deleted, 0);
  await hub.push("a", created("visits", visit));
  assert.deepEqual(stored(hub, "visits", "v"), before);
});

Deno.test("Conflicts.add() writes an open record once, and again when it was decided", async () => {
  using hub = new TestEngine();
  const about = { table: "visits", rowId: "v", column: "notes", reason: "BOTH_CHANGED" } as const;
  const add = () =>
    hub.engine.write((statements) =>
      new Conflicts(statements, { deviceNo: 1, userId: "u", nowMs: 1 })
        .add({ ...about, lost: "a", kept: "b", lostWriter: 1 })
    );
  await add();
  await add();
  assert.equal(conflicts(hub).length, 1);
  hub.database.writer.exec("UPDATE conflict SET resolution = 'kept'");
  await add();
  assert.equal(conflicts(hub).length, 2);
});
