/** One test per defect of the public package that this binding must not have. */
import assert from "node:assert/strict";
import { Database, SqliteError } from "@db/sqlite";
import { keyOf, TempFolder, thrownBy } from "./temp_folder.ts";

function memory(): Database {
  return new Database(":memory:");
}

Deno.test("integers beyond 32 bits are read exactly by default", () => {
  using db = memory();
  const row = db.prepare("SELECT 1700000000123 AS ms, -3000000000 AS low").get();
  assert.deepEqual(row, { ms: 1_700_000_000_123, low: -3_000_000_000 });
});

Deno.test("integers are numbers up to 2^53 - 1 and bigints beyond", () => {
  using db = memory();
  const read = (sql: string) => db.prepare(`SELECT ${sql}`).value<[unknown]>()?.[0];
  assert.equal(read("9007199254740991"), Number.MAX_SAFE_INTEGER);
  assert.equal(read("-9007199254740991"), Number.MIN_SAFE_INTEGER);
  assert.equal(read("9007199254740992"), 9_007_199_254_740_992n);
  assert.equal(read("9007199254740993"), 9_007_199_254_740_993n);
  assert.equal(read("9223372036854775807"), 2n ** 63n - 1n);
  assert.equal(read("-9223372036854775808"), -(2n ** 63n));
});

Deno.test("lastInsertRowId is exact beyond 32 and beyond 53 bits", () => {
  using db = memory();
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  db.exec("INSERT INTO t VALUES (5000000000)");
  assert.equal(db.lastInsertRowId, 5_000_000_000);
  db.exec("INSERT INTO t VALUES (9007199254740993)");
  assert.equal(db.lastInsertRowId, 9_007_199_254_740_993n);
});

Deno.test("text with a NUL is written and read whole", () => {
  using db = memory();
  for (const text of ["a\0b", "\0", "é\0😀\0", `${"x".repeat(400)}\0y`, "ش".repeat(200) + "\0z"]) {
    const row = db.prepare("SELECT ? AS text, length(CAST(?1 AS BLOB)) AS bytes").get(text);
    assert.deepEqual(row, { text, bytes: new TextEncoder().encode(text).length });
  }
});

Deno.test("every failure of SQLite is a SqliteError with both codes", () => {
  using db = memory();
  db.exec("CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES (1)");
  const failures: [() => unknown, number, number][] = [
    [() => db.exec("INSERT INTO t VALUES (1)"), 19, 1555],
    [() => db.exec("INSERT INTO t VALUES (?)", 1), 19, 1555],
    [() => db.prepare("INSERT INTO t VALUES (?)").run(1), 19, 1555],
    [() => db.prepare("INSERT INTO t VALUES (?) RETURNING a").all(1), 19, 1555],
    [() => db.prepare("INSERT INTO t VALUES (?) RETURNING a").get(1), 19, 1555],
    [() => [...db.prepare("INSERT INTO t VALUES (?) RETURNING a").iter(1)], 19, 1555],
    [() => db.prepare("SELEC 1"), 1, 1],
    [() => db.exec("SELEC 1"), 1, 1],
    [() => db.prepare("SELECT ?").run(1, 2), 25, 25],
    [() => new Database("/no/such/folder/file.db"), 14, 14],
  ];
  for (const [work, code, extendedCode] of failures) {
    const error = thrownBy(work);
    assert.ok(error instanceof SqliteError);
    assert.deepEqual([error.code, error.extendedCode], [code, extendedCode]);
  }
});

Deno.test("run() returns 0 for a query and for a change of the schema", () => {
  using db = memory();
  db.exec("CREATE TABLE t (a)");
  assert.equal(db.prepare("INSERT INTO t VALUES (1), (2), (3)").run(), 3);
  assert.equal(db.prepare("SELECT * FROM t").run(), 0);
  assert.equal(db.prepare("CREATE TABLE u (a)").run(), 0);
  assert.equal(db.prepare("PRAGMA user_version = 7").run(), 0);
  assert.equal(db.exec("SELECT * FROM t"), 0);
  assert.equal(db.prepare("UPDATE t SET a = 9 WHERE a = 0").run(), 0);
  assert.equal(db.prepare("/* c */ -- d\n ;WITH x AS (SELECT 1) DELETE FROM t").run(), 3);
});

