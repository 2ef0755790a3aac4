/**
 * Every reason for which the hub refuses a phone, and what each looks like on the wire.
 *
 * | code | status | what it means, and what an operator can do |
 * |---|---|---|
 * | `AUTH_FAILED` | 401 | The e-mail or password is wrong, or the token is missing, damaged, expired or revoked. Have the user log in again; on a phone from before August 2026 scan the QR code again. |
 * | `MALFORMED` | 400 | The request could not be read: JSON, base64url, key, envelope or inner JSON, deliberately never which. One phone now and then: a broken transfer, nothing to do. One phone always: pair it again. Never seen from a phone: something else on the network is calling the hub. |
 * | `DEVICE_NOT_ADMITTED` | 403 | A phone the hub has never seen tried to pair while pairing was closed. Open the Pair screen and let it scan again. |
 * | `DEVICE_REVOKED` | 403 | The operator removed the phone on the Phones screen. Let it in again there if that was a mistake. |
 * | `UNKNOWN_SESSION` | 409 | The hub has no session key for this phone: it was restarted or locked, or the phone was away for a day. The phone makes a new handshake by itself before its next action. |
 * | `TOO_LARGE` | 413 | The request body exceeds the limit: the Phones screen names the phone; raise the limit if its backlog is real. Or a query asked for more text than fits into an answer: somebody pasted megabytes into a record. |
 * | `UNSUPPORTED_MEDIA` | 415 | The request is not JSON. No phone sends this: something else on the network is calling the hub. |
 * | `TOO_MANY` | 429 | Too many failed attempts from one place. Wait for the stated seconds; if it lasts, look for a phone with an old password. |
 * | `INTERNAL` | 500 | A defect in the hub; the log has the detail. Nothing was stored. Report it. |
 * | `LOCKED` | 503 | The hub is locked. Enter the passphrase. |
 * | `STORAGE` | 503 | The disk is full or does not answer. Nothing was stored. Free space, then sync again. |
 * | `BUSY` | 503 | The hub has more to do than it accepts at once. Phones try again later. |
 * | `NOT_FOUND` | 200 | The named record does not exist or is hidden from this user. As the body of an unknown route it comes with status 404. |
 * | `NOT_PERMITTED` | 200 | The user lacks the permission for this action at this clinic. Grant it in the cloud. |
 * | `INVALID` | 200 | An argument of the procedure is missing or has a wrong type. If it comes from one app version only, report it. |
 * | `UNKNOWN_PROCEDURE` | 200 | The app asked for a command or query that this hub does not have. Update the hub. |
 * | `METHOD_NOT_ALLOWED` | 405 | A known route was called with another HTTP method. No phone does this. |
 *
 * Source: `docs/protocol.md` section 5.
 *
 * @module
 */

/** The closed set of reasons for which the hub refuses a phone: see the table above. */
export type WireErrorCode =
  | "AUTH_FAILED"
  | "MALFORMED"
  | "DEVICE_NOT_ADMITTED"
  | "DEVICE_REVOKED"
  | "UNKNOWN_SESSION"
  | "TOO_LARGE"
  | "UNSUPPORTED_MEDIA"
  | "TOO_MANY"
  | "INTERNAL"
  | "LOCKED"
  | "STORAGE"
  | "BUSY"
  | "NOT_FOUND"
  | "NOT_PERMITTED"
  | "INVALID"
  | "UNKNOWN_PROCEDURE"
  | "METHOD_NOT_ALLOWED";

/** How one code looks on the wire. */
interface Appearance {
  readonly status: number;
  /** Sent in clear to anyone on the network: never an id, a name, a value or a detail. */
  readonly text: string;
}

const APPEARANCES: Readonly<Record<WireErrorCode, Appearance>> = {
  AUTH_FAILED: { status: 401, text: "Cannot accept the sign-in: it is missing, wrong or expired" },
  MALFORMED: { status: 400, text: "Cannot read the request" },
  DEVICE_NOT_ADMITTED: {
    status: 403,
    text: "Cannot pair: pairing is not open on the Sync Hub",
  },
  DEVICE_REVOKED: {
    status: 403,
    text: "Cannot serve this phone: it was removed from the Sync Hub",
  },
  UNKNOWN_SESSION: { status: 409, text: "Cannot find the session: a new handshake is needed" },
  TOO_LARGE: { status: 413, text: "Cannot accept the request: it is too large" },
  UNSUPPORTED_MEDIA: { status: 415, text: "Cannot accept the request: it must be JSON" },
  TOO_MANY: { status: 429, text: "Cannot accept more attempts now: wait and try again" },
  INTERNAL: { status: 500, text: "Cannot complete the request: the Sync Hub met an error" },
  LOCKED: { status: 503, text: "Cannot answer: the Sync Hub is locked" },
  STORAGE: { status: 503, text: "Cannot store data: the disk of the Sync Hub is full or failing" },
  BUSY: { status: 503, text: "Cannot answer now: the Sync Hub is busy" },
  NOT_FOUND: { status: 200, text: "Cannot find what was asked for" },
  NOT_PERMITTED: { status: 200, text: "Cannot do this: the user lacks the permission" },
  INVALID: { status: 200, text: "Cannot accept the data: a value is missing or wrong" },
  UNKNOWN_PROCEDURE: { status: 200, text: "Cannot do this: the Sync Hub does not know the action" },
  METHOD_NOT_ALLOWED: { status: 405, text: "Cannot accept this HTTP method here" },
};

/** What a {@linkcode WireError} may carry beside its code. */
export interface WireErrorOptions {
  /** For `TOO_MANY` and the 503 codes: whole seconds for the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** The underlying failure. For the hub's own log only, never for the wire. */
  readonly cause?: unknown;
}

/**
 * A refusal on its way to a phone. The message is the fixed text of the code, so it can be sent
 * in clear as it is.
 */
export class WireError extends Error {
  /** Which reason: decides status, text and `error_code`. */
  readonly code: WireErrorCode;
  /** Whole seconds for the `Retry-After` header, when the refusal has an end. */
  readonly retryAfterSeconds?: number;

  /** A refusal for `code`. */
  constructor(code: WireErrorCode, options: WireErrorOptions = {}) {
    super(APPEARANCES[code].text, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "WireError";
    this.code = code;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/**
 * The HTTP status that goes with `code`. `NOT_FOUND` gives 200, as a business answer; the answer to
 * an unknown route uses the same body with 404.
 */
export function httpStatusOf(code: WireErrorCode): number {
  return APPEARANCES[code].status;
}

/** The JSON body of every refusal, keys in wire order. */
export interface ErrorEnvelope {
  /** Always empty: nothing of a refusal is encrypted. */
  readonly payload: "";
  /** Always false. */
  readonly success: false;
  /** The fixed text of the code, in clear. */
  readonly error: string;
  /** The code itself; the newest phones act on `AUTH_FAILED`. */
  readonly error_code: WireErrorCode;
}

/** The body for `code`, ready for `JSON.stringify`. Source: `docs/protocol.md` section 5. */
export function errorEnvelope(code: WireErrorCode): ErrorEnvelope {
  return { payload: "", success: false, error: APPEARANCES[code].text, error_code: code };
}
