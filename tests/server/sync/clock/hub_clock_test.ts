import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CEILING_LEAD_MS,
  HubClock,
  VALUES_FOR_READS,
} from "../../../../server/sync/clock/hub_clock.ts";
import { WallClock } from "../../../../server/sync/clock/wall_clock.ts";

const DAY_MS = 86_400_000;

Deno.test("HubClock never repeats or goes back, whatever the wall clock does (A4)", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("read" as const) }),
    fc.record({ kind: fc.constant("write" as const), stamps: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ kind: fc.constant("crash" as const) }),
    fc.record({
      kind: fc.constant("jump" as const),
      ms: fc.integer({ min: -DAY_MS * 900, max: DAY_MS }),
    }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    let wallMs = 1_700_000_000_000;
    let persisted = 0;
    let clock = new HubClock(persisted, () => wallMs);
    let newest = 0;
    const expectHigher = (value: number) => {
      assert.ok(value > newest, "a value came twice or went back");
      newest = value;
    };
    const write = (stamps: number, long: boolean) => {
      const taken = clock.beginWrite(long);
      for (let i = 0; i < stamps; i++) expectHigher(taken.take());
      const ceiling = clock.ceilingToPersist();
      if (ceiling !== null) {
        persisted = ceiling;
        clock.raiseCeiling(ceiling);
      }
      assert.ok(newest <= persisted, "a stamp was committed above the ceiling");
      clock.endWrite();
    };
    for (const step of steps) {
      if (step.kind === "jump") wallMs = Math.max(1, wallMs + step.ms);
      if (step.kind === "crash") clock = new HubClock(persisted, () => wallMs);
      if (step.kind === "write") write(step.stamps, step.stamps % 2 === 0);
      if (step.kind === "read") {
        let value = clock.tryRead();
        if (value === null) {
          write(0, false);
          value = clock.tryRead();
        }
        assert.ok(value !== null);
        expectHigher(value);
      }
    }
  }));
});

Deno.test("HubClock gives reads only values below the first stamp of an open write", () => {
  const clock = new HubClock(10_000_000, () => 9_000_000);
  const stamps = clock.beginWrite(true);
  const ceiling = clock.ceilingToPersist();
  assert.ok(ceiling !== null);
  clock.raiseCeiling(ceiling);
  const first = stamps.take();
  const values = Array.from({ length: VALUES_FOR_READS + 5 }, () => clock.tryRead());
  const given = values.filter((value) => value !== null);
  assert.equal(given.length, VALUES_FOR_READS);
  assert.ok(given.every((value) => value < first));
  clock.endWrite();
  assert.ok((clock.tryRead() ?? 0) > first);
});

Deno.test("HubClock gives no value to a read during a short write", () => {
  const clock = new HubClock(10_000_000, () => 9_000_000);
  clock.beginWrite(false);
  clock.raiseCeiling(20_000_000);
  assert.equal(clock.tryRead(), null);
});

Deno.test("HubClock gives no value above the persisted ceiling", () => {
  let wallMs = 5_000;
  const clock = new HubClock(0, () => wallMs);
  assert.equal(clock.tryRead(), null);
  clock.beginWrite(false);
  const ceiling = clock.ceilingToPersist();
  assert.equal(ceiling, 5_000 + CEILING_LEAD_MS);
  clock.raiseCeiling(ceiling ?? 0);
  clock.endWrite();
  assert.equal(clock.tryRead(), 5_000);
  wallMs = 5_000 + CEILING_LEAD_MS + 1;
  assert.equal(clock.tryRead(), null);
});

Deno.test("HubClock begins at the ceiling after a restart", () => {
  const clock = new HubClock(1_000_000, () => 5_000);
  clock.raiseCeiling(2_000_000);
  assert.equal(clock.tryRead(), 1_000_001);
});

Deno.test("WallClock does not follow a leap of more than a day until it is confirmed", () => {
  let wallMs = 1_000_000_000;
  let steadyMs = 0;
  const clock = new WallClock({ wallMs: () => wallMs, steadyMs: () => steadyMs }, 900_000_000);
  wallMs += DAY_MS + 60_000;
  steadyMs += 1_000;
  assert.equal(clock.nowMs(), 1_000_001_000);
  assert.equal(clock.leapt, true);
  steadyMs += 1_000;
  wallMs += 1_000;
  assert.equal(clock.nowMs(), 1_000_002_000);
  clock.confirm();
  assert.equal(clock.leapt, false);
  assert.equal(clock.nowMs(), wallMs);
});

Deno.test("WallClock follows when the machine was asleep for days", () => {
  let wallMs = 1_000_000_000;
  let steadyMs = 0;
  const clock = new WallClock({ wallMs: () => wallMs, steadyMs: () => steadyMs }, 0);
  wallMs += 3 * DAY_MS;
  steadyMs += 3 * DAY_MS;
  assert.equal(clock.nowMs(), wallMs);
  assert.equal(clock.leapt, false);
});

Deno.test("WallClock follows at start unless it is two years ahead of what is stored", () => {
  const time = (wallMs: number) => ({ wallMs: () => wallMs, steadyMs: () => 0 });
  const stored = 1_700_000_000_000;
  assert.equal(new WallClock(time(stored + 700 * DAY_MS), stored).leapt, false);
  const ahead = new WallClock(time(stored + 800 * DAY_MS), stored);
  assert.equal(ahead.leapt, true);
  assert.equal(ahead.nowMs(), stored);
  assert.equal(new WallClock(time(stored), 0).leapt, false);
});
