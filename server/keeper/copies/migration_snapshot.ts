/**
 * A copy of the data before a newer version of the program changes its schema.
 *
 * @module
 */

import { SCHEMA_VERSION } from "../../database/migrations.ts";
import {
  durableFiles,
  jobsInWorker,
  makeSnapshot,
  onCopy,
  removeSuperfluous,
  Shelf,
  shelfFolder,
} from "../../snapshots/mod.ts";
import type { Vault } from "../../../vault/mod.ts";
import type { DataPaths } from "../opening/data_directory.ts";

/**
 * Makes a verified copy if the database is of an older schema than this program's.
 *
 * @throws {SnapshotError} The database was not changed
 */
export async function snapshotBeforeMigration(
  paths: DataPaths,
  vault: Vault,
  program: string,
): Promise<void> {
  const { dataKey: key, hubId } = vault.secrets;
  const schema = onCopy(
    paths.database,
    key,
    (database) => database.prepare("PRAGMA user_version").value<[number]>()?.[0] ?? 0,
  );
  if (schema === 0 || schema >= SCHEMA_VERSION) return;
  const shelf = new Shelf(shelfFolder(paths), durableFiles);
  await shelf.tidy();
  const { id } = await makeSnapshot({
    ...{ shelf, files: durableFiles, jobs: jobsInWorker, key, hubId, program },
    ...{ vault: paths.vault, database: paths.database, reason: "migration" as const },
    nowMs: Date.now(),
  });
  await removeSuperfluous(shelf, id);
}
