/**
 * Why an update is not taken.
 *
 * @module
 */

/**
 * Closed set of codes, as the page explains them.
 *
 * - `OFFLINE`: there is no way to the internet, or the place of the updates does not answer. Try
 *   later, or bring the update on a USB stick.
 * - `NOT_SIGNED`: the update does not come from the makers of this program, or was changed on the
 *   way. Do not use it.
 * - `DAMAGED`: the file is incomplete or changed. Fetch it again.
 * - `UNREADABLE`: this is no update file.
 * - `NOT_NEWER`: the version is older than the present one, or the same.
 * - `OTHER_SYSTEM`: it is for another kind of computer.
 * - `TOO_FAR`: another version has to be installed first.
 * - `STORAGE`: there is no room, or the disk fails.
 * - `LOCKED`: the hub is locked, so that no copy can be made first. Unlock it.
 * - `NO_COPY`: the copy of the records could not be made and checked. Nothing was installed.
 * - `NOT_INSTALLED`: this program runs from its sources and is not updated this way.
 */
export type UpdateProblem =
  | "OFFLINE"
  | "NOT_SIGNED"
  | "DAMAGED"
  | "UNREADABLE"
  | "NOT_NEWER"
  | "OTHER_SYSTEM"
  | "TOO_FAR"
  | "STORAGE"
  | "LOCKED"
  | "NO_COPY"
  | "NOT_INSTALLED";

const TEXTS: Record<UpdateProblem, string> = {
  OFFLINE: "Cannot look for updates: no connection",
  NOT_SIGNED: "Cannot use the update: its signature is not that of the makers",
  DAMAGED: "Cannot use the update: the file is incomplete or was changed",
  UNREADABLE: "Cannot use the update: the file is no update file",
  NOT_NEWER: "Cannot use the update: it is not newer than the present version",
  OTHER_SYSTEM: "Cannot use the update: it is for another kind of computer",
  TOO_FAR: "Cannot use the update: another version has to be installed first",
  STORAGE: "Cannot store the update: the disk is full or failing",
  LOCKED: "Cannot install the update: the hub is locked",
  NO_COPY: "Cannot install the update: the copy of the records could not be made",
  NOT_INSTALLED: "Cannot install the update: the program runs from its sources",
};

/** An update that is not taken. */
export class UpdateError extends Error {
  /** Says which class this is wherever the error is printed. */
  override readonly name = "UpdateError";
  /** Which reason. */
  readonly code: UpdateProblem;

  /** For `code`. */
  constructor(code: UpdateProblem, options: { readonly cause?: unknown } = {}) {
    super(TEXTS[code], options);
    this.code = code;
  }
}

/** Reads any failure; what is unknown comes from the disk. */
export function updateErrorOf(error: unknown): UpdateError {
  return error instanceof UpdateError ? error : new UpdateError("STORAGE", { cause: error });
}
