import type { Connection } from "./connection.ts";
import { cString, type Native } from "./native.ts";
import { Parameters, type RestBindParameters } from "./parameters.ts";
import { ReadingOptions } from "./reading_options.ts";
import { DONE, MISUSE, OK, RANGE, ROW } from "./result_codes.ts";
import { Rows } from "./rows.ts";
import { countsChanges } from "./sql_text.ts";
import { SqliteError } from "./sqlite_error.ts";

const ACTION = "run statement";

/** A statement of a database whose type is not known here; the inside of `Statement`. */
export class CompiledStatement<TStatement extends object> extends ReadingOptions {
  /** The SQL as it was given, with its placeholders. */
  readonly sql: string;

  readonly #connection: Connection;
  readonly #defaults: { readonly parseJson: boolean };
  readonly #native: Native;
  readonly #parameters: Parameters;
  readonly #rows: Rows;
  readonly #readonly: boolean;
  readonly #countsChanges: boolean;
  #handle: Deno.PointerObject | null;
  /** Values were fixed by `bind()`. */
  #bound = false;
  /** A row is being computed or an iterator is between two rows. */
  #busy = false;

  /** Takes over the native statement. */
  constructor(
    connection: Connection,
    handle: Deno.PointerObject,
    sql: string,
    defaults: { readonly parseJson: boolean },
  ) {
    super();
    this.sql = sql;
    this.#defaults = defaults;
    this.#connection = connection;
    this.#native = connection.native;
    this.#handle = handle;
    this.#parameters = new Parameters(connection, handle);
    this.#rows = new Rows(connection.native, handle);
    this.#readonly = this.#native.sqlite3_stmt_readonly(handle) !== 0;
    this.#countsChanges = !this.#readonly && countsChanges(sql);
    connection.parts.add(this);
  }

  /** Whether the statement leaves the database as it is. */
  get readonly(): boolean {
    return this.#readonly;
  }

  /** Address of the native statement; null after `finalize()`. */
  get unsafeHandle(): Deno.PointerValue {
    return this.#handle;
  }

  /** Number of parameters. */
  get bindParameterCount(): number {
    return this.#parameters.count;
  }

  /**
   * The SQL with the bound values in it: never for a log or a message.
   *
   * @throws {SqliteError} 21 after `finalize()`
   */
  get expandedSql(): string {
    const text = this.#native.sqlite3_expanded_sql(this.#idleHandle());
    try {
      return cString(text);
    } finally {
      this.#native.sqlite3_free(text);
    }
  }

  /** Name of the parameter at a position from 1, with its prefix; empty if it has none. */
  bindParameterName(index: number): string {
    this.#idleHandle();
    return this.#parameters.name(index);
  }

  /** Position, from 1, of a parameter. @throws {SqliteError} 25 if there is none of that name */
  bindParameterIndex(name: string): number {
    this.#idleHandle();
    const index = this.#parameters.index(name);
    if (index > 0) return index;
    throw new SqliteError(RANGE, `Cannot bind parameters: there is no parameter "${name}"`);
  }

