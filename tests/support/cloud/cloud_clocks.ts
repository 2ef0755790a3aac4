/**
 * The cloud's two clocks: the Node process's and the database's. They drift apart, and both from
 * the hub's.
 *
 * @module
 */

/** Epoch milliseconds. */
export type Clock = () => number;

/** Both clocks; tests turn the skews. */
export class CloudClocks {
  /** How far both are ahead of the given clock. */
  skewMs = 0;
  /** How far the database's is ahead of Node's. */
  databaseSkewMs = 0;
  readonly #now: Clock;
  #ticks = 0;

  /** Both show what `now` shows, in epoch milliseconds. */
  constructor(now: Clock = Date.now) {
    this.#now = now;
  }

  /** `Date.now()` of the Node process. */
  nodeMs(): number {
    return Math.trunc(this.#now() + this.skewMs);
  }

  /** `now()` of the database: epoch microseconds, with digits below the millisecond. */
  databaseMicros(): bigint {
    this.#ticks = (this.#ticks + 1) % 1000;
    return BigInt(this.nodeMs() + this.databaseSkewMs) * 1000n + BigInt(this.#ticks);
  }

  /** `now()` of the database as ISO text, to the microsecond. */
  databaseIso(): string {
    const micros = this.databaseMicros();
    const iso = new Date(Number(micros / 1000n)).toISOString();
    return iso.replace("Z", `${String(micros % 1000n).padStart(3, "0")}Z`);
  }
}
