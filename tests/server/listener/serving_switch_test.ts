import assert from "node:assert/strict";
import { Drain } from "../../../server/listener/drain.ts";
import { ServingSwitch } from "../../../server/listener/serving_switch.ts";
import { testHub, unlockWith } from "../phone/support/test_hub.ts";

async function switchOf() {
  const hub = await testHub();
  const notes: string[] = [];
  let changes = 0;
  let gate = hub.gate;
  const serving = new ServingSwitch({
    gate: () => gate,
    drain: new Drain({ onChange: () => {} }),
    note: ({ kind }) => notes.push(kind),
    onChange: () => changes++,
  });
  const replaceGate = async () => gate = (await testHub()).gate;
  return { hub, serving, notes, replaceGate, changes: () => changes };
}

Deno.test("ServingSwitch.stop() answers phones 503 until start(), and both are noted once", async () => {
  const { hub, serving, notes, changes } = await switchOf();
  const phone = await hub.admitted();
  assert.equal(serving.stopped, false);
  await serving.stop();
  await serving.stop();
  assert.equal(serving.stopped, true);
  assert.equal((await phone.query("echo", {})).status, 503);
  serving.start();
  serving.start();
  assert.equal(serving.stopped, false);
  assert.equal((await phone.query("echo", {})).status, 200);
  assert.deepEqual(notes, ["serving_stopped", "serving_started"]);
  assert.equal(changes(), 2);
});

Deno.test("ServingSwitch.stop() is refused by a locked hub, and a later unlock serves", async () => {
  const { hub, serving, notes, replaceGate } = await switchOf();
  await serving.stop();
  hub.gate.lock();
  await hub.gate.unlock(unlockWith());
  hub.gate.lock();
  await replaceGate();
  assert.equal(serving.stopped, false, "another unlock has another phone side");
  const locked = await switchOf();
  locked.hub.gate.lock();
  await assert.rejects(locked.serving.stop(), { code: "LOCKED" });
  assert.equal(locked.serving.stopped, false);
  assert.deepEqual(notes, ["serving_stopped"]);
});

Deno.test("ServingSwitch.replaced() leaves stopped what was stopped, and nothing else", async () => {
  const { hub, serving, replaceGate } = await switchOf();
  let gate = await replaceGate();
  serving.replaced(hub.gate);
  assert.ok(!serving.stopped && gate.ready);
  await serving.stop();
  const before = gate;
  gate = await replaceGate();
  serving.replaced(before);
  assert.ok(serving.stopped && !gate.ready);
  serving.start();
  assert.ok(!serving.stopped && gate.ready);
});
