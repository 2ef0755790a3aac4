import { fileURLToPath } from "node:url";
import { Backup, copyDatabase } from "./backup.ts";
import { type BlobOpenOptions, SQLBlob } from "./blob.ts";
import { checkpointLog, type CheckpointMode, type CheckpointResult } from "./checkpoint.ts";
import { compileOne, runAll } from "./compile_sql.ts";
import { CompiledStatement } from "./compiled_statement.ts";
import { Connection } from "./connection.ts";
import { allowExtensions, loadExtension } from "./extensions.ts";
import {
  type AggregateFunctionOptions,
  type FunctionOptions,
  registerAggregate,
  registerFunction,
  type SqlFunction,
} from "./functions.ts";
import { changeDatabaseKey, unlockDatabase } from "./key.ts";
import { toCString } from "./native.ts";
import { type DatabaseOpenOptions, openFlags } from "./open_options.ts";
import type { BindValue, RestBindParameters } from "./parameters.ts";
import { OK } from "./result_codes.ts";
import { type AnyFunction, makeTransaction, type TransactionOf } from "./transaction.ts";

/**
 * A compiled SQL statement. Made by `Database.prepare()`. It lives until `finalize()` or until its
 * database is closed, never shorter.
 *
 * @example
 * ```ts
 * using statement = db.prepare("SELECT name FROM patients WHERE id = ?");
 * const row = statement.get(id);
 * ```
 */
export class Statement<TStatement extends object = Record<string, unknown>>
  extends CompiledStatement<TStatement> {
  /** The database the statement belongs to. */
  readonly db: Database;

  /** Made by `Database.prepare()`. */
  constructor(db: Database, connection: Connection, handle: Deno.PointerObject, sql: string) {
    super(connection, handle, sql, db);
    this.db = db;
  }
}

/** A function that runs inside a transaction; see `Database.transaction()`. */
export type Transaction<T extends AnyFunction> = TransactionOf<T, Database>;

/**
 * A connection to an SQLite database, encrypted if a key is given. It belongs to one thread.
 *
 * @example
 * ```ts
 * using db = new Database("hub.db", { key });
 * db.exec("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, body TEXT)");
 * ```
 */
export class Database {
  /** The path as it was given. */
  readonly path: string;
  /** Whether text that SQLite marks as JSON is parsed. */
  parseJson: boolean;
  /** Kept for compatibility: integers are always exact. */
  int64: boolean;
  /** Kept for compatibility: has no effect. */
  unsafeConcurrency: boolean;
  readonly #connection: Connection;
  #extensionsAllowed = false;

