import { type ColumnValue, readBytes, readText } from "./columns.ts";
import type { Connection, ConnectionPart } from "./connection.ts";
import { type Native, toCString } from "./native.ts";
import { BLOB, FLOAT, INTEGER, OK, TEXT, transientDestructor } from "./result_codes.ts";

const UTF8 = 0x1;
const DETERMINISTIC = 0x800;
const DIRECT_ONLY = 0x8_0000;
const SUBTYPE = 0x10_0000;
const INNOCUOUS = 0x20_0000;
const RESULT_SUBTYPE = 0x100_0000;
const SUBTYPE_JSON = 0x4a;

/** Properties of an SQL function written in TypeScript. */
export interface FunctionOptions {
  /** Takes any number of arguments; otherwise as many as the function declares. */
  varargs?: boolean;
  /** Gives the same result for the same arguments. */
  deterministic?: boolean;
  /** Cannot be used in triggers, views and the schema. */
  directOnly?: boolean;
  /** Has no side effects and tells no secrets. */
  innocuous?: boolean;
  /** Objects and arrays it returns are marked as JSON. */
  subtype?: boolean;
}

/** An aggregate written in TypeScript. */
export interface AggregateFunctionOptions extends FunctionOptions {
  /** First value of the aggregate, or a function that makes it. */
  start: unknown;
  /** Takes the aggregate and a row's arguments and returns the new aggregate. */
  step: (aggregate: never, ...args: never[]) => unknown;
  /** Turns the aggregate into the result; without it the aggregate is the result. */
  final?: (aggregate: never) => unknown;
}

/** Any function; what it is called with is decided by the SQL. */
export type SqlFunction = (...args: never[]) => unknown;

const SCALAR = { parameters: ["pointer", "i32", "pointer"], result: "void" } as const;
const FINAL = { parameters: ["pointer"], result: "void" } as const;

/** Registers a scalar function; the inside of `Database.function()`. */
export function registerFunction(
  connection: Connection,
  name: string,
  fn: SqlFunction,
  options: FunctionOptions,
): void {
  const callback = new Deno.UnsafeCallback(SCALAR, (context, count, argv) => {
    guarded(connection, context, () => {
      const args = readArguments(connection.native, count, argv);
      setResult(connection.native, context, (fn as Variadic)(...args), options);
    });
  });
  const arity = options.varargs === true ? -1 : fn.length;
  register(connection, name, arity, options, { scalar: callback });
}

/** Registers an aggregate; the inside of `Database.aggregate()`. */
export function registerAggregate(
  connection: Connection,
  name: string,
  options: AggregateFunctionOptions,
): void {
  const { native } = connection;
  const start = () => typeof options.start === "function" ? options.start() : options.start;
  /** The running aggregates, by the address SQLite keeps for each until its last call. */
  const running = new Map<bigint, unknown>();
  const step = new Deno.UnsafeCallback(SCALAR, (context, count, argv) => {
    guarded(connection, context, () => {
      const id = Deno.UnsafePointer.value(native.sqlite3_aggregate_context(context, 8));
      const aggregate = running.has(id) ? running.get(id) : start();
      const args = readArguments(native, count, argv);
      running.set(id, aggregate);
      running.set(id, (options.step as Variadic)(aggregate, ...args));
    });
  });
  const final = new Deno.UnsafeCallback(FINAL, (context) => {
    guarded(connection, context, () => {
      // Null if there was no row.
      const id = Deno.UnsafePointer.value(native.sqlite3_aggregate_context(context, 0));
      const aggregate = running.has(id) ? running.get(id) : start();
      running.delete(id);
      const result = options.final === undefined
        ? aggregate
        : (options.final as Variadic)(aggregate);
      setResult(native, context, result, options);
    });
  });
  const arity = options.varargs === true ? -1 : options.step.length - 1;
  register(connection, name, arity, options, { step, final });
}

type Variadic = (...args: unknown[]) => unknown;

interface Callbacks {
  scalar?: Deno.UnsafeCallback<typeof SCALAR>;
  step?: Deno.UnsafeCallback<typeof SCALAR>;
  final?: Deno.UnsafeCallback<typeof FINAL>;
}

