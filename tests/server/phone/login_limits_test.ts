import assert from "node:assert/strict";
import { LoginLimits, type LoginTurn } from "../../../server/phone/login_limits.ts";
import type { Notice } from "../../../server/phone/phone_events.ts";
import { type PhoneLimits, phoneLimits } from "../../../server/phone/phone_limits.ts";
import { WireError } from "../../../server/wire/mod.ts";
import { settle, TestClock } from "./support/test_clock.ts";

const HOUR_MS = 3_600_000;
const AMAL = { email: "amal@clinic.example", deviceId: "phone-1", passwordHash: "hash" };

function setUp(chosen: Partial<PhoneLimits> = {}) {
  const clock = new TestClock();
  const notices: Notice[] = [];
  const limits = new LoginLimits(clock, phoneLimits(chosen), (notice) => notices.push(notice));
  return { clock, limits, notices };
}

/** One attempt that fails, from when it may be made. */
async function fail(limits: LoginLimits, attempt = AMAL): Promise<void> {
  using turn = await limits.takeTurn(attempt);
  turn.failed();
}

async function refusal(attempt: Promise<LoginTurn>): Promise<WireError> {
  const error = await attempt.then(() => null, (error: unknown) => error);
  assert.ok(error instanceof WireError);
  return error;
}

Deno.test("W-S9: failed logins back off from 200 ms, doubling to 25 s", async () => {
  const { clock, limits } = setUp();
  const waits = [0, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_000, 25_000];
  for (const waitMs of waits) {
    let done = false;
    const attempt = fail(limits).then(() => done = true);
    await clock.advance(Math.max(0, waitMs - 1));
    assert.equal(done, waitMs === 0, `after ${waitMs} ms`);
    if (waitMs > 0) await clock.advance(1);
    await attempt;
  }
});

Deno.test("W-S9: the back-off is per account and device", async () => {
  const { clock, limits } = setUp();
  for (let i = 0; i < 3; i++) {
    const attempt = fail(limits);
    await clock.advance(1_000);
    await attempt;
  }
  using otherDevice = await limits.takeTurn({ ...AMAL, deviceId: "phone-2" });
  using otherAccount = await limits.takeTurn({ ...AMAL, email: "b@clinic.example" });
  assert.deepEqual([otherDevice.waited, otherAccount.waited], [false, false]);
});

Deno.test("W-S9: a success resets the back-off and the count", async () => {
  const { clock, limits } = setUp({ maxAccountFailures: 2 });
  await fail(limits);
  const second = limits.takeTurn(AMAL);
  await clock.advance(200);
  (await second).succeeded();
  (await second)[Symbol.dispose]();
  assert.equal(limits.size, 0);
  await fail(limits);
  const next = fail(limits);
  await clock.advance(200);
  await next;
});

Deno.test("W-S9: a changed password hash resets the back-off and the count", async () => {
  const { clock, limits } = setUp({ maxAccountFailures: 2 });
  await fail(limits);
  const second = fail(limits);
  await clock.advance(200);
  await second;
  assert.equal((await refusal(limits.takeTurn(AMAL))).code, "TOO_MANY");
  using turn = await limits.takeTurn({ ...AMAL, passwordHash: "another hash" });
  assert.equal(turn.waited, false);
});

Deno.test("W-S9: at most 3 attempts of an account and device wait, one after another", async () => {
  const { clock, limits } = setUp();
  await fail(limits);
  const order: number[] = [];
  const waiting = [1, 2, 3].map((n) => fail(limits).then(() => order.push(n)));
  await settle();
  const refused = await refusal(limits.takeTurn(AMAL));
  assert.equal(refused.code, "TOO_MANY");
  assert.equal(refused.retryAfterSeconds, 1);
  await clock.advance(200 + 400 - 1);
  assert.deepEqual(order, [1]);
  await clock.advance(1 + 800);
  await Promise.all(waiting);
  assert.deepEqual(order, [1, 2, 3]);
  const next = fail(limits);
  await clock.advance(25_000);
  await next;
});

