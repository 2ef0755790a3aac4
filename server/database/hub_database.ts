/**
 * The open database: one connection that writes, one that reads.
 *
 * @module
 */

import { Database, SqliteError } from "@db/sqlite";
import { DatabaseError, databaseErrorOf } from "./database_error.ts";
import { hasMetDamage } from "./met_damage.ts";
import { SCHEMA_VERSION } from "./migrations.ts";
import { migrate, schemaVersion } from "./migrate.ts";

/** Page cache of each connection, KiB (decision 28: at least 64 MB for the writer). */
const WRITER_CACHE_KIB = 65_536;
const READER_CACHE_KIB = 32_768;
/** The write-ahead log is cut back to this after a checkpoint, bytes. */
const WAL_SIZE_LIMIT_BYTES = 67_108_864;

/** Both connections to `hub.db`. */
export class HubDatabase implements Disposable {
  /** The only connection that writes. */
  readonly writer: Database;
  /** Read-only: a pull reads its snapshot here while a write transaction is open. */
  readonly reader: Database;
  /** File path of `hub.db`. */
  readonly path: string;

  private constructor(path: string, writer: Database, reader: Database) {
    this.path = path;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Opens or creates the database and brings its schema up to date.
   *
   * @param path File path of `hub.db`
   * @param key SQLCipher raw key, 32 bytes; the caller keeps and clears it
   * @param expectSchema True for a database that was made before: without a schema it is damaged,
   * for instance because its log was lost
   * @throws {DatabaseError} `DAMAGED`, `NEWER_SCHEMA`, `STORAGE`, `BUSY`
   */
  static open(path: string, key: Uint8Array, expectSchema = false): HubDatabase {
    let writer: Database | undefined;
    let reader: Database | undefined;
    try {
      if (expectSchema) probe(path, key);
      else createPrivate(path);
      writer = new Database(path, { key });
      configure(writer, WRITER_CACHE_KIB);
      writer.exec("PRAGMA journal_mode = WAL");
      writer.exec("PRAGMA synchronous = FULL");
      writer.exec(`PRAGMA journal_size_limit = ${WAL_SIZE_LIMIT_BYTES}`);
      if (Deno.build.os === "darwin") {
        writer.exec("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON");
      }
      migrate(writer);
      // The schema is in the file itself from now on, not only in the log beside it.
      writer.checkpoint("TRUNCATE");
      reader = new Database(path, { key, readonly: true });
      configure(reader, READER_CACHE_KIB);
      return new HubDatabase(path, writer, reader);
    } catch (error) {
      reader?.close();
      writer?.close();
      throw databaseErrorOf(error) ?? error;
    }
  }

  /**
   * The hub's reading of an error of one of its connections: as `databaseErrorOf`, and `DAMAGED`
   * whatever SQLite calls it when a connection has met damage.
   */
  failureOf(error: unknown): DatabaseError | null {
    const failure = databaseErrorOf(error);
    const isOfSqlite = failure !== null || error instanceof SqliteError;
    if (!isOfSqlite || failure?.code === "DAMAGED") return failure;
    const hasMet = hasMetDamage(this.reader) || hasMetDamage(this.writer);
    return hasMet ? new DatabaseError("DAMAGED", { cause: error }) : failure;
  }

  /** Runs SQLite's and SQLCipher's integrity checks; throws `DAMAGED` when one complains. */
  checkIntegrity(): void {
    using sqlite = this.reader.prepare("PRAGMA integrity_check(1)");
    using cipher = this.reader.prepare("PRAGMA cipher_integrity_check");
    if (sqlite.value<[string]>()?.[0] !== "ok" || cipher.values().length > 0) {
      throw new DatabaseError("DAMAGED");
    }
  }

  /** Closes both connections; the log is merged into the file. */
  [Symbol.dispose](): void {
    this.reader.close();
    this.writer.close();
  }
}

/**
 * Reads the schema version through a connection that cannot write. A connection that can would
 * copy the log into the file when it closes, even a log of another hub that it could not decrypt:
 * a database that is refused must stay as it is.
 */
function probe(path: string, key: Uint8Array): void {
  using connection = new Database(path, { key, readonly: true });
  const version = schemaVersion(connection);
  if (version === 0) throw new DatabaseError("DAMAGED");
  if (version > SCHEMA_VERSION) throw new DatabaseError("NEWER_SCHEMA");
  if (!hasLog(path)) return;
  // A log is left after a crash, or by somebody who copied files: every page it holds is read under
  // the key before anything is written.
  using check = connection.prepare("PRAGMA quick_check(1)");
  if (check.value<[string]>()?.[0] !== "ok") throw new DatabaseError("DAMAGED");
}

/** Makes the file readable by its owner alone; the log beside it takes over its mode. */
function createPrivate(path: string): void {
  try {
    Deno.openSync(path, { create: true, write: true, mode: 0o600 }).close();
  } catch (error) {
    throw new DatabaseError("STORAGE", { cause: error });
  }
}

function hasLog(path: string): boolean {
  try {
    return Deno.statSync(`${path}-wal`).size > 0;
  } catch {
    return false;
  }
}

function configure(connection: Database, cacheKiB: number): void {
  connection.busyTimeout(5_000);
  connection.exec(`PRAGMA cache_size = -${cacheKiB}`);
  connection.exec("PRAGMA temp_store = MEMORY");
  connection.exec("PRAGMA trusted_schema = OFF");
}
