import assert from "node:assert/strict";
import { HandshakeLimits } from "../../../server/phone/handshake_limits.ts";
import { TestClock } from "./support/test_clock.ts";

Deno.test("HandshakeLimits.count() slides: the oldest handshake makes room for the next", async () => {
  const clock = new TestClock();
  const limits = new HandshakeLimits(clock, 2);
  limits.count("a");
  await clock.advance(30_000);
  limits.count("a");
  assert.throws(() => limits.count("a"), { code: "TOO_MANY", retryAfterSeconds: 30 });
  await clock.advance(30_000);
  limits.count("a");
  assert.throws(() => limits.count("a"), { code: "TOO_MANY", retryAfterSeconds: 30 });
  limits.count("b");
});

Deno.test("HandshakeLimits remembers a bounded number of addresses, the quiet ones not at all", async () => {
  const clock = new TestClock();
  const limits = new HandshakeLimits(clock, 2);
  for (let i = 0; i < 3_000; i++) limits.count(`${i}`);
  assert.equal(limits.size, 1_024);
  await clock.advance(60_000);
  limits.sweep();
  assert.equal(limits.size, 0);
});
