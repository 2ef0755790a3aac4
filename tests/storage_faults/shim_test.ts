/** The shim itself: that it sees everything, and that what it shows can fail. */

import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { join } from "node:path";
import { cutPushes, mixedPush, type PushRun, storageTest } from "../support/storage_faults/mod.ts";

const RUN: PushRun = { pushes: [mixedPush("new", 10)] };
const LOST = /the hub is as after step \d, and step \d had been acknowledged/;

storageTest(
  "cutPushes() finds an acknowledged push gone when the disk lies about syncs",
  async (bench) => {
    await assert.rejects(cutPushes(bench, { ...RUN, lyingDisk: true }), LOST);
  },
);

for (const level of ["OFF", "NORMAL"]) {
  storageTest(
    `cutPushes() finds an acknowledged push gone with synchronous = ${level}`,
    async (bench) => {
      const pragmas = `PRAGMA synchronous = ${level}`;
      await assert.rejects(cutPushes(bench, { ...RUN, pragmas }), LOST);
    },
  );
}

storageTest(
  "cutPushes() finds part of a push when it is stored in two transactions",
  async (bench) => {
    await assert.rejects(
      cutPushes(bench, {
        ...RUN,
        fatesAt: () => ["kept"],
        push: async (hub) => {
          await hub.push("a", mixedPush("one-half", 5));
          await hub.push("a", mixedPush("other-half", 5));
        },
      }),
      /part of a push is there/,
    );
  },
);

storageTest(
  "FaultVfs counts and notes what SQLite writes to the files of its folder, and nothing else",
  (bench) => {
    const { vfs, folder, left } = bench;
    vfs.watch(folder);
    vfs.note(true);
    vfs.heal();
    {
      using elsewhere = new Database(join(left, "x.db"));
      elsewhere.exec("CREATE TABLE t (a)");
    }
    assert.equal(vfs.operations, 0);
    assert.deepEqual(vfs.takeNotes(), []);
    using database = new Database(join(folder, "x.db"));
    database.exec("CREATE TABLE t (a)");
    const notes = vfs.takeNotes();
    const kinds = notes.map(({ kind }) => kind);
    assert.deepEqual(
      [...new Set(kinds)].sort(),
      ["open", "remove", "sync", "syncFolder", "write"],
    );
    const counted = kinds.filter((kind) => kind !== "open" && kind !== "syncFolder");
    assert.equal(vfs.operations, counted.length);
    assert.deepEqual(
      notes.flatMap((note) => note.kind === "open" ? [note.name] : []),
      ["x.db", "x.db-journal"],
    );
  },
);

storageTest(
  "FaultVfs lets no operation through once it is dead, and half a write when the disk is full",
  (bench) => {
    const { vfs, folder } = bench;
    vfs.watch(folder);
    const path = join(folder, "x.db");
    {
      using database = new Database(path);
      database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
      vfs.fail("dead", 3);
      assert.throws(() => database.exec("INSERT INTO t VALUES (zeroblob(20000))"), { code: 10 });
      assert.ok(vfs.operations > 3);
      const size = Deno.statSync(`${path}-wal`).size;
      assert.throws(() => database.exec("INSERT INTO t VALUES (2)"), { code: 10 });
      assert.equal(Deno.statSync(`${path}-wal`).size, size);
    }
    assert.ok(Deno.statSync(`${path}-wal`).size > 0, "a dead process merges no log");
    vfs.heal();
    using database = new Database(path);
    vfs.fail("full", 1);
    assert.throws(() => database.exec("INSERT INTO t VALUES (2)"), { code: 13 });
    vfs.heal();
    database.exec("INSERT INTO t VALUES (3)");
    assert.deepEqual(database.prepare("SELECT a FROM t").values(), [[1], [3]]);
  },
);
