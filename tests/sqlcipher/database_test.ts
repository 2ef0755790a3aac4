import assert from "node:assert/strict";
import { Database, isComplete, SQLITE_SOURCEID, SQLITE_VERSION } from "@db/sqlite";
import { pathToFileURL } from "node:url";
import { TempFolder } from "./temp_folder.ts";

Deno.test("Database() opens paths and file URLs, and obeys create and readonly", () => {
  using folder = new TempFolder();
  const path = folder.file("a #é.db");
  assert.throws(() => new Database(path, { create: false }), { name: "SqliteError", code: 14 });
  {
    using db = new Database(pathToFileURL(path));
    db.exec("CREATE TABLE t (a)");
    assert.equal(db.path, path);
  }
  using db = new Database(path, { readonly: true });
  assert.throws(() => db.exec("INSERT INTO t VALUES (1)"), { code: 8 });
  assert.throws(() => new Database("a\0b"), TypeError);
});

Deno.test("Database() with memory or flags touches no file", () => {
  using folder = new TempFolder();
  const OPEN_READWRITE_CREATE_MEMORY = 0x86;
  using named = new Database(folder.file("a.db"), { memory: true });
  using flagged = new Database(folder.file("b.db"), { flags: OPEN_READWRITE_CREATE_MEMORY });
  for (const db of [named, flagged]) db.exec("CREATE TABLE t (a)");
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("exec() runs all statements and sums the rows they changed", () => {
  using db = new Database(":memory:");
  const changes = db.exec(`
    -- a comment; with a semicolon
    ;; CREATE TABLE t (a);
    INSERT INTO t VALUES ('x;y'), ('--'); /* ; */ UPDATE t SET a = a || 'é';
    CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT 1; SELECT 2; END;
    DELETE FROM t WHERE a = '--é'; SELECT * FROM t;
  `);
  assert.equal(changes, 2 + 2 + 1);
  assert.deepEqual(db.prepare("SELECT a FROM t").values(), [["x;yé"]]);
  assert.equal(db.run("INSERT INTO t VALUES (?), (?)", 1, 2), 2);
  assert.equal(db.exec(""), 0);
  assert.equal(db.exec(" ;; -- nothing"), 0);
});

Deno.test("exec() stops at the statement that fails and keeps what came before", () => {
  using db = new Database(":memory:");
  assert.throws(() => db.exec("CREATE TABLE t (a); SELECT * FROM nowhere; DROP TABLE t"), {
    code: 1,
  });
  assert.deepEqual(db.prepare("SELECT count(*) FROM t").value(), [0]);
  assert.throws(() => db.exec("CREATE TABLE u (a);\0 DROP TABLE t"), { code: 21 });
});

Deno.test("sql`` makes parameters of its values and returns objects", () => {
  using db = new Database(":memory:");
  const name = "x' OR 1=1 --";
  assert.deepEqual(db.sql`SELECT ${name} AS name, ${2} AS n`, [{ name, n: 2 }]);
});

Deno.test("a string in double quotes is a column and nothing else", () => {
  using db = new Database(":memory:");
  assert.throws(() => db.prepare('SELECT "misspelt"'), { name: "SqliteError", code: 1 });
});

Deno.test("checkpoint() says what it did", () => {
  using folder = new TempFolder();
  using db = new Database(folder.file("a.db"));
  assert.deepEqual(db.checkpoint(), { busy: false, logFrames: -1, checkpointedFrames: -1 });
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
  const passive = db.checkpoint("PASSIVE");
  assert.ok(passive.logFrames > 0 && passive.checkpointedFrames === passive.logFrames);
  using reader = new Database(folder.file("a.db"));
  reader.exec("BEGIN; SELECT * FROM t");
  db.exec("INSERT INTO t VALUES (1)");
  assert.equal(db.checkpoint("TRUNCATE").busy, true);
  reader.exec("COMMIT");
  assert.deepEqual(db.checkpoint("TRUNCATE"), {
    busy: false,
    logFrames: 0,
    checkpointedFrames: 0,
  });
});

Deno.test("a second writer gets code 5, at once or after its busy timeout", () => {
  using folder = new TempFolder();
  using first = new Database(folder.file("a.db"));
  using second = new Database(folder.file("a.db"));
  first.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); BEGIN IMMEDIATE");
  second.busyTimeout(50);
  const startedMs = performance.now();
  assert.throws(() => second.exec("BEGIN IMMEDIATE"), { name: "SqliteError", code: 5 });
  assert.ok(performance.now() - startedMs >= 45);
  first.exec("COMMIT");
  assert.equal(second.exec("INSERT INTO t VALUES (1)"), 1);
});

Deno.test("loadExtension() is refused unless it was allowed", () => {
  using db = new Database(":memory:");
  assert.equal(db.enableLoadExtension, false);
  assert.throws(() => db.loadExtension("/no/such/extension"), /not authorized/);
  db.enableLoadExtension = true;
  assert.equal(db.enableLoadExtension, true);
  assert.throws(() => db.loadExtension("/no/such/extension"), (error: Error) => {
    assert.ok(!error.message.includes("not authorized"));
    return true;
  });
  using allowed = new Database(":memory:", { enableLoadExtension: true });
  assert.equal(allowed.enableLoadExtension, true);
});

Deno.test("the loaded library tells its version", () => {
  assert.match(SQLITE_VERSION(), /^3\.\d+\.\d+$/);
  assert.match(SQLITE_SOURCEID(), /^\d{4}-\d\d-\d\d/);
  assert.deepEqual(["SELECT 1;", "SELECT 1", "SELECT ';"].map(isComplete), [true, false, false]);
  using db = new Database(":memory:");
  assert.match(String(db.prepare("PRAGMA cipher_version").value()?.[0]), /^4\./);
});
