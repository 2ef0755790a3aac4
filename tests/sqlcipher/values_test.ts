import assert from "node:assert/strict";
import { type BindValue, Database } from "@db/sqlite";
import fc from "fast-check";
import { writeUtf8 } from "../../sqlcipher/write_utf8.ts";
import { keyOf, TempFolder } from "./temp_folder.ts";

/** What is read back for a value that was bound: only the type of integers may change. */
function asRead(value: null | string | number | bigint | Uint8Array): unknown {
  if (typeof value === "bigint") {
    return BigInt.asIntN(54, value) === value && Number.isSafeInteger(Number(value))
      ? Number(value)
      : value;
  }
  if (typeof value !== "number") return value;
  if (Object.is(value, -0)) return 0;
  const isBigInteger = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isBigInteger && Math.abs(value) < 2 ** 63 ? BigInt(value) : value;
}

const wellFormed = fc.string({ unit: "binary", maxLength: 600 });
const anyValue = fc.oneof(
  fc.constant(null),
  fc.string({ unit: "grapheme" }),
  wellFormed,
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  fc.uint8Array({ maxLength: 600 }),
);

Deno.test("any value is read back as it was bound, from memory and from an encrypted file", () => {
  using folder = new TempFolder();
  using memory = new Database(":memory:");
  using file = new Database(folder.file("a.db"), { key: keyOf(7) });
  for (const db of [memory, file]) {
    db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c)");
    using insert = db.prepare("INSERT OR REPLACE INTO t VALUES (1, ?, ?, ?)");
    using select = db.prepare("SELECT a, b, c FROM t");
    fc.assert(
      fc.property(fc.tuple(anyValue, anyValue, anyValue), (values) => {
        insert.run(...values);
        assert.deepEqual(select.value(), values.map(asRead));
        insert.run(values);
        assert.deepEqual(select.all(), [
          { a: asRead(values[0]), b: asRead(values[1]), c: asRead(values[2]) },
        ]);
      }),
      { numRuns: 300, examples: [[[-0, 2 ** 31, -(2 ** 31) - 1]], [[2 ** 63, -(2 ** 63), 1e300]]] },
    );
  }
});

Deno.test("text of every length around the limits of its ways is read back", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?");
  for (const unit of ["x", "é", "ش", "水", "😀", "\0"]) {
    for (const length of [1, 63, 64, 85, 86, 127, 128, 129, 255, 256, 257, 2048, 65_535, 70_000]) {
      for (const text of [unit.repeat(length), "a".repeat(length - 1) + unit]) {
        assert.equal(statement.value(text)?.[0], text);
      }
    }
  }
  const large = "سجل ".repeat(3_000_000);
  assert.equal(statement.value(large)?.[0], large);
});

Deno.test("a text that outgrows its slot leaves its neighbours alone", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?1, ?2, ?3");
  for (const unit of ["é", "水", "😀"]) {
    for (let ascii = 40; ascii < 240; ascii++) {
      const row = ["left", unit.repeat(16) + "a".repeat(ascii), "right"];
      assert.deepEqual(statement.value(row.toReversed()), row.toReversed());
      assert.deepEqual(statement.value(row), row);
    }
  }
});

Deno.test("writeUtf8() writes what TextEncoder writes, and never at or beyond the limit", () => {
  fc.assert(fc.property(wellFormed, fc.nat(300), (text, room) => {
    const expected = new TextEncoder().encode(text);
    const bytes = new Uint8Array(400).fill(0xee);
    const end = writeUtf8(bytes, 10, 10 + room, text);
    if (end !== -1) assert.deepEqual(bytes.subarray(10, end), expected);
    else assert.ok(expected.length > room - 4);
    assert.ok(bytes.subarray(10 + room).every((byte) => byte === 0xee));
  }));
});

