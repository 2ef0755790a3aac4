/**
 * Pushes onto a disk that is full, or fails for good, from each of its operations on.
 * `STORAGE_FAULTS=full` leaves none out where a push is large.
 */

import assert from "node:assert/strict";
import { DatabaseError } from "../../server/database/database_error.ts";
import {
  contentDigest,
  FULL_RUN,
  makeHub,
  mixedPush,
  ODD,
  openHub,
  readFolder,
  storageTest,
  type StoredHub,
  writeFolder,
} from "../support/storage_faults/mod.ts";

/** How a hub writes, and how much. */
interface Case {
  readonly name: string;
  readonly pragmas: string;
  readonly rows: number;
  /** The disk fails from every so many operations on. */
  readonly stride: number;
}

const CASES: readonly Case[] = [
  // Everything is written at the commit; the log is merged right behind it.
  { name: "push()", pragmas: "PRAGMA wal_autocheckpoint = 12", rows: 30, stride: 1 },
  // Rows are written out while others are still being stored.
  {
    name: "a push larger than the page cache",
    ...{ pragmas: "PRAGMA cache_size = 10", rows: 100, stride: FULL_RUN ? 1 : 3 },
  },
  // Stored a second time with a savepoint for each row: the database does not take one of them.
  {
    name: "a push with a row that is put aside",
    pragmas: `PRAGMA cache_size = 10;
      CREATE TEMP TRIGGER refuse BEFORE INSERT ON patients WHEN NEW.surname = '${ODD}'
      BEGIN SELECT RAISE(FAIL, 'refused'); END`,
    ...{ rows: 60, stride: FULL_RUN ? 1 : 5 },
  },
];

/** The code of the refusal, or null when the push was acknowledged. */
async function pushed(hub: StoredHub, rows: number): Promise<string | null> {
  try {
    await hub.push("a", mixedPush("new", rows));
    return null;
  } catch (error) {
    assert.ok(error instanceof DatabaseError, String(error));
    return error.code;
  }
}

/** Rows of the push that are there, in their table or put aside. */
function newRows(hub: StoredHub): number {
  return hub.engine.read((statements) =>
    statements.get(
      `SELECT (SELECT count(*) FROM patients WHERE surname = 'new')
         + (EXISTS (SELECT 1 FROM patients WHERE surname = '${ODD}')
            OR EXISTS (SELECT 1 FROM quarantine WHERE reason = 'NOT_STORABLE'))`,
    ).value<[number]>()?.[0]
  ) ?? -1;
}

/** The odd row, and rows that were there before and are changed by the push. */
const OTHERS = 5;

for (const { name, pragmas, rows, stride } of CASES) {
  storageTest(
    `${name} onto a disk that fills up is refused with STORAGE, changes nothing, and is taken when there is room`,
    async (bench) => {
      const { vfs, folder } = bench;
      await makeHub(folder);
      const before = readFolder(folder);
      vfs.watch(folder);
      let refused = 0;
      for (let from = 0; true; from += stride) {
        writeFolder(folder, before);
        let acknowledged: boolean;
        {
          using hub = openHub(folder);
          hub.database.writer.exec(pragmas);
          const content = contentDigest(hub.database.reader);
          vfs.fail("full", from);
          const code = await pushed(hub, rows);
          const reached = vfs.operations > from;
          if (code === null) {
            assert.equal(newRows(hub), rows + OTHERS);
          } else {
            refused += 1;
            assert.equal(code, "STORAGE");
            assert.equal(contentDigest(hub.database.reader), content);
            assert.equal(await pushed(hub, rows), "STORAGE", "the disk is still full");
            vfs.heal();
            assert.equal(await pushed(hub, rows), null);
            assert.equal(newRows(hub), rows + OTHERS);
          }
          vfs.heal();
          acknowledged = !reached;
        }
        using reopened = openHub(folder);
        reopened.database.checkIntegrity();
        assert.equal(newRows(reopened), rows + OTHERS);
        if (acknowledged) break;
      }
      assert.ok(refused > 10, `${refused} refusals`);
    },
  );

  storageTest(
    `${name} onto a disk that fails for good is refused with STORAGE and loses nothing`,
    async (bench) => {
      const { vfs, folder } = bench;
      await makeHub(folder);
      const before = readFolder(folder);
      vfs.watch(folder);
      let refused = 0;
      for (let from = 0; true; from += stride) {
        writeFolder(folder, before);
        let code: string | null;
        {
          using hub = openHub(folder);
          hub.database.writer.exec(pragmas);
          vfs.fail("dead", from);
          code = await pushed(hub, rows);
          if (vfs.operations <= from) break;
          if (code !== null) {
            refused += 1;
            assert.equal(code, "STORAGE");
            assert.equal(newRows(hub), 0);
            assert.equal(await pushed(hub, rows), "STORAGE");
          }
          // Closed, as by a program that ends, while nothing can be written.
        }
        vfs.heal();
        using reopened = openHub(folder);
        reopened.database.checkIntegrity();
        const present = newRows(reopened);
        // The last thing that failed may have been the sync behind a whole transaction.
        assert.ok(present === rows + OTHERS || present === 0 && code !== null, `${present} rows`);
        assert.equal(await pushed(reopened, rows), null);
        assert.equal(newRows(reopened), rows + OTHERS);
      }
      assert.ok(refused > 10, `${refused} refusals`);
    },
  );
}

storageTest(
  "HubDatabase.open() after a crash onto a full disk says STORAGE and opens when there is room",
  async (bench) => {
    const { vfs, folder } = bench;
    await makeHub(folder);
    vfs.watch(folder);
    {
      using hub = openHub(folder);
      assert.equal(await pushed(hub, 30), null);
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
      assert.equal(newRows(reopened), 30 + OTHERS);
      if (!reached) break;
    }
    assert.ok(refused > 0);
  },
);
