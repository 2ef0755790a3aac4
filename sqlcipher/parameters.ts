import type { Connection } from "./connection.ts";
import { cString, type Native, toCString } from "./native.ts";
import { OK, RANGE, transientDestructor } from "./result_codes.ts";
import { SqliteError } from "./sqlite_error.ts";
import { writeUtf8 } from "./write_utf8.ts";

/** What can be bound to a parameter. Objects and arrays become JSON text, dates ISO text. */
export type BindValue =
  | number
  | string
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | Uint8Array
  | BindValue[]
  | { [key: string]: BindValue };

/** Values in order, or by name with or without the leading `:`, `@` or `$`. */
export type BindParameters = BindValue[] | Record<string, BindValue>;

/** How values are passed: one after the other, or one array, or one object. */
export type RestBindParameters = BindValue[] | [BindParameters];

/** Bytes set aside per parameter: names, codes, ids and dates fit. */
const SLOT_BYTES = 256;
/** Statements with more parameters have their texts copied by SQLite instead. */
const MAX_SLOTS = 1024;
const EMPTY_BLOB = new Uint8Array(1);

/**
 * Binds the parameters of one statement. Short texts are written into memory that belongs to the
 * statement, one slot per parameter, and SQLite reads them there without a copy: nothing writes
 * into a slot between binding and the reset of the statement, and the memory lives as long as the
 * statement. Every other text and every blob is copied by SQLite at once.
 */
export class Parameters {
  readonly count: number;
  readonly #native: Native;
  readonly #connection: Connection;
  readonly #statement: Deno.PointerObject;
  readonly #transient = transientDestructor();
  readonly #slots: Uint8Array<ArrayBuffer>;
  readonly #slotPointers: Deno.PointerValue[] = [];
  /** 1 where SQLite holds something else than NULL. */
  readonly #filled: Uint8Array;
  #names: Map<string, number> | undefined;

  constructor(connection: Connection, statement: Deno.PointerObject) {
    this.#connection = connection;
    this.#native = connection.native;
    this.#statement = statement;
    this.count = this.#native.sqlite3_bind_parameter_count(statement);
    this.#filled = new Uint8Array(this.count);
    this.#slots = new Uint8Array(this.count <= MAX_SLOTS ? this.count * SLOT_BYTES : 0);
    for (let at = 0; at < this.#slots.length; at += SLOT_BYTES) {
      this.#slotPointers.push(Deno.UnsafePointer.of(this.#slots.subarray(at)));
    }
  }

  /** Binds what a caller passed to `run()` and the like. The statement must be reset. */
  bind(values: RestBindParameters): void {
    const first = values.length === 1 ? values[0] : undefined;
    if (typeof first !== "object" || first === null) this.#bindList(values as BindValue[]);
    else if (Array.isArray(first)) this.#bindList(first);
    else if (isRecord(first)) this.#bindNamed(first);
    else this.#bindList(values as BindValue[]);
  }

  /** Name of the parameter at a position from 1, with its prefix; empty if it has none. */
  name(index: number): string {
    return cString(this.#native.sqlite3_bind_parameter_name(this.#statement, index));
  }

  /** Position, from 1, of a parameter; 0 if there is none of that name. */
  index(name: string): number {
    return this.#native.sqlite3_bind_parameter_index(this.#statement, toCString(name));
  }

  /** Overwrites the texts that are still in memory. */
  wipe(): void {
    this.#slots.fill(0);
  }

  #bindList(values: readonly BindValue[]): void {
    const given = values.length;
    if (given > this.count) {
      throw new SqliteError(
        RANGE,
        `Cannot bind parameters: the statement has ${this.count}, ${given} values were given`,
      );
    }
    for (let i = 0; i < given; i++) this.#bindValue(i, values[i]);
    for (let i = given; i < this.count; i++) this.#bindNull(i);
  }

