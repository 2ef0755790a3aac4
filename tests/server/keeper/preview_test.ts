/** A look at a copy changes nothing, also when there is no room for it. */

import assert from "node:assert/strict";
import { dataPaths } from "../../../server/keeper/opening/data_directory.ts";
import { decideRestore, previewRestore } from "../../../server/keeper/copies/restore_copy.ts";
import { durableFiles, jobsHere, SnapshotError } from "../../../server/snapshots/mod.ts";
import { SmallHub } from "../snapshots/small_hub.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 5, 1);

Deno.test("previewRestore() without room removes no copy; a restore removes old ones", async () => {
  await using hub = await SmallHub.make();
  const made = [];
  for (let no = 0; no < 5; no++) {
    made.push(await hub.snapshot("daily", { nowMs: NOW_MS + no * DAY_MS }));
  }
  const ids = async () => (await hub.shelf.list()).map(({ id }) => id);
  const before = await ids();
  const newest = made[4]?.id ?? "";
  const parts = {
    ...{ paths: dataPaths(hub.directory), source: hub.shelf.path(newest), spare: newest },
    ...{ secret: hub.secret, jobs: jobsHere, nowMs: NOW_MS + 9 * DAY_MS, program: "test" },
    files: { ...durableFiles, free: () => Promise.resolve(0) },
    open: { key: hub.vault.secrets.dataKey, hubId: hub.vault.secrets.hubId },
    watch: {},
  };
  const isFull = (error: unknown) => error instanceof SnapshotError && error.code === "NO_ROOM";
  await assert.rejects(previewRestore(parts), isFull);
  assert.deepEqual(await ids(), before);
  const names = [...Deno.readDirSync(hub.directory)].map(({ name }) => name);
  assert.ok(!names.includes("restore.staged"), names.join());
  // Whoever decides for a restore makes room by the old ones; the last two whole ones stay.
  await assert.rejects(decideRestore(parts), isFull);
  assert.deepEqual(await ids(), before.slice(0, 2));
});