function register(
  connection: Connection,
  name: string,
  arity: number,
  options: FunctionOptions,
  callbacks: Callbacks,
): void {
  const code = connection.native.sqlite3_create_function_v2(
    connection.handle("register function"),
    toCString(name),
    arity,
    functionFlags(options),
    null,
    callbacks.scalar?.pointer ?? null,
    callbacks.step?.pointer ?? null,
    callbacks.final?.pointer ?? null,
    null,
  );
  const part: ConnectionPart = {
    release: () => Object.values(callbacks).forEach((callback) => callback.close()),
  };
  if (code !== OK) {
    part.release();
    throw connection.error(code, "register function");
  }
  // Freed only after the connection is closed: until then SQLite may call it.
  connection.callbacks.add(part);
}

function functionFlags(options: FunctionOptions): number {
  return UTF8 |
    (options.deterministic === true ? DETERMINISTIC : 0) |
    (options.directOnly === true ? DIRECT_ONLY : 0) |
    (options.innocuous === true ? INNOCUOUS : 0) |
    (options.subtype === true ? SUBTYPE | RESULT_SUBTYPE : 0);
}

/** An exception must not cross the C frames: it travels beside them and becomes a cause. */
function guarded(connection: Connection, context: Deno.PointerValue, work: () => void): void {
  connection.callbackDepth++;
  try {
    work();
  } catch (error) {
    connection.callbackError = { error };
    const message = toCString("a function written in TypeScript failed");
    connection.native.sqlite3_result_error(context, message, -1);
  } finally {
    connection.callbackDepth--;
  }
}

function readArguments(native: Native, count: number, argv: Deno.PointerValue): ColumnValue[] {
  const args: ColumnValue[] = [];
  if (argv === null) return args;
  const view = new Deno.UnsafePointerView(argv);
  for (let i = 0; i < count; i++) args.push(readValue(native, view.getPointer(i * 8)));
  return args;
}

function readValue(native: Native, value: Deno.PointerValue): ColumnValue {
  switch (native.sqlite3_value_type(value)) {
    case INTEGER: {
      const number = native.sqlite3_value_double(value);
      return Number.isSafeInteger(number) ? number : native.sqlite3_value_int64(value);
    }
    case FLOAT:
      return native.sqlite3_value_double(value);
    case TEXT: {
      const text = native.sqlite3_value_text(value);
      return readText(text, native.sqlite3_value_bytes(value));
    }
    case BLOB: {
      const blob = native.sqlite3_value_blob(value);
      return readBytes(blob, native.sqlite3_value_bytes(value));
    }
    default:
      return null;
  }
}

function setResult(
  native: Native,
  context: Deno.PointerValue,
  value: unknown,
  options: FunctionOptions,
): void {
  if (value === null || value === undefined) native.sqlite3_result_null(context);
  else if (typeof value === "string") setText(native, context, value);
  else if (typeof value === "boolean") native.sqlite3_result_int64(context, value ? 1n : 0n);
  else if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) !== value) {
      throw new RangeError("Cannot return result: it does not fit into 64 bits");
    }
    native.sqlite3_result_int64(context, value);
  } else if (typeof value === "number") {
    if (Number.isNaN(value)) throw new TypeError("Cannot return result: NaN cannot be stored");
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
      native.sqlite3_result_int64(context, BigInt(value));
    } else native.sqlite3_result_double(context, value);
  } else if (value instanceof Uint8Array) {
    // A pointer to nothing would make the result NULL.
    const bytes = value.length === 0 ? new Uint8Array(1) : new Uint8Array(value);
    native.sqlite3_result_blob(context, bytes, value.length, transientDestructor());
  } else if (value instanceof Date) setText(native, context, value.toISOString());
  else if (typeof value === "object") {
    setText(native, context, JSON.stringify(value));
    if (options.subtype === true) native.sqlite3_result_subtype(context, SUBTYPE_JSON);
  } else throw new TypeError(`Cannot return result: a ${typeof value} cannot be stored`);
}

function setText(native: Native, context: Deno.PointerValue, text: string): void {
  const bytes = new TextEncoder().encode(text + "\0");
  native.sqlite3_result_text(context, bytes, bytes.length - 1, transientDestructor());
}
