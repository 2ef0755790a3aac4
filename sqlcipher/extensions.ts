import type { Connection } from "./connection.ts";
import { cString, toCString } from "./native.ts";
import { OK } from "./result_codes.ts";
import { SqliteError } from "./sqlite_error.ts";

/** Allows or forbids loading; the inside of `Database.enableLoadExtension`. */
export function allowExtensions(connection: Connection, allowed: boolean): void {
  const handle = connection.handle("allow extensions");
  const code = connection.native.sqlite3_enable_load_extension(handle, allowed ? 1 : 0);
  if (code !== OK) throw connection.error(code, "allow extensions");
}

/** Loads an extension; the inside of `Database.loadExtension()`. */
export function loadExtension(connection: Connection, file: string, entryPoint?: string): void {
  const { native } = connection;
  const message = new BigUint64Array(1);
  const code = native.sqlite3_load_extension(
    connection.handle("load extension"),
    toCString(file),
    entryPoint === undefined ? null : toCString(entryPoint),
    message,
  );
  if (code === OK) return;
  const text = Deno.UnsafePointer.create(message[0] ?? 0n);
  try {
    throw new SqliteError(code, `Cannot load extension: ${cString(text)}`);
  } finally {
    native.sqlite3_free(text);
  }
}
