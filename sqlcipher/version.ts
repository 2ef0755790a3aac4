import { cString, loadNative } from "./native.ts";

/**
 * Version of the loaded SQLite, such as `3.51.3`. A function, because nothing is loaded before it
 * is needed.
 *
 * @throws {LibraryError} if the native library cannot be loaded
 */
export function SQLITE_VERSION(): string {
  return cString(loadNative().sqlite3_libversion());
}

/**
 * Check-in of the loaded SQLite. A function, because nothing is loaded before it is needed.
 *
 * @throws {LibraryError} if the native library cannot be loaded
 */
export function SQLITE_SOURCEID(): string {
  return cString(loadNative().sqlite3_sourceid());
}

/**
 * Whether a text ends with a complete SQL statement, that is, with a semicolon outside of strings,
 * comments and triggers.
 *
 * @throws {LibraryError} if the native library cannot be loaded
 */
export function isComplete(sql: string): boolean {
  return loadNative().sqlite3_complete(new TextEncoder().encode(sql + "\0")) !== 0;
}
