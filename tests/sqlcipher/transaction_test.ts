import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { TempFolder } from "./temp_folder.ts";

function withTable(): Database {
  const db = new Database(":memory:");
  db.exec("CREATE TABLE t (a)");
  return db;
}

function rowsOf(db: Database): unknown[] {
  return db.prepare("SELECT a FROM t ORDER BY a").values().flat();
}

Deno.test("transaction() commits what returns, and passes arguments, this and result on", () => {
  using db = withTable();
  const insert = db.transaction(function (this: { base: number }, a: number, b: number) {
    assert.equal(db.inTransaction, true);
    db.exec("INSERT INTO t VALUES (?), (?)", this.base + a, this.base + b);
    return a + b;
  });
  const sum: number = insert.call({ base: 10 }, 1, 2);
  assert.equal(sum, 3);
  assert.equal(db.inTransaction, false);
  assert.deepEqual(rowsOf(db), [11, 12]);
  assert.equal(insert.database, db);
});

Deno.test("transaction() rolls back what throws", () => {
  using db = withTable();
  const failing = db.transaction(() => {
    db.exec("INSERT INTO t VALUES (1)");
    throw new Error("from inside");
  });
  assert.throws(failing, /from inside/);
  assert.equal(db.inTransaction, false);
  assert.deepEqual(rowsOf(db), []);
});

Deno.test("transaction() inside another is a savepoint, at any depth", () => {
  using db = withTable();
  const insert = db.transaction((value: number, fails: boolean, inner?: () => void) => {
    db.exec("INSERT INTO t VALUES (?)", value);
    inner?.();
    if (fails) throw new Error(`refused ${value}`);
  });
  db.transaction(() => {
    insert(1, false);
    assert.throws(() => insert(2, true), /refused 2/);
    insert(3, false, () => {
      assert.throws(() => insert(4, true, () => insert(5, false)), /refused 4/);
      insert(6, false);
    });
    assert.equal(db.inTransaction, true);
  })();
  assert.deepEqual(rowsOf(db), [1, 3, 6]);
});

Deno.test("transaction() throws the error of the work when SQLite has rolled back already", () => {
  using db = withTable();
  db.exec("CREATE TABLE u (a UNIQUE ON CONFLICT ROLLBACK); INSERT INTO u VALUES (1)");
  const failing = db.transaction(() => {
    db.exec("INSERT INTO t VALUES (1)");
    db.exec("INSERT INTO u VALUES (1)");
  });
  assert.throws(failing, { name: "SqliteError", code: 19 });
  assert.throws(() => db.transaction(() => failing())(), { code: 19 });
  assert.deepEqual([db.inTransaction, rowsOf(db)], [false, []]);
});

Deno.test("transaction() rolls back when the commit is refused", () => {
  using db = withTable();
  db.exec("PRAGMA foreign_keys = ON; CREATE TABLE parent (id INTEGER PRIMARY KEY)");
  db.exec("CREATE TABLE child (p REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  const orphan = db.transaction(() => db.exec("INSERT INTO child VALUES (9)"));
  assert.throws(orphan, { name: "SqliteError", code: 19, extendedCode: 787 });
  assert.equal(db.inTransaction, false);
  assert.deepEqual(db.prepare("SELECT count(*) FROM child").value(), [0]);
});

Deno.test("immediate takes the write lock at once, deferred does not", () => {
  using folder = new TempFolder();
  using first = new Database(folder.file("a.db"));
  using second = new Database(folder.file("a.db"));
  first.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
  const check = (code: number | null) => () => {
    if (code === null) second.exec("INSERT INTO t VALUES (1)");
    else assert.throws(() => second.exec("INSERT INTO t VALUES (1)"), { code });
  };
  first.transaction(check(null)).deferred();
  first.transaction(check(null)).default();
  first.transaction(check(null))();
  first.transaction(check(5)).immediate();
  first.transaction(check(5)).exclusive();
  assert.deepEqual(rowsOf(first), [1, 1, 1]);
});
