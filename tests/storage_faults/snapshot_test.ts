/**
 * Copies and restores on disks that are full, or fail for good, from each of SQLite's writes on. What
 * is written around SQLite is cut in `tests/server/snapshots/crash_test.ts`.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { dataPaths } from "../../server/keeper/opening/data_directory.ts";
import { decideRestore } from "../../server/keeper/copies/restore_copy.ts";
import { copyDatabase } from "../../server/snapshots/copy_database.ts";
import {
  durableFiles,
  finishSwap,
  jobsHere,
  Shelf,
  shelfFolder,
  SnapshotError,
  stagedFolder,
} from "../../server/snapshots/mod.ts";
import { SmallHub } from "../server/snapshots/small_hub.ts";
import { FULL_RUN, storageTest } from "../support/storage_faults/mod.ts";

/** Rows enough for a copy of more than one step. */
const IDS = Array.from({ length: 150 }, (_, no) => `p${no}`);
const WIDE = { additional_data: JSON.stringify({ long: "x".repeat(4_000) }) };

async function codeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    assert.ok(error instanceof SnapshotError, String(error));
    return error.code;
  }
}

storageTest("copyDatabase() writes nothing to the database that is in use", async (bench) => {
  await using hub = await SmallHub.make();
  await hub.push(IDS, WIDE);
  const key = hub.vault.secrets.dataKey;
  bench.vfs.watch(hub.directory);
  bench.vfs.heal();
  const target = join(bench.left, "hub.db");
  await copyDatabase({ source: hub.databasePath, target, key });
  assert.equal(bench.vfs.operations, 0);
});

for (const [fault, codes] of [["full", ["NO_ROOM"]], ["dead", ["STORAGE"]]] as const) {
  storageTest(
    `copyDatabase() onto a disk that is ${fault} from each write on says so, and the hub goes on`,
    async (bench) => {
      await using hub = await SmallHub.make();
      await hub.push(IDS, WIDE);
      const key = hub.vault.secrets.dataKey;
      const { vfs, left } = bench;
      vfs.watch(left);
      const target = join(left, "hub.db");
      let refused = 0;
      const stride = FULL_RUN ? 1 : 3;
      for (let from = 0; true; from += stride) {
        for (const { name } of Deno.readDirSync(left)) Deno.removeSync(join(left, name));
        vfs.fail(fault, from);
        const code = await codeOf(copyDatabase({ source: hub.databasePath, target, key }));
        const reached = vfs.operations > from;
        vfs.heal();
        await hub.push([`during-${from}`]);
        if (code === null) {
          assert.ok(!reached || from > 0);
          if (!reached) break;
          continue;
        }
        assert.ok((codes as readonly string[]).includes(code), code);
        refused++;
      }
      assert.ok(refused > 5, `${refused} refusals`);
    },
  );
}

storageTest(
  "decideRestore() on a disk that fills up or fails changes nothing and leaves nothing",
  async (bench) => {
    await using hub = await SmallHub.make();
    await hub.push(["in-the-copy"]);
    const { id } = await hub.snapshot();
    await hub.push(["after-the-copy"]);
    hub.close();
    const paths = dataPaths(hub.directory);
    const source = join(shelfFolder(paths), id);
    const { vfs } = bench;
    vfs.watch(stagedFolder(paths));
    let refused = 0;
    for (const fault of ["full", "dead"] as const) {
      for (let from = 0; true; from += FULL_RUN ? 1 : 2) {
        vfs.fail(fault, from);
        const code = await codeOf(decideRestore({
          ...{ paths, source, spare: id, secret: hub.secret, open: null, files: durableFiles },
          ...{ jobs: jobsHere, nowMs: Date.now(), program: "", watch: {} },
        }));
        vfs.heal();
        if (code === null) break;
        refused++;
        assert.ok(["NO_ROOM", "STORAGE"].includes(code), code);
        const names = [...Deno.readDirSync(hub.directory)].map(({ name }) => name);
        assert.ok(!names.includes("restore.staged") && !names.includes("hub.restoring"));
        assert.deepEqual(
          (await new Shelf(shelfFolder(paths), durableFiles).list()).map((line) => line.id),
          [id],
        );
        await hub.reopen();
        assert.deepEqual(hub.patients(), ["after-the-copy", "in-the-copy"]);
        hub.close();
      }
      if (fault === "full") {
        // It went through at last; taken back, for the other fault.
        assert.ok(await finishSwap(durableFiles, paths));
        await hub.reopen();
        assert.deepEqual(hub.patients(), ["in-the-copy"]);
        hub.close();
        const aside = (await hub.shelf.list()).find(({ reason }) => reason === "restore");
        Deno.removeSync(paths.database);
        Deno.copyFileSync(join(hub.shelf.path(aside?.id ?? ""), "hub.db"), paths.database);
        await hub.shelf.remove(aside?.id ?? "");
      }
    }
    assert.ok(refused > 5, `${refused} refusals`);
  },
);
