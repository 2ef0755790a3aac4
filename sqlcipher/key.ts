import { runAll } from "./compile_sql.ts";
import type { Connection } from "./connection.ts";
import { MISUSE, NOTADB, OK } from "./result_codes.ts";
import { SqliteError } from "./sqlite_error.ts";

/** Length of a raw key: AES-256. */
const KEY_BYTES = 32;
const HEX_DIGITS = new TextEncoder().encode("0123456789abcdef");
const MAIN = new TextEncoder().encode("main\0");

/** Gives SQLCipher the key of a database and reads from it; the inside of `Database.key()`. */
export function unlockDatabase(connection: Connection, raw: Uint8Array): void {
  const handle = connection.handle("open database");
  withKeySpec(raw, (spec) => {
    const code = connection.native.sqlite3_key_v2(handle, MAIN, spec, spec.length);
    if (code !== OK) throw connection.error(code, "open database");
  });
  try {
    runAll(connection, "SELECT count(*) FROM sqlite_schema");
  } catch (cause) {
    if (!(cause instanceof SqliteError) || cause.code !== NOTADB) throw cause;
    throw new SqliteError(
      cause.extendedCode,
      "Cannot open database: the key is wrong or the file is not an encrypted database",
      { cause },
    );
  }
}

/** Has SQLCipher encrypt a database anew; the inside of `Database.rekey()`. */
export function changeDatabaseKey(connection: Connection, raw: Uint8Array): void {
  const handle = connection.handle("change database key");
  // SQLCipher would commit the transaction, and a later ROLLBACK would do nothing.
  if (connection.native.sqlite3_get_autocommit(handle) === 0) {
    throw new SqliteError(MISUSE, "Cannot change database key: a transaction is open");
  }
  withKeySpec(raw, (spec) => {
    const code = connection.native.sqlite3_rekey_v2(handle, MAIN, spec, spec.length);
    if (code !== OK) throw connection.error(code, "change database key");
  });
}

/**
 * SQLCipher takes a raw key as the text `x'…'` with 64 hex digits. It is made as bytes, never as a
 * string, which could not be overwritten.
 */
function withKeySpec(raw: Uint8Array, use: (spec: Uint8Array<ArrayBuffer>) => void): void {
  if (raw.length !== KEY_BYTES) {
    throw new RangeError(`Cannot use database key: it must have ${KEY_BYTES} bytes`);
  }
  const spec = new Uint8Array(KEY_BYTES * 2 + 3);
  try {
    spec[0] = 0x78; // x
    spec[1] = 0x27; // '
    raw.forEach((byte, i) => {
      spec[2 + i * 2] = HEX_DIGITS[byte >> 4] ?? 0;
      spec[3 + i * 2] = HEX_DIGITS[byte & 15] ?? 0;
    });
    spec[spec.length - 1] = 0x27;
    use(spec);
  } finally {
    spec.fill(0);
  }
}