Deno.test("SQL after the first statement is refused by prepare() and exec() with values", () => {
  using db = memory();
  db.exec("CREATE TABLE t (a)");
  for (const tail of ["; DELETE FROM t", "; x", " \0 DELETE FROM t", "; -- c\n /* d */ e"]) {
    assert.throws(() => db.prepare("SELECT 1" + tail), { name: "SqliteError", code: 21 });
    assert.throws(() => db.exec("INSERT INTO t VALUES (?)" + tail, 1), { code: 21 });
  }
  assert.deepEqual(db.prepare("SELECT 1 ; -- c\n /* ; */ ;\n").value(), [1]);
  assert.deepEqual(db.prepare("SELECT count(*) FROM t").value(), [0]);
});

Deno.test("prepare() refuses SQL without a statement", () => {
  using db = memory();
  for (const sql of ["", "  ", ";", "-- comment", "/* open"]) {
    assert.throws(() => db.prepare(sql), { name: "SqliteError", code: 21 });
  }
});

Deno.test("iter() left early ends the statement, so that a checkpoint is complete", () => {
  using folder = new TempFolder();
  using db = new Database(folder.file("a.db"));
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
  using statement = db.prepare("SELECT a FROM t");
  for (const row of statement.iter()) {
    assert.deepEqual(row, { a: 1 });
    break;
  }
  using other = new Database(folder.file("a.db"));
  other.exec("INSERT INTO t VALUES (3)");
  const { busy, logFrames } = db.checkpoint("TRUNCATE");
  assert.deepEqual({ busy, logFrames }, { busy: false, logFrames: 0 });
  assert.equal([...statement].length, 3);
});

Deno.test("transaction() refuses an async function and one that returns a promise", async () => {
  using db = memory();
  db.exec("CREATE TABLE t (a)");
  const insert = () => db.exec("INSERT INTO t VALUES (1)");
  // deno-lint-ignore require-await
  assert.throws(() => db.transaction(async () => insert()), TypeError);
  const later = db.transaction(() => Promise.resolve().then(insert, insert));
  const failing = db.transaction(() => {
    insert();
    return Promise.reject(new Error("not awaited"));
  });
  assert.throws(() => later(), TypeError);
  assert.throws(() => failing(), TypeError);
  assert.equal(db.inTransaction, false);
  assert.deepEqual(db.prepare("SELECT count(*) FROM t").value(), [0]);
  await Promise.resolve();
});

Deno.test("toString() and Deno.inspect() never show bound values", () => {
  using db = memory();
  const statement = db.prepare("SELECT ?").bind("patient name");
  for (const shown of [String(statement), Deno.inspect(statement), Deno.inspect(db)]) {
    assert.ok(!shown.includes("patient"), shown);
  }
  assert.equal(statement.expandedSql, "SELECT 'patient name'");
});

Deno.test("a column may have any name", () => {
  using db = memory();
  const row = db.prepare(`SELECT 1 AS "a""b", 2 AS "__proto__", 3 AS "", 4 AS "x'];//"`).get();
  assert.ok(row !== undefined);
  assert.deepEqual(Object.entries(row), [['a"b', 1], ["__proto__", 2], ["", 3], ["x'];//", 4]]);
  assert.equal(Object.getPrototypeOf(row), Object.prototype);
});

Deno.test("get() gives a new object each time, with unsafeConcurrency too", () => {
  using db = new Database(":memory:", { unsafeConcurrency: true });
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  using statement = db.prepare("SELECT a FROM t");
  const first = statement.get();
  db.exec("UPDATE t SET a = 2");
  assert.deepEqual([first, statement.get()], [{ a: 1 }, { a: 2 }]);
});

Deno.test("column names follow a change of the schema", () => {
  using db = memory();
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  using statement = db.prepare("SELECT * FROM t");
  assert.deepEqual(statement.get(), { a: 1 });
  db.exec("ALTER TABLE t RENAME COLUMN a TO b");
  assert.deepEqual(statement.get(), { b: 1 });
  db.exec("ALTER TABLE t ADD COLUMN c DEFAULT 5");
  assert.deepEqual(statement.all(), [{ b: 1, c: 5 }]);
  assert.deepEqual(statement.columnNames(), ["b", "c"]);
});

