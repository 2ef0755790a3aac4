import assert from "node:assert/strict";
import fc from "fast-check";
import {
  backOffMs,
  nextRunMs,
  RequestPace,
  retryAfterMs,
  RUN_INTERVALS,
} from "../../../server/relay/pace.ts";

const MINUTE_MS = 60_000;
const NOW = 1_800_000_000_000;

Deno.test("RequestPace lets at most 30 requests leave in any minute (decision 22)", () => {
  fc.assert(fc.property(fc.array(fc.nat(4000), { minLength: 100, maxLength: 200 }), (gaps) => {
    const pace = new RequestPace();
    const sent: number[] = [];
    let now = NOW;
    for (const gap of gaps) {
      now += gap;
      now += pace.waitMs(now);
      assert.equal(pace.waitMs(now), 0);
      pace.note(now);
      sent.push(now);
    }
    for (const [at, time] of sent.entries()) {
      const later = sent[at + 30];
      assert.ok(later === undefined || later - time >= MINUTE_MS);
    }
  }));
});

Deno.test("RequestPace lets nothing leave before the cloud allows it (B24)", () => {
  const pace = new RequestPace();
  pace.holdUntil(NOW + 5000);
  pace.holdUntil(NOW + 2000);
  assert.equal(pace.waitMs(NOW), 5000);
  assert.equal(pace.waitMs(NOW + 5000), 0);
});

Deno.test("retryAfterMs() reads seconds and dates, and bounds them", () => {
  assert.equal(retryAfterMs("40", NOW), 40_000);
  assert.equal(retryAfterMs(" 0 ", NOW), 0);
  const date = new Date(NOW + 90_000).toUTCString();
  assert.equal(retryAfterMs(date, NOW), 90_000);
  assert.equal(retryAfterMs(new Date(NOW - 90_000).toUTCString(), NOW), 0);
  assert.equal(retryAfterMs("99999999", NOW), 60 * MINUTE_MS);
  const others = [null, "", "soon", "1.5", "-5", "10, 20"];
  for (const header of others) assert.equal(retryAfterMs(header, NOW), MINUTE_MS);
});

Deno.test("backOffMs() doubles up to an hour, between half of it and all", () => {
  assert.equal(backOffMs(1, 0), RUN_INTERVALS.firstBackOffMs / 2);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, r) => {
        const wait = backOffMs(n, r);
        assert.ok(wait > 0 && wait <= RUN_INTERVALS.maxBackOffMs);
        assert.ok(backOffMs(n + 1, r) >= wait);
      },
    ),
  );
});

Deno.test("nextRunMs() is at once at first, every 15 minutes later, and within a minute of a push", () => {
  const idle = { lastEndMs: NOW, failures: 0, waitingSinceMs: null };
  assert.equal(nextRunMs({ ...idle, lastEndMs: null }, 0), 0);
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
    const regular = nextRunMs(idle, random) - NOW;
    assert.ok(regular > 13 * MINUTE_MS && regular <= 15 * MINUTE_MS);
    const pushed = NOW + 2 * MINUTE_MS;
    const soon = nextRunMs({ ...idle, waitingSinceMs: pushed }, random);
    assert.ok(soon >= pushed && soon <= pushed + MINUTE_MS);
    assert.equal(nextRunMs({ ...idle, waitingSinceMs: NOW - 5 * MINUTE_MS }, random), NOW);
  }));
});

Deno.test("nextRunMs() after failures is not hurried by rows that wait", () => {
  const state = { lastEndMs: NOW, failures: 8, waitingSinceMs: NOW - MINUTE_MS };
  assert.ok(nextRunMs(state, 0.5) >= NOW + 20 * MINUTE_MS);
});
