/** Decision 10: what a device has seen whose last page was cut. */

import assert from "node:assert/strict";
import { type Answer, patient, TestEngine } from "../../../support/open_engine.ts";
import {
  conflicts,
  created,
  edited,
  idsIn,
  row,
  stored,
  updated,
} from "../../../support/engine_rows.ts";

/** Device "a" holds patient `p`; three new ones and a change of `p` by "b" wait for it. */
async function cutAmongNew(): Promise<{ hub: TestEngine; page: Answer }> {
  const hub = new TestEngine({ limits: { maxRows: 2, maxBytes: 0 } });
  for (const name of ["a", "b"]) await hub.admit(name);
  await hub.push("b", created("patients", patient("p")));
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
  await hub.push("b", updated("patients", edited(patient("p"), { phone: "b" })));
  await hub.push("b", created("patients", ...["q", "r", "s"].map((id) => patient(id))));
  const page = await hub.pull("a", hub.device("a").presented);
  assert.deepEqual(idsIn(page, "patients"), ["q", "r"]);
  return { hub, page };
}

Deno.test("merge: a row held before a series that was cut among new rows has been seen as it was before", async () => {
  const { hub, page } = await cutAmongNew();
  using _ = hub;
  await hub.pull("a", page.timestamp);
  const edit = updated("patients", edited(patient("p"), { phone: "a" }));
  await hub.push("a", edit, { cursor: page.timestamp });
  assert.equal(stored(hub, "patients", "p")?.phone, "a");
  assert.deepEqual(conflicts(hub), [["p", "phone", "BOTH_CHANGED", "b", "a"]]);
});

Deno.test("merge: a new row of a table that the cut series has not reached has not been seen", async () => {
  const { hub, page } = await cutAmongNew();
  using _ = hub;
  await hub.push("b", created("visits", row("v", { provider_name: "b" })));
  const before = edited(row("v"), { provider_name: "a" });
  await hub.push("a", updated("visits", before), { cursor: page.timestamp });
  assert.deepEqual(conflicts(hub), [["v", "provider_name", "BOTH_CHANGED", "b", "a"]]);
});

Deno.test("merge: a row of its own that others changed, and the cut series has not reached, has not been seen", async () => {
  using hub = new TestEngine({ limits: { maxRows: 2, maxBytes: 0 } });
  for (const name of ["a", "b"]) await hub.admit(name);
  await hub.push("b", created("patients", patient("held")));
  const { timestamp } = await hub.pull("a", 0);
  await hub.push("b", created("patients", ...["q", "r", "s"].map((id) => patient(id))));
  await hub.push("a", created("patients", patient("own")), { cursor: timestamp });
  await hub.push("b", updated("patients", edited(patient("own"), { phone: "b" })));
  const page = await hub.pull("a", timestamp);
  assert.deepEqual(idsIn(page, "patients"), ["q", "r"]);
  const edit = updated("patients", edited(patient("own"), { phone: "a" }));
  await hub.push("a", edit, { cursor: page.timestamp });
  assert.deepEqual(conflicts(hub).at(-1), ["own", "phone", "BOTH_CHANGED", "b", "a"]);
});

Deno.test("merge: who changed a row last is sent back where it is not taken", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const whole = patient("p", { last_modified_by: "first" });
  await hub.push("b", created("patients", whole));
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
  const { presented } = hub.device("a");
  await hub.push(
    "b",
    updated("patients", edited(whole, { phone: "b", last_modified_by: "second" })),
  );
  await hub.push("a", updated("patients", edited(whole, { camp: "a" })), { cursor: presented });
  assert.equal(stored(hub, "patients", "p")?.last_modified_by, "second");
  const { changes } = await hub.pull("a", hub.device("a").presented);
  assert.equal(changes.patients?.updated[0]?.last_modified_by, "second");
  // Also to a device that has seen the other change but not who made it.
  await hub.pull("a", (await hub.pull("a", hub.device("a").presented)).timestamp);
  const silent = { ...whole, phone: "b", camp: "a", last_modified_by: null };
  await hub.push("a", updated("patients", edited(silent, { hometown: "x" })));
  assert.equal(stored(hub, "patients", "p")?.last_modified_by, "second");
  const after = await hub.pull("a", hub.device("a").presented);
  assert.equal(after.changes.patients?.updated[0]?.last_modified_by, "second");
});

for (
  const [how, edit] of [["beside another that was taken", { camp: "a" }], ["alone", {}]] as const
) {
  Deno.test(`merge: where a value was kept ${how}, only a cursor beyond the row sent back proves that it was seen`, async () => {
    using hub = new TestEngine();
    for (const name of ["a", "b"]) await hub.admit(name);
    const whole = patient("p");
    await hub.push("b", created("patients", whole));
    await hub.pull("a", (await hub.pull("a", 0)).timestamp);
    const { presented: before } = hub.device("a");
    await hub.push("b", updated("patients", edited(whole, { phone: "b" })));
    const { timestamp: after } = await hub.pull("a", before);
    // Typed while the push before was in flight: it travels without a mark.
    const silent = { ...whole, phone: "silent" };
    await hub.push("a", updated("patients", edited(silent, edit)), { cursor: before });
    await hub.push("a", updated("patients", edited(silent, { hometown: "a" })), { cursor: after });
    assert.equal(stored(hub, "patients", "p")?.phone, "b");
  });
}
