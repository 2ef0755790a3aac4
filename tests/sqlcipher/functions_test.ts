import assert from "node:assert/strict";
import { Database, SqliteError } from "@db/sqlite";
import { thrownBy } from "./temp_folder.ts";

Deno.test("function() takes and returns every kind of value", () => {
  using db = new Database(":memory:");
  db.function("same", (value: unknown) => value);
  using statement = db.prepare("SELECT same(?)");
  const values = [null, 1, -1.5, 2 ** 40, 2n ** 60n, "", "é\0😀", new Uint8Array([0, 1])];
  for (const value of [...values, new Uint8Array(0)]) {
    assert.deepEqual(statement.value(value), [value]);
  }
  db.function("made", () => ({ a: [1] }), { subtype: true });
  assert.deepEqual(db.prepare("SELECT made()").value(), [{ a: [1] }]);
  assert.deepEqual(db.prepare("SELECT same(1 > 0)").value(), [1]);
});

Deno.test("function() has the arity it declares, or any with varargs", () => {
  using db = new Database(":memory:");
  db.function("two", (a: number, b: number) => a + b, { deterministic: true });
  db.function("count_all", (...args: unknown[]) => args.length, { varargs: true });
  assert.deepEqual(db.prepare("SELECT two(1, 2), count_all(1, 2, 3), count_all()").value(), [
    3,
    3,
    0,
  ]);
  assert.throws(() => db.prepare("SELECT two(1)"), { name: "SqliteError", code: 1 });
});

Deno.test("an error thrown by a function fails the statement and is its cause", () => {
  using db = new Database(":memory:");
  const original = new Error("about Secretname");
  db.function("fails", () => {
    throw original;
  });
  const error = thrownBy(() => db.prepare("SELECT fails()").all());
  assert.ok(error instanceof SqliteError);
  assert.equal(error.cause, original);
  assert.ok(!error.message.includes("Secretname"));
  const later = thrownBy(() => db.exec("SELECT abs(-9223372036854775807 - 1)"));
  assert.ok(later instanceof SqliteError && later.cause === undefined);
  db.function("not_a_number", () => NaN);
  assert.ok(thrownBy(() => db.prepare("SELECT not_a_number()").all()).cause instanceof TypeError);
});

Deno.test("aggregate() keeps groups apart and makes a result without rows", () => {
  using db = new Database(":memory:");
  db.exec("CREATE TABLE t (g, a); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (1, 'z')");
  db.aggregate("joined", {
    start: () => [],
    step: (all: string[], text: string) => [...all, text],
    final: (all: string[]) => all.join("+"),
  });
  db.aggregate("total_of", { start: 0, step: (sum: number, a: number) => sum + a });
  assert.deepEqual(db.prepare("SELECT joined(a), total_of(g) FROM t GROUP BY g").values(), [
    ["x+z", 2],
    ["y", 2],
  ]);
  assert.deepEqual(db.prepare("SELECT joined(a), total_of(g) FROM t WHERE 0").value(), ["", 0]);
});

Deno.test("an aggregate that fails leaves nothing for the next execution", () => {
  using db = new Database(":memory:");
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
  let fails = true;
  db.aggregate("picky", {
    start: 0,
    step: (sum: number, a: number) => {
      if (fails && a === 2) throw new Error("two");
      return sum + a;
    },
  });
  using statement = db.prepare("SELECT picky(a) FROM t");
  assert.throws(() => statement.value(), { name: "SqliteError" });
  fails = false;
  for (let i = 0; i < 20; i++) assert.deepEqual(statement.value(), [6]);
});

Deno.test("a function may use the connection, but not the statement that calls it nor close()", () => {
  using db = new Database(":memory:");
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
  using count = db.prepare("SELECT count(*) FROM t");
  let caller = db.prepare("SELECT 1");
  db.function("rows_now", () => count.value()?.[0]);
  db.function("again", () => caller.value()?.[0]);
  db.function("ends", () => db.close());
  db.function("drops", () => caller.finalize());
  assert.deepEqual(db.prepare("SELECT rows_now() FROM t").values(), [[2], [2]]);
  for (const name of ["again", "ends", "drops"]) {
    caller = db.prepare(`SELECT ${name}()`);
    const error = thrownBy(() => caller.all());
    assert.ok(error.cause instanceof SqliteError && error.cause.code === 21, name);
  }
  const error = thrownBy(() => db.exec("SELECT ends()"));
  assert.ok(error.cause instanceof SqliteError && error.cause.code === 21);
  assert.equal(db.open, true);
});

Deno.test("interrupt() from a function ends the statement with code 9", () => {
  using db = new Database(":memory:");
  db.function("stop_at", (n: number) => {
    if (n === 100) db.interrupt();
    return n;
  });
  using statement = db.prepare(
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT stop_at(n + 1) FROM c) SELECT max(n) FROM c",
  );
  assert.throws(() => statement.value(), { name: "SqliteError", code: 9 });
});

Deno.test("directOnly keeps a function out of triggers", () => {
  using db = new Database(":memory:");
  db.function("secret", () => 1, { directOnly: true });
  db.exec("CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT secret(); END");
  assert.throws(() => db.exec("INSERT INTO t VALUES (1)"), { name: "SqliteError", code: 1 });
  assert.deepEqual(db.prepare("SELECT secret()").value(), [1]);
});
