/**
 * Why the operator's side refuses a request, and what each refusal looks like.
 *
 * @module
 */

/**
 * Closed set of codes.
 *
 * - `WRONG_HOST`: the page was opened under another name than `127.0.0.1` or `localhost`. Use the
 *   link the Sync Hub gave.
 * - `WRONG_ORIGIN`: another web page tried to act on the Sync Hub, or a script sent no token.
 * - `NOT_SIGNED_IN`: neither a session nor a valid token. Open the Sync Hub's window again.
 * - `START_TOKEN_REFUSED`: the link was used before, replaced by newer ones, or is wrong.
 * - `TOO_MANY`: too many wrong start tokens or passphrases. Wait for the stated seconds.
 * - `NOT_JSON`: a request that changes something must be `application/json`.
 * - `TOO_LARGE`: the request body is larger than any this side takes.
 * - `INVALID`: an input is missing or wrong; the message names it.
 * - `WRONG_METHOD`: only GET and POST are used here.
 * - `NOT_FOUND`: no such path, or no phone in a state in which the action makes sense.
 * - `LOCKED`: the Sync Hub is locked. Enter the passphrase.
 * - `WRONG_STATE`: set-up, unlock or restore when the Sync Hub is in another state.
 * - `WRONG_PASSPHRASE`: check Caps Lock and keyboard language, or use the recovery key.
 * - `WRONG_RECOVERY_KEY`: compare the key with the paper; only the newest one works.
 * - `WEAK_PASSPHRASE`: choose 12 characters or more, 5 of them different.
 * - `PASSPHRASE_TAKEN`: the new passphrase is another person's. Choose one of your own.
 * - `PASSPHRASE_NEEDED`: the passphrase to be removed is the one that was entered, or the last one.
 *   Another person enters theirs.
 * - `TOO_MANY_PASSPHRASES`: remove one that nobody uses any more.
 * - `NO_ROOM`: the disk has too little room for another copy. Free space or delete old copies.
 * - `OTHER_KEY`: the copy is under another key than the hub has now. Look at what it holds with its
 *   passphrase: that checks it.
 * - `ONLY_COPY`: it is the only whole copy in its place. Make another one first.
 * - `PLACE_MISSING`: the second place is not there. Plug the stick in, or connect the folder.
 * - `IN_USE`: the folder belongs to a hub that runs. Stop that hub first, and keep it stopped.
 * - `SNAPSHOT_FAILED`: the copy that has to come first could not be made. Free space on the disk, or
 *   look at it; nothing was changed.
 * - `CANCELLED`: the operator has ended it; nothing was changed.
 * - `CONFIRM_FIRST`: the screen was hidden. Enter the passphrase again.
 * - `DAMAGED`: vault or database is damaged, or one is missing beside the other.
 * - `NEWER_SCHEMA`: a newer version of the program has written the files. Use that version.
 * - `LIBRARY`: the SQLCipher library is missing or damaged. Run the set-up again.
 * - `BUSY`: something else has to end first. Try again.
 * - `STORAGE`: the disk is full or does not answer. Free space.
 * - `STOPPING`: the Sync Hub is stopping.
 * - `INTERNAL`: a defect of the Sync Hub. Report it.
 */
export type OperatorErrorCode =
  | "WRONG_HOST"
  | "WRONG_ORIGIN"
  | "NOT_SIGNED_IN"
  | "START_TOKEN_REFUSED"
  | "TOO_MANY"
  | "NOT_JSON"
  | "TOO_LARGE"
  | "INVALID"
  | "WRONG_METHOD"
  | "NOT_FOUND"
  | "LOCKED"
  | "WRONG_STATE"
  | "WRONG_PASSPHRASE"
  | "WRONG_RECOVERY_KEY"
  | "WEAK_PASSPHRASE"
  | "PASSPHRASE_TAKEN"
  | "PASSPHRASE_NEEDED"
  | "TOO_MANY_PASSPHRASES"
  | "NO_ROOM"
  | "OTHER_KEY"
  | "ONLY_COPY"
  | "PLACE_MISSING"
  | "IN_USE"
  | "SNAPSHOT_FAILED"
  | "CANCELLED"
  | "CONFIRM_FIRST"
  | "DAMAGED"
  | "NEWER_SCHEMA"
  | "LIBRARY"
  | "BUSY"
  | "STORAGE"
  | "STOPPING"
  | "INTERNAL";

