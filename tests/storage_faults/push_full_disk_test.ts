/** Pushes onto a disk that is full, or fails for good, from each of its operations on. */

import assert from "node:assert/strict";
import { DatabaseError } from "../../server/database/database_error.ts";
import { readFolder, writeFolder } from "../support/storage_faults/disk_recording.ts";
import { FaultBench } from "../support/storage_faults/fault_bench.ts";
import { makeHub, mixedPush, openHub } from "../support/storage_faults/push_run.ts";
import { contentDigest, type StoredHub } from "../support/storage_faults/stored_hub.ts";

/** Small enough that the log is merged within the push that fills it. */
const PRAGMAS = "PRAGMA wal_autocheckpoint = 12";

/** The code of the refusal, or null when the push was acknowledged. */
async function pushed(hub: StoredHub): Promise<string | null> {
  try {
    await hub.push("a", mixedPush("new", 30));
    return null;
  } catch (error) {
    assert.ok(error instanceof DatabaseError, String(error));
    return error.code;
  }
}

function newRows(hub: StoredHub): number {
  return hub.engine.read((statements) =>
    statements.get("SELECT count(*) FROM patients WHERE surname = 'new'").value<[number]>()?.[0]
  ) ?? -1;
}

/** 30 new rows, and 4 that were there before. */
const ALL_NEW = 34;

Deno.test("push() onto a disk that fills up is refused with STORAGE, changes nothing, and is taken when there is room", async () => {
  using bench = await FaultBench.open();
  const { vfs, folder } = bench;
  await makeHub(folder);
  const before = readFolder(folder);
  vfs.watch(folder);
  let refused = 0;
  for (let from = 0; true; from++) {
    writeFolder(folder, before);
    let acknowledged: boolean;
    {
      using hub = openHub(folder);
      hub.database.writer.exec(PRAGMAS);
      const content = contentDigest(hub.database.reader);
      vfs.fail("full", from);
      const code = await pushed(hub);
      const reached = vfs.operations > from;
      if (code === null) {
        assert.equal(newRows(hub), ALL_NEW);
      } else {
        refused += 1;
        assert.equal(code, "STORAGE");
        assert.equal(contentDigest(hub.database.reader), content);
        assert.equal(await pushed(hub), "STORAGE", "the disk is still full");
        vfs.heal();
        assert.equal(await pushed(hub), null);
        assert.equal(newRows(hub), ALL_NEW);
      }
      vfs.heal();
      acknowledged = !reached;
    }
    using reopened = openHub(folder);
    reopened.database.checkIntegrity();
    assert.equal(newRows(reopened), ALL_NEW);
    if (acknowledged) break;
  }
  assert.ok(refused > 20, `${refused} refusals`);
});

Deno.test("a disk that fails for good refuses the push with STORAGE and keeps what was acknowledged", async () => {
  using bench = await FaultBench.open();
  const { vfs, folder } = bench;
  await makeHub(folder);
  const before = readFolder(folder);
  vfs.watch(folder);
  let refused = 0;
  for (let from = 0; true; from++) {
    writeFolder(folder, before);
    let code: string | null;
    {
      using hub = openHub(folder);
      hub.database.writer.exec(PRAGMAS);
      vfs.fail("dead", from);
      code = await pushed(hub);
      if (vfs.operations <= from) break;
      if (code !== null) {
        refused += 1;
        assert.equal(code, "STORAGE");
        assert.equal(newRows(hub), 0);
        assert.equal(await pushed(hub), "STORAGE");
      }
      // Closed, as by a program that ends, while nothing can be written.
    }
    vfs.heal();
    using reopened = openHub(folder);
    reopened.database.checkIntegrity();
    const present = newRows(reopened);
    // The last thing that failed may have been the sync behind a whole transaction.
    assert.ok(present === ALL_NEW || present === 0 && code !== null, `${present} rows`);
    assert.equal(await pushed(reopened), null);
    assert.equal(newRows(reopened), ALL_NEW);
  }
  assert.ok(refused > 20, `${refused} refusals`);
});

Deno.test("HubDatabase.open() after a crash onto a full disk says STORAGE and opens when there is room", async () => {
  using bench = await FaultBench.open();
  const { vfs, folder } = bench;
  await makeHub(folder);
  vfs.watch(folder);
  {
    using hub = openHub(folder);
    assert.equal(await pushed(hub), null);
    vfs.fail("dead", 0);
  }
  vfs.heal();
  const before = readFolder(folder);
  assert.ok((before.get("hub.db-wal")?.length ?? 0) > 0, "the log was left");
  let refused = 0;
  for (let from = 0; true; from++) {
    writeFolder(folder, before);
    vfs.fail("full", from);
    try {
      openHub(folder).database[Symbol.dispose]();
    } catch (error) {
      assert.ok(error instanceof DatabaseError && error.code === "STORAGE", String(error));
      refused += 1;
    }
    const reached = vfs.operations > from;
    vfs.heal();
    using reopened = openHub(folder);
    reopened.database.checkIntegrity();
    assert.equal(newRows(reopened), ALL_NEW);
    if (!reached) break;
  }
  assert.ok(refused > 0);
});
