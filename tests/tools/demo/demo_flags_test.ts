import assert from "node:assert/strict";
import { DemoFlagError, readDemoFlags } from "../../../tools/demo/demo_flags.ts";

Deno.test("readDemoFlags() goes on for ever on port 4001 by default", () => {
  assert.deepEqual(readDemoFlags([]), { rounds: null, pauseSeconds: 8, port: 4001, keep: false });
});

Deno.test("readDemoFlags() reads every flag", () => {
  assert.deepEqual(
    readDemoFlags(["--rounds", "3", "--pause", "0", "--port=0", "--keep"]),
    { rounds: 3, pauseSeconds: 0, port: 0, keep: true },
  );
  assert.equal(readDemoFlags(["--help"]), null);
});

Deno.test("readDemoFlags() refuses what it does not know", () => {
  for (const args of [["--rounds", "0"], ["--rounds", "-1"], ["--port", "70000"], ["--x"], ["y"]]) {
    assert.throws(() => readDemoFlags(args), DemoFlagError, args.join(" "));
  }
});
