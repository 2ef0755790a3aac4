/**
 * The time between "no more requests" and "the keys are dropped": what is under way is answered, up
 * to a deadline, and the operator sees how much that is.
 *
 * @module
 */

import type { DrainStatus } from "../operator/mod.ts";
import type { PhoneGate } from "../phone/mod.ts";

/** How long requests under way may take, ms: a large push over a weak Wi-Fi. */
const DEADLINE_MS = 15_000;
/** How often the operator is told how it goes, ms. */
const TELL_EVERY_MS = 500;

/** What a {@linkcode Drain} is made of. */
export interface DrainParts {
  /** Told when its status may have changed. */
  readonly onChange: () => void;
  /** In place of 15 s, ms. */
  readonly deadlineMs?: number;
}

/** One drain after the other. */
export class Drain {
  readonly #parts: DrainParts;
  readonly #deadlineMs: number;
  #current: { readonly gate: PhoneGate; readonly untilMs: number } | null = null;
  #ended = Promise.withResolvers<void>();
  #isForced = false;

  constructor(parts: DrainParts) {
    this.#parts = parts;
    this.#deadlineMs = parts.deadlineMs ?? DEADLINE_MS;
  }

  /** What is still under way; null when nothing is drained. */
  get status(): DrainStatus | null {
    if (this.#current === null) return null;
    const { gate, untilMs } = this.#current;
    return { ...gate.underWay, untilMs };
  }

  /**
   * Lets the gate finish what it has begun; true when nothing was left behind. What is left behind
   * at the deadline is lost for nobody: a phone keeps what was not answered and sends it again.
   */
  async run(gate: PhoneGate): Promise<boolean> {
    const drained = gate.drain(this.#deadlineMs);
    if (gate.underWay.requests === 0) return await drained;
    this.#current = { gate, untilMs: Date.now() + this.#deadlineMs };
    const timer = setInterval(this.#parts.onChange, TELL_EVERY_MS);
    this.#parts.onChange();
    try {
      return await Promise.race([drained, this.#whenEnded()]);
    } finally {
      clearInterval(timer);
      this.#current = null;
      this.#parts.onChange();
    }
  }

  /** Waits no longer, now and later: somebody is in a hurry. */
  hurry(): void {
    this.#isForced = true;
    this.#ended.resolve();
  }

  async #whenEnded(): Promise<false> {
    if (!this.#isForced) await this.#ended.promise;
    return false;
  }
}
