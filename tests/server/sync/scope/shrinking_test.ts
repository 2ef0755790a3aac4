/** Decision 16 and 17: nothing is recalled, nothing more is sent, and deletions reach who saw. */

import assert from "node:assert/strict";
import { row } from "../../../support/engine_rows.ts";
import { ViewClinic } from "./view_clinic.ts";

Deno.test("shrinking: after a permission is taken away nothing is recalled and nothing more is sent", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.event("e", "a");
  const first = await clinic.pull(0);
  await clinic.grant("A", false);
  await clinic.patient("a", "A", { phone: "secret" });
  await clinic.event("e2", "a");
  const second = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(second), []);
  for (const { deleted } of Object.values(second.changes)) assert.deepEqual(deleted, []);
  assert.deepEqual(clinic.ids(await clinic.pull(0)), []);
});

Deno.test("shrinking: what was changed meanwhile comes in its present version when the permission is back", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.event("e", "a");
  const first = await clinic.pull(0);
  await clinic.grant("A", false);
  await clinic.patient("a", "A", { phone: "new" });
  await clinic.event("e2", "a");
  const second = await clinic.pull(first.timestamp);
  const third = await clinic.pull(second.timestamp);
  await clinic.grant("A", true);
  const answer = await clinic.pull(third.timestamp);
  assert.deepEqual(clinic.ids(answer), ["e2", "u:a"]);
  assert.equal(answer.changes.patients?.updated[0]?.phone, "new");
});

Deno.test("shrinking: the operator sees that a device lost a clinic", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  const first = await clinic.pull(0);
  assert.equal(clinic.hub.device("d").scopeShrunkMs, null);
  await clinic.grant("A", false);
  await clinic.pull(first.timestamp);
  assert.ok(clinic.hub.device("d").scopeShrunkMs !== null, "nobody is told");
});

for (const [table, link] of [["visits", "clinic_id"], ["appointments", "clinic_id"]] as const) {
  Deno.test(`shrinking: the deletion of the last of ${table} reaches the device that saw the patient only by it`, async () => {
    using clinic = await ViewClinic.open();
    await clinic.patient("b", "B");
    await clinic.store(table, row("link", { patient_id: "b", [link]: "A" }));
    const first = await clinic.pull(0);
    assert.deepEqual(clinic.ids(first), ["b", "link"]);
    await clinic.hub.push("w", { [table]: { deleted: ["link"] } });
    assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), ["u:link"]);
  });
}

Deno.test("shrinking: the deletion of a patient seen only by a visit reaches the device, with the visit's", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("b", "B");
  await clinic.store("visits", row("link", { patient_id: "b", clinic_id: "A" }));
  await clinic.event("e", "b");
  const first = await clinic.pull(0);
  await clinic.hub.push("w", { patients: { deleted: ["b"] } });
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), ["u:b", "u:e", "u:link"]);
});

Deno.test("shrinking: what is deleted while the scope is gone is told when it is back", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.event("e", "a");
  const first = await clinic.pull(0);
  await clinic.grant("A", false);
  await clinic.hub.push("w", { events: { deleted: ["e"] } });
  const second = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(second), []);
  await clinic.grant("A", true);
  assert.deepEqual((await clinic.drain(second.timestamp)).ids, ["u:e"]);
});

Deno.test("shrinking: a row that moves to a patient out of sight is not sent, and comes when it is back", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.patient("b", "B");
  await clinic.event("e", "a");
  const first = await clinic.pull(0);
  await clinic.event("e", "b", { event_type: "there" });
  const second = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(second), []);
  await clinic.event("e", "a", { event_type: "back" });
  assert.deepEqual((await clinic.drain(second.timestamp)).ids, ["u:e"]);
});

Deno.test("shrinking: a user without any permission gets reference tables and what is everyone's", async () => {
  using clinic = await ViewClinic.open();
  await clinic.addUser("x");
  await clinic.patient("a", "A");
  await clinic.patient("n", null);
  await clinic.store("clinic_inventory", row("i", { clinic_id: "A" }), row("j", {}));
  await clinic.hub.engine.write((statements, stamps) => {
    const stamp = stamps.take();
    statements.get(
      `INSERT INTO clinics (id, name, hub_first_stamp, hub_first_writer, hub_stamp, hub_writer,
         hub_send_back) VALUES ('A', 'North', ?, 2, ?, 2, 0)`,
    ).run(stamp, stamp);
  });
  assert.deepEqual(clinic.ids(await clinic.pull(0, "x")), ["A", "j", "n"]);
});

Deno.test("shrinking: a user that is gone sees nothing of any patient's clinic", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  assert.deepEqual(clinic.ids(await clinic.pull(0, "nobody")), []);
});
