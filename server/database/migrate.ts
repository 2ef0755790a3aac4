/**
 * Brings the schema up to date.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import { DatabaseError } from "./database_error.ts";
import { type Migration, MIGRATIONS } from "./migrations.ts";

/**
 * Applies the missing migrations, each in one transaction with its version number: after a crash
 * the file is at one version or the other.
 *
 * @throws {DatabaseError} `NEWER_SCHEMA` when the file is ahead of this program
 */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const present = schemaVersion(database);
  if (present > migrations.length) throw new DatabaseError("NEWER_SCHEMA");
  for (const { version, sql } of migrations.slice(present)) {
    database.transaction(() => {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${version}`);
    }).immediate();
  }
}

/** The version the file is at, 0 when it is empty. */
export function schemaVersion(database: Database): number {
  const row = database.prepare("PRAGMA user_version").value<[number]>();
  return row?.[0] ?? 0;
}
