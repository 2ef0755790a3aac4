import { ERROR } from "./result_codes.ts";

/**
 * SQLite refused an operation. The message never holds a bound value.
 *
 * @example
 * ```ts
 * if (error instanceof SqliteError && error.code === 5) retryLater();
 * ```
 */
export class SqliteError extends Error {
  /** Name of the class. */
  override readonly name = "SqliteError";
  /** Primary result code, 0 to 255 (SQLite, "Result and Error Codes"); 26 is a wrong key. */
  readonly code: number;
  /** Extended result code; equal to `code` if there is nothing more to say. */
  readonly extendedCode: number;

  /** Makes an error from a primary or extended result code. */
  constructor(resultCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = resultCode & 0xff;
    this.extendedCode = resultCode;
  }
}

/**
 * What SQLite says about a failure while it was computing, without what it quotes: messages of the
 * generic code 1, such as those of full-text search and of JSON paths, repeat parts of the values.
 */
export function withoutValues(resultCode: number, sqliteMessage: string): string {
  if ((resultCode & 0xff) !== ERROR) return sqliteMessage;
  const prefix = /^fts5: /.exec(sqliteMessage)?.[0] ?? "";
  const cut = sqliteMessage.slice(prefix.length).search(/["'`[]|: /);
  if (cut === -1) return sqliteMessage;
  return sqliteMessage.slice(0, prefix.length + cut).trimEnd();
}