  /**
   * Opens a file, or `:memory:`.
   *
   * @throws {SqliteError} 14 if the file cannot be opened, 26 if the key is wrong
   * @throws {LibraryError} if the native library cannot be loaded
   */
  constructor(path: string | URL, options: DatabaseOpenOptions = {}) {
    this.path = path instanceof URL ? fileURLToPath(path) : path;
    this.parseJson = options.parseJson ?? true;
    this.int64 = options.int64 ?? false;
    this.unsafeConcurrency = options.unsafeConcurrency ?? false;
    this.#connection = new Connection(toCString(this.path), openFlags(options));
    try {
      if (options.enableLoadExtension === true) this.enableLoadExtension = true;
      if (options.key !== undefined) this.key(options.key);
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  /** Whether the connection is open. */
  get open(): boolean {
    return this.#connection.open;
  }

  /** Rows changed by the last statement that changed any. */
  get changes(): number {
    return this.#connection.native.sqlite3_changes(this.#handle());
  }

  /** Rows changed since the connection was opened, those of triggers included. */
  get totalChanges(): number {
    return this.#connection.native.sqlite3_total_changes(this.#handle());
  }

  /** Row id of the last insertion; a bigint beyond 2^53 - 1 in size. */
  get lastInsertRowId(): number | bigint {
    const id = this.#connection.native.sqlite3_last_insert_rowid(this.#handle());
    const asNumber = Number(id);
    return Number.isSafeInteger(asNumber) ? asNumber : id;
  }

  /** Whether every statement is a transaction of its own now. */
  get autocommit(): boolean {
    return this.#connection.native.sqlite3_get_autocommit(this.#handle()) !== 0;
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.open && !this.autocommit;
  }

  /** Address of the native connection; null after `close()`. */
  get unsafeHandle(): Deno.PointerValue {
    return this.#connection.handleOrNull;
  }

  /**
   * Compiles one statement.
   *
   * @throws {SqliteError} 1 for an error in the SQL, 21 if it holds none or more than one statement
   */
  prepare<T extends object = Record<string, unknown>>(sql: string): Statement<T> {
    return new Statement<T>(this, this.#connection, compileOne(this.#connection, sql), sql);
  }

  /**
   * Executes SQL and returns the number of rows that its statements changed themselves. Without
   * values any number of statements, with values one.
   *
   * @throws {SqliteError}
   */
  exec(sql: string, ...params: RestBindParameters): number {
    if (params.length > 0) {
      using statement = this.prepare(sql);
      return statement.run(...params);
    }
    return runAll(this.#connection, sql);
  }

  /** Same as `exec()`. */
  run(sql: string, ...params: RestBindParameters): number {
    return this.exec(sql, ...params);
  }

  /** Runs a query written as a template, whose values become parameters; rows are objects. */
  sql<T extends object = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...params: BindValue[]
  ): T[] {
    using statement = this.prepare<T>(strings.join("?"));
    return statement.all<T>(...params);
  }

  /**
   * Makes a function that runs inside a transaction: committed when it returns, rolled back when
   * it throws. Inside another transaction it is a savepoint. The function must not be async.
   *
   * @throws {TypeError} if the function is async or returns a promise
   */
  transaction<T extends AnyFunction>(fn: T): Transaction<T> {
    return makeTransaction<T, Database>(this, fn);
  }

  /**
   * Sets the raw key, 32 bytes, of a database that was just opened, and reads from it to see
   * whether it is right.
   *
   * @throws {SqliteError} 26 if the key is wrong or the file is not encrypted
   * @throws {RangeError} if the key is not 32 bytes long
   */
  key(raw: Uint8Array): void {
    unlockDatabase(this.#connection, raw);
  }

  /**
   * Encrypts the database anew with another raw key, 32 bytes. Every page is rewritten in one
   * transaction. Other connections must be closed: theirs is the old key.
   *
   * @throws {SqliteError} 21 if a transaction is open or the database is not encrypted
   * @throws {RangeError} if the key is not 32 bytes long
   */
  rekey(raw: Uint8Array): void {
    changeDatabaseKey(this.#connection, raw);
  }

  /** How long a statement waits for a lock before it fails with code 5; 0 is not at all. */
  busyTimeout(timeoutMs: number): void {
    const code = this.#connection.native.sqlite3_busy_timeout(this.#handle(), timeoutMs);
    if (code !== OK) throw this.#connection.error(code, "set busy timeout");
  }

  /** Ends the statement that is running, from inside one of its callbacks. */
  interrupt(): void {
    this.#connection.native.sqlite3_interrupt(this.#handle());
  }

  /** Moves the write-ahead log into the database file. @throws {SqliteError} */
  checkpoint(mode: CheckpointMode = "PASSIVE"): CheckpointResult {
    return checkpointLog(this.#connection, mode);
  }

  /**
   * Makes a function callable from SQL. If it throws, the statement fails and the error is its
   * cause.
   *
   * @throws {SqliteError}
   */
  function(name: string, fn: SqlFunction, options: FunctionOptions = {}): void {
    registerFunction(this.#connection, name, fn, options);
  }

  /** Makes an aggregate callable from SQL. @throws {SqliteError} */
  aggregate(name: string, options: AggregateFunctionOptions): void {
    registerAggregate(this.#connection, name, options);
  }

  /** Opens a blob of a row for reading or writing in parts. @throws {SqliteError} */
  openBlob(options: BlobOpenOptions): SQLBlob {
    return new SQLBlob(this.#connection, options);
  }

  /**
   * Copies this database over another one. Either both are encrypted, with keys of their own, or
   * neither is.
   *
   * @param dest the database that is overwritten
   * @param name of this connection's databases, the one to copy
   * @param pages how many to copy under one lock; -1 is all of them
   * @throws {SqliteError} 5 or 6 if another connection is in the way
   */
  backup(dest: Database, name = "main", pages = -1): void {
    copyDatabase(this.#connection, dest.#connection, name, pages);
  }

  /**
   * Begins to copy this database over another one, as {@linkcode backup}, in steps between which
   * others read and write. What other connections write meanwhile makes SQLite begin again, unless
   * this connection has a read transaction open: then the copy is what that transaction sees.
   *
   * @throws {SqliteError} 1 if only one of the two is encrypted
   */
  startBackup(dest: Database, name = "main"): Backup {
    return new Backup(this.#connection, dest.#connection, name);
  }

  /** Whether `loadExtension()` and the SQL function of that name are allowed. */
  get enableLoadExtension(): boolean {
    return this.#extensionsAllowed;
  }

  set enableLoadExtension(allowed: boolean) {
    allowExtensions(this.#connection, allowed);
    this.#extensionsAllowed = allowed;
  }

  /** Loads an SQLite extension from a file. @throws {SqliteError} if that is not allowed */
  loadExtension(file: string, entryPoint?: string): void {
    loadExtension(this.#connection, file, entryPoint);
  }

  /** Frees everything that belongs to the connection and closes it. Idempotent. */
  close(): void {
    this.#connection.close();
  }

  /** Same as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Shown by `Deno.inspect()` and in logs. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Database { path: ${JSON.stringify(this.path)}, open: ${this.open} }`;
  }

  #handle(): Deno.PointerObject {
    return this.#connection.handle("use database");
  }
}
