/**
 * Why a row cannot go to the cloud, or cannot be taken from it.
 *
 * @module
 */

/** Why. Shown to the operator beside the row. */
export type RelayDefect =
  /** The row's own id is no UUID in lower case: the cloud would refuse it or make another row. */
  | "BAD_ID"
  /** It names no row where the cloud wants one: a patient, a clinic, a provider, a drug. */
  | "MISSING_REFERENCE"
  /** A prescription without a visit: the cloud would make up a new visit with each push. */
  | "MISSING_VISIT"
  /** A time or a quantity is missing that the cloud wants. */
  | "MISSING_VALUE"
  /** A value from the cloud that is none of its column's kind. */
  | "BAD_VALUE"
  /** Not a row at all. */
  | "NOT_AN_OBJECT"
  /** A row larger than the hub reads: the rest of the answer is taken. */
  | "TOO_LARGE";

/** A row that cannot be converted. Names the column, never the value. */
export class RelayDefectError extends Error {
  /** Name of the class. */
  override readonly name = "RelayDefectError";
  /** Why. */
  readonly code: RelayDefect;
  /** Which column, if it is one. */
  readonly column: string | null;

  /** A row that cannot be converted because of one column. */
  constructor(code: RelayDefect, column: string | null = null) {
    super(`Cannot convert row: ${code}${column === null ? "" : ` in "${column}"`}`);
    this.code = code;
    this.column = column;
  }
}
