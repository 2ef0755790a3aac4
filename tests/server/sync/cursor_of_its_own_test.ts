/** Decision 13: a cursor of the phone's own making that the hub's clock comes to later. */

import assert from "node:assert/strict";
import { created } from "../../support/engine_rows.ts";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";

const WALL_MS = 1_790_000_000_000;

Deno.test("a cursor that a device made up, and is given later after all, stands for what came with it", async () => {
  using hub = new TestEngine({ time: { wallMs: () => WALL_MS, steadyMs: () => 0 } });
  for (const name of ["a", "b"]) await hub.admit(name);
  const { timestamp } = await hub.pull("a", 0);
  const madeUp = timestamp + 20;
  await hub.pull("a", madeUp);
  await hub.push("a", created("patients", patient("own")));
  await hub.push("b", created("patients", patient("p")));
  let cursor = timestamp;
  while (cursor < madeUp) cursor = (await hub.pull("a", cursor)).timestamp;
  assert.equal(cursor, madeUp);
  for (const restart of [false, true]) {
    await hub.engine.write(() => {});
    if (restart) hub.restart();
    const answer = await hub.pull("a", madeUp);
    assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: [] }, `${restart}`);
  }
});
