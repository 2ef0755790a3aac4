/** Why there is no window: see the prose of {@linkcode WindowError}. */
export type WindowErrorCode =
  | "UNSUPPORTED"
  | "LIBRARY_MISSING"
  | "LIBRARY_DAMAGED"
  | "SYSTEM_LIBRARY_MISSING"
  | "NO_DISPLAY"
  | "NOT_CREATED"
  | "WRONG_THREAD"
  | "CLOSED"
  | "CALL_FAILED";

/** What a {@linkcode WindowError} may carry beside its code. */
export interface WindowErrorOptions {
  /** Continues the message. */
  readonly detail?: string;
  /** The underlying failure. */
  readonly cause?: unknown;
}

const MESSAGES: Readonly<Record<WindowErrorCode, string>> = {
  UNSUPPORTED: "Cannot open a window: there is no library for this system",
  LIBRARY_MISSING: "Cannot open a window: the webview library is missing; run the set-up again",
  LIBRARY_DAMAGED: "Cannot open a window: the webview library is not the pinned one",
  SYSTEM_LIBRARY_MISSING: "Cannot open a window: the system has no web view",
  NO_DISPLAY: "Cannot open a window: there is no display",
  NOT_CREATED: "Cannot open a window: the system refused",
  WRONG_THREAD: "Cannot open a window: only the main thread may",
  CLOSED: "Cannot use the window: it is closed",
  CALL_FAILED: "Cannot use the window: the webview library refused",
};

/**
 * Every failure of the window. What helps:
 *
 * - `UNSUPPORTED`: nothing; use the browser.
 * - `LIBRARY_MISSING`: run the set-up, which fetches it.
 * - `LIBRARY_DAMAGED`: delete the file the message names and run the set-up.
 * - `SYSTEM_LIBRARY_MISSING`: install the package the message names.
 * - `NO_DISPLAY`: start the program in a desktop session, or use the browser.
 * - `NOT_CREATED`: the display or the web view refused; use the browser.
 * - `WRONG_THREAD`, `CLOSED`, `CALL_FAILED`: defects of the caller.
 */
export class WindowError extends Error {
  /** Which failure. */
  readonly code: WindowErrorCode;

  /** A failure for `code`. */
  constructor(code: WindowErrorCode, options: WindowErrorOptions = {}) {
    const text = MESSAGES[code];
    super(
      options.detail === undefined ? text : `${text}: ${options.detail}`,
      "cause" in options ? { cause: options.cause } : undefined,
    );
    this.name = "WindowError";
    this.code = code;
  }
}
