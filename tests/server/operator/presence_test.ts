/** Windows that hide the screen when nobody is at any of them. */

import assert from "node:assert/strict";
import { OperatorGuard } from "../../../server/operator/mod.ts";
import { TestOperator } from "./test_operator.ts";

const MINUTE_MS = 60_000;

Deno.test("hideWhenIdle() waits for the window at which somebody is", () => {
  let nowMs = 0;
  const guard = new OperatorGuard({ steadyMs: () => nowMs });
  assert.equal(guard.hideWhenIdle("one", MINUTE_MS), 0);
  assert.equal(guard.hidden, true);

  // Shown again: every window counts from now.
  guard.reveal();
  nowMs += 10_000;
  assert.equal(guard.hideWhenIdle("one", MINUTE_MS), 50_000);
  guard.here("two");
  nowMs += MINUTE_MS - 1;
  assert.equal(guard.hideWhenIdle("one", MINUTE_MS), 1);
  assert.equal(guard.hidden, false);
  // What a window has told of itself does not hold it up: it knows better.
  assert.equal(guard.hideWhenIdle("two", MINUTE_MS), 0);
  assert.equal(guard.hidden, true);
});

Deno.test("hideWhenIdle() remembers the sixteen windows heard last", () => {
  const guard = new OperatorGuard({ steadyMs: () => 0 });
  guard.reveal();
  for (let index = 0; index < 100; index++) guard.here(`window ${index}`);
  assert.equal(guard.hideWhenIdle("another", MINUTE_MS), MINUTE_MS);
});

Deno.test("POST /api/hide/idle hides after the chosen minutes, and POST /api/here puts it off", async () => {
  let nowMs = 0;
  using operator = new TestOperator({ steadyMs: () => nowMs });
  const headers = await operator.signIn();
  const post = async (path: string, window: unknown) => {
    const init = { method: "POST", headers, body: JSON.stringify({ window }) };
    const response = await operator.request(path, init);
    return [response.status, await response.json()];
  };
  const minutes = operator.parts.running.preferences.hideAfterMinutes;
  assert.deepEqual(await post("/api/here", "one"), [200, { done: true }]);
  nowMs += 1_000;
  const left = { leftMs: minutes * MINUTE_MS - 1_000 };
  assert.deepEqual(await post("/api/hide/idle", "two"), [200, left]);
  nowMs += left.leftMs;
  assert.deepEqual(await post("/api/hide/idle", "two"), [200, { leftMs: 0 }]);
  assert.equal(operator.guard.hidden, true);
  // Nobody counts as here at a hidden screen.
  assert.equal((await post("/api/here", "one"))[0], 403);
  assert.deepEqual(await post("/api/hide/idle", "one"), [200, { leftMs: 0 }]);
  for (const wrong of [undefined, "", 7, "x".repeat(200)]) {
    assert.equal((await post("/api/hide/idle", wrong))[0], 400);
  }
});