  /** Names of the result's columns. */
  columnNames(): string[] {
    this.#idleHandle();
    return [...this.#rows.names()];
  }

  /** Fixes the values for all later executions; possible once. @throws {SqliteError} */
  bind(...params: RestBindParameters): this {
    this.#idleHandle();
    if (this.#bound) throw new SqliteError(MISUSE, "Cannot bind parameters: they are bound");
    this.#parameters.bind(params);
    this.#bound = true;
    return this;
  }

  /**
   * Executes the statement and returns the number of rows it inserted, updated or deleted itself;
   * 0 for anything but data manipulation.
   *
   * @throws {SqliteError}
   */
  run(...params: RestBindParameters): number {
    const handle = this.#start(params);
    const native = this.#native;
    this.#busy = true;
    let code = native.sqlite3_step(handle);
    while (code === ROW) code = native.sqlite3_step(handle);
    this.#busy = false;
    if (code !== DONE) this.#fail(handle, code);
    native.sqlite3_reset(handle);
    return this.#countsChanges ? native.sqlite3_changes(this.#connection.handle(ACTION)) : 0;
  }

  /** All rows, as objects. @throws {SqliteError} */
  all<T extends object = TStatement>(...params: RestBindParameters): T[] {
    const parseJson = this.#parsesJson();
    return this.#collect(params, () => this.#rows.object(parseJson) as T);
  }

  /** All rows, as arrays. @throws {SqliteError} */
  values<T extends unknown[] = unknown[]>(...params: RestBindParameters): T[] {
    const parseJson = this.#parsesJson();
    return this.#collect(params, () => this.#rows.array(parseJson) as T);
  }

  /** The first row as an object, or `undefined`. @throws {SqliteError} */
  get<T extends object = TStatement>(...params: RestBindParameters): T | undefined {
    return this.#first(params, () => this.#rows.object(this.#parsesJson()) as T);
  }

  /** The first row as an array, or `undefined`. @throws {SqliteError} */
  value<T extends unknown[] = unknown[]>(...params: RestBindParameters): T | undefined {
    return this.#first(params, () => this.#rows.array(this.#parsesJson()) as T);
  }

  /**
   * The rows one by one, as objects. Leaving the loop early ends the execution. The statement
   * cannot be used for anything else in between.
   *
   * @throws {SqliteError}
   */
  *iter<T extends object = TStatement>(...params: RestBindParameters): IterableIterator<T> {
    const handle = this.#start(params);
    const parseJson = this.#parsesJson();
    this.#busy = true;
    try {
      let code = this.#native.sqlite3_step(handle);
      if (code === ROW) this.#rows.refresh();
      while (code === ROW) {
        yield this.#rows.object(parseJson) as T;
        if (this.#handle === null) {
          throw new SqliteError(MISUSE, "Cannot read row: the statement is finalized");
        }
        code = this.#native.sqlite3_step(handle);
      }
      if (code !== DONE) this.#fail(handle, code);
    } finally {
      this.#busy = false;
      if (this.#handle !== null) this.#native.sqlite3_reset(handle);
    }
  }

  /** As `iter()` without values. */
  [Symbol.iterator](): IterableIterator<TStatement> {
    return this.iter();
  }

  /** Frees the statement. Idempotent. */
  finalize(): void {
    this.release();
    this.#connection.parts.delete(this);
  }

  /** Part of closing the database; elsewhere `finalize()` is meant. */
  release(): void {
    if (this.#handle === null) return;
    if (this.#busy && this.#connection.callbackDepth > 0) {
      throw new SqliteError(MISUSE, "Cannot finalize statement: it is running");
    }
    const handle = this.#handle;
    this.#handle = null;
    this.#native.sqlite3_finalize(handle);
    this.#parameters.wipe();
  }

  /** Same as `finalize()`. */
  [Symbol.dispose](): void {
    this.finalize();
  }

  /** The SQL with its placeholders; values are never shown. */
  override toString(): string {
    return this.sql;
  }

  /** Shown by `Deno.inspect()` and in logs: the SQL with its placeholders, never values. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Statement { sql: ${JSON.stringify(this.sql)} }`;
  }

  #parsesJson(): boolean {
    return this.parseJson ?? this.#defaults.parseJson;
  }

  #idleHandle(): Deno.PointerObject {
    if (this.#handle === null) {
      throw new SqliteError(MISUSE, `Cannot ${ACTION}: it is finalized`);
    }
    if (this.#busy) throw new SqliteError(MISUSE, `Cannot ${ACTION}: it is running`);
    return this.#handle;
  }

  #start(params: RestBindParameters): Deno.PointerObject {
    const handle = this.#idleHandle();
    if (!this.#bound) this.#parameters.bind(params);
    else if (params.length > 0) {
      throw new SqliteError(MISUSE, "Cannot bind parameters: they are bound");
    }
    return handle;
  }

  #collect<T>(params: RestBindParameters, read: () => T): T[] {
    const handle = this.#start(params);
    const rows: T[] = [];
    this.#busy = true;
    try {
      let code = this.#native.sqlite3_step(handle);
      if (code === ROW) this.#rows.refresh();
      while (code === ROW) {
        rows.push(read());
        code = this.#native.sqlite3_step(handle);
      }
      if (code !== DONE) this.#fail(handle, code);
    } finally {
      this.#busy = false;
      this.#native.sqlite3_reset(handle);
    }
    return rows;
  }

  #first<T>(params: RestBindParameters, read: () => T): T | undefined {
    const handle = this.#start(params);
    let row: T | undefined;
    this.#busy = true;
    try {
      let code = this.#native.sqlite3_step(handle);
      if (code === ROW) {
        this.#rows.refresh();
        row = read();
        // A change is not finished before its last row was asked for.
        while (code === ROW && !this.#readonly) code = this.#native.sqlite3_step(handle);
      }
      if (code !== DONE && code !== ROW) this.#fail(handle, code);
    } finally {
      this.#busy = false;
      this.#native.sqlite3_reset(handle);
    }
    return row;
  }

  #fail(handle: Deno.PointerObject, code: number): never {
    const error = this.#connection.runtimeError(code === OK ? MISUSE : code, ACTION);
    this.#native.sqlite3_reset(handle);
    throw error;
  }
}