  #bindNamed(record: Record<string, BindValue>): void {
    const names = this.#names ??= this.#readNames();
    for (let i = 0; i < this.count; i++) this.#bindNull(i);
    for (const [name, value] of Object.entries(record)) {
      const position = names.get(/^[:@$?]/.test(name) ? name : `:${name}`);
      if (position === undefined) {
        throw new SqliteError(RANGE, `Cannot bind parameters: there is no parameter "${name}"`);
      }
      this.#bindValue(position, value);
    }
  }

  #readNames(): Map<string, number> {
    const names = new Map<string, number>();
    for (let i = 0; i < this.count; i++) {
      const name = this.name(i + 1);
      if (name !== "") names.set(name, i);
    }
    return names;
  }

  #bindNull(position: number): void {
    if (this.#filled[position] === 0) return;
    this.#filled[position] = 0;
    this.#check(this.#native.sqlite3_bind_null(this.#statement, position + 1));
  }

  #bindValue(position: number, value: BindValue): void {
    if (value === null || value === undefined) {
      this.#bindNull(position);
      return;
    }
    this.#filled[position] = 1;
    let code: number;
    switch (typeof value) {
      case "string":
        code = this.#bindText(position, value);
        break;
      case "number":
        code = this.#bindNumber(position, value);
        break;
      case "boolean":
        code = this.#native.sqlite3_bind_int(this.#statement, position + 1, value ? 1 : 0);
        break;
      case "bigint":
        code = this.#bindBigint(position, value);
        break;
      case "object":
        code = this.#bindObject(position, value);
        break;
      default:
        throw unbindable(position, `a ${typeof value} cannot be stored`);
    }
    if (code !== OK) this.#check(code);
  }

  #bindText(position: number, text: string): number {
    const start = position * SLOT_BYTES;
    if (text.length <= SLOT_BYTES && start < this.#slots.length) {
      const end = writeUtf8(this.#slots, start, start + SLOT_BYTES, text);
      if (end !== -1) {
        return this.#native.sqlite3_bind_text(
          this.#statement,
          position + 1,
          this.#slotPointers[position] ?? null,
          end - start,
          null,
        );
      }
    }
    const scratch = this.#connection.scratch;
    const length = scratch.encode(text);
    return this.#native.sqlite3_bind_text(
      this.#statement,
      position + 1,
      scratch.pointer,
      length,
      this.#transient,
    );
  }

  #bindNumber(position: number, value: number): number {
    const index = position + 1;
    // The foreign call does not take -0, which is 0 here.
    const small = value | 0;
    if (small === value) return this.#native.sqlite3_bind_int(this.#statement, index, small);
    if (Number.isNaN(value)) throw unbindable(position, "NaN cannot be stored");
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
      return this.#native.sqlite3_bind_int64(this.#statement, index, BigInt(value));
    }
    return this.#native.sqlite3_bind_double(this.#statement, index, value);
  }

  #bindBigint(position: number, value: bigint): number {
    if (BigInt.asIntN(64, value) !== value) {
      throw new RangeError(`Cannot bind parameter ${position + 1}: it does not fit into 64 bits`);
    }
    return this.#native.sqlite3_bind_int64(this.#statement, position + 1, value);
  }

  #bindObject(position: number, value: object): number {
    if (value instanceof Uint8Array) {
      const length = value.byteLength;
      // A pointer to nothing would be NULL, and an empty blob is not NULL.
      return this.#native.sqlite3_bind_blob(
        this.#statement,
        position + 1,
        length === 0 ? EMPTY_BLOB : value as Uint8Array<ArrayBuffer>,
        length,
        this.#transient,
      );
    }
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw unbindable(position, "the date is not valid");
      return this.#bindText(position, value.toISOString());
    }
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      throw unbindable(position, "only a Uint8Array can be stored as a blob");
    }
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) throw unbindable(position, "the object has no JSON text");
    return this.#bindText(position, json);
  }

  #check(code: number): void {
    if (code !== OK) throw this.#connection.runtimeError(code, "bind parameters");
  }
}

function unbindable(position: number, reason: string): TypeError {
  return new TypeError(`Cannot bind parameter ${position + 1}: ${reason}`);
}

function isRecord(value: object): value is Record<string, BindValue> {
  return !(value instanceof Uint8Array || value instanceof Date || ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer);
}
