import assert from "node:assert/strict";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";

/** Puts an earlier content of the database back, as a restore does: in a new epoch. */
async function withCopy(
  engine: TestEngine,
  meanwhile: () => Promise<void>,
): Promise<void> {
  await engine.engine.write(() => {});
  engine.database.writer.checkpoint("TRUNCATE");
  const copy = Deno.readFileSync(engine.path);
  await meanwhile();
  engine.database[Symbol.dispose]();
  Deno.writeFileSync(engine.path, copy);
  engine.restart();
  engine.database.writer.exec("UPDATE hub_clock SET epoch = epoch + 1");
  engine.restart();
}

function created(...rows: Record<string, unknown>[]): unknown {
  return { patients: { created: rows, updated: [], deleted: [] } };
}

Deno.test("SyncEngine.pull() after a restore goes on from a cursor that the copy knows", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", created(patient("p1")));
  const first = await hub.pull("b", 0);
  const second = await hub.pull("b", first.timestamp);
  await withCopy(hub, () => Promise.resolve());
  await hub.push("a", created(patient("p2")));
  const third = await hub.pull("b", second.timestamp);
  assert.deepEqual(idsOf(third, "patients"), { created: ["p2"], updated: [] });
  assert.equal(hub.device("b").aheadSinceMs, null);
});

Deno.test("SyncEngine.pull() after a restore sees that a phone's database went back before it", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const early = await hub.pull("b", 0);
  await hub.push("a", created(patient("p1")));
  const later = await hub.pull("b", early.timestamp);
  assert.deepEqual(idsOf(later, "patients").created, ["p1"]);
  await hub.pull("b", later.timestamp);
  await withCopy(hub, () => Promise.resolve());
  // A copy of the phone's database from before it had p1: it lacks the row.
  const again = await hub.pull("b", early.timestamp);
  assert.deepEqual(idsOf(again, "patients").created, ["p1"]);
});

Deno.test("SyncEngine.pull() after a restore serves a phone that is ahead from its last known cursor", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", created(patient("p1")));
  const first = await hub.pull("b", 0);
  await hub.pull("b", first.timestamp);
  let ahead = 0;
  await withCopy(hub, async () => {
    // What b adds now only b has afterwards, and p1 in a version of its own.
    await hub.push("b", created(patient("p2")));
    await hub.push("b", {
      patients: { created: [], updated: [patient("p1", { surname: "Newer" })], deleted: [] },
    });
    ahead = (await hub.pull("b", first.timestamp)).timestamp;
  });
  let told = 0;
  hub.engine.devices.onAhead = ({ deviceId }) => {
    assert.equal(deviceId, "b");
    told++;
  };
  await hub.push("a", created(patient("p3")));
  const pull = await hub.pull("b", ahead);
  // p1 is not sent: the phone's own version is newer than the copy's.
  assert.deepEqual(idsOf(pull, "patients"), { created: ["p3"], updated: [] });
  assert.notEqual(hub.device("b").aheadSinceMs, null);
  await hub.pull("b", ahead);
  assert.equal(told, 1);
  // Saved again on the phone, the row the hub lacks is stored whole.
  const { timestamp } = await hub.pull("b", pull.timestamp);
  await hub.push("b", {
    patients: { created: [], updated: [patient("p2", { phone: "7" })], deleted: [] },
  }, { cursor: timestamp });
  await hub.admit("c");
  const other = await hub.pull("c", 0);
  const rows = other.changes.patients?.created ?? [];
  assert.deepEqual(rows.map(({ id }) => id).sort(), ["p1", "p2", "p3"]);
  assert.equal(rows.find(({ id }) => id === "p2")?.phone, "7");
  assert.equal(hub.device("b").aheadSinceMs, null);
});
