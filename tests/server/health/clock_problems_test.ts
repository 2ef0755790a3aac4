import assert from "node:assert/strict";
import { clockProblems } from "../../../server/health/clock_problems.ts";
import { newestRowMs, PhoneClocks } from "../../../server/health/phone_clocks.ts";
import type { ClockFacts } from "../../../server/health/mod.ts";
import { DAY_MS, healthyFacts, HOUR_MS, MINUTE_MS, NOW_MS } from "./healthy_facts.ts";

function phone(name: string, leadMs: number, pushes = 4) {
  return { phone: name, leadMs, pushes, atMs: NOW_MS };
}

function codesOf(change: Partial<ClockFacts>) {
  return clockProblems({ ...healthyFacts().clock, ...change }).map(({ code }) => code);
}

Deno.test("clockProblems() blames this computer when phones agree that it is behind", () => {
  const phones = [phone("a", HOUR_MS), phone("b", 61 * MINUTE_MS), phone("c", -MINUTE_MS)];
  const found = clockProblems({ ...healthyFacts().clock, phones });
  assert.deepEqual(found, [{ code: "CLOCK_OFF_PHONES", values: { minutes: 61 } }]);
});

Deno.test("clockProblems() names the one phone that is ahead of all others", () => {
  const phones = [phone("a", HOUR_MS), phone("b", -MINUTE_MS), phone("c", 3_000)];
  const found = clockProblems({ ...healthyFacts().clock, phones });
  assert.deepEqual(found, [{ code: "PHONE_CLOCK", values: { phone: "a", minutes: 60 } }]);
});

Deno.test("clockProblems() takes old rows for a wrong clock only from phones that push often", () => {
  const waited = [phone("a", -DAY_MS, 1), phone("b", -DAY_MS, 1)];
  assert.deepEqual(codesOf({ phones: waited }), []);
  const often = [phone("a", -DAY_MS), phone("b", -DAY_MS)];
  assert.deepEqual(codesOf({ phones: often }), ["CLOCK_OFF_PHONES"]);
  assert.deepEqual(codesOf({ phones: [...often, phone("c", -MINUTE_MS)] }), []);
});

Deno.test("clockProblems() believes phones and cloud before its own newest stamp", () => {
  const newestStampMs = NOW_MS + 300 * DAY_MS;
  assert.deepEqual(codesOf({ newestStampMs }), ["CLOCK_BEHIND"]);
  assert.deepEqual(codesOf({ newestStampMs, cloudLeadMs: 2_000 }), []);
  assert.deepEqual(codesOf({ newestStampMs, phones: [phone("a", -2_000)] }), []);
});

Deno.test("newestRowMs() reads created and updated rows of every table", () => {
  const changes = {
    patients: { created: [{ id: "1", created_at: 5, updated_at: 7 }], updated: [], deleted: ["x"] },
    visits: { created: [], updated: [{ id: "2", updated_at: 9 }, null, 4] },
    odd: "nothing",
  };
  assert.equal(newestRowMs({ changes }), 9);
  assert.equal(newestRowMs({ changes: {} }), null);
  assert.equal(newestRowMs(null), null);
});

Deno.test("PhoneClocks keeps the least lag of a day, and believes a clock that was set right", () => {
  const clocks = new PhoneClocks();
  const push = (updated_at: number) => ({ changes: { patients: { created: [{ updated_at }] } } });
  clocks.note("a", push(NOW_MS - 5 * HOUR_MS), NOW_MS);
  clocks.note("a", push(NOW_MS - MINUTE_MS), NOW_MS);
  clocks.note("a", push(NOW_MS - 2 * HOUR_MS), NOW_MS);
  assert.deepEqual(clocks.facts(NOW_MS), [
    { phone: "a", pushes: 3, leadMs: -MINUTE_MS, atMs: NOW_MS },
  ]);
  clocks.note("a", push(NOW_MS + HOUR_MS), NOW_MS);
  assert.equal(clocks.facts(NOW_MS)[0]?.leadMs, HOUR_MS);
  clocks.note("a", push(NOW_MS), NOW_MS + 1_000);
  assert.equal(clocks.facts(NOW_MS)[0]?.leadMs, -1_000);
  assert.deepEqual(clocks.facts(NOW_MS + 2 * DAY_MS), []);
});
