import assert from "node:assert/strict";
import { WallClock } from "../../../../server/sync/clock/wall_clock.ts";

const DAY_MS = 86_400_000;

Deno.test("WallClock.aheadMs() is how far a leap is from the times that are told", () => {
  let wallMs = 1_750_000_000_000;
  let steadyMs = 0;
  const clock = new WallClock({ wallMs: () => wallMs, steadyMs: () => steadyMs }, 0);
  assert.equal(clock.aheadMs(), 0);
  wallMs += 365 * DAY_MS;
  assert.equal(clock.aheadMs(), 365 * DAY_MS);
  steadyMs += 5_000;
  wallMs += 5_000;
  assert.equal(clock.aheadMs(), 365 * DAY_MS);
  assert.equal(wallMs - clock.aheadMs(), clock.nowMs());
  clock.confirm();
  assert.equal(clock.aheadMs(), 0);
  // A step back is followed.
  wallMs -= DAY_MS;
  assert.equal(clock.aheadMs(), 0);
});