Deno.test("bound memory may change after run(), and the values of a row do not", () => {
  using db = memory();
  db.exec("CREATE TABLE t (a, b)");
  using insert = db.prepare("INSERT INTO t VALUES (?, ?)");
  const bytes = new Uint8Array([1, 2, 3]);
  insert.run("short", bytes);
  bytes.fill(9);
  insert.run("other", bytes);
  insert.run("x".repeat(1000), null);
  assert.deepEqual(db.prepare("SELECT a, b FROM t").values(), [
    ["short", new Uint8Array([1, 2, 3])],
    ["other", new Uint8Array([9, 9, 9])],
    ["x".repeat(1000), null],
  ]);
});

Deno.test("an empty Uint8Array is an empty blob and an empty string an empty text", () => {
  using db = memory();
  using statement = db.prepare("SELECT typeof(?1), length(?1), ?1");
  assert.deepEqual(statement.value(new Uint8Array(0)), ["blob", 0, new Uint8Array(0)]);
  assert.deepEqual(statement.value(""), ["text", 0, ""]);
  assert.deepEqual(statement.value(null), ["null", null, null]);
});

Deno.test("a closed database refuses everything with code 21", () => {
  const db = memory();
  const statement = db.prepare("SELECT 1");
  db.close();
  db.close();
  assert.equal(db.open, false);
  assert.equal(db.inTransaction, false);
  const uses = [
    () => db.prepare("SELECT 1"),
    () => db.exec("SELECT 1"),
    () => db.changes,
    () => db.lastInsertRowId,
    () => db.checkpoint(),
    () => db.busyTimeout(1),
    () => db.key(keyOf(1)),
    () => db.rekey(keyOf(1)),
    () => db.function("f", () => 1),
    () => db.openBlob({ table: "t", column: "a", row: 1 }),
    () => statement.run(),
    () => statement.all(),
    () => statement.get(),
    () => [...statement],
    () => statement.expandedSql,
  ];
  for (const use of uses) assert.throws(use, { name: "SqliteError", code: 21 });
});

Deno.test("statements are finalised with the database, whoever still holds them", () => {
  using folder = new TempFolder();
  const db = new Database(folder.file("a.db"));
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
  const rows = db.prepare("SELECT a FROM t").iter();
  rows.next();
  db.close();
  // The last connection removes the log; a statement that was still open would keep it.
  assert.throws(() => Deno.statSync(folder.file("a.db-wal")), Deno.errors.NotFound);
  assert.throws(() => rows.next(), { code: 21 });
});

Deno.test("NaN is refused, because SQLite would store NULL", () => {
  using db = memory();
  using statement = db.prepare("SELECT ?");
  assert.throws(() => statement.value(NaN), TypeError);
  assert.deepEqual(statement.value(Infinity), [Infinity]);
});

Deno.test("an error never repeats a bound value", () => {
  using db = memory();
  db.exec("CREATE VIRTUAL TABLE f USING fts5(x); CREATE TABLE t (a INTEGER UNIQUE) STRICT");
  db.exec("INSERT INTO t VALUES (77001)");
  const secret = "Secretname";
  const attempts = [
    () => db.prepare("SELECT * FROM f WHERE f MATCH ?").all(`${secret} AND (`),
    () => db.prepare("SELECT * FROM f WHERE f MATCH ?").all(`${secret}:x`),
    () => db.prepare("SELECT json_extract('{}', ?)").all(secret),
    () => db.prepare("SELECT json(?)").all(secret),
    () => db.prepare("SELECT 'a' LIKE 'b' ESCAPE ?").all(secret),
    () => db.prepare("INSERT INTO t VALUES (?)").run(secret),
    () => db.prepare("INSERT INTO t VALUES (?)").run(77001),
    () => db.prepare("SELECT :a").all({ b: secret }),
    () => db.prepare("SELECT ?").all(secret, secret),
    () => db.prepare("SELECT ?").all(BigInt("9".repeat(30))),
  ];
  for (const attempt of attempts) {
    const shown = Deno.inspect(thrownBy(attempt));
    assert.ok(!/secretname|77001|99999/i.test(shown), shown);
  }
});