interface Appearance {
  /** RFC 9110 section 15. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 422 | 429 | 500 | 503;
  readonly text: string;
}

const APPEARANCES: Readonly<Record<OperatorErrorCode, Appearance>> = {
  WRONG_HOST: { status: 421, text: "Cannot answer: this is not the address of this page" },
  WRONG_ORIGIN: { status: 403, text: "Cannot answer: the request comes from another page" },
  NOT_SIGNED_IN: { status: 401, text: "Cannot answer: not signed in" },
  START_TOKEN_REFUSED: {
    status: 401,
    text: "Cannot sign in: the link was used before or is wrong",
  },
  TOO_MANY: { status: 429, text: "Cannot try again yet: there were too many wrong attempts" },
  NOT_JSON: { status: 415, text: "Cannot accept the request: it must be JSON" },
  TOO_LARGE: { status: 413, text: "Cannot accept the request: it is too large" },
  INVALID: { status: 400, text: "Cannot accept the request" },
  WRONG_METHOD: { status: 405, text: "Cannot accept this HTTP method here" },
  NOT_FOUND: { status: 404, text: "Cannot find what was asked for" },
  LOCKED: { status: 503, text: "Cannot do this: the Sync Hub is locked" },
  WRONG_STATE: { status: 409, text: "Cannot do this in the present state of the Sync Hub" },
  WRONG_PASSPHRASE: { status: 403, text: "Cannot open the vault: the passphrase is wrong" },
  WRONG_RECOVERY_KEY: { status: 403, text: "Cannot open the vault: the recovery key is wrong" },
  WEAK_PASSPHRASE: {
    status: 422,
    text: "Cannot set the passphrase: it needs 12 characters, 5 of them different",
  },
  PASSPHRASE_TAKEN: { status: 422, text: "Cannot set the passphrase: it is another person's" },
  PASSPHRASE_NEEDED: {
    status: 409,
    text: "Cannot remove the passphrase: it is the one that was entered, or the last one",
  },
  TOO_MANY_PASSPHRASES: {
    status: 409,
    text: "Cannot add a passphrase: there are as many as there may be",
  },
  NO_ROOM: { status: 503, text: "Cannot copy the data: the disk has too little room" },
  OTHER_KEY: {
    status: 409,
    text: "Cannot check the copy: it is under another key than the hub has now",
  },
  ONLY_COPY: { status: 409, text: "Cannot delete the copy: it is the only whole one" },
  PLACE_MISSING: { status: 409, text: "Cannot copy the data: the second place is not there" },
  IN_USE: { status: 409, text: "Cannot read the data there: its Sync Hub is running" },
  SNAPSHOT_FAILED: {
    status: 503,
    text: "Cannot go on: the copy that has to come first could not be made",
  },
  CANCELLED: { status: 409, text: "Cannot finish: it was cancelled" },
  CONFIRM_FIRST: { status: 403, text: "Cannot do this: enter the passphrase again first" },
  DAMAGED: { status: 409, text: "Cannot open the data: it is damaged, or a part is missing" },
  NEWER_SCHEMA: { status: 409, text: "Cannot open the data: a newer version has written it" },
  LIBRARY: { status: 503, text: "Cannot open the data: the SQLCipher library is missing" },
  BUSY: { status: 503, text: "Cannot do this now: the Sync Hub is busy" },
  STORAGE: { status: 503, text: "Cannot store data: the disk is full or failing" },
  STOPPING: { status: 503, text: "Cannot do this: the Sync Hub is stopping" },
  INTERNAL: { status: 500, text: "Cannot complete the request: the Sync Hub met an error" },
};

/** What an {@linkcode OperatorError} may carry beside its code. */
export interface OperatorErrorOptions {
  /** Continues the fixed text of the code; never a value that was sent. */
  readonly detail?: string;
  /** For `TOO_MANY`: whole seconds for the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
}

/** A refusal on its way to the page or to a script. Its message may be shown as it is. */
export class OperatorError extends Error {
  /** Says which class this is wherever the error is printed. */
  override readonly name = "OperatorError";
  /** Which reason. */
  readonly code: OperatorErrorCode;
  /** Whole seconds for the `Retry-After` header, when the refusal has an end. */
  readonly retryAfterSeconds?: number;

  /** A refusal for `code`. */
  constructor(code: OperatorErrorCode, options: OperatorErrorOptions = {}) {
    const { text } = APPEARANCES[code];
    super(options.detail === undefined ? text : `${text}: ${options.detail}`);
    this.code = code;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The JSON body of every refusal. */
export interface OperatorErrorBody {
  /** What went wrong. */
  readonly error: {
    /** The reason, for programs. */
    readonly code: OperatorErrorCode;
    /** The reason, for people who read English. */
    readonly message: string;
  };
}

/** The answer that says so. */
export function refusal(error: OperatorError): Response {
  const { code, message, retryAfterSeconds } = error;
  const body: OperatorErrorBody = { error: { code, message } };
  return Response.json(body, {
    status: APPEARANCES[code].status,
    headers: {
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` }),
      // RFC 9110 sections 15.5.6 and 15.5.2 want these; no browser shows a dialog for Bearer.
      ...(code === "WRONG_METHOD" ? { allow: "GET, POST" } : {}),
      ...(code === "NOT_SIGNED_IN" ? { "www-authenticate": "Bearer" } : {}),
    },
  });
}

/** The codes that keeper and phone side use in the same sense. */
const SHARED_CODES: ReadonlySet<string> = new Set(
  [
    "NOT_FOUND",
    "LOCKED",
    "BUSY",
    "STORAGE",
    "WRONG_PASSPHRASE",
    "WRONG_RECOVERY_KEY",
    "WEAK_PASSPHRASE",
    "PASSPHRASE_TAKEN",
    "PASSPHRASE_NEEDED",
    "TOO_MANY_PASSPHRASES",
    "CANCELLED",
    "NO_ROOM",
    "OTHER_KEY",
    "ONLY_COPY",
    "PLACE_MISSING",
    "IN_USE",
    "WRONG_STATE",
    "DAMAGED",
    "NEWER_SCHEMA",
    "LIBRARY",
  ] satisfies OperatorErrorCode[],
);

/** Reads an error of the keeper or of the phone side by its code; anything unknown is a defect. */
export function operatorErrorOf(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  const shared = typeof code === "string" && SHARED_CODES.has(code);
  return new OperatorError(shared ? code as OperatorErrorCode : "INTERNAL");
}
