import assert from "node:assert/strict";
import { SecondTries } from "../../tools/test/second_tries.ts";

function readAll(...lines: string[]): SecondTries {
  const tries = new SecondTries();
  for (const line of lines) tries.read(line);
  return tries;
}

Deno.test("SecondTries names what passed at the second try, and where that counts", () => {
  const tries = readAll(
    "running 2 tests from ./tests/ui/window/hub_window_test.ts",
    "window: closing ... asks ... retrying (attempt 1 failed) (Uncaught Error: once)",
    "window: closing ... asks ... ok (3ms)",
    "fine ... ok (2ms)",
    "\x1b[0mrunning 1 test from ./tests/server/sync/push_test.ts\x1b[0m",
    "push() ... \x1b[33mretrying (attempt 1 failed)\x1b[0m (1 test step failed)",
    "push() ... ok (9ms)",
  );
  assert.deepEqual(tries.passed, [
    {
      file: "./tests/ui/window/hub_window_test.ts",
      name: "window: closing ... asks",
      counts: false,
    },
    { file: "./tests/server/sync/push_test.ts", name: "push()", counts: true },
  ]);
});

Deno.test("SecondTries leaves out what failed again, which the totals say", () => {
  const tries = readAll(
    "running 2 tests from ./tests/server/sync/push_test.ts",
    "push() ... retrying (attempt 1 failed) (Uncaught Error: x)",
    "push() ... FAILED (411µs)",
    "pull() ... ok (25µs)",
  );
  assert.deepEqual(tries.passed, []);
});

Deno.test("SecondTries counts those of files outside of the project", () => {
  const tries = readAll(
    "running 1 test from ../../elsewhere/tests/ui/case_test.ts",
    "late ... retrying (attempt 1 failed) (Uncaught Error: no)",
    "late ... ok (1ms)",
  );
  assert.deepEqual(tries.passed.map(({ counts }) => counts), [true]);
});

Deno.test("SecondTries knows a test whose line was broken because it takes long", () => {
  const long = "first ...'first' has been running for over (1m0s)";
  const start = ["running 1 test from ./tests/server/sync/push_test.ts", long];
  const again = " retrying (attempt 1 failed) (Uncaught AssertionError: waited for too long)";
  const tries = readAll(...start, again, "first ... ok (1m2s)");
  assert.deepEqual(tries.passed.map(({ name, counts }) => [name, counts]), [["first", true]]);
  assert.deepEqual(readAll(...start, again, long, " FAILED (1m0s)").passed, []);
});
