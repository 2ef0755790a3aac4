/** Decisions 10 and 16: what was withheld from a device it has not seen, whatever its cursor. */

import assert from "node:assert/strict";
import { conflicts, edited, stored, updated } from "../../../support/engine_rows.ts";
import { patient } from "../../../support/open_engine.ts";
import { ViewClinic } from "../scope/view_clinic.ts";

Deno.test("merge: a change that was withheld from the device conflicts with its edit, though its cursor is past it", async () => {
  using clinic = await ViewClinic.open();
  const { hub } = clinic;
  await clinic.patient("p", "A");
  const { timestamp } = await clinic.pull(0);
  await clinic.grant("A", false);
  await clinic.patient("p", "A", { phone: "theirs", camp: "theirs" });
  const { cursor } = await clinic.drain(timestamp);
  const held = patient("p", { primary_clinic_id: "A" });
  await hub.push("d", updated("patients", edited(held, { phone: "mine" })), { cursor });
  const kept = stored(hub, "patients", "p");
  assert.deepEqual([kept?.phone, kept?.camp], ["mine", "theirs"]);
  assert.deepEqual(conflicts(hub), [["p", "phone", "BOTH_CHANGED", "theirs", "mine"]]);
});

Deno.test("merge: a deletion over a record of the patient that was withheld from the device is on record", async () => {
  using clinic = await ViewClinic.open();
  const { hub } = clinic;
  await clinic.patient("p", "A");
  await clinic.event("seen", "p");
  const { timestamp } = await clinic.pull(0);
  await clinic.grant("A", false);
  await clinic.event("unseen", "p");
  await clinic.event("seen", "p", { event_type: "theirs" });
  const { cursor } = await clinic.drain(timestamp);
  const held = patient("p", { primary_clinic_id: "A" });
  await hub.push("d", updated("patients", edited(held, { is_deleted: true })), { cursor });
  const lost = conflicts(hub).map(([id, , reason]) => [id, reason]);
  assert.deepEqual(lost.sort(), [
    ["seen", "DELETED_WITH_CHANGES"],
    ["unseen", "DELETED_WITH_CHANGES"],
  ]);
});
