/**
 * Counts what happened in the last while.
 *
 * @module
 */

/** A sliding window: exact, with one number per counted event. */
export class FailureWindow {
  readonly #windowMs: number;
  /** Oldest first. */
  #atMs: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Counts one event. */
  add(nowMs: number): void {
    this.#atMs.push(nowMs);
  }

  /** How many events lie in the window that ends now. */
  count(nowMs: number): number {
    const firstInside = this.#atMs.findIndex((atMs) => nowMs - atMs < this.#windowMs);
    if (firstInside === -1) this.#atMs = [];
    else if (firstInside > 0) this.#atMs = this.#atMs.slice(firstInside);
    return this.#atMs.length;
  }

  /** Forgets all events. */
  clear(): void {
    this.#atMs = [];
  }

  /** Whole seconds until the oldest event leaves the window, at least 1. */
  secondsUntilLess(nowMs: number): number {
    const oldestMs = this.#atMs[0] ?? nowMs;
    return Math.max(1, Math.ceil((oldestMs + this.#windowMs - nowMs) / 1000));
  }
}
