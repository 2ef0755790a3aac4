/**
 * Every migration cut between any two writes, from an empty folder and from every older version:
 * killed there, or with the power gone. Migrations to come are in it by themselves. Full disks begin
 * at some of the writes.
 * `STORAGE_FAULTS=full` leaves no place out and cuts more often by chance.
 */

import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { DatabaseError } from "../../server/database/database_error.ts";
import { HubDatabase } from "../../server/database/hub_database.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "../../server/database/migrations.ts";
import { schemaVersion } from "../../server/database/migrate.ts";
import {
  contentDigest,
  contentsOfVersions,
  databasePath,
  type FatesAt,
  type FaultBench,
  FULL_RUN,
  keptAndOneMore,
  KEY,
  leftAfter,
  makeDatabase,
  readFolder,
  type Recorded,
  storageTest,
  writeFolder,
} from "../support/storage_faults/mod.ts";

/** What is there after a cut. */
interface Found {
  /** Before the hub is started again; null when there is no database to read yet. */
  readonly left: string | null;
  /** After it was started again. */
  readonly content: string;
}

const VERSIONS = MIGRATIONS.map(({ version }) => version - 1);

function open(folder: string, version: number): HubDatabase {
  return HubDatabase.open(databasePath(folder), KEY, version > 0);
}

/** What a reader sees that changes nothing; a new database may not be readable yet. */
function contentLeft(folder: string, version: number): string | null {
  try {
    using reader = new Database(databasePath(folder), { key: KEY, readonly: true });
    return contentDigest(reader);
  } catch (error) {
    if (version === 0) return null;
    throw error;
  }
}

/** Contents the database may have on the way from `version`, the newest last. */
function contentsFrom(bench: FaultBench, version: number, crashed = false): string[] {
  makeDatabase(bench.left, version);
  if (crashed && version > 0) {
    using database = new Database(databasePath(bench.left), { key: KEY });
    addSetting(database);
  }
  return contentsOfVersions(bench.left, version);
}

/** As a hub that was killed leaves it: with rows in the log alone. */
function makeCrashedDatabase({ vfs, folder }: FaultBench, version: number): void {
  makeDatabase(folder, version);
  if (version === 0) return;
  vfs.watch(folder);
  {
    using database = new Database(databasePath(folder), { key: KEY });
    addSetting(database);
    vfs.fail("dead", 0);
  }
  vfs.heal();
  assert.ok((readFolder(folder).get("hub.db-wal")?.length ?? 0) > 0, "the log was left");
}

function addSetting(database: Database): void {
  database.exec("INSERT INTO hub_setting VALUES ('last', 'before the crash')");
}

/**
 * Each version's run cuts its own first migration everywhere; what comes after is the first of
 * another run, and is cut here and there.
 */
function placesFor(bench: FaultBench, version: number, recorded: Recorded<unknown>): FatesAt {
  const first = firstMigrated(bench, version, recorded);
  const dense: FatesAt = version > 0
    ? keptAndOneMore
    : (done) => done % 10 === 0 ? keptAndOneMore(done / 10) : ["kept"];
  const isLast = version === SCHEMA_VERSION - 1;
  return (done) => done <= first || isLast ? dense(done) : done % 10 === 0 ? ["kept"] : [];
}

/** After how many operations a killed process leaves more than `version`. */
function firstMigrated(bench: FaultBench, version: number, recorded: Recorded<unknown>): number {
  let low = 0;
  let high = recorded.operations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    writeFolder(bench.left, leftAfter(recorded, middle));
    if (versionLeft(bench.left) > version) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The version of the schema, 0 if there is nothing to read. */
function versionLeft(folder: string): number {
  try {
    using reader = new Database(databasePath(folder), { key: KEY, readonly: true });
    return schemaVersion(reader);
  } catch {
    return 0;
  }
}

for (const version of VERSIONS) {
  storageTest(
    `migrations from version ${version} leave one version or another, whole, wherever they are cut`,
    async (bench) => {
      const contents = contentsFrom(bench, version, true);
      const newest = contents.at(-1);
      makeCrashedDatabase(bench, version);
      const recording = bench.record<"migrated">();
      {
        using database = open(bench.folder, version);
        assert.equal(contentDigest(database.reader), newest);
        recording.acknowledge("migrated");
      }
      const recorded = recording.finish();
      const { disks } = await bench.cut(recorded, {
        fatesAt: placesFor(bench, version, recorded),
        reopen: (): Promise<Found> => {
          const left = contentLeft(bench.left, version);
          using database = open(bench.left, version);
          database.checkIntegrity();
          return Promise.resolve({ left, content: contentDigest(database.reader) });
        },
        judge: ({ left, content }, { acknowledged }) => {
          assert.equal(content, newest);
          if (acknowledged.length > 0) assert.equal(left, newest, "the hub had started");
          else if (version > 0) assert.ok(contents.includes(left ?? ""), "part of a migration");
        },
      });
      assert.ok(disks > 10, `${disks} disks`);
    },
  );
}

for (const version of VERSIONS) {
  storageTest(
    `migrations from version ${version} onto a disk that fills up say STORAGE and go on when there is room`,
    (bench) => {
      const { vfs, folder } = bench;
      const contents = contentsFrom(bench, version);
      makeDatabase(folder, version);
      const before = readFolder(folder);
      vfs.watch(folder);
      const stride = FULL_RUN ? 1 : version === 0 ? 17 : 5;
      let refused = 0;
      for (let from = 0; true; from += stride) {
        writeFolder(folder, before);
        vfs.fail("full", from);
        try {
          open(folder, version)[Symbol.dispose]();
        } catch (error) {
          assert.ok(error instanceof DatabaseError && error.code === "STORAGE", String(error));
          refused += 1;
        }
        const reached = vfs.operations > from;
        vfs.heal();
        using database = open(folder, version);
        database.checkIntegrity();
        assert.equal(contentDigest(database.reader), contents.at(-1));
        if (!reached) break;
      }
      assert.ok(refused > 0);
    },
  );
}

Deno.test("every migration leads from one version to the next, up to the program's", () => {
  assert.deepEqual(VERSIONS, Array.from({ length: SCHEMA_VERSION }, (_, version) => version));
});
