import { Database } from "@db/sqlite";
import assert from "node:assert/strict";
import { join } from "node:path";

const KEY = new Uint8Array(32).fill(3);
const OTHER_KEY = new Uint8Array(32).fill(4);

function withFolder(run: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** A database with a log and so many rows of half a page each. */
function filled(path: string, rows: number): Database {
  const database = new Database(path, { key: KEY });
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, body BLOB)");
  database.transaction(() => {
    using insert = database.prepare("INSERT INTO t (body) VALUES (zeroblob(2000))");
    for (let row = 0; row < rows; row++) insert.run();
  })();
  return database;
}

function rowsOf(database: Database): number {
  return database.prepare("SELECT count(*) FROM t").value<[number]>()?.[0] ?? -1;
}

Deno.test("Backup.step() copies what the source's read transaction sees while others write", () => {
  withFolder((folder) => {
    const path = join(folder, "a.db");
    using writer = filled(path, 400);
    using source = new Database(path, { key: KEY, readonly: true });
    {
      using copy = new Database(join(folder, "b.db"), { key: OTHER_KEY });
      source.exec("BEGIN");
      rowsOf(source);
      using backup = source.startBackup(copy);
      let steps = 0;
      while (!backup.step(16)) {
        writer.exec("INSERT INTO t (body) VALUES (zeroblob(2000))");
        const { remainingPages, totalPages } = backup.progress;
        assert.ok(remainingPages < totalPages);
        steps++;
      }
      assert.ok(steps > 5, `${steps} steps`);
      assert.deepEqual(backup.progress, { remainingPages: 0, totalPages: 0 });
      assert.equal(backup.step(16), true, "it has ended");
      assert.equal(rowsOf(copy), 400);
      assert.ok(rowsOf(writer) > 400);
      source.exec("COMMIT");
    }
    using copy = new Database(join(folder, "b.db"), { key: OTHER_KEY, readonly: true });
    assert.equal(rowsOf(copy), 400);
  });
});

Deno.test("Backup ends with either of its connections, and unfinished leaves no table", () => {
  withFolder((folder) => {
    for (const closes of ["source", "target", "itself"]) {
      using source = filled(join(folder, `${closes}.db`), 200);
      using copy = new Database(join(folder, `${closes}-copy.db`), { key: KEY });
      const backup = source.startBackup(copy);
      assert.equal(backup.step(4), false);
      if (closes === "source") source.close();
      else if (closes === "target") copy.close();
      else backup.release();
      assert.equal(backup.step(4), true);
      backup.release();
      if (closes === "target") continue;
      assert.equal(copy.prepare("SELECT count(*) FROM sqlite_schema").value()?.[0], 0);
    }
  });
});

Deno.test("Database.startBackup() refuses to write an encrypted database in plain text", () => {
  withFolder((folder) => {
    using source = filled(join(folder, "a.db"), 1);
    using plain = new Database(join(folder, "b.db"));
    assert.throws(() => source.startBackup(plain), { name: "SqliteError", code: 1 });
  });
});
