import assert from "node:assert/strict";
import { IdleLock } from "../../../server/listener/idle_lock.ts";

const HOUR_MS = 3_600_000;

function idle() {
  const state = { nowMs: 1_000, hours: 4 as number | null, open: true, locks: 0, fails: false };
  const lock = new IdleLock({
    afterHours: () => state.hours,
    isOpen: () => state.open,
    lock: () => {
      if (state.fails) return Promise.reject(new Error("busy"));
      state.locks++;
      state.open = false;
      return Promise.resolve();
    },
    steadyMs: () => state.nowMs,
  });
  return { state, lock };
}

Deno.test("IdleLock locks after the chosen hours without a phone, and once", async () => {
  const { state, lock } = idle();
  state.nowMs += 4 * HOUR_MS - 1;
  await lock.look();
  assert.equal(state.locks, 0);
  state.nowMs += 1;
  await lock.look();
  await lock.look();
  assert.equal(state.locks, 1);
});

Deno.test("IdleLock counts from the last phone", async () => {
  const { state, lock } = idle();
  state.nowMs += 3 * HOUR_MS;
  lock.heard();
  state.nowMs += 3 * HOUR_MS;
  await lock.look();
  assert.equal(state.locks, 0);
});

Deno.test("IdleLock never locks unless it was set", async () => {
  const { state, lock } = idle();
  state.hours = null;
  state.nowMs += 1_000 * HOUR_MS;
  await lock.look();
  assert.equal(state.locks, 0);
});

Deno.test("IdleLock tries again after a lock that failed", async () => {
  const { state, lock } = idle();
  state.fails = true;
  state.nowMs += 5 * HOUR_MS;
  await lock.look();
  state.fails = false;
  await lock.look();
  assert.equal(state.locks, 1);
});
