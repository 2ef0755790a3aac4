import assert from "node:assert/strict";
import { Database, Statement } from "@db/sqlite";

function withRows(): Database {
  const db = new Database(":memory:");
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
  db.exec("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
  return db;
}

Deno.test("all(), get(), values(), value() and iter() read rows in their shapes", () => {
  using db = withRows();
  using statement = db.prepare<{ id: number; name: string }>("SELECT * FROM t WHERE id > ?");
  assert.deepEqual(statement.all(1), [{ id: 2, name: "b" }, { id: 3, name: "c" }]);
  assert.deepEqual(statement.get(1), { id: 2, name: "b" });
  assert.deepEqual(statement.values(1), [[2, "b"], [3, "c"]]);
  assert.deepEqual(statement.value(1), [2, "b"]);
  assert.deepEqual([...statement.iter(2)], [{ id: 3, name: "c" }]);
  assert.deepEqual([statement.all(9), statement.values(9)], [[], []]);
  assert.deepEqual([statement.get(9), statement.value(9)], [undefined, undefined]);
  assert.equal(statement.get(1)?.name, "b");
});

Deno.test("parameters are passed one by one, as an array or by name", () => {
  using db = new Database(":memory:");
  using positional = db.prepare("SELECT ?, ?, ?");
  assert.deepEqual(positional.value(1, "b", null), [1, "b", null]);
  assert.deepEqual(positional.value([1, "b", null]), [1, "b", null]);
  using named = db.prepare("SELECT :a, @b, $c, ?4");
  assert.deepEqual(named.value({ a: 1, "@b": 2, $c: 3, "?4": 4 }), [1, 2, 3, 4]);
  assert.deepEqual(named.value({ ":a": 1 }), [1, null, null, null]);
  assert.throws(() => named.value({ d: 1 }), { name: "SqliteError", code: 25 });
  assert.throws(() => named.value({ b: 1 }), { name: "SqliteError", code: 25 });
});

Deno.test("missing values are NULL, also after an execution that had them", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?, ?, ?");
  assert.deepEqual(statement.value("a", 1, new Uint8Array(1)), ["a", 1, new Uint8Array(1)]);
  assert.deepEqual(statement.value("b"), ["b", null, null]);
  assert.deepEqual(statement.value(), [null, null, null]);
  assert.throws(() => statement.value(1, 2, 3, 4), { name: "SqliteError", code: 25 });
});

Deno.test("values of an execution that was refused do not leak into the next", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?, ?");
  statement.value("x", "y");
  assert.throws(() => statement.value("leak", NaN), TypeError);
  assert.deepEqual(statement.value(1), [1, null]);
});

Deno.test("bind() fixes the values once, and every later value is refused", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?, ?").bind("x", 5);
  assert.deepEqual([statement.value(), statement.value()], [["x", 5], ["x", 5]]);
  const uses = [
    () => statement.bind(1),
    () => statement.run(1),
    () => statement.all(1),
    () => statement.values(1),
    () => statement.get(1),
    () => statement.value(1),
    () => [...statement.iter(1)],
  ];
  for (const use of uses) assert.throws(use, { name: "SqliteError", code: 21 });
});

Deno.test("two statements of one connection keep their texts apart", () => {
  using db = new Database(":memory:");
  using first = db.prepare("SELECT ?, ?").bind("short", "x".repeat(2000));
  using second = db.prepare("SELECT ?, ?");
  second.value("other", "y".repeat(3000));
  assert.deepEqual(first.value(), ["short", "x".repeat(2000)]);
});

Deno.test("a statement with thousands of parameters takes texts too", () => {
  using db = new Database(":memory:");
  const texts = Array.from({ length: 5000 }, (_, i) => `text ${i}`);
  const rows = texts.map(() => "(?)").join(",");
  using statement = db.prepare(`SELECT count(DISTINCT column1) FROM (VALUES ${rows})`);
  assert.deepEqual(statement.value(texts), [5000]);
});

Deno.test("run() counts its own rows, not those of triggers, and RETURNING is finished", () => {
  using db = withRows();
  db.exec("CREATE TABLE log (a)");
  db.exec("CREATE TRIGGER g AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (1), (2); END");
  using update = db.prepare("UPDATE t SET name = ? RETURNING id");
  const before = db.totalChanges;
  assert.equal(update.run("x"), 3);
  assert.equal(db.totalChanges - before, 9);
  assert.deepEqual(update.get("y"), { id: 1 });
  assert.deepEqual(db.prepare("SELECT count(*) FROM t WHERE name = 'y'").value(), [3]);
});

Deno.test("a change that is refused at its end is an error also for get() and value()", () => {
  using db = new Database(":memory:");
  db.exec("PRAGMA foreign_keys = ON; CREATE TABLE parent (id INTEGER PRIMARY KEY)");
  db.exec("CREATE TABLE child (p REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  using insert = db.prepare("INSERT INTO child VALUES (9) RETURNING p");
  assert.throws(() => insert.get(), { name: "SqliteError", extendedCode: 787 });
  assert.throws(() => insert.value(), { name: "SqliteError", extendedCode: 787 });
  assert.deepEqual(db.prepare("SELECT count(*) FROM child").value(), [0]);
});

Deno.test("iter() keeps the statement to itself until it ends", () => {
  using db = withRows();
  using statement = db.prepare("SELECT id FROM t");
  const seen: unknown[] = [];
  for (const row of statement) {
    seen.push(row);
    assert.throws(() => statement.get(), { name: "SqliteError", code: 21 });
  }
  assert.equal(seen.length, 3);
  assert.throws(() => {
    for (const _ of statement) throw new Error("from the loop");
  }, /from the loop/);
  assert.equal(statement.all().length, 3);
});

Deno.test("an iterator ends with an error when its statement is finalised in between", () => {
  using db = withRows();
  const statement = db.prepare("SELECT id FROM t");
  const rows = statement.iter();
  rows.next();
  statement.finalize();
  assert.throws(() => rows.next(), { code: 21 });
  assert.throws(() => statement.all(), { code: 21 });
  statement.finalize();
});

Deno.test("a statement describes itself", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT :name AS a, ?3 AS b");
  assert.ok(statement instanceof Statement);
  assert.equal(statement.db, db);
  assert.equal(statement.sql, "SELECT :name AS a, ?3 AS b");
  assert.equal(String(statement), statement.sql);
  assert.equal(statement.readonly, true);
  assert.equal(db.prepare("CREATE TABLE t (a)").readonly, false);
  assert.deepEqual(statement.columnNames(), ["a", "b"]);
  assert.equal(statement.bindParameterCount, 3);
  assert.deepEqual([1, 2, 3].map((i) => statement.bindParameterName(i)), [":name", "", "?3"]);
  assert.equal(statement.bindParameterIndex(":name"), 1);
  assert.throws(() => statement.bindParameterIndex("name"), { code: 25 });
  assert.notEqual(statement.unsafeHandle, null);
  statement.finalize();
  assert.equal(statement.unsafeHandle, null);
});
