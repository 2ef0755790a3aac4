/** Decision 16: what a device comes to see while a series of pages runs. */

import assert from "node:assert/strict";
import { resolveConflict } from "../../../../server/sync/attention/resolve_conflict.ts";
import { HUB_WRITER } from "../../../../server/sync/push/apply_push.ts";
import { row } from "../../../support/engine_rows.ts";
import { ViewClinic } from "./view_clinic.ts";

/** A patient is deleted with its records, and the operator brings it back. */
async function deleteAndBringBack({ hub }: ViewClinic, id: string): Promise<void> {
  await hub.push("w", { patients: { deleted: [id] } });
  await hub.engine.write((statements, stamps) => {
    const no = statements.get(
      `INSERT INTO conflict (table_name, row_id, reason, lost, kept, lost_writer, device_no,
         user_id, at_ms) VALUES ('patients', ?, 'ROW_DELETED', '{}', '{"is_deleted":true}', 1, 0,
         '', 0) RETURNING conflict_no`,
    ).value<[number]>(id)?.[0] ?? 0;
    const change = { stamp: stamps.take(), writer: HUB_WRITER, nowMs: 5 };
    resolveConflict(statements, no, "lost", change);
  });
}

Deno.test("growth: a patient who becomes visible while a series runs comes with the next one, before what hangs on it", async () => {
  using clinic = await ViewClinic.open(2);
  await clinic.patient("b", "B");
  const { cursor } = await clinic.drain(0);
  for (const id of ["a1", "a2", "a3"]) await clinic.patient(id, "A");
  await clinic.event("of-b", "b");
  const first = await clinic.pull(cursor);
  assert.deepEqual(clinic.ids(first), ["a1", "a2"]);
  await clinic.grant("B", true);
  const pages: string[][] = [];
  for (let at = first.timestamp; pages.length < 4;) {
    const answer = await clinic.pull(at);
    at = answer.timestamp;
    pages.push(clinic.ids(answer));
  }
  assert.deepEqual(pages.flat().sort(), ["a3", "b", "of-b"]);
  const pageOf = (id: string) => pages.findIndex((ids) => ids.includes(id));
  assert.ok(pageOf("b") <= pageOf("of-b"), JSON.stringify(pages));
});

for (
  const [where, first] of [
    ["before the place where the answer was cut", ["b", "e1"]],
    ["with all that the device lacked of the patient", ["b", "e1", "e2", "new1"]],
  ] as const
) {
  Deno.test(`growth: rows given ${where} come as updated when they are brought back meanwhile`, async () => {
    using clinic = await ViewClinic.open(first.length);
    await clinic.patient("b", "B");
    for (const id of ["e1", "e2"]) await clinic.event(id, "b");
    const { cursor } = await clinic.drain(0);
    for (const id of ["new1", "new2", "new3"]) await clinic.patient(id, "A");
    await clinic.grant("B", true);
    const cut = await clinic.pull(cursor);
    assert.deepEqual(clinic.ids(cut), first);
    // The cursor says so once it is presented; the answer to it is lost.
    await clinic.pull(cut.timestamp);
    await deleteAndBringBack(clinic, "b");
    const { ids } = await clinic.drain(cut.timestamp);
    const isGiven = (id: string) => (first as readonly string[]).includes(id);
    const expected = [
      ...["b", "e1", "e2"].map((id) => isGiven(id) ? `u:${id}` : id),
      ...["new1", "new2", "new3"].filter((id) => !isGiven(id)),
    ];
    assert.deepEqual(ids, expected.sort());
  });
}

Deno.test("growth: rows a series gave before another account went on with it do not come as new", async () => {
  using clinic = await ViewClinic.open(2);
  await clinic.grant("A", true, "v");
  await clinic.patient("b", "B");
  await clinic.store("prescription_items", row("item", { patient_id: "b" }));
  await clinic.store("appointments", row("appointment", { patient_id: "b", clinic_id: "B" }));
  for (const id of ["last1", "last2"]) await clinic.store("prescription_items", row(id, {}));
  let answer = await clinic.pull(0, "v");
  while (!clinic.ids(answer).includes("appointment")) {
    answer = await clinic.pull(answer.timestamp, "v");
  }
  // Somebody logs in who may not see the patient; its item was stored before the appointment.
  const rest = await clinic.drain(answer.timestamp, "u");
  assert.deepEqual(rest.ids, ["last1", "last2"]);
  await clinic.grant("B", true);
  const { ids } = await clinic.drain(rest.cursor);
  assert.deepEqual(ids, ["item", "u:appointment"]);
});
