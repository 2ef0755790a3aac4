/**
 * What goes between the password checker and its workers.
 *
 * @module
 */

/** What the checker asks its worker. */
export interface PasswordQuestion {
  /** 1 to 72 bytes; handed over, and zeroed by the worker. */
  readonly password: Uint8Array<ArrayBuffer>;
  readonly hash: string;
}

/** What the worker answers; null if it could not compare. */
export interface PasswordAnswer {
  readonly matches: boolean | null;
}
