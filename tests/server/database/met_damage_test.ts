import assert from "node:assert/strict";
import { DatabaseError, databaseErrorOf } from "../../../server/database/database_error.ts";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { hasMetDamage } from "../../../server/database/met_damage.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { TestEngine } from "../../support/open_engine.ts";

const PAGE_BYTES = 4_096;
const SUM = "SELECT sum(length(value)) FROM filler";

/** An engine whose file was damaged in the rows of one table while it is open. */
function damaged(): TestEngine {
  const hub = new TestEngine();
  const { writer } = hub.database;
  writer.exec("CREATE TABLE filler (value TEXT) STRICT");
  writer.transaction(() => {
    const insert = writer.prepare("INSERT INTO filler VALUES (?)");
    for (let no = 0; no < 1_000; no++) insert.run("x".repeat(1_000));
  }).immediate();
  // Nothing of it is in memory, or in the log.
  hub.database[Symbol.dispose]();
  hub.database = HubDatabase.open(hub.path, hub.key, true);
  hub.engine = new SyncEngine(hub.database);
  using file = Deno.openSync(hub.path, { write: true });
  const pages = Math.floor(file.statSync().size / PAGE_BYTES);
  for (let page = pages - 100; page < pages - 50; page++) {
    file.seekSync(page * PAGE_BYTES + 100, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(8).fill(0xff));
  }
  return hub;
}

Deno.test("hasMetDamage() is true of a connection from the page on that fits no seal", () => {
  using hub = damaged();
  const { reader, writer } = hub.database;
  assert.deepEqual([hasMetDamage(reader), hasMetDamage(writer)], [false, false]);
  assert.throws(() => reader.prepare(SUM).value());
  assert.deepEqual([hasMetDamage(reader), hasMetDamage(writer)], [true, false]);
});

Deno.test("HubDatabase.failureOf() says damage, also of what SQLite calls short memory", () => {
  using hub = damaged();
  const { database } = hub;
  const errors: unknown[] = [];
  for (let no = 0; no < 2; no++) {
    assert.throws(() => database.reader.prepare(SUM).value(), (error) => errors.push(error) > 0);
  }
  assert.equal(databaseErrorOf(errors[1])?.code, "STORAGE");
  assert.deepEqual(errors.map((error) => database.failureOf(error)?.code), ["DAMAGED", "DAMAGED"]);
  assert.equal(database.failureOf(new Error("of something else")), null);
  using sound = new TestEngine();
  const full = new DatabaseError("STORAGE");
  assert.equal(sound.database.failureOf(full), full);
});

Deno.test("SyncEngine.read() says that it has met damage, not that its transaction has ended", () => {
  using hub = damaged();
  assert.throws(
    () => hub.engine.read((statements) => statements.get(SUM).value()),
    (error) => error instanceof DatabaseError && error.code === "DAMAGED",
  );
});
