/**
 * How long calls took.
 *
 * @module
 */

/** Times of many calls, milliseconds; percentiles by nearest rank. */
export interface Latencies {
  /** Calls answered well. */
  readonly calls: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Calls that failed, by what they failed with. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Gathers times. */
export class LatencyLog {
  readonly #timesMs: number[] = [];
  readonly #failures: Record<string, number> = {};

  /** Notes a call answered well. */
  add(ms: number): void {
    this.#timesMs.push(ms);
  }

  /** Notes a call that failed. */
  fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures[reason] = (this.#failures[reason] ?? 0) + 1;
  }

  /** Does a call and notes how it went: its own time if it gives one, nothing if it gives null. */
  async note(call: () => Promise<{ readonly ms: number } | null | void>): Promise<void> {
    const startedMs = performance.now();
    try {
      const answer = await call();
      if (answer !== null) this.add(answer?.ms ?? performance.now() - startedMs);
    } catch (error) {
      this.fail(error);
    }
  }

  /** What was gathered. */
  summary(): Latencies {
    const sorted = this.#timesMs.toSorted((a, b) => a - b);
    const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return {
      calls: sorted.length,
      p50Ms: rank(0.5),
      p95Ms: rank(0.95),
      p99Ms: rank(0.99),
      maxMs: rank(1),
      failures: this.#failures,
    };
  }
}
