/** Decision 16: what a device comes to see while a series of pages runs. */

import assert from "node:assert/strict";
import { ViewClinic } from "./view_clinic.ts";

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
