import assert from "node:assert/strict";
import { restoreStartError } from "../../../server/listener/restore_start_error.ts";
import { SnapshotError } from "../../../server/snapshots/mod.ts";
import { StartError } from "../../../server/start_error.ts";

Deno.test("restoreStartError() speaks of the copy, never of the present data, which is whole", () => {
  const codes = [
    ["DAMAGED", "DAMAGED"],
    ["NEWER_SCHEMA", "NEWER_SCHEMA"],
    ["NO_ROOM", "STORAGE"],
  ] as const;
  for (const [code, expected] of codes) {
    const error = restoreStartError(new SnapshotError(code));
    assert.ok(error instanceof StartError && error.code === expected);
    assert.match(error.message, /nothing was changed/);
    assert.doesNotMatch(error.message, /vault|this data|data directory/);
  }
});
