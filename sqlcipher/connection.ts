import { cString, loadNative, type Native } from "./native.ts";
import { MISUSE, OK } from "./result_codes.ts";
import { SqliteError, withoutValues } from "./sqlite_error.ts";
import { TextScratch } from "./text_scratch.ts";

/** Extended result codes from every function, so that none has to be asked for afterwards. */
const OPEN_EXTENDED_CODES = 0x0200_0000;

/** What a connection closes before it closes itself. */
export interface ConnectionPart {
  /** Frees what is native; called once more is harmless. */
  release(): void;
}

/** The native connection and everything that hangs on it; the inside of a `Database`. */
export class Connection {
  readonly native: Native;
  /** For texts that do not fit into a statement's own memory. */
  readonly scratch = new TextScratch();
  /** Statements and blobs that are still open. */
  readonly parts = new Set<ConnectionPart>();
  /** Functions that SQLite may call until the connection is closed. */
  readonly callbacks = new Set<ConnectionPart>();
  /** Error thrown by a function written in TypeScript, on its way through SQLite. */
  callbackError: { error: unknown } | undefined;
  /** How many such functions are running: SQLite must not be closed under them. */
  callbackDepth = 0;
  readonly #out = new BigUint64Array(2);
  readonly #outSecond = this.#out.subarray(1);
  #handle: Deno.PointerObject | null;

  /** @throws {SqliteError} @throws {LibraryError} */
  constructor(pathBytes: Uint8Array<ArrayBuffer>, flags: number) {
    this.native = loadNative();
    const code = this.native.sqlite3_open_v2(
      pathBytes,
      this.#out,
      flags | OPEN_EXTENDED_CODES,
      null,
    );
    // There is a handle even after most failures, and it has to be closed.
    this.#handle = Deno.UnsafePointer.create(this.#out[0] ?? 0n);
    if (code === OK && this.#handle !== null) return;
    const error = this.error(code === OK ? MISUSE : code, "open database");
    this.native.sqlite3_close_v2(this.#handle);
    this.#handle = null;
    throw error;
  }

  get open(): boolean {
    return this.#handle !== null;
  }

  get handleOrNull(): Deno.PointerValue {
    return this.#handle;
  }

  /** The native handle. @throws {SqliteError} 21 if the database is closed */
  handle(action: string): Deno.PointerObject {
    if (this.#handle === null) {
      throw new SqliteError(MISUSE, `Cannot ${action}: the database is closed`);
    }
    return this.#handle;
  }

  /**
   * Compiles the SQL at an address. The statement is null if there is none before the end or the
   * next semicolon; `tail` is the address of what follows.
   */
  prepare(
    sql: Deno.PointerValue,
    byteLength: number,
    flags: number,
  ): { statement: Deno.PointerValue; tail: bigint } {
    const handle = this.handle("prepare statement");
    const code = this.native.sqlite3_prepare_v3(
      handle,
      sql,
      byteLength,
      flags,
      this.#out,
      this.#outSecond,
    );
    if (code !== OK) throw this.error(code, "prepare statement");
    return {
      statement: Deno.UnsafePointer.create(this.#out[0] ?? 0n),
      tail: this.#out[1] ?? 0n,
    };
  }

  /** The error for a result code of the last call on this connection. */
  error(code: number, action: string): SqliteError {
    return new SqliteError(code, `Cannot ${action}: ${this.#saidOf(code)}`);
  }

  /** As `error()`, for a failure while values were computed: nothing of them is repeated. */
  runtimeError(code: number, action: string): SqliteError {
    const callback = this.callbackError;
    this.callbackError = undefined;
    return new SqliteError(
      code,
      `Cannot ${action}: ${withoutValues(code, this.#saidOf(code))}`,
      callback === undefined ? undefined : { cause: callback.error },
    );
  }

  /** The connection's message only if it is about this failure; some calls leave none. */
  #saidOf(code: number): string {
    const handle = this.#handle;
    const isAbout = handle !== null && this.native.sqlite3_extended_errcode(handle) === code;
    return cString(isAbout ? this.native.sqlite3_errmsg(handle) : this.native.sqlite3_errstr(code));
  }

  /** Closes everything, in the order SQLite wants. Idempotent. */
  close(): void {
    if (this.#handle === null) return;
    if (this.callbackDepth > 0) {
      throw new SqliteError(MISUSE, "Cannot close database: a function it called is running");
    }
    for (const part of [...this.parts]) part.release();
    this.parts.clear();
    const handle = this.#handle;
    this.#handle = null;
    this.native.sqlite3_close_v2(handle);
    for (const callback of this.callbacks) callback.release();
    this.callbacks.clear();
  }
}
