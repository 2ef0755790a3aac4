import assert from "node:assert/strict";
import { installCommand } from "../../tools/set_up/debian_packages.ts";
import { setUp, SetUpError } from "../../tools/set_up/mod.ts";
import type { Part } from "../../tools/set_up/parts.ts";
import type { Progress } from "../../tools/set_up/progress.ts";

const SILENT: Progress = { say: () => {}, step: () => {}, done: () => {} };

/** Two parts that note when they are seen to, or fail. */
function parts(
  seen: string[],
  failing: Partial<Record<Part["purpose"], Error>> = {},
): readonly Part[] {
  const provide = (purpose: Part["purpose"]) => () => {
    seen.push(purpose);
    const error = failing[purpose];
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
  return [
    { name: "a library", purpose: "hub", provide: provide("hub") },
    { name: "a browser", purpose: "browser tests", provide: provide("browser tests") },
  ];
}

Deno.test("setUp() sees only to the parts that are wanted", async () => {
  const seen: string[] = [];
  assert.deepEqual(await setUp(["hub"], SILENT, parts(seen)), []);
  assert.deepEqual(seen, ["hub"]);
  assert.deepEqual(await setUp(["hub", "browser tests"], SILENT, parts(seen)), []);
  assert.deepEqual(seen, ["hub", "hub", "browser tests"]);
});

Deno.test("setUp() throws when the hub cannot run", async () => {
  const failing = { hub: new SetUpError("Cannot install a library") };
  await assert.rejects(setUp(["hub"], SILENT, parts([], failing)), {
    name: "SetUpError",
    message: "Cannot install a library",
  });
});

Deno.test("setUp() goes on without a browser and says why", async () => {
  const failing = { "browser tests": new SetUpError("Cannot install a browser") };
  assert.deepEqual(await setUp(["hub", "browser tests"], SILENT, parts([], failing)), [{
    purpose: "browser tests",
    part: "a browser",
    why: "Cannot install a browser",
  }]);
});

Deno.test("installCommand() is one line a person can run", () => {
  assert.equal(
    installCommand(["gcc", "libssl-dev"]),
    "sudo apt-get install -y --no-install-recommends gcc libssl-dev",
  );
});
