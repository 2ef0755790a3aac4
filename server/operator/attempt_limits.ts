/**
 * Slows guessing of passphrases down.
 *
 * @module
 */
import { OperatorError, operatorErrorOf } from "./operator_error.ts";

/** Nobody types better than this under stress. */
const FREE_FAILURES = 3;
const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = 60_000;

/**
 * Failed attempts in a row, all windows together. After three, each further one has to wait: 2 s,
 * 4 s, and so on to 60 s. A success forgets them. One attempt runs at a time.
 */
export class AttemptLimits {
  readonly #steadyMs: () => number;
  #failures = 0;
  #notBeforeMs = 0;
  #running = false;

  /** @param steadyMs ms since some fixed moment, never stepping back */
  constructor(steadyMs: () => number = () => performance.now()) {
    this.#steadyMs = steadyMs;
  }

  /**
   * Makes an attempt.
   *
   * @throws {OperatorError} `TOO_MANY`, `BUSY`, and whatever the attempt throws
   */
  async try<T>(attempt: () => Promise<T>): Promise<T> {
    const waitMs = this.#notBeforeMs - this.#steadyMs();
    if (waitMs > 0) {
      throw new OperatorError("TOO_MANY", { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    }
    if (this.#running) throw new OperatorError("BUSY");
    this.#running = true;
    try {
      const result = await attempt();
      this.#failures = 0;
      return result;
    } catch (error) {
      const { code } = operatorErrorOf(error);
      if (code === "WRONG_PASSPHRASE" || code === "WRONG_RECOVERY_KEY") this.#fail();
      throw error;
    } finally {
      this.#running = false;
    }
  }

  #fail(): void {
    const beyond = ++this.#failures - FREE_FAILURES;
    if (beyond < 0) return;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** beyond, MAX_WAIT_MS);
    this.#notBeforeMs = this.#steadyMs() + waitMs;
  }
}
