/**
 * The full lock by itself: only when the operator has set it, and then only after hours without a
 * phone (decision 27).
 *
 * @module
 */

const HOUR_MS = 3_600_000;

/** What an {@linkcode IdleLock} needs. */
export interface IdleLockParts {
  /** Hours without a phone; null means never. */
  readonly afterHours: () => number | null;
  readonly isOpen: () => boolean;
  readonly lock: () => Promise<void>;
  /** Ms since some fixed moment, never stepping back; the machine's by default. */
  readonly steadyMs?: () => number;
}

/** Counts the time since a phone was heard. Starts no timer: its owner looks once a minute. */
export class IdleLock {
  readonly #parts: Required<IdleLockParts>;
  #heardMs: number;

  constructor(parts: IdleLockParts) {
    this.#parts = { steadyMs: () => performance.now(), ...parts };
    this.#heardMs = this.#parts.steadyMs();
  }

  /** A phone was heard, or the hub was opened. */
  heard(): void {
    this.#heardMs = this.#parts.steadyMs();
  }

  /** Locks when it is time. A lock that fails is tried again at the next look. */
  async look(): Promise<void> {
    const { afterHours, isOpen, lock, steadyMs } = this.#parts;
    const hours = afterHours();
    if (hours === null || !isOpen() || steadyMs() - this.#heardMs < hours * HOUR_MS) return;
    await lock().catch(() => {});
  }
}