Deno.test("a lone surrogate becomes U+FFFD, as TextEncoder has it", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?");
  for (const text of ["\ud800", "a\udc00b", "\ud83d\ud83d\ude00", "\ude00\ud83d"]) {
    assert.equal(statement.value(text)?.[0], text.toWellFormed());
    assert.equal(
      statement.value(text + "x".repeat(300))?.[0],
      text.toWellFormed() + "x".repeat(300),
    );
  }
});

Deno.test("bytes that are not UTF-8 are read with U+FFFD and nothing is cut off", () => {
  using db = new Database(":memory:");
  const read = (hex: string) => db.prepare(`SELECT CAST(x'${hex}' AS TEXT)`).value()?.[0];
  assert.equal(read("ff0041"), "\ufffd\0A");
  assert.equal(read("61ff62"), "a\ufffdb");
  assert.equal(read("efbbbf61"), "\ufeffa");
});

Deno.test("blobs of every size are read back, each in memory of its own", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?1, ?1");
  for (const length of [0, 1, 64, 65, 4096, 1_000_000]) {
    const blob = Uint8Array.from({ length }, (_, i) => i * 7);
    const row = statement.value<[Uint8Array, Uint8Array]>(blob);
    assert.ok(row !== undefined);
    assert.deepEqual(row, [blob, blob]);
    assert.notEqual(row[0].buffer, row[1].buffer);
  }
  const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  assert.deepEqual(statement.value(part)?.[0], new Uint8Array([2, 3]));
});

Deno.test("booleans, dates, objects and arrays are stored as the public package stores them", () => {
  using db = new Database(":memory:");
  const stored = (value: BindValue) =>
    db.prepare("SELECT typeof(?1), ?1").value(value, ...[]) as unknown[];
  assert.deepEqual(stored(true), ["integer", 1]);
  assert.deepEqual(stored(false), ["integer", 0]);
  assert.deepEqual(stored(undefined), ["null", null]);
  assert.deepEqual(stored(new Date(0)), ["text", "1970-01-01T00:00:00.000Z"]);
  assert.deepEqual(stored(1.5), ["real", 1.5]);
  assert.deepEqual(stored(1e300), ["real", 1e300]);
  using two = db.prepare("SELECT ?, ?");
  assert.deepEqual(two.value({ a: [1] }, [2, "x"]), ['{"a":[1]}', '[2,"x"]']);
});

Deno.test("values that SQLite cannot hold are refused without being shown", () => {
  using db = new Database(":memory:");
  using statement = db.prepare("SELECT ?, ?");
  const refused: unknown[] = [
    Symbol("s"),
    () => 1,
    new Date(NaN),
    new Uint16Array(2),
    new ArrayBuffer(2),
    2n ** 63n,
    -(2n ** 63n) - 1n,
  ];
  for (const value of refused) {
    assert.throws(() => statement.value("a", value as BindValue), (error: Error) => {
      assert.ok(error instanceof TypeError || error instanceof RangeError);
      assert.ok(error.message.startsWith("Cannot bind parameter 2: "));
      return true;
    });
  }
  assert.deepEqual(statement.value("a", 2n ** 63n - 1n), ["a", 2n ** 63n - 1n]);
});

Deno.test("JSON made by SQLite is parsed unless parseJson is off", () => {
  using db = new Database(":memory:");
  db.exec("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('{\"a\":1}')");
  const sql = "SELECT json_object('a', 1) AS made, a AS stored, a -> '$' AS cut FROM t";
  const text = '{"a":1}';
  using statement = db.prepare(sql);
  assert.deepEqual(statement.get(), { made: { a: 1 }, stored: text, cut: { a: 1 } });
  assert.deepEqual(statement.value(), [{ a: 1 }, text, { a: 1 }]);
  assert.deepEqual(statement.disableParseJson().get(), { made: text, stored: text, cut: text });
  db.parseJson = false;
  assert.deepEqual(statement.defaultParseJson().value(), [text, text, text]);
  assert.deepEqual(statement.enableParseJson().value(), [{ a: 1 }, text, { a: 1 }]);
});
