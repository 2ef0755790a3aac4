/** Waiting for what follows an action. */

import assert from "node:assert/strict";

/** Longer than a restore takes on a machine that is slow and busy with other things, ms. */
export const PATIENCE_MS = 60_000;

/** Waits for something that follows an action on the page. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!await holds()) {
    assert(performance.now() < endMs, "waited for too long");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
