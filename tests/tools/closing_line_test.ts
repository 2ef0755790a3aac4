import assert from "node:assert/strict";
import { closingLine, totalsIn, verdictOf } from "../../tools/test/closing_line.ts";

Deno.test("totalsIn() reads the summary line of deno test", () => {
  assert.deepEqual(totalsIn("ok | 10 passed | 0 failed (84ms)"), {
    passed: 10,
    failed: 0,
    ignored: 0,
  });
  assert.deepEqual(
    totalsIn("FAILED | 12 passed (3 steps) | 2 failed (1 step) | 4 ignored | 1 filtered out (1s)"),
    { passed: 12, failed: 2, ignored: 4 },
  );
  assert.deepEqual(
    totalsIn("\x1b[0m\x1b[32mok\x1b[0m | 7 passed | 0 failed \x1b[38;5;245m(56ms)\x1b[0m\r"),
    { passed: 7, failed: 0, ignored: 0 },
  );
});

Deno.test("totalsIn() takes no other line for a summary", () => {
  for (
    const line of [
      "",
      "pull() counts rows ... ok (3ms)",
      "3 passed, 0 failed",
      "it was ok | 3 passed | 0 failed",
      "ok | many passed | 0 failed",
    ]
  ) assert.equal(totalsIn(line), undefined, line);
});

Deno.test("verdictOf() keeps the totals of a run that ended as it says", () => {
  const good = { passed: 3, failed: 0, ignored: 1 };
  const bad = { passed: 3, failed: 2, ignored: 0 };
  assert.deepEqual(verdictOf(good, true), good);
  assert.deepEqual(verdictOf(bad, false), bad);
});

Deno.test("verdictOf() counts a failure when a run broke, ran nothing or was not counted", () => {
  const none = { passed: 0, failed: 0, ignored: 5 };
  assert.equal(verdictOf({ passed: 3, failed: 0, ignored: 0 }, false).failed, 1);
  assert.equal(verdictOf(none, true).failed, 1);
  assert.equal(verdictOf(undefined, true).failed, 1);
  assert.equal(verdictOf(undefined, false).failed, 1);
});

Deno.test("closingLine() is plain", () => {
  assert.equal(closingLine({ passed: 12, failed: 0 }), "12 passed, 0 failed");
});
