import assert from "node:assert/strict";
import { Database } from "@db/sqlite";

function withBlob(size: number): Database {
  const db = new Database(":memory:");
  db.exec("CREATE TABLE t (a BLOB)");
  db.exec("INSERT INTO t VALUES (?)", Uint8Array.from({ length: size }, (_, i) => i));
  return db;
}

const PLACE = { table: "t", column: "a", row: 1 };

Deno.test("openBlob() reads and writes parts of a blob", () => {
  using db = withBlob(100);
  using blob = db.openBlob({ ...PLACE, readonly: false });
  assert.equal(blob.byteLength, 100);
  const part = new Uint8Array(3);
  blob.readSync(10, part);
  assert.deepEqual(part, new Uint8Array([10, 11, 12]));
  blob.writeSync(97, new Uint8Array([7, 8, 9]));
  blob.readSync(97, part);
  assert.deepEqual(part, new Uint8Array([7, 8, 9]));
  assert.deepEqual(db.prepare("SELECT substr(a, 98) FROM t").value(), [part]);
});

Deno.test("openBlob() refuses ranges outside, writing when read-only, and use after close", () => {
  using db = withBlob(10);
  const blob = db.openBlob(PLACE);
  for (const offset of [-1, 8, 11, 0.5]) {
    assert.throws(() => blob.readSync(offset, new Uint8Array(3)), { code: 1 });
  }
  assert.throws(() => blob.writeSync(0, new Uint8Array(1)), { name: "SqliteError", code: 8 });
  blob.close();
  blob.close();
  assert.throws(() => blob.readSync(0, new Uint8Array(1)), { code: 21 });
  assert.throws(() => db.openBlob({ ...PLACE, row: 2 }), { name: "SqliteError", code: 1 });
  const open = db.openBlob(PLACE);
  db.close();
  assert.throws(() => open.readSync(0, new Uint8Array(1)), { code: 21 });
});

Deno.test("openBlob() says that the row was changed meanwhile", () => {
  using db = withBlob(10);
  using blob = db.openBlob(PLACE);
  db.exec("UPDATE t SET a = x'00'");
  assert.throws(() => blob.readSync(0, new Uint8Array(1)), { name: "SqliteError", code: 4 });
});

Deno.test("a blob can be iterated and streamed", async () => {
  using db = withBlob(150_000);
  const stored = db.prepare("SELECT a FROM t").value<[Uint8Array]>()?.[0];
  using blob = db.openBlob({ ...PLACE, readonly: false });
  const chunks = [...blob];
  assert.deepEqual(chunks.map((chunk) => chunk.length), [65_536, 65_536, 18_928]);
  assert.deepEqual(await new Response(blob.readable).bytes(), stored);
  await new Blob([new Uint8Array(150_000).fill(5)]).stream().pipeTo(blob.writable);
  assert.deepEqual(db.prepare("SELECT a FROM t").value(), [new Uint8Array(150_000).fill(5)]);
});
