/**
 * A question to something that may never answer: a drive that was pulled out, a thread that hangs.
 *
 * @module
 */

/** How long an answer is waited for, ms. */
const LIMIT_MS = 10_000;

/** See the module. At most one is under way: what hangs is not asked again and again. */
export class Question<T> {
  readonly #ask: () => Promise<T>;
  readonly #limitMs: number;
  #pending: Promise<void> | null = null;

  /**
   * @param ask Asks; may reject
   * @param limitMs How long its answer is waited for
   */
  constructor(ask: () => Promise<T>, limitMs = LIMIT_MS) {
    this.#ask = ask;
    this.#limitMs = limitMs;
  }

  /** Whether the answer to the last one is still to come. */
  get isSilent(): boolean {
    return this.#pending !== null;
  }

  /** The answer; null when it fails or does not come in time. */
  async answer(): Promise<T | null> {
    if (this.#pending !== null) return null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let found: T | null = null;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, this.#limitMs));
    const pending = Promise.resolve().then(this.#ask).then((value) => {
      found = value;
    }, () => {}).finally(() => this.#pending = null);
    this.#pending = pending;
    await Promise.race([pending, late]);
    clearTimeout(timer);
    return found;
  }
}
