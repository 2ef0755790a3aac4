import assert from "node:assert/strict";
import { PairingWindow } from "../../../server/phone/pairing_window.ts";

const MINUTE_MS = 60_000;

Deno.test("PairingWindow tells how long it is open also after the clock was set back", () => {
  let wallMs = 1_750_000_000_000;
  let steadyMs = 0;
  const window = new PairingWindow({
    wallMs: () => wallMs,
    steadyMs: () => steadyMs,
    sleep: () => Promise.resolve(),
  });
  window.open(10 * MINUTE_MS);
  assert.deepEqual(window.state, { open: true, untilMs: wallMs + 10 * MINUTE_MS });
  wallMs -= 180 * MINUTE_MS;
  steadyMs += MINUTE_MS;
  wallMs += MINUTE_MS;
  assert.deepEqual(window.state, { open: true, untilMs: wallMs + 9 * MINUTE_MS });
  steadyMs += 9 * MINUTE_MS;
  assert.deepEqual(window.state, { open: false });
  window.open(null);
  assert.deepEqual(window.state, { open: true, untilMs: null });
  window.close();
  assert.deepEqual(window.state, { open: false });
});
