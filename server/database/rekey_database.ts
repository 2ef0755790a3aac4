/**
 * Encrypts a closed database anew: a copy under the next key, checked, takes the place of the file.
 *
 * The file stays as it is until the copy is complete, on the disk and compared with it. Whoever
 * calls keeps both keys until {@linkcode keyOfDatabase} has told which one counts: wherever the
 * program or the power is cut off, the file is whole under the one or the other.
 *
 * @module
 */

import { Database, SqliteError } from "@db/sqlite";
import { dirname } from "node:path";
import { type DurableFiles, durableFiles } from "../snapshots/durable_files.ts";
import { DatabaseError, databaseErrorOf } from "./database_error.ts";

/** Pages copied in one step: 1 MiB. Others get their turn in between. */
const STEP_PAGES = 256;

/** The two keys, 32 bytes each; their owner clears them. */
export interface KeyPair {
  /** The one that counts now. */
  readonly present: Uint8Array;
  /** The one that is to take its place. */
  readonly next: Uint8Array;
}

/** How the work tells where it is, and whether it is to stop. */
export interface RekeyWatch {
  /** Told after each step, in pages. */
  readonly onStep?: (done: number, total: number) => void;
  /** Ends the work while the file has not changed. */
  readonly signal?: AbortSignal;
  /** The file system. */
  readonly files?: DurableFiles;
}

/**
 * Encrypts the database at `path` anew. No connection to it may be open.
 *
 * @throws {DatabaseError} `STORAGE`, `DAMAGED`, `BUSY`; the database is then under one of the keys
 * @throws {DOMException} `AbortError`; nothing has changed
 */
export async function rekeyDatabase(
  path: string,
  keys: KeyPair,
  { onStep = () => {}, signal, files = durableFiles }: RekeyWatch = {},
): Promise<void> {
  const copy = copyPath(path);
  try {
    await removeRekeyed(path, files);
    await requireRoom(path, files);
    Deno.openSync(copy, { createNew: true, write: true, mode: 0o600 }).close();
    const before = await copyPages(path, copy, keys, onStep, signal);
    if (factsOf(copy, keys.next, true) !== before) throw new DatabaseError("DAMAGED");
    await files.sync(copy);
    // A log of the old file beside the new one would be taken for its own.
    await requireNoLog(path, files);
    await files.syncFolder(dirname(path));
    signal?.throwIfAborted();
    await files.rename(copy, path);
    await files.syncFolder(dirname(path));
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw databaseErrorOf(error) ?? new DatabaseError("STORAGE", { cause: error });
  }
}

/** Which of the keys the database at `path` is under; null when neither opens it. */
export function keyOfDatabase(path: string, keys: KeyPair): keyof KeyPair | null {
  if (isUnderKey(path, keys.present)) return "present";
  return isUnderKey(path, keys.next) ? "next" : null;
}

/** Removes what an earlier attempt has left. */
export async function removeRekeyed(
  path: string,
  files: DurableFiles = durableFiles,
): Promise<void> {
  for (const end of ["", "-journal", "-wal", "-shm"]) {
    if (await files.size(copyPath(path) + end) !== null) await files.remove(copyPath(path) + end);
  }
}

/** Names that a database at `path` may leave beside itself while it is encrypted anew. */
export function copyPath(path: string): string {
  return `${path}.rekeyed`;
}

async function copyPages(
  path: string,
  target: string,
  { present, next }: KeyPair,
  onStep: (done: number, total: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  const before = factsOf(path, present, false);
  using source = new Database(path, { key: present });
  source.busyTimeout(5_000);
  // Everything is in the file, and its log is empty: see `requireNoLog`.
  if (source.checkpoint("TRUNCATE").busy) throw new DatabaseError("BUSY");
  using copy = new Database(target, { key: next });
  using backup = source.startBackup(copy);
  while (!backup.step(STEP_PAGES)) {
    const { remainingPages, totalPages } = backup.progress;
    onStep(totalPages - remainingPages, totalPages);
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
  // The copy of a database with a log says that it has one as well.
  copy.exec("PRAGMA journal_mode = DELETE");
  return before;
}

/**
 * What has to be the same in the copy: schema, and for every table how many rows it has and, through
 * the audit log, what was done last. With `thorough` every page is checked as well.
 */
function factsOf(path: string, key: Uint8Array, thorough: boolean): string {
  using database = new Database(path, { key, readonly: true });
  const read = (sql: string) => {
    using statement = database.prepare(sql);
    return statement.values();
  };
  if (thorough) {
    const isWhole = JSON.stringify(read("PRAGMA integrity_check(1)")) === '[["ok"]]' &&
      read("PRAGMA cipher_integrity_check").length === 0;
    if (!isWhole) throw new DatabaseError("DAMAGED");
  }
  const tables = read(
    `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
     ORDER BY name`,
  );
  const counts = tables.map(([name]) => read(`SELECT count(*) FROM "${name}"`));
  const log = read("SELECT entry_no, hex(hash) FROM audit_entry ORDER BY entry_no DESC LIMIT 1");
  return JSON.stringify([read("PRAGMA user_version"), tables, counts, log]);
}

/** Whether the database at `path` is under this key: its first page fits. */
export function isUnderKey(path: string, key: Uint8Array): boolean {
  try {
    using database = new Database(path, { key, readonly: true });
    using version = database.prepare("PRAGMA user_version");
    return (version.value<[number]>()?.[0] ?? 0) > 0;
  } catch (error) {
    if (error instanceof SqliteError) return false;
    throw error;
  }
}

async function requireRoom(path: string, files: DurableFiles): Promise<void> {
  const bytes = await files.size(path) ?? 0;
  const free = await files.free(dirname(path));
  if (free !== null && free < bytes * 1.1) throw new DatabaseError("STORAGE");
}

async function requireNoLog(path: string, files: DurableFiles): Promise<void> {
  for (const end of ["-wal", "-journal"]) {
    if ((await files.size(path + end) ?? 0) > 0) throw new DatabaseError("BUSY");
  }
  for (const end of ["-wal", "-shm"]) {
    if (await files.size(path + end) !== null) await files.remove(path + end);
  }
}
