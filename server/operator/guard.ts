/**
 * Who may use the operator's side.
 *
 * The listener is reachable for every program of the machine and, through a browser, for every web
 * page the operator visits. So a window gets in by a one-use start token in the fragment of its
 * link, which no server log and no other page ever sees, and stays in by a cookie; a script has a
 * lasting token from a file that only its owner can read.
 *
 * What this does not keep out: a program that runs as the operator, and, since browsers send a
 * cookie to every port of a host, a server of another user of the machine that the operator's
 * browser visits on the same loopback name.
 *
 * @module
 */
import { FailureWindow } from "../phone/failure_window.ts";
import { OperatorError } from "./operator_error.ts";
import { Presence } from "./presence.ts";
import { type RandomBytes, SecretSet } from "./secret_set.ts";

const FAILURE_WINDOW_MS = 60_000;
/** Nobody mistypes a link. This bounds the work a broken program can cause. */
const MAX_FAILURES = 20;
/** Links handed out and not used yet. */
const MAX_START_TOKENS = 8;
/** Windows and browsers at the same time. */
const MAX_SESSIONS = 16;

/** Time and randomness of an {@linkcode OperatorGuard}; those of the machine by default. */
export interface OperatorGuardParts {
  /** Ms since some fixed moment, never stepping back. */
  readonly steadyMs?: () => number;
  /** A cryptographic source. */
  readonly randomBytes?: RandomBytes;
  /** Whether there is anything to hide: always by default. */
  readonly isOpen?: () => boolean;
}

/** Tokens and sessions of one run of the program, in memory only. */
export class OperatorGuard {
  readonly #steadyMs: () => number;
  readonly #failures = new FailureWindow(FAILURE_WINDOW_MS);
  readonly #startTokens: SecretSet;
  readonly #sessions: SecretSet;
  readonly #scriptTokens: SecretSet;
  readonly #secondStartTokens: SecretSet;
  readonly #healthTokens: SecretSet;
  readonly #isOpen: () => boolean;
  readonly #presence: Presence;
  #hidden = false;

  /** A guard that lets nobody in yet. */
  constructor(parts: OperatorGuardParts = {}) {
    this.#steadyMs = parts.steadyMs ?? (() => performance.now());
    this.#isOpen = parts.isOpen ?? (() => true);
    this.#presence = new Presence(this.#steadyMs);
    const random = parts.randomBytes ?? randomBytes;
    this.#startTokens = new SecretSet(MAX_START_TOKENS, random);
    this.#sessions = new SecretSet(MAX_SESSIONS, random);
    this.#scriptTokens = new SecretSet(1, random);
    this.#secondStartTokens = new SecretSet(1, random);
    this.#healthTokens = new SecretSet(1, random);
  }

  /**
   * A token that signs one window in, once. 43 characters of base64url. Of those not used yet the
   * newest eight count.
   */
  newStartToken(): string {
    return this.#startTokens.issue();
  }

  /** The token for scripts (`--operator-token-file`), until the program ends or another is made. */
  newScriptToken(): string {
    return this.#scriptTokens.issue();
  }

  /**
   * Uses a start token up. A right one always counts: nobody who only knows the port can keep the
   * operator out by sending wrong ones.
   *
   * @param previous The session of the same browser before, which ends
   * @returns the secret of a new session, for a cookie
   * @throws {OperatorError} `START_TOKEN_REFUSED`, or `TOO_MANY` after 20 of these within a minute
   */
  exchange(startToken: string, previous?: string): string {
    if (!this.#startTokens.take(startToken)) {
      const nowMs = this.#steadyMs();
      if (this.#failures.count(nowMs) >= MAX_FAILURES) {
        const retryAfterSeconds = this.#failures.secondsUntilLess(nowMs);
        throw new OperatorError("TOO_MANY", { retryAfterSeconds });
      }
      this.#failures.add(nowMs);
      throw new OperatorError("START_TOKEN_REFUSED");
    }
    if (previous !== undefined) this.#sessions.take(previous);
    return this.#sessions.issue();
  }

  /** Whether the cookie's value is a session. */
  hasSession(secret: string): boolean {
    return this.#sessions.has(secret);
  }

  /** Whether the token is the one for scripts. */
  hasScriptToken(token: string): boolean {
    return this.#scriptTokens.has(token);
  }

  /** The token by which a second start of the program asks for the window, and nothing else. */
  newSecondStartToken(): string {
    return this.#secondStartTokens.issue();
  }

  /** Whether the token is that of second starts. */
  hasSecondStartToken(token: string): boolean {
    return this.#secondStartTokens.has(token);
  }

  /** The token by which `--health` asks for the health report, and nothing else. */
  newHealthToken(): string {
    return this.#healthTokens.issue();
  }

  /** Whether the token is that of `--health`. */
  hasHealthToken(token: string): boolean {
    return this.#healthTokens.has(token);
  }

  /** From now on windows may look, and change nothing before {@linkcode reveal}. */
  hide(): void {
    this.#hidden = true;
  }

  /** The operator has shown again who they are. */
  reveal(): void {
    this.#hidden = false;
    this.#presence.everywhere();
  }

  /** The operator does something at this window just now. */
  here(windowId: string): void {
    this.#presence.here(windowId);
  }

  /**
   * A window at which nobody is asks to hide the screen. Somebody at another window is not
   * disturbed.
   *
   * @param afterMs Time without the operator after which the screen is to be hidden, ms
   * @returns ms after which to ask again, 0 when it is hidden now
   */
  hideWhenIdle(windowId: string, afterMs: number): number {
    const leftMs = this.#presence.elsewhereForMs(windowId, afterMs);
    if (leftMs === 0) this.hide();
    return leftMs;
  }

  /**
   * Whether the screen is hidden, in all windows alike. A hub that is locked has nothing to hide, and
   * one that is damaged no passphrase to show it with.
   */
  get hidden(): boolean {
    return this.#hidden && this.#isOpen();
  }

  /** Makes every token and every session worthless. */
  clear(): void {
    this.#startTokens.clear();
    this.#sessions.clear();
    this.#scriptTokens.clear();
    this.#secondStartTokens.clear();
    this.#healthTokens.clear();
  }
}

/** The link that signs one window in. Loopback by number: not every web view resolves names. */
export function operatorUrl(port: number, startToken: string): string {
  return `${new URL(`http://127.0.0.1:${port}/`).href}#token=${startToken}`;
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
