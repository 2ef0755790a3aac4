/** Waiting for what a process does by itself. */

import assert from "node:assert/strict";

/** Long enough for two busy cores, ms. */
const PATIENCE_MS = 90_000;

/** Waits until it holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  tell: () => string = () => "",
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!await holds()) {
    assert.ok(performance.now() < deadline, `it never came about: ${tell()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
