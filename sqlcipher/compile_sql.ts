import type { Connection } from "./connection.ts";
import { DONE, MISUSE, ROW } from "./result_codes.ts";
import { countsChanges, isBlank } from "./sql_text.ts";
import { SqliteError } from "./sqlite_error.ts";

/** Tells SQLite that the statement is going to be kept. */
const PREPARE_PERSISTENT = 1;

/**
 * Compiles SQL that holds exactly one statement.
 *
 * @throws {SqliteError}
 */
export function compileOne(connection: Connection, sql: string): Deno.PointerObject {
  const { bytes, start } = sqlBytes(sql);
  const { statement, tail } = connection.prepare(start, bytes.length, PREPARE_PERSISTENT);
  if (statement === null) {
    throw new SqliteError(MISUSE, "Cannot prepare statement: the SQL is empty");
  }
  const rest = bytes.subarray(Number(tail - Deno.UnsafePointer.value(start)), -1);
  if (isBlank(new TextDecoder().decode(rest))) return statement;
  connection.native.sqlite3_finalize(statement);
  throw new SqliteError(MISUSE, "Cannot prepare statement: the SQL holds more than one");
}

/**
 * Runs every statement of an SQL text and returns how many rows they changed themselves.
 *
 * @throws {SqliteError}
 */
export function runAll(connection: Connection, sql: string): number {
  const { native } = connection;
  const { bytes, start } = sqlBytes(sql);
  const end = bytes.length - 1;
  let offset = 0;
  let changes = 0;
  while (offset < end) {
    const from = offset;
    const at = Deno.UnsafePointer.offset(start, from);
    const { statement, tail } = connection.prepare(at, bytes.length - from, 0);
    offset = Number(tail - Deno.UnsafePointer.value(start));
    if (statement !== null) {
      try {
        let code = native.sqlite3_step(statement);
        while (code === ROW) code = native.sqlite3_step(statement);
        if (code !== DONE) throw connection.runtimeError(code, "run statement");
        if (countsChanges(new TextDecoder().decode(bytes.subarray(from, offset)))) {
          changes += native.sqlite3_changes(connection.handle("run statement"));
        }
      } finally {
        native.sqlite3_finalize(statement);
      }
    } else if (offset < end && !isBlank(new TextDecoder().decode(bytes.subarray(from, end)))) {
      // SQLite reads no further than a NUL.
      if (offset === from) throw new SqliteError(MISUSE, "Cannot run SQL: it holds a NUL");
    } else break;
  }
  return changes;
}

function sqlBytes(sql: string): { bytes: Uint8Array<ArrayBuffer>; start: Deno.PointerObject } {
  const bytes = new TextEncoder().encode(sql + "\0");
  const start = Deno.UnsafePointer.of(bytes);
  if (start === null) throw new SqliteError(MISUSE, "Cannot prepare statement: the SQL is empty");
  return { bytes, start };
}
