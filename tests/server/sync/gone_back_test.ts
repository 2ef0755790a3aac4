/** Phones that were copied, restored, reinstalled or cut off at a bad moment (rule 13). */

import assert from "node:assert/strict";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";

function created(...rows: Record<string, unknown>[]) {
  return { patients: { created: rows, updated: [], deleted: [] } };
}

Deno.test("pull() knows a row sent right after the database went back, also after a restart", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const first = await hub.pull("a", 0);
  const second = await hub.pull("a", first.timestamp);
  await hub.push("a", created(patient("p")));
  await hub.pull("a", second.timestamp);
  await hub.pull("a", first.timestamp); // a copy of the phone is put back
  await hub.push("a", created(patient("p", { given_name: "again" })));
  await hub.push("b", created(patient("p", { given_name: "by b" })));
  hub.restart();
  const answer = await hub.pull("a", first.timestamp);
  assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["p"] });
});

Deno.test("pull() remembers a cursor that was given and shown only long afterwards", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const first = await hub.pull("a", 0);
  const copied = await hub.pull("a", first.timestamp); // the phone is copied with this cursor
  await hub.push("b", created(patient("p")));
  const again = await hub.pull("a", 0); // reinstalled with the same id
  await hub.pull("a", again.timestamp);
  await hub.engine.write(() => {});
  const answer = await hub.pull("a", copied.timestamp); // and the copy is put back
  assert.deepEqual(idsOf(answer, "patients").created, ["p"]);
});

Deno.test("pull() sends own rows again when a copy from before an unfinished sync is put back", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const first = await hub.pull("a", 0);
  const copied = await hub.pull("a", first.timestamp);
  await hub.pull("a", copied.timestamp);
  await hub.push("a", created(patient("p"))); // the app dies before it keeps its cursor
  const retried = await hub.pull("a", copied.timestamp);
  await hub.pull("a", retried.timestamp);
  await hub.engine.write(() => {});
  const answer = await hub.pull("a", copied.timestamp);
  assert.deepEqual(idsOf(answer, "patients").created, ["p"]);
});

Deno.test("pull() from 0 sends own rows although a crash came right after the cursor was shown", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const first = await hub.pull("a", 0);
  await hub.push("a", created(patient("p")));
  await hub.pull("a", first.timestamp);
  hub.restart();
  assert.deepEqual(idsOf(await hub.pull("a", 0), "patients").created, ["p"]);
});

Deno.test("pull() sends everything as new to a phone that was cleared while its long push was stored", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const first = await hub.pull("a", 0);
  await hub.pull("a", first.timestamp);
  const rows = Array.from({ length: 1_500 }, (_, at) => patient(`p${at}`));
  await hub.push("b", created(...rows));
  let isStored = false;
  // A forced upload of what the last answer brought. It rests after the first thousand rows.
  const push = hub.push("a", created(...rows)).then(() => isStored = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  const pull = hub.pull("a", 0);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  assert.equal(hub.device("a").sentTakenBackAfter, 0, "the pull has not been seen");
  assert.equal(isStored, false, "the push was stored before the pull");
  await push;
  assert.equal(idsOf(await pull, "patients").created.length, rows.length);
  // That answer was lost.
  assert.equal(idsOf(await hub.pull("a", 0), "patients").created.length, rows.length);
});
