import { Database } from "@db/sqlite";
import assert from "node:assert/strict";
import { migrate, schemaVersion } from "../../../../server/database/migrate.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "../../../../server/database/migrations.ts";
import { dataPaths } from "../../../../server/keeper/opening/data_directory.ts";
import { openFiles } from "../../../../server/keeper/opening/open_files.ts";
import { decideRestore } from "../../../../server/keeper/copies/restore_copy.ts";
import {
  durableFiles,
  finishSwap,
  isWhole,
  jobsHere,
  Shelf,
  shelfFolder,
} from "../../../../server/snapshots/mod.ts";
import { Vault } from "../../../../vault/mod.ts";
import { CHEAP, PASSPHRASE } from "../../snapshots/small_hub.ts";
import { cheapArgon2 } from "../../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

/** A hub of an earlier version, closed. */
async function olderHub(version: number): Promise<{ directory: string; recoveryKey: string }> {
  const directory = Deno.makeTempDirSync({ prefix: "migration-" });
  const paths = dataPaths(directory);
  using vault = await Vault.create(paths.vault, PASSPHRASE, CHEAP);
  const recoveryKey = await vault.issueRecoveryKey();
  using database = new Database(paths.database, { key: vault.secrets.dataKey });
  database.exec("PRAGMA journal_mode = WAL");
  migrate(database, MIGRATIONS.slice(0, version));
  database.exec("INSERT INTO hub_setting VALUES ('mark', 'old')");
  await vault.update({ databaseMade: true });
  return { directory, recoveryKey };
}

function schemaOf(path: string, key: Uint8Array): number {
  using database = new Database(path, { key, readonly: true });
  return schemaVersion(database);
}

Deno.test("openFiles() makes a verified copy of the older schema before it migrates, and only then", async () => {
  const { directory, recoveryKey } = await olderHub(2);
  const paths = dataPaths(directory);
  const shelf = new Shelf(shelfFolder(paths), durableFiles);
  for (const start of ["migrates", "does not"]) {
    const { vault, database } = await openFiles(paths, "", recoveryKey, "1.2.3");
    assert.equal(schemaVersion(database.reader), SCHEMA_VERSION, start);
    database[Symbol.dispose]();
    const lines = await shelf.list();
    assert.deepEqual(lines.map((line) => [line.reason, line.schema, isWhole(line)]), [
      ["migration", 2, true],
    ], start);
    assert.equal(schemaOf(`${shelf.path(lines[0]?.id ?? "")}/hub.db`, vault.secrets.dataKey), 2);
    vault.lock();
  }
  // It can be restored: it is brought up to date again.
  const [line] = await shelf.list();
  await decideRestore({
    ...{ paths, source: shelf.path(line?.id ?? ""), secret: { recoveryKey }, open: null },
    ...{ files: durableFiles, jobs: jobsHere, nowMs: Date.now(), program: "", watch: {} },
  });
  await finishSwap(durableFiles, paths);
  const { vault, database } = await openFiles(paths, "", recoveryKey);
  assert.equal(
    database.reader.prepare("SELECT value FROM hub_setting WHERE name = 'mark'").value()?.[0],
    "old",
  );
  assert.equal(database.reader.prepare("SELECT epoch FROM hub_clock").value()?.[0], 2);
  database[Symbol.dispose]();
  vault.lock();
  Deno.removeSync(directory, { recursive: true });
});

Deno.test("openFiles() does not migrate when the copy cannot be made", async () => {
  const { directory, recoveryKey } = await olderHub(2);
  const paths = dataPaths(directory);
  // Something that is no folder has its name.
  Deno.writeTextFileSync(shelfFolder(paths), "");
  await assert.rejects(
    openFiles(paths, "", recoveryKey),
    (error: { code?: unknown }) => error.code === "STORAGE",
  );
  using vault = await Vault.unlock(paths.vault, { recoveryKey });
  assert.equal(schemaOf(paths.database, vault.secrets.dataKey), 2);
  Deno.removeSync(directory, { recursive: true });
});
