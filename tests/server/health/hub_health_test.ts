/** The check of a real database, and what the keeper knows of it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { HubHealth } from "../../../server/health/hub_health.ts";
import { IntegrityCheck } from "../../../server/health/integrity_check.ts";
import { readIntegrity, storeIntegrity } from "../../../server/health/integrity_record.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { until } from "../../support/until.ts";

const KEY = new Uint8Array(32).fill(7);
const PAGE_BYTES = 4096;

/** A database with some megabytes in it, and an engine on it. */
class Hub implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  readonly path = join(this.folder, "hub.db");
  readonly reports: unknown[] = [];
  database = HubDatabase.open(this.path, KEY);
  engine = new SyncEngine(this.database);
  health: HubHealth | null = null;

  async fill(rows: number): Promise<void> {
    const filler = "x".repeat(1_000);
    await this.engine.write((statements) => {
      for (let i = 0; i < rows; i++) {
        statements.get("INSERT INTO hub_setting VALUES (?, ?)").run(`filler ${i}`, filler);
      }
    });
    this.database.writer.checkpoint("TRUNCATE");
  }

  begin(firstAfterMs?: number): HubHealth {
    this.health = HubHealth.begin({
      engine: this.engine,
      files: { database: this.database, vault: { secrets: { dataKey: KEY } } },
      audit: { state: { problem: null } },
      report: (event) => this.reports.push(event),
      ...(firstAfterMs === undefined ? {} : { firstAfterMs }),
    });
    return this.health;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.health?.close();
    await this.engine.settled();
    this.database[Symbol.dispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("IntegrityCheck says that a sound database is good, and leaves nothing behind", async () => {
  await using hub = new Hub();
  await hub.fill(1_000);
  assert.equal(await IntegrityCheck.begin(hub.path, KEY).result, "good");
  hub.database[Symbol.dispose]();
  // The last connection takes the log with it: none of the check's is left.
  assert.deepEqual([...Deno.readDirSync(hub.folder)].map(({ name }) => name), ["hub.db"]);
  hub.database = HubDatabase.open(hub.path, KEY, true);
  hub.engine = new SyncEngine(hub.database);
});

Deno.test("IntegrityCheck finds a page that was changed from outside", async () => {
  await using hub = new Hub();
  await hub.fill(2_000);
  const file = Deno.openSync(hub.path, { read: true, write: true });
  // In the middle of the rows.
  file.seekSync(Math.floor(file.statSync().size / PAGE_BYTES / 2) * PAGE_BYTES + 100, 0);
  file.writeSync(new Uint8Array(8).fill(0xff));
  file.close();
  assert.equal(await IntegrityCheck.begin(hub.path, KEY).result, "damaged");
});

Deno.test("IntegrityCheck finds damage wherever it is, whatever SQLite calls it", async () => {
  await using hub = new Hub();
  const { writer } = hub.database;
  writer.exec("CREATE TABLE filler (value TEXT, name TEXT); CREATE INDEX by_name ON filler (name)");
  await hub.engine.write((statements) => {
    for (let no = 0; no < 3_000; no++) {
      // Some values continue on pages of their own.
      const value = "x".repeat(no % 7 === 0 ? 9_000 : 300);
      statements.get("INSERT INTO filler VALUES (?, ?)").run(value, `name ${no}`);
    }
  });
  writer.checkpoint("TRUNCATE");
  const bytes = Deno.readFileSync(hub.path);
  const last = Math.floor(bytes.length / PAGE_BYTES) - 20;
  for (let first = last - 1_000; first < last; first += 97) {
    const harmed = bytes.slice();
    for (let page = first; page < first + 20; page++) {
      harmed.fill(0xff, page * PAGE_BYTES + 100, page * PAGE_BYTES + 108);
    }
    Deno.writeFileSync(hub.path, harmed);
    assert.equal(await IntegrityCheck.begin(hub.path, KEY).result, "damaged", `page ${first}`);
  }
  Deno.writeFileSync(hub.path, bytes);
});

Deno.test("IntegrityCheck does not take a file that is not there for damage", async () => {
  const check = IntegrityCheck.begin(join(Deno.cwd(), "no_such_folder", "hub.db"), KEY);
  assert.equal(await check.result, "failed");
});

Deno.test("IntegrityCheck.cancel() breaks it off at any moment, and the key of the caller stays", async () => {
  await using hub = new Hub();
  await hub.fill(20_000);
  for (const delayMs of [0, 5, 20, 60]) {
    const check = IntegrityCheck.begin(hub.path, KEY);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await check.cancel();
    assert.ok(["cancelled", "good"].includes(await check.result));
  }
  assert.equal(KEY[0], 7);
  // Nothing of them is in the way of a writer.
  await hub.fill(0);
});

Deno.test("HubHealth checks a new hub by itself and remembers it across starts", async () => {
  await using hub = new Hub();
  const health = hub.begin(0);
  assert.equal((await health.facts()).database.integrity?.result, "never");
  await until(async () => (await health.facts()).database.integrity?.result !== "never");
  const { database, sqlcipher, newestStampMs } = await health.facts();
  assert.equal(database.integrity?.result, "good");
  assert.ok(database.bytes > 0 && newestStampMs > 0);
  assert.match(sqlcipher, /^4\./);
  await health.close();
  const again = hub.begin(0);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const after = (await again.facts()).database.integrity;
  assert.equal(after?.atMs, database.integrity?.atMs, "once a day is enough");
  assert.equal(after?.running, false);
});

Deno.test("HubHealth.hold() breaks a check off and lets none begin", async () => {
  await using hub = new Hub();
  await hub.fill(5_000);
  const health = hub.begin();
  const checking = health.checkNow();
  {
    using _held = await health.hold();
    await checking;
    await health.checkNow();
    assert.equal((await health.facts()).database.integrity?.result, "never");
  }
  await health.checkNow();
  assert.equal((await health.facts()).database.integrity?.result, "good");
});

Deno.test("HubHealth tells at once when the check finds damage", async () => {
  await using hub = new Hub();
  await hub.fill(2_000);
  const file = Deno.openSync(hub.path, { read: true, write: true });
  file.seekSync(Math.floor(file.statSync().size / PAGE_BYTES / 2) * PAGE_BYTES + 100, 0);
  file.writeSync(new Uint8Array(8).fill(0xff));
  file.close();
  const health = hub.begin();
  await health.checkNow();
  await hub.engine.settled();
  assert.deepEqual(hub.reports, [{ event: "error", code: "DATABASE_DAMAGED" }]);
  assert.equal((await health.facts()).database.integrity?.result, "damaged");
});

Deno.test("HubHealth.metDamage() counts until the hub is opened anew, whatever a check finds", async () => {
  await using hub = new Hub();
  await hub.fill(10);
  const health = hub.begin();
  assert.equal(health.isDamaged, false);
  health.metDamage();
  assert.equal(health.isDamaged, true);
  // It has begun a check by itself, which finds nothing.
  await health.checkNow();
  const { integrity } = (await health.facts()).database;
  assert.equal(integrity?.result, "damaged");
  assert.ok(integrity?.atMs !== null && health.isDamaged);
  await health.close();
  assert.equal(hub.begin().isDamaged, false);
});

Deno.test("HubHealth looks again at once where the last check has found damage", async () => {
  await using hub = new Hub();
  await hub.fill(10);
  const atMs = Date.now();
  await hub.engine.write((statements) =>
    storeIntegrity(statements, { result: "damaged", atMs, tookMs: 1 })
  );
  const health = hub.begin(0);
  assert.equal(health.isDamaged, true);
  await until(() => !health.isDamaged);
});

Deno.test("HubHealth keeps a verdict, and tells what it knows, when its connections have met damage", async () => {
  await using hub = new Hub();
  // Not among the settings: the verdict itself has to be readable.
  hub.database.writer.exec("CREATE TABLE filler (value TEXT)");
  await hub.engine.write((statements) => {
    for (let no = 0; no < 2_000; no++) {
      statements.get("INSERT INTO filler VALUES (?)").run("x".repeat(1_000));
    }
  });
  hub.database.writer.checkpoint("TRUNCATE");
  hub.database[Symbol.dispose]();
  hub.database = HubDatabase.open(hub.path, KEY, true);
  hub.engine = new SyncEngine(hub.database);
  const health = hub.begin();
  const file = Deno.openSync(hub.path, { read: true, write: true });
  const pages = Math.floor(file.statSync().size / PAGE_BYTES);
  for (let page = Math.floor(pages / 2); page < pages; page++) {
    file.seekSync(page * PAGE_BYTES + 100, 0);
    file.writeSync(new Uint8Array(8).fill(0xff));
  }
  file.close();
  const sum = "SELECT sum(length(value)) FROM filler";
  const isDamage = (error: unknown) => {
    // Not that the transaction in which it was met has ended.
    assert.doesNotMatch(String(error), /cannot commit/);
    return hub.database.failureOf(error)?.code === "DAMAGED";
  };
  assert.throws(() => hub.engine.read((statements) => statements.get(sum).value()), isDamage);
  await assert.rejects(hub.engine.write((statements) => statements.get(sum).value()), isDamage);
  health.metDamage();
  await health.checkNow();
  const { database } = await health.facts();
  assert.equal(database.integrity?.result, "damaged");
  await health.close();
  hub.database[Symbol.dispose]();
  hub.database = HubDatabase.open(hub.path, KEY, true);
  hub.engine = new SyncEngine(hub.database);
  assert.equal(hub.engine.read(readIntegrity)?.result, "damaged");
});

Deno.test("HubHealth keeps the last verdict when a check cannot be done, and says so", async () => {
  await using hub = new Hub();
  const health = hub.begin();
  await health.checkNow();
  const good = (await health.facts()).database.integrity;
  assert.deepEqual([good?.result, good?.failed], ["good", false]);
  const away = `${hub.path}.away`;
  Deno.renameSync(hub.path, away);
  await health.checkNow();
  Deno.renameSync(away, hub.path);
  assert.deepEqual((await health.facts()).database.integrity, { ...good, failed: true });
  await health.checkNow();
  assert.equal((await health.facts()).database.integrity?.failed, false);
});
