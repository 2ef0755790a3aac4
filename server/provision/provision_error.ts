/**
 * Why a provisioning file cannot be made or loaded (`docs/provisioning.md`).
 *
 * @module
 */

/**
 * Closed set of codes.
 *
 * - `NOT_A_FILE`: it is no provisioning file
 * - `DAMAGED`: it was one; copy it again, or have it made again
 * - `NEWER_VERSION`: a later version of the hub made it; update this one
 * - `WRONG_PASSPHRASE`: it does not open with this passphrase: not the hub's, the file's own
 * - `EXPIRED`: it is older than 30 days; have it made again
 * - `FROM_THE_FUTURE`: it was made later than it is here: set this machine's clock
 * - `NO_ACCOUNTS`: nobody in it can log in
 * - `HAS_DATA`: this hub has what the cloud or a later file gave it, or the demo clinic
 * - `WEAK_PASSPHRASE`: too weak for a new file: 12 characters, 5 of them different
 * - `NOT_REGISTERED`: this hub has nothing of a cloud to put into a file
 * - `OUT_OF_DATE`: what this hub would put into one is older than 30 days; relay first
 * - `TOO_LARGE`: larger than any such file can be
 */
export type ProvisionProblem =
  | "NOT_A_FILE"
  | "DAMAGED"
  | "NEWER_VERSION"
  | "WRONG_PASSPHRASE"
  | "EXPIRED"
  | "FROM_THE_FUTURE"
  | "NO_ACCOUNTS"
  | "HAS_DATA"
  | "WEAK_PASSPHRASE"
  | "NOT_REGISTERED"
  | "OUT_OF_DATE"
  | "TOO_LARGE";

const TEXT: Record<ProvisionProblem, string> = {
  NOT_A_FILE: "it is not a provisioning file",
  DAMAGED: "the file is damaged; copy it again",
  NEWER_VERSION: "a newer version of the hub made it; update this one",
  WRONG_PASSPHRASE: "the file does not open with this passphrase",
  EXPIRED: "the file is older than 30 days; have it made again",
  FROM_THE_FUTURE: "the file was made later than it is here; set the clock of this machine",
  NO_ACCOUNTS: "nobody in it can log in",
  HAS_DATA: "this hub already has the data of a cloud or of a later file",
  WEAK_PASSPHRASE: "the passphrase is too weak; it needs 12 characters, 5 of them different",
  NOT_REGISTERED: "this hub has nothing of a cloud yet",
  OUT_OF_DATE: "what this hub has of the cloud is older than 30 days; relay first",
  TOO_LARGE: "the file is larger than a provisioning file can be",
};

/** Every code. */
export const PROVISION_PROBLEMS: readonly ProvisionProblem[] = Object.keys(
  TEXT,
) as ProvisionProblem[];

/** A file that cannot be made or loaded. Names nothing that is in it. */
export class ProvisionError extends Error {
  /** Name of the class. */
  override readonly name = "ProvisionError";
  /** Why. */
  readonly code: ProvisionProblem;

  /** A file that cannot be used, for this reason. */
  constructor(code: ProvisionProblem) {
    super(`Cannot use provisioning file: ${TEXT[code]}`);
    this.code = code;
  }
}

/** The problem that an error of another worker stands for, null for any other error. */
export function provisionProblemOf(error: unknown): ProvisionProblem | null {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(TEXT, code) ? code as ProvisionProblem : null;
}
