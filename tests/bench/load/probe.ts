/**
 * Calls at a fixed pace.
 *
 * @module
 */

import { type Latencies, LatencyLog } from "./latencies.ts";

/**
 * Makes a call every so often without waiting for the one before: one that waits would make few
 * calls just when the hub is slow, and the percentiles would look better than they are.
 */
export class Probe {
  readonly #log = new LatencyLog();
  readonly #underWay = new Set<Promise<void>>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(call: () => Promise<{ readonly ms: number } | null>, everyMs: number) {
    this.#timer = setInterval(() => {
      const noted = this.#log.note(call);
      this.#underWay.add(noted);
      noted.finally(() => this.#underWay.delete(noted));
    }, everyMs);
  }

  /** Waits for the last answers and tells how long calls took. */
  async stop(): Promise<Latencies> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    return this.#log.summary();
  }
}
