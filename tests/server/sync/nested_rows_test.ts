/** B2: a value nested without end blocks neither its device nor others. */

import assert from "node:assert/strict";
import { patient, TestEngine } from "../../support/open_engine.ts";
import { aside, created, edited, idsIn, row, stored, updated } from "../../support/engine_rows.ts";

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

async function twoDevices() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

for (const levels of [101, 1_001, 100_000]) {
  Deno.test(`push() of a value nested ${levels} deep in an unknown table lets every device pull`, async () => {
    using hub = await twoDevices();
    await hub.push("a", created("labs", row("deep", { value: nested(levels) }), row("flat")));
    assert.deepEqual(aside(hub), [["labs", "deep", "BAD_VALUE", null]]);
    await hub.push("b", created("labs", row("other")));
    assert.deepEqual(idsIn(await hub.pull("b", 0), "labs"), ["flat"]);
    assert.deepEqual(idsIn(await hub.pull("a", 0), "labs"), ["other"]);
  });

  Deno.test(`push() puts a dispensing record aside whose values are nested ${levels} deep`, async () => {
    using hub = await twoDevices();
    for (const name of ["quantity_dispensed", "clinic_id", "drug_id", "batch_id"]) {
      const place = { clinic_id: "c", drug_id: "d", quantity_dispensed: 1 };
      const record = row(name, { ...place, [name]: nested(levels) });
      await hub.push("a", {
        ...created("dispensing_records", record),
        ...created("labs", row("l")),
      });
    }
    assert.deepEqual(aside(hub).map(([, , reason]) => reason), Array(4).fill("BAD_VALUE"));
  });

  Deno.test(`push() takes a later version of a row put aside with a value nested ${levels} deep`, async () => {
    using hub = await twoDevices();
    const deep = { unheard_of: nested(levels), metadata: nested(levels) };
    await hub.push("a", created("patients", patient("p", deep)));
    await hub.push("a", updated("patients", edited(patient("p"), { phone: "5" })));
    assert.equal(stored(hub, "patients", "p")?.phone, "5");
    assert.deepEqual(aside(hub), [["patients", "p", "BAD_VALUE", "superseded"]]);
  });
}

Deno.test("push() keeps values nested as deep as forms are", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("labs", row("l", { value: nested(90) })));
  await hub.push("b", created("labs", row("m")));
  const { changes } = await hub.pull("b", 0);
  assert.deepEqual(changes.labs?.created[0]?.value, nested(90));
  assert.deepEqual(aside(hub), []);
});
