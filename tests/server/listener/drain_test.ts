import assert from "node:assert/strict";
import { Drain } from "../../../server/listener/drain.ts";
import type { PhoneGate } from "../../../server/phone/mod.ts";

/** A phone side with some requests under way that end when a test says so. */
function gateWith(phones: number, requests: number) {
  const ended = Promise.withResolvers<boolean>();
  const gate = {
    underWay: { phones, requests },
    drain: (timeoutMs: number) => {
      asked.push(timeoutMs);
      return requests === 0 ? Promise.resolve(true) : ended.promise;
    },
  };
  const asked: number[] = [];
  return { gate: gate as unknown as PhoneGate, asked, end: (all: boolean) => ended.resolve(all) };
}

Deno.test("Drain.run() tells what is under way until it has ended", async () => {
  let changes = 0;
  const drain = new Drain({ onChange: () => changes++, deadlineMs: 60_000 });
  const { gate, asked, end } = gateWith(2, 3);
  const running = drain.run(gate);
  const { untilMs, ...status } = drain.status ?? { untilMs: 0 };
  assert.deepEqual(status, { phones: 2, requests: 3 });
  assert.ok(untilMs > Date.now() + 50_000);
  assert.deepEqual(asked, [60_000]);
  end(true);
  assert.equal(await running, true);
  assert.equal(drain.status, null);
  assert.equal(changes, 2);
});

Deno.test("Drain.run() says nothing when nothing is under way", async () => {
  let changes = 0;
  const drain = new Drain({ onChange: () => changes++ });
  assert.equal(await drain.run(gateWith(0, 0).gate), true);
  assert.equal(changes, 0);
});

Deno.test("Drain.hurry() ends the wait, and lets no later one begin", async () => {
  const drain = new Drain({ onChange: () => {} });
  const running = drain.run(gateWith(1, 1).gate);
  drain.hurry();
  assert.equal(await running, false);
  assert.equal(await drain.run(gateWith(1, 1).gate), false);
});
