/** Decision 13: cursors of a database that is gone, foreign ones that come again, and replays. */

import assert from "node:assert/strict";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";
import { created, edited, row, updated } from "../../support/engine_rows.ts";

Deno.test("pull() does not hold the cursors of a database that is gone against the new one", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "writer"]) await hub.admit(name);
  await hub.push("writer", created("patients", patient("p"), patient("q")));
  await hub.push("writer", created("events", row("e", { patient_id: "p" })));
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
  await hub.pull("a", 0);
  await hub.push("writer", updated("events", edited(row("e"), { patient_id: "q" })));
  // The answer before was lost: it still holds nothing.
  assert.deepEqual(idsOf(await hub.pull("a", 0), "events").created, ["e"]);
});

Deno.test("pull() with a foreign cursor again knows what the device had sent before it first came", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const foreign = 4_000_000_000_000;
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
  const { timestamp } = await hub.pull("a", hub.device("a").presented);
  await hub.push("a", created("patients", patient("own")));
  await hub.pull("a", timestamp);
  const { timestamp: later } = await hub.pull("a", foreign);
  await hub.pull("a", later);
  assert.deepEqual(idsOf(await hub.pull("a", foreign), "patients").created, []);
});

Deno.test("pull() of an earlier cursor that is a replay does not make the device's database go back", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const first = (await hub.pull("a", 0)).timestamp;
  const { timestamp } = await hub.pull("a", first);
  await hub.push("a", created("patients", patient("p")));
  await hub.pull("a", timestamp);
  await hub.pull("a", first, true);
  await hub.push("b", updated("patients", patient("p", { phone: "1" })));
  assert.deepEqual(idsOf(await hub.pull("a", timestamp), "patients"), {
    created: [],
    updated: ["p"],
  });
});

Deno.test("pull() from 0 that is a replay does not make an empty database of the device's", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
  await hub.push("a", created("patients", patient("own")));
  const { presented } = hub.device("a");
  await hub.pull("a", 0, true);
  assert.equal(hub.device("a").presented, presented);
  assert.deepEqual(idsOf(await hub.pull("a", presented), "patients"), { created: [], updated: [] });
});

for (const when of ["in the same pull", "later"]) {
  Deno.test(`pull() does not hold cursors that are on disk against a new database: a row moved before, seen ${when}`, async () => {
    using hub = new TestEngine();
    for (const name of ["a", "writer"]) await hub.admit(name);
    await hub.push("writer", created("patients", patient("p"), patient("q")));
    await hub.push("writer", created("events", row("e", { patient_id: "p" })));
    await hub.pull("a", (await hub.pull("a", 0)).timestamp);
    await hub.engine.write(() => {});
    if (when === "later") await hub.pull("a", 0);
    await hub.push("writer", updated("events", edited(row("e"), { patient_id: "q" })));
    assert.deepEqual(idsOf(await hub.pull("a", 0), "events").created, ["e"]);
  });
}

Deno.test("pull() from 0 sends own rows although the hub restarted twice, before and after the cursor was shown", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const first = await hub.pull("a", 0);
  await hub.push("a", created("patients", patient("p")));
  hub.restart();
  await hub.pull("a", first.timestamp);
  hub.restart();
  assert.deepEqual(idsOf(await hub.pull("a", 0), "patients").created, ["p"]);
});

Deno.test("pull() with an earlier cursor counts from those the hub gave, not from foreign ones between", async () => {
  let nowMs = 1_790_000_000_000;
  const time = { wallMs: () => nowMs, steadyMs: () => nowMs };
  using hub = new TestEngine({ time });
  await hub.admit("a");
  const { timestamp: first } = await hub.pull("a", 0);
  nowMs += 1_000;
  await hub.push("a", created("patients", patient("own")));
  const { timestamp: second } = await hub.pull("a", first);
  await hub.pull("a", first + 500);
  await hub.pull("a", second);
  await hub.engine.write(() => {});
  // Back to the copy with which it had pushed.
  assert.deepEqual(idsOf(await hub.pull("a", first), "patients").created, []);
});
