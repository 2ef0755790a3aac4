import assert from "node:assert/strict";
import { RUN_INTERVALS } from "../../../server/relay/pace.ts";
import { RunClock } from "../../../server/relay/running/run_clock.ts";

const MINUTE_MS = 60_000;

/** Two clocks that a test moves. */
class Time {
  wallMs = Date.UTC(2026, 10, 1);
  machineMs = 1_000;
  readonly parts = {
    nowMs: () => this.wallMs,
    steadyMs: () => this.machineMs,
    random: () => 0.5,
    intervals: RUN_INTERVALS,
  };

  pass(ms: number): void {
    this.wallMs += ms;
    this.machineMs += ms;
  }
}

Deno.test("RunClock begins a run about every quarter of an hour", () => {
  const time = new Time();
  const clock = new RunClock(time.parts);
  assert.equal(clock.isDue(), false);
  clock.now();
  assert.equal(clock.isDue(), true);
  clock.ended(0);
  time.pass(13 * MINUTE_MS);
  assert.equal(clock.isDue(), false);
  assert.equal(clock.dueAtMs, time.wallMs + 1.25 * MINUTE_MS);
  time.pass(2 * MINUTE_MS);
  assert.equal(clock.isDue(), true);
});

Deno.test("RunClock begins a run within a minute of news, and further news do not put it off", () => {
  const time = new Time();
  const clock = new RunClock(time.parts);
  clock.ended(0);
  time.pass(MINUTE_MS);
  clock.news(0);
  time.pass(20_000);
  clock.news(0);
  assert.equal(clock.isDue(), false);
  time.pass(15_000);
  clock.news(0);
  assert.equal(clock.isDue(), true);
});

Deno.test("RunClock gives a cloud that fails ever more time, news or not", () => {
  const time = new Time();
  const clock = new RunClock(time.parts);
  const waits = [1, 2, 3, 20].map((failures) => {
    clock.ended(failures);
    clock.news(failures);
    return (clock.dueAtMs ?? 0) - time.wallMs;
  });
  assert.deepEqual(waits, [22_500, 45_000, 90_000, 45 * MINUTE_MS]);
});

Deno.test("RunClock begins a run soon after the machine has slept or its time was set", () => {
  for (
    const [slept, leap] of [[8 * 60 * MINUTE_MS, 0], [0, -86_400_000], [0, 86_400_000]] as const
  ) {
    const time = new Time();
    const clock = new RunClock(time.parts);
    clock.ended(0);
    time.wallMs += slept + leap;
    assert.equal(clock.isDue(), false, "the network gets a moment");
    time.pass(5_000);
    assert.equal(clock.isDue(), true);
  }
});

Deno.test("RunClock plans nothing once it is stopped", () => {
  const time = new Time();
  const clock = new RunClock(time.parts);
  clock.now();
  clock.stop();
  clock.news(0);
  time.pass(86_400_000);
  assert.equal(clock.isDue(), false);
  assert.equal(clock.dueAtMs, null);
});