Deno.test("W-S9: an attempt that runs is not one that waits", async () => {
  const { limits } = setUp();
  const running = await limits.takeTurn(AMAL);
  const waiting = [limits.takeTurn(AMAL), limits.takeTurn(AMAL), limits.takeTurn(AMAL)];
  assert.equal((await refusal(limits.takeTurn(AMAL))).code, "TOO_MANY");
  running.succeeded();
  running[Symbol.dispose]();
  for (const next of waiting) {
    const turn = await next;
    assert.equal(turn.waited, true);
    turn.succeeded();
    turn[Symbol.dispose]();
  }
  assert.equal(limits.size, 0);
});

Deno.test("W-S9: at most 100 failures per account, device and hour", async () => {
  const { clock, limits, notices } = setUp();
  const startMs = clock.steadyMs();
  for (let i = 0; i < 100; i++) {
    const attempt = fail(limits);
    await clock.advance(25_000);
    await attempt;
  }
  const refused = await refusal(limits.takeTurn(AMAL));
  assert.equal(refused.code, "TOO_MANY");
  const goneMs = clock.steadyMs() - startMs;
  assert.equal(refused.retryAfterSeconds, Math.ceil((HOUR_MS - goneMs) / 1000));
  assert.deepEqual(notices, [{ code: "LOGIN_LIMIT_ACCOUNT", deviceId: "phone-1" }]);
  using _other = await limits.takeTurn({ ...AMAL, deviceId: "phone-2" });
  await clock.advance(HOUR_MS - goneMs);
  using turn = await limits.takeTurn(AMAL);
  turn.succeeded();
});

Deno.test("W-S9: attempts that wait are refused once the hour is full", async () => {
  const { clock, limits } = setUp({ maxAccountFailures: 2 });
  await fail(limits);
  const second = fail(limits);
  const third = refusal(limits.takeTurn(AMAL));
  await clock.advance(200);
  await second;
  await clock.advance(400);
  assert.equal((await third).code, "TOO_MANY");
});

Deno.test("W-S9: at most 1 000 failures on the hub and hour, whatever the accounts", async () => {
  const { clock, limits, notices } = setUp();
  for (let i = 0; i < 1_000; i++) await fail(limits, { ...AMAL, email: `${i}@x.example` });
  await clock.advance(600_000);
  const refused = await refusal(limits.takeTurn(AMAL));
  assert.equal(refused.code, "TOO_MANY");
  assert.equal(refused.retryAfterSeconds, 3_000);
  assert.deepEqual(notices, [{ code: "LOGIN_LIMIT_HUB" }]);
  assert.equal(limits.size, 1_000, "a refused account is not remembered");
  await clock.advance(3_000_000);
  using turn = await limits.takeTurn(AMAL);
  turn.succeeded();
});

Deno.test("W-S9: attempts at the same time cannot slip past the bound of the hub", async () => {
  const { limits } = setUp({ maxHubFailures: 2 });
  const attempts = [1, 2, 3, 4].map((n) => limits.takeTurn({ ...AMAL, email: `${n}@x.example` }));
  const ends = await Promise.allSettled(attempts);
  assert.deepEqual(ends.map(({ status }) => status), [
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
});

Deno.test("LoginLimits forgets accounts that have not failed for an hour", async () => {
  const { clock, limits } = setUp();
  for (let i = 0; i < 50; i++) await fail(limits, { ...AMAL, email: `${i}@x.example` });
  assert.equal(limits.size, 50);
  await clock.advance(HOUR_MS);
  limits.sweep();
  assert.equal(limits.size, 0);
});

Deno.test("LoginLimits lets the next one have its turn when an attempt ends without a result", async () => {
  const { limits } = setUp();
  const first = await limits.takeTurn(AMAL);
  const second = limits.takeTurn(AMAL);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  using turn = await second;
  assert.equal(turn.waited, true);
});
