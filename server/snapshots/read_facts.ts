/**
 * Opens a database that nobody else writes, checks it and counts what is in it.
 *
 * @module
 */

import { Database } from "@db/sqlite";
import { databaseErrorOf } from "../database/database_error.ts";
import { SCHEMA_VERSION } from "../database/migrations.ts";
import { TABLES } from "../database/tables.ts";
import type { SnapshotFacts } from "./manifest.ts";
import { SnapshotError } from "./snapshot_error.ts";

/** Rows of tables that the hub does not know are counted together under this name. */
export const OTHER_ROWS = "other";

/**
 * Checks every page under the key, then counts.
 *
 * @throws {SnapshotError} `DAMAGED`, `NEWER_SCHEMA`, `STORAGE`
 */
export function checkedFacts(path: string, key: Uint8Array): SnapshotFacts {
  return onCopy(path, key, (database) => {
    using sqlite = database.prepare("PRAGMA integrity_check(1)");
    using cipher = database.prepare("PRAGMA cipher_integrity_check");
    if (sqlite.value<[string]>()?.[0] !== "ok" || cipher.values().length > 0) {
      throw new SnapshotError("DAMAGED");
    }
    return readFacts(database);
  });
}

/** Opens a database without writing to it, and reads failures as those of a copy. */
export function onCopy<T>(path: string, key: Uint8Array, action: (database: Database) => T): T {
  try {
    using database = new Database(path, { key, readonly: true });
    database.busyTimeout(5_000);
    return action(database);
  } catch (error) {
    throw copyErrorOf(error);
  }
}

/** A failure of SQLite as one of a copy. */
export function copyErrorOf(error: unknown): unknown {
  const failure = databaseErrorOf(error);
  if (failure === null) return error;
  const { code, cause } = failure;
  const isFull = cause instanceof Error && "code" in cause && cause.code === 13; // SQLITE_FULL
  return new SnapshotError(isFull ? "NO_ROOM" : code, { cause: failure });
}

/** Counts what is in a database. */
export function readFacts(database: Database): SnapshotFacts {
  const number = (sql: string) => database.prepare(sql).value<[number | null]>()?.[0] ?? 0;
  const schema = number("PRAGMA user_version");
  if (schema === 0) throw new SnapshotError("DAMAGED");
  if (schema > SCHEMA_VERSION) throw new SnapshotError("NEWER_SCHEMA");
  // A copy from before a migration lacks tables of today.
  const present = new Set(
    database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .values<[string]>().map(([name]) => name),
  );
  const rows: Record<string, number> = {};
  let lastStamp = 0;
  for (const name of [...TABLES.map(({ name }) => name), "other_row"]) {
    if (!present.has(name)) continue;
    const count = number(`SELECT count(*) FROM ${name}`);
    if (count > 0) rows[name === "other_row" ? OTHER_ROWS : name] = count;
    lastStamp = Math.max(
      lastStamp,
      number(`SELECT max(hub_first_stamp) FROM ${name}`),
      number(`SELECT max(hub_stamp) FROM ${name} WHERE hub_stamp > hub_first_stamp`),
    );
  }
  return {
    schema,
    clock: number("SELECT ceiling FROM hub_clock"),
    epoch: number("SELECT epoch FROM hub_clock"),
    lastStamp,
    rows,
    phones: number("SELECT count(*) FROM device"),
  };
}
