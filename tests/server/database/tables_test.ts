import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { DatabaseError } from "../../../server/database/database_error.ts";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { migrate, schemaVersion } from "../../../server/database/migrate.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "../../../server/database/migrations.ts";
import { describeTable } from "../../../server/database/table_shape.ts";
import { TABLES } from "../../../server/database/tables.ts";
import { TestEngine } from "../../support/open_engine.ts";

const SQL_TYPES = {
  text: "TEXT",
  date: "TEXT",
  json: "TEXT",
  boolean: "INTEGER",
  integer: "INTEGER",
  time: "INTEGER",
  day: "INTEGER",
  real: "REAL",
};
const BOOKKEEPING = [
  ["hub_row", "INTEGER"],
  ["id", "TEXT"],
  ["hub_extra", "TEXT"],
  ["hub_first_stamp", "INTEGER"],
  ["hub_first_writer", "INTEGER"],
  ["hub_stamp", "INTEGER"],
  ["hub_writer", "INTEGER"],
  ["hub_send_back", "INTEGER"],
];
/** The tables every generation of phones knows (phones.md). */
const COMMON = `patients events visits clinics users event_forms registration_forms
  patient_additional_attributes appointments prescriptions patient_vitals patient_problems
  clinic_departments drug_catalogue clinic_inventory prescription_items dispensing_records
  user_clinic_permissions app_config`.split(/\s+/);
/** Those of which a phone's row is taken (decision 15). */
const WRITABLE = `patients visits events patient_additional_attributes appointments prescriptions
  prescription_items patient_vitals patient_problems dispensing_records clinic_inventory
  patient_risk_profiles`.split(/\s+/);

Deno.test("TABLES and the migrations describe the same columns", () => {
  using database = new Database(":memory:");
  migrate(database);
  for (const table of TABLES) {
    const actual = database.prepare(`SELECT name, type FROM pragma_table_info('${table.name}')`)
      .values<[string, string]>();
    const expected = [
      ...BOOKKEEPING,
      ...table.columns.map(({ name, kind }) => [name, SQL_TYPES[kind]]),
    ];
    assert.deepEqual(actual.map(String).sort(), expected.map(String).sort(), table.name);
  }
});

Deno.test("TABLES sends the 19 tables of phones.md to every device, and takes those of rule 15", () => {
  const names = (filter: (table: typeof TABLES[number]) => boolean) =>
    TABLES.filter(filter).map((table) => table.name).sort();
  assert.deepEqual(names((table) => table.audience === "every"), COMMON.toSorted());
  assert.deepEqual(names((table) => table.audience === "opened"), ["patient_risk_profiles"]);
  assert.deepEqual(names((table) => table.writable), WRITABLE.toSorted());
  assert.equal(new Set(TABLES.map((table) => table.number)).size, TABLES.length);
});

Deno.test("TABLES never shows phones a password hash or an instance URL", () => {
  const users = TABLES.find((table) => table.name === "users");
  for (const name of ["hashed_password", "instance_url"]) {
    assert.equal(users?.columns.find((column) => column.name === name)?.onPhones, false);
  }
});

Deno.test("describeTable() refuses a hub-only column that does not exist", () => {
  const text = { number: 1, name: "x", audience: "every", writable: true, text: "a" } as const;
  assert.throws(() => describeTable({ ...text, hubOnly: "b" }), RangeError);
});

Deno.test("migrate() brings an empty file to the newest version, and again changes nothing", () => {
  using database = new Database(":memory:");
  migrate(database);
  assert.equal(schemaVersion(database), SCHEMA_VERSION);
  const before = database.prepare("SELECT group_concat(sql) FROM sqlite_schema").value();
  migrate(database);
  assert.deepEqual(database.prepare("SELECT group_concat(sql) FROM sqlite_schema").value(), before);
});

Deno.test("migrate() leaves the file at the old version when a step fails", () => {
  using database = new Database(":memory:");
  migrate(database);
  const bad = { version: SCHEMA_VERSION + 1, sql: "CREATE TABLE half (a); CREATE TABLE half (a);" };
  assert.throws(() => migrate(database, [...MIGRATIONS, bad]));
  assert.equal(schemaVersion(database), SCHEMA_VERSION);
  assert.equal(
    database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").value(),
    undefined,
  );
});

Deno.test("migrations are numbered by the version they result in", () => {
  assert.deepEqual(MIGRATIONS.map(({ version }) => version), MIGRATIONS.map((_, at) => at + 1));
});

Deno.test("HubDatabase.open() refuses another key, and a file of a newer version", () => {
  using hub = new TestEngine();
  hub.database.writer.exec("PRAGMA user_version = 999");
  hub.database[Symbol.dispose]();
  const code = (key: Uint8Array) => {
    try {
      HubDatabase.open(hub.path, key);
    } catch (error) {
      return error instanceof DatabaseError ? error.code : error;
    }
    return "opened";
  };
  assert.equal(code(new Uint8Array(32)), "DAMAGED");
  assert.equal(code(hub.key), "NEWER_SCHEMA");
});

Deno.test("HubDatabase writes with synchronous FULL in WAL, with 64 MB of cache", () => {
  using hub = new TestEngine();
  const pragma = (name: string) => hub.database.writer.prepare(`PRAGMA ${name}`).value()?.[0];
  assert.equal(pragma("journal_mode"), "wal");
  assert.equal(pragma("synchronous"), 2);
  assert.ok(Number(pragma("cache_size")) <= -65_536);
});

Deno.test("HubDatabase.checkIntegrity() notices a flipped byte", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  hub.database.checkIntegrity();
  hub.database[Symbol.dispose]();
  const bytes = await Deno.readFile(hub.path);
  const at = bytes.length - 2_000;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await Deno.writeFile(hub.path, bytes);
  assert.throws(
    () => {
      using database = HubDatabase.open(hub.path, hub.key);
      database.checkIntegrity();
    },
    (error) => error instanceof DatabaseError && error.code === "DAMAGED",
  );
  await Deno.writeFile(hub.path, bytes.with(at, (bytes[at] ?? 0) ^ 1));
});

Deno.test("HubDatabase.open() leaves file and log as they are when it refuses them", async () => {
  using mine = new TestEngine();
  using other = new TestEngine();
  await mine.admit("a");
  mine.database[Symbol.dispose]();
  await other.admit("b"); // its log holds frames under another key
  await Deno.copyFile(`${other.path}-wal`, `${mine.path}-wal`);
  const read =
    async () => [await Deno.readFile(mine.path), await Deno.readFile(`${mine.path}-wal`)];
  const before = await read();
  assert.throws(
    () => HubDatabase.open(mine.path, mine.key, true),
    (error) => error instanceof DatabaseError && error.code === "DAMAGED",
  );
  assert.deepEqual(await read(), before);
  await Deno.remove(`${mine.path}-wal`);
  mine.database = HubDatabase.open(mine.path, mine.key, true);
  mine.database.checkIntegrity();
});
