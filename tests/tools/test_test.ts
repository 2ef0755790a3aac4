import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const RUNNER = fileURLToPath(new URL("../../tools/test.ts", import.meta.url));

interface Ended {
  readonly code: number;
  readonly lastLine: string;
}

/** Runs the runner on one test file in a folder of its own. */
async function runOn(file: string, ...flags: string[]): Promise<Ended> {
  return await runAs("", file, ...flags);
}

/** The same with a value of the variable `CI`. */
async function runAs(ci: string, file: string, ...flags: string[]): Promise<Ended> {
  const folder = await Deno.makeTempDir({ prefix: "hub_test_runner_" });
  try {
    const path = `${folder}/case_test.ts`;
    await Deno.writeTextFile(path, file);
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", RUNNER, path, ...flags],
      env: { CI: ci },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    return { code, lastLine: lines.at(-1) ?? "" };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const PASSES = `Deno.test("one", () => {});`;

Deno.test("tools/test.ts ends with the totals when all tests pass", async () => {
  assert.deepEqual(await runOn(PASSES), { code: 0, lastLine: "1 passed, 0 failed" });
});

Deno.test("tools/test.ts fails when a test fails", async () => {
  const file = `${PASSES} Deno.test("two", () => { throw new Error("no"); });`;
  assert.deepEqual(await runOn(file), { code: 1, lastLine: "1 passed, 1 failed" });
});

Deno.test("tools/test.ts fails when a file does not type-check", async () => {
  assert.deepEqual(await runOn(`${PASSES} const n: number = "";`), {
    code: 1,
    lastLine: "0 passed, 1 failed",
  });
});

Deno.test("tools/test.ts fails when a file throws while it loads", async () => {
  assert.deepEqual(await runOn(`${PASSES} throw new Error("no");`), {
    code: 1,
    lastLine: "0 passed, 1 failed",
  });
});

Deno.test("tools/test.ts fails when the process is ended under it", async () => {
  const file = `${PASSES} Deno.test("two", () => Deno.kill(Deno.pid, "SIGKILL"));`;
  const { code, lastLine } = await runOn(file);
  assert.equal(code, 1);
  assert.equal(lastLine, "0 passed, 1 failed");
});

Deno.test("tools/test.ts fails when nothing ran", async () => {
  assert.deepEqual(await runOn(PASSES, "--filter", "no such test"), {
    code: 1,
    lastLine: "0 passed, 1 failed",
  });
});

Deno.test("tools/test.ts ends a run in which nothing happens any more", async () => {
  const file = `Deno.test("hangs", () => new Promise((go) => setTimeout(go, 2 ** 30)));`;
  assert.deepEqual(await runOn(file, "--stall-seconds=2"), {
    code: 1,
    lastLine: "0 passed, 1 failed",
  });
});

const PASSES_LATER = `let tries = 0;
Deno.test("late", () => { if (tries++ === 0) throw new Error("no"); });`;

Deno.test("tools/test.ts tries nothing twice", async () => {
  assert.deepEqual(await runOn(PASSES_LATER), { code: 1, lastLine: "0 passed, 1 failed" });
});

Deno.test("tools/test.ts counts a second try as a failure where it drives nothing", async () => {
  assert.deepEqual(await runAs("true", `${PASSES} ${PASSES_LATER}`), {
    code: 1,
    lastLine: "1 passed, 1 failed",
  });
});
