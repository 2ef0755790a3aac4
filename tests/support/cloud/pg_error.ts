/**
 * Refusals of the database, as PostgreSQL would name them.
 *
 * @module
 */

/** SQLSTATE codes that occur here. */
export type SqlState =
  /** String too long. */
  | "22001"
  /** Number out of range. */
  | "22003"
  /** Not a date. */
  | "22007"
  /** Date out of range. */
  | "22008"
  /** A byte that no text may hold. */
  | "22021"
  /** Text that is no value of the type. */
  | "22P02"
  /** A character that JSON may not hold. */
  | "22P05"
  /** NULL where none may be. */
  | "23502"
  /** Refers to a row that is not there, or something refers to it. */
  | "23503"
  /** Already there. */
  | "23505";

/** A statement that the database refused; nothing of it was stored. */
export class PgError extends Error {
  /** Name of the class. */
  override readonly name = "PgError";
  /** SQLSTATE. */
  readonly code: SqlState;

  /** A refusal with PostgreSQL's words for it. */
  constructor(code: SqlState, message: string) {
    super(message);
    this.code = code;
  }
}
