/** Decision 11: a column that the phone does not mark as edited, and nobody else has changed. */

import assert from "node:assert/strict";
import { conflicts, created, row, stored, updated } from "../../../support/engine_rows.ts";
import { patient, TestEngine } from "../../../support/open_engine.ts";

Deno.test("merge: a value the phone replaces without marking it is stored, and the one before is on record", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", created("patients", patient("p", { phone: "1", camp: "" })));
  const unmarked = patient("p", { phone: "2", camp: "B", _status: "updated", _changed: "" });
  for (let time = 0; time < 2; time++) await hub.push("a", updated("patients", unmarked));
  const kept = stored(hub, "patients", "p");
  assert.deepEqual([kept?.phone, kept?.camp], ["2", "B"]);
  // What was empty before is no loss.
  assert.deepEqual(conflicts(hub), [["p", "phone", "NOT_MARKED", "1", "2"]]);
});

Deno.test("merge: a quantity the phone does not mark as counted is not taken, and is on record", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const place = { clinic_id: "c", drug_id: "d", batch_id: "b" };
  const stock = row("s", { ...place, quantity_available: 100, reserved_quantity: 0 });
  const item = row("i", { drug_id: "d", quantity_prescribed: 30, quantity_dispensed: 0 });
  await hub.push("a", {
    ...created("clinic_inventory", stock),
    ...created("prescription_items", item),
  });
  const record = row("r", { ...place, prescription_item_id: "i", quantity_dispensed: 7 });
  await hub.push("a", created("dispensing_records", record));
  await hub.pull("b", (await hub.pull("b", 0)).timestamp);
  // All rows of a copy of its database from before: nothing says that it is one.
  const asBefore = { _status: "synced", _changed: "" };
  for (let time = 0; time < 2; time++) {
    await hub.push("b", {
      ...updated("clinic_inventory", { ...stock, reserved_quantity: 3, ...asBefore }),
      ...updated("prescription_items", { ...item, ...asBefore }),
    });
  }
  const left = stored(hub, "clinic_inventory", "s");
  assert.deepEqual([left?.quantity_available, left?.reserved_quantity], [93, 3]);
  assert.equal(stored(hub, "prescription_items", "i")?.quantity_dispensed, 7);
  assert.deepEqual(conflicts(hub).map(([id, column, reason]) => [id, column, reason]), [
    ["s", "quantity_available", "ALREADY_REPLACED"],
    ["s", "reserved_quantity", "NOT_MARKED"],
    ["i", "quantity_dispensed", "ALREADY_REPLACED"],
  ]);
});
