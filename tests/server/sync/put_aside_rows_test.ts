/** Phones rules 1 and 3: what a row that was not stored says about the device that sent it. */

import assert from "node:assert/strict";
import { readAttention } from "../../../server/sync/attention/attention.ts";
import { idsOf, TestEngine } from "../../support/open_engine.ts";
import { created, edited, idsIn, row, updated } from "../../support/engine_rows.ts";

async function twoDevices() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

Deno.test("push() of a row that is put aside says that the device has it: it comes back in updated", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("events", row("e", { event_type: "a" })));
  // The database of "b" came from elsewhere: its cursor does not say that it holds the row.
  await hub.push("b", updated("events", edited(row("e"), { event_type: 5 })));
  const { created: asNew, updated: asHeld } = idsOf(await hub.pull("b", 0), "events");
  assert.deepEqual([asNew, asHeld], [[], ["e"]]);
  // Also once others have changed it.
  await hub.push("a", updated("events", edited(row("e"), { event_type: "more" })));
  assert.deepEqual(idsOf(await hub.pull("b", 0), "events").updated, ["e"]);
  hub.restart();
  assert.deepEqual(idsOf(await hub.pull("b", 0), "events").updated, ["e"]);
});

Deno.test("push() of nothing but deletions opens no table to the device", async () => {
  using hub = await twoDevices();
  const rows = {
    ...created("labs", row("l")),
    ...created("patient_risk_profiles", row("r", { kind: "k" })),
  };
  await hub.push("a", rows);
  const deletions = { labs: { deleted: ["x"] }, patient_risk_profiles: { deleted: ["y"] } };
  await hub.push("b", deletions);
  for (const table of Object.keys(deletions)) {
    assert.deepEqual(idsIn(await hub.pull("b", 0), table), [], table);
  }
});

Deno.test("push() that stores a row names the phone whose earlier version was put aside", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("events", { ...row("e", { event_type: "a" }), visit_id: 5 }));
  await hub.push("b", created("events", row("e", { event_type: "b" })));
  const { conflicts } = hub.engine.read((statements) => readAttention(statements, 10));
  assert.deepEqual(conflicts.map(({ lostBy }) => lostBy), ["a"]);
});
