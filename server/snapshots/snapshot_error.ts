/**
 * Why a copy of the hub could not be made, read or restored.
 *
 * @module
 */

/**
 * Closed set of codes.
 *
 * - `NO_ROOM`: the disk has less room than another copy needs. Free space, delete old copies, or
 *   choose a second place on a larger disk; nothing was changed.
 * - `STORAGE`: the disk refused. Look at it; nothing was changed.
 * - `DAMAGED`: the copy is not what was written, or does not open with its own vault. Use another
 *   one.
 * - `OTHER_KEY`: the copy is under another key than the hub has now, and has no digests to compare:
 *   nothing is known of it. Enter its passphrase and look what it holds, that checks it.
 * - `NOT_FOUND`: there is no copy at this place.
 * - `WRONG_PASSPHRASE`, `WRONG_RECOVERY_KEY`: the copy opens with the secret that was valid when it
 *   was made.
 * - `NEWER_SCHEMA`: a newer version of the program has made the copy. Use that version.
 * - `LIBRARY`: the SQLCipher library is missing or damaged. Run the set-up again.
 * - `IN_USE`: the folder is the data directory of a hub that runs. Stop that hub first.
 * - `BUSY`: another copy is being made or restored. Wait for its end.
 * - `ONLY_COPY`: it is the only whole copy in its place. Make another one first.
 * - `PLACE_MISSING`: the second place is not there. Plug the stick in, or connect the folder.
 * - `CANCELLED`: the hub was locked or stopped meanwhile.
 * - `EXISTS`: this copy was restored already, and the hub has gone on since. Leave `--restore` out.
 */
export type SnapshotErrorCode =
  | "NO_ROOM"
  | "STORAGE"
  | "DAMAGED"
  | "OTHER_KEY"
  | "NOT_FOUND"
  | "WRONG_PASSPHRASE"
  | "WRONG_RECOVERY_KEY"
  | "NEWER_SCHEMA"
  | "LIBRARY"
  | "IN_USE"
  | "BUSY"
  | "ONLY_COPY"
  | "PLACE_MISSING"
  | "CANCELLED"
  | "EXISTS";

const TEXT: Readonly<Record<SnapshotErrorCode, string>> = {
  NO_ROOM: "Cannot copy the data: the disk has too little room",
  STORAGE: "Cannot copy the data: the disk is read-only or failing",
  DAMAGED: "Cannot use the copy: it is damaged",
  OTHER_KEY: "Cannot check the copy: it is under another key than the hub has now",
  NOT_FOUND: "Cannot find a copy there",
  WRONG_PASSPHRASE: "Cannot open the copy: the passphrase is not the one of its time",
  WRONG_RECOVERY_KEY: "Cannot open the copy: the recovery key is not the one of its time",
  NEWER_SCHEMA: "Cannot open the copy: a newer version of the hub has made it",
  LIBRARY: "Cannot copy the data: the SQLCipher library is missing or damaged",
  IN_USE: "Cannot read the data there: the hub it belongs to is running",
  BUSY: "Cannot do this now: another copy is being made or restored",
  ONLY_COPY: "Cannot delete the copy: it is the only whole one",
  PLACE_MISSING: "Cannot copy the data: the second place is not there",
  EXISTS: "Cannot restore the copy: it was restored already",
  CANCELLED: "Cannot finish the copy: the hub was locked or stopped",
};

/** A failure of a copy, without any content of it. */
export class SnapshotError extends Error {
  /** Says which class this is wherever the error is printed. */
  override readonly name = "SnapshotError";
  /** Which reason. */
  readonly code: SnapshotErrorCode;

  /** A failure for `code`. */
  constructor(code: SnapshotErrorCode, options: { readonly cause?: unknown } = {}) {
    super(TEXT[code], options);
    this.code = code;
  }
}

/** The failure for a code that crossed a worker boundary; anything unknown is a defect. */
export function remoteSnapshotError(code: string): Error {
  return Object.hasOwn(TEXT, code)
    ? new SnapshotError(code as SnapshotErrorCode)
    : new Error("Cannot copy the data: the hub met an error");
}

/** A failure of the file system as one of a copy; anything else stays as it is. */
export function diskErrorOf(error: unknown): unknown {
  if (error instanceof SnapshotError) return error;
  if (!(error instanceof Error)) return error;
  const code: unknown = "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return new SnapshotError("NO_ROOM", { cause: error });
  if (error instanceof Deno.errors.NotFound) {
    return new SnapshotError("NOT_FOUND", { cause: error });
  }
  const isOfDisk = typeof code === "string" && /^E[A-Z0-9]+$/.test(code);
  const isOurs = Object.values(Deno.errors).some((kind) => error instanceof kind);
  return isOfDisk || isOurs ? new SnapshotError("STORAGE", { cause: error }) : error;
}
