import assert from "node:assert/strict";
import { Database, type SqliteError } from "@db/sqlite";
import { keyOf, TempFolder, thrownBy } from "./temp_folder.ts";

const MARKER = "Marker-of-a-patient";

function writeMarker(path: string, key: Uint8Array): void {
  using db = new Database(path, { key });
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
  db.exec("INSERT INTO t VALUES (?)", MARKER);
}

function readMarker(path: string, key: Uint8Array): unknown {
  using db = new Database(path, { key });
  return db.prepare("SELECT a FROM t").value()?.[0];
}

function holds(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(bytes).includes(text);
}

Deno.test("a keyed database has neither SQLite's header nor any plain text, log included", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  const log = folder.file("copy.db-wal");
  {
    using db = new Database(path, { key: keyOf(1) });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a)");
    db.exec("INSERT INTO t VALUES (?)", MARKER);
    // Another process reads it: closing a file here would drop SQLite's locks on it.
    const copied = new Deno.Command("cp", { args: [`${path}-wal`, log] }).outputSync();
    assert.ok(copied.success);
  }
  for (const bytes of [Deno.readFileSync(path), Deno.readFileSync(log)]) {
    assert.ok(bytes.length > 4096);
    assert.ok(!holds(bytes, "SQLite format 3"));
    assert.ok(!holds(bytes, MARKER));
    assert.ok(!holds(bytes, "CREATE TABLE"));
  }
  assert.equal(readMarker(path, keyOf(1)), MARKER);
});

Deno.test("Database() without a key writes plain text: the test above sees the difference", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  {
    using db = new Database(path);
    db.exec("CREATE TABLE t (a)");
    db.exec("INSERT INTO t VALUES (?)", MARKER);
  }
  const bytes = Deno.readFileSync(path);
  assert.ok(holds(bytes, "SQLite format 3") && holds(bytes, MARKER));
});

Deno.test("Database() refuses a wrong key, no key and a key for a plain file with code 26", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  writeMarker(path, keyOf(1));
  new Database(folder.file("plain.db")).exec("CREATE TABLE t (a)");
  assert.throws(() => new Database(path, { key: keyOf(2) }), { name: "SqliteError", code: 26 });
  assert.throws(() => new Database(folder.file("plain.db"), { key: keyOf(1) }), { code: 26 });
  using unkeyed = new Database(path);
  assert.throws(() => unkeyed.exec("SELECT * FROM t"), { code: 26 });
  assert.equal(readMarker(path, keyOf(1)), MARKER);
});

Deno.test("Database() refuses a damaged page instead of returning it", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  writeMarker(path, keyOf(1));
  const bytes = Deno.readFileSync(path);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  Deno.writeFileSync(path, bytes);
  assert.throws(() => new Database(path, { key: keyOf(1) }), { code: 26 });
});

Deno.test("key() unlocks a database that was just opened", () => {
  using folder = new TempFolder();
  writeMarker(folder.file("a.db"), keyOf(1));
  using db = new Database(folder.file("a.db"));
  db.key(keyOf(1));
  assert.deepEqual(db.prepare("SELECT a FROM t").value(), [MARKER]);
});

Deno.test("the key has 32 bytes and stays as it is", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  for (const length of [0, 16, 31, 33, 64]) {
    assert.throws(() => new Database(path, { key: new Uint8Array(length) }), RangeError);
  }
  const key = crypto.getRandomValues(new Uint8Array(32));
  const before = key.slice();
  writeMarker(path, key);
  assert.deepEqual(key, before);
  assert.equal(readMarker(path, before), MARKER);
});

Deno.test("the key is SQLCipher's raw key, so that other tools open the file with it", () => {
  using folder = new TempFolder();
  const key = Uint8Array.from({ length: 32 }, (_, i) => i * 37 + 5);
  writeMarker(folder.file("a.db"), key);
  using db = new Database(folder.file("a.db"));
  db.exec(`PRAGMA key = "x'${key.toHex()}'"`);
  assert.deepEqual(db.prepare("SELECT a FROM t").value(), [MARKER]);
});

Deno.test("the key is in no error, no inspection and no statement", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  writeMarker(path, keyOf(0xab));
  const error = thrownBy(() => new Database(path, { key: keyOf(0xcd) }));
  using db = new Database(path, { key: keyOf(0xab) });
  const rekeyError = thrownBy(() => db.transaction(() => db.rekey(keyOf(0xcd)))());
  for (const shown of [Deno.inspect(error), Deno.inspect(rekeyError), Deno.inspect(db)]) {
    assert.ok(!/abab|cdcd|171, 171|205, 205/i.test(shown), shown);
  }
});

Deno.test("rekey() makes the new key the only one and keeps the rows", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  writeMarker(path, keyOf(1));
  {
    using db = new Database(path, { key: keyOf(1) });
    db.rekey(keyOf(2));
    assert.deepEqual(db.prepare("SELECT a FROM t").value(), [MARKER]);
    db.exec("INSERT INTO t VALUES (?)", "later");
  }
  assert.throws(() => new Database(path, { key: keyOf(1) }), { code: 26 });
  using db = new Database(path, { key: keyOf(2) });
  assert.deepEqual(db.prepare("SELECT a FROM t").values(), [[MARKER], ["later"]]);
  assert.deepEqual(db.prepare("PRAGMA cipher_integrity_check").values(), []);
});

Deno.test("rekey() refuses a transaction and a plain database, and changes nothing", () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  writeMarker(path, keyOf(1));
  using db = new Database(path, { key: keyOf(1) });
  db.exec("BEGIN; DELETE FROM t");
  assert.throws(() => db.rekey(keyOf(2)), { code: 21 });
  db.exec("ROLLBACK");
  db.close();
  assert.equal(readMarker(path, keyOf(1)), MARKER);

  using plain = new Database(folder.file("plain.db"));
  plain.exec("CREATE TABLE t (a)");
  const error = thrownBy(() => plain.rekey(keyOf(2))) as SqliteError;
  assert.equal(error.code, 21);
});

Deno.test("backup() copies between encrypted databases, of the same key and of another", () => {
  using folder = new TempFolder();
  writeMarker(folder.file("a.db"), keyOf(1));
  for (const [name, byte, pages] of [["same.db", 1, -1], ["other.db", 3, 1]] as const) {
    {
      using source = new Database(folder.file("a.db"), { key: keyOf(1) });
      using dest = new Database(folder.file(name), { key: keyOf(byte) });
      source.backup(dest, "main", pages);
      assert.deepEqual(dest.prepare("SELECT a FROM t").value(), [MARKER]);
    }
    assert.ok(!holds(Deno.readFileSync(folder.file(name)), MARKER));
    assert.equal(readMarker(folder.file(name), keyOf(byte)), MARKER);
  }
});

Deno.test("backup() refuses to write an encrypted database in plain text", () => {
  using folder = new TempFolder();
  writeMarker(folder.file("a.db"), keyOf(1));
  using source = new Database(folder.file("a.db"), { key: keyOf(1) });
  using plain = new Database(folder.file("plain.db"));
  assert.throws(() => source.backup(plain), { name: "SqliteError", code: 1 });
});
