import assert from "node:assert/strict";
import { type PhoneLimits, phoneLimits } from "../../../server/phone/phone_limits.ts";
import { Sessions } from "../../../server/phone/sessions.ts";
import { knownDevice, testHub } from "./support/test_hub.ts";
import { TestClock } from "./support/test_clock.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function setUp(limits: Partial<PhoneLimits> = {}) {
  const clock = new TestClock();
  const sessions = new Sessions(clock, phoneLimits(limits));
  let made = 0;
  const add = (deviceId: string) => {
    const key = new Uint8Array(32).fill(++made);
    sessions.add(deviceId, key);
    return key;
  };
  return { clock, sessions, add };
}

const isZero = (key: Uint8Array) => key.every((byte) => byte === 0);

Deno.test("Sessions keeps the newest key for 24 hours after its last use", async () => {
  const { clock, sessions, add } = setUp();
  const key = add("a");
  await clock.advance(23 * HOUR_MS);
  const [session] = sessions.of("a");
  assert.ok(session !== undefined);
  sessions.used(session);
  await clock.advance(24 * HOUR_MS - 1);
  assert.equal(sessions.of("a").length, 1);
  await clock.advance(1);
  assert.equal(sessions.of("a").length, 0);
  assert.ok(isZero(key), "an expired key is zeroed");
});

Deno.test("Sessions keeps a superseded key for 30 minutes, used or not", async () => {
  const { clock, sessions, add } = setUp();
  const older = add("a");
  await clock.advance(HOUR_MS);
  const newer = add("a");
  assert.deepEqual(sessions.of("a").map(({ key }) => key), [newer, older], "newest first");
  await clock.advance(30 * MINUTE_MS - 1);
  const superseded = sessions.of("a")[1];
  assert.ok(superseded !== undefined);
  sessions.used(superseded);
  await clock.advance(1);
  assert.deepEqual(sessions.of("a").map(({ key }) => key), [newer]);
  assert.ok(isZero(older));
});

Deno.test("Sessions keeps at most 64 keys of a device and drops the oldest", () => {
  const { sessions, add } = setUp();
  const keys = Array.from({ length: 65 }, () => add("a"));
  assert.equal(sessions.of("a").length, 64);
  assert.equal(sessions.size, 64);
  assert.deepEqual(keys.map(isZero).indexOf(true), 0);
  assert.equal(keys.filter(isZero).length, 1);
});

Deno.test("Sessions keeps at most 4 096 keys and drops the one superseded longest ago", async () => {
  const { clock, sessions, add } = setUp();
  const firstOfA = add("a");
  const firstOfB = add("b");
  await clock.advance(1);
  const secondOfB = add("b");
  await clock.advance(1);
  add("a");
  for (let i = sessions.size; i < 4096; i++) add(`other-${i}`);
  assert.equal(sessions.size, 4096);
  add("one more");
  assert.equal(sessions.size, 4096);
  assert.ok(isZero(firstOfB), "superseded before the first of a");
  assert.ok(!isZero(firstOfA));
  add("and another");
  assert.ok(isZero(firstOfA));
  assert.ok(!isZero(secondOfB), "newest keys stay");
});

Deno.test("Sessions drops the key unused longest when none is superseded", async () => {
  const { clock, sessions, add } = setUp({ maxKeys: 3 });
  const keys = [add("a"), add("b"), add("c")];
  await clock.advance(1);
  const [a] = sessions.of("a");
  if (a !== undefined) sessions.used(a);
  add("d");
  assert.deepEqual(keys.map(isZero), [false, true, false]);
  assert.equal(sessions.size, 3);
});

Deno.test("Sessions.sweep() zeroes what has expired though nobody asks for it", async () => {
  const { clock, sessions, add } = setUp();
  const keys = [add("a"), add("a"), add("b")];
  await clock.advance(30 * MINUTE_MS);
  sessions.sweep();
  assert.deepEqual(keys.map(isZero), [true, false, false]);
  await clock.advance(24 * HOUR_MS);
  sessions.sweep();
  assert.deepEqual(keys.map(isZero), [true, true, true]);
  assert.equal(sessions.size, 0);
});

Deno.test("Sessions.clear() zeroes every key at once, also those in use", () => {
  const { sessions, add } = setUp();
  const keys = [add("a"), add("a"), add("b")];
  const [session] = sessions.of("a");
  using _lease = session?.lease();
  sessions.clear();
  assert.deepEqual(keys.map(isZero), [true, true, true]);
  assert.equal(session?.wiped, true);
  assert.equal(sessions.size, 0);
  assert.deepEqual(sessions.of("a"), []);
});

Deno.test("Sessions.dropDevice() ends the keys of that device only", () => {
  const { sessions, add } = setUp();
  const keys = [add("a"), add("a"), add("b")];
  sessions.dropDevice("a");
  assert.deepEqual(keys.map(isZero), [true, true, false]);
  assert.equal(sessions.size, 1);
});

Deno.test("Session keeps an expired key until the last request under way is answered", async () => {
  const { clock, sessions, add } = setUp();
  const key = add("a");
  const [session] = sessions.of("a");
  assert.ok(session !== undefined);
  const first = session.lease();
  const second = session.lease();
  await clock.advance(24 * HOUR_MS);
  assert.deepEqual(sessions.of("a"), []);
  assert.ok(!isZero(key));
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assert.ok(!isZero(key), "a lease counts once");
  second[Symbol.dispose]();
  assert.ok(isZero(key));
});

Deno.test("W-R11: overlapping handshakes of one phone keep both keys working", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1")] });
  const phone = hub.phone("phone-1");
  await phone.handshake();
  await phone.login();
  const older = phone.key;
  await phone.handshake();
  const newer = phone.key;
  for (const key of [older, newer, older]) {
    const { status, data } = await phone.query("echo", { n: 1 }, { key });
    assert.equal(status, 200);
    assert.deepEqual(data, { args: { n: 1 }, userId: "user-amal" }, "sealed with the opening key");
  }
  await hub.clock.advance(30 * MINUTE_MS);
  assert.equal((await phone.query("echo", {}, { key: older })).status, 400);
  assert.equal((await phone.query("echo", {}, { key: newer })).status, 200);
});

Deno.test("W-R11: any of 64 keys opens a request, and the answer comes under that key", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const keys: Uint8Array[] = [phone.key];
  while (keys.length < 64) {
    await phone.handshake();
    keys.push(phone.key);
  }
  for (const key of [keys[0], keys[31], keys[63]]) {
    assert.ok(key !== undefined);
    assert.equal((await phone.command("ping", {}, { key })).status, 200);
    assert.deepEqual((await phone.command("ping", {}, { key })).data, { pong: true });
  }
});

Deno.test("a session lives on while it is used", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1")] });
  const phone = hub.phone("phone-1");
  await phone.handshake();
  for (let day = 0; day < 3; day++) {
    await hub.clock.advance(23 * HOUR_MS);
    assert.equal((await phone.command("ping", {})).status, 200);
  }
  await hub.clock.advance(24 * HOUR_MS);
  assert.equal((await phone.command("ping", {})).body["error_code"], "UNKNOWN_SESSION");
});

Deno.test("a call of a device without any session is UNKNOWN_SESSION", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1")] });
  for (const id of ["phone-1", "never seen"]) {
    const { status, body } = await hub.phone(id).command("ping", {});
    assert.equal(status, 409);
    assert.equal(body["error_code"], "UNKNOWN_SESSION");
  }
});
