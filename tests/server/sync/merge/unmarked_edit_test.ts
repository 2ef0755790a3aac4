/** Decision 11: a column that the phone does not mark as edited, and nobody else has changed. */

import assert from "node:assert/strict";
import { conflicts, created, stored, updated } from "../../../support/engine_rows.ts";
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
