/**
 * A part of the set-up that cannot be had. The message says what to do.
 *
 * @module
 */

/** Says which part is missing and the one command that installs it. */
export class SetUpError extends Error {
  override readonly name = "SetUpError";
}
