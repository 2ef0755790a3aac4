/**
 * Whether a connection has met damage.
 *
 * @module
 */

import { type Database, SqliteError } from "@db/sqlite";

/** SQLITE_NOMEM */
const NO_MEMORY = 7;

/**
 * Whether a connection has read a page that fits no seal. SQLCipher then answers everything on it
 * as if memory were short, while the reading itself ends with SQLITE_CORRUPT or with SQLITE_ERROR,
 * as it happens.
 */
export function hasMetDamage(connection: Database): boolean {
  try {
    using statement = connection.prepare("SELECT count(*) FROM sqlite_schema");
    statement.value();
    return false;
  } catch (error) {
    return error instanceof SqliteError && error.code === NO_MEMORY;
  }
}
