import assert from "node:assert/strict";
import { type PhoneEvent, PhoneEvents } from "../../../server/phone/phone_events.ts";
import { TestClock } from "./support/test_clock.ts";

function setUp() {
  const clock = new TestClock();
  const told: PhoneEvent[] = [];
  return { clock, told, events: new PhoneEvents(clock, (event) => told.push(event)) };
}

Deno.test("PhoneEvents tells the same notice at most once a minute", async () => {
  const { clock, told, events } = setUp();
  for (let i = 0; i < 100; i++) events.notice({ code: "BODY_TOO_LARGE", deviceId: "a" });
  events.notice({ code: "BODY_TOO_LARGE", deviceId: "b" });
  events.notice({ code: "HANDSHAKE_LIMIT", deviceId: "a" });
  assert.equal(told.length, 3);
  await clock.advance(59_999);
  events.notice({ code: "BODY_TOO_LARGE", deviceId: "a" });
  assert.equal(told.length, 3);
  await clock.advance(1);
  events.notice({ code: "BODY_TOO_LARGE", deviceId: "a" });
  assert.equal(told.length, 4);
});

Deno.test("PhoneEvents tells every step of a device", () => {
  const { told, events } = setUp();
  const step = { type: "device_waiting", deviceId: "a", name: "x", address: "y" } as const;
  for (let i = 0; i < 3; i++) events.device({ ...step, userId: null });
  assert.equal(told.length, 3);
});

Deno.test("PhoneEvents remembers a bounded number of notices", () => {
  const { told, events } = setUp();
  for (let i = 0; i < 1_000; i++) events.notice({ code: "HANDSHAKE_LIMIT", address: `${i}` });
  events.notice({ code: "HANDSHAKE_LIMIT", address: "999" });
  assert.equal(told.length, 1_000);
  events.notice({ code: "HANDSHAKE_LIMIT", address: "0" });
  assert.equal(told.length, 1_001, "forgotten, so told again");
});
