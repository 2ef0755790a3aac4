/**
 * What can go wrong when the hub's database is opened or written.
 *
 * @module
 */

import { SqliteError } from "@db/sqlite";

/**
 * Closed set of codes.
 *
 * - `DAMAGED`: the file is not a database under this key, or SQLite found it corrupt. Restore a
 *   snapshot; nothing was written.
 * - `NEWER_SCHEMA`: a newer version of the program has written it. Start that version again.
 * - `STORAGE`: the disk is full, read-only or failing. Free space or replace the disk; the
 *   transaction was rolled back and nothing that was acknowledged is lost.
 * - `BUSY`: another process holds the database.
 */
export type DatabaseErrorCode = "DAMAGED" | "NEWER_SCHEMA" | "STORAGE" | "BUSY";

const TEXT: Record<DatabaseErrorCode, string> = {
  DAMAGED: "Cannot open database: the file is damaged or belongs to another vault",
  NEWER_SCHEMA: "Cannot open database: a newer version of the hub has written it",
  STORAGE: "Cannot write database: the disk is full, read-only or failing",
  BUSY: "Cannot write database: another process is using it",
};

/** A failure of the hub's database, without any SQL or value. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, options?: { cause?: unknown }) {
    super(TEXT[code], options);
    this.code = code;
  }
}

/** SQLite primary result codes, https://www.sqlite.org/rescode.html */
const BY_RESULT: ReadonlyMap<number, DatabaseErrorCode> = new Map([
  [5, "BUSY"], // SQLITE_BUSY
  [6, "BUSY"], // SQLITE_LOCKED
  // SQLITE_NOMEM: also what a connection says from then on that has met a page without its seal.
  [7, "STORAGE"],
  [8, "STORAGE"], // SQLITE_READONLY
  [10, "STORAGE"], // SQLITE_IOERR
  [11, "DAMAGED"], // SQLITE_CORRUPT
  [13, "STORAGE"], // SQLITE_FULL
  [14, "STORAGE"], // SQLITE_CANTOPEN
  [26, "DAMAGED"], // SQLITE_NOTADB
]);

/** The hub's reading of a SQLite error, or null when it is a defect of the program. */
export function databaseErrorOf(error: unknown): DatabaseError | null {
  if (error instanceof DatabaseError) return error;
  if (!(error instanceof SqliteError)) return null;
  const code = BY_RESULT.get(error.code);
  return code === undefined ? null : new DatabaseError(code, { cause: error });
}
