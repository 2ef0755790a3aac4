/**
 * The hub's own clock: every stamp and every cursor is one of its values (decision 8).
 *
 * Values are of epoch-millisecond size, `max(now, last + 1)`, never repeated and never going back,
 * whatever the wall clock does and however often the process is killed: a ceiling is persisted
 * ahead of use, and a restart begins at it.
 *
 * @module
 */

/** How far ahead the ceiling is persisted, ms. */
export const CEILING_LEAD_MS = 60_000;
/** With less than this left below the ceiling, the next commit raises it, ms. */
const CEILING_MARGIN_MS = 30_000;
/** Values kept free below a long write transaction for the pulls that read meanwhile. */
export const VALUES_FOR_READS = 256;

/** Stamps of one write transaction. */
export interface WriteStamps {
  /** The next stamp: each call gives one more than the last. */
  take(): number;
}

/** Gives out stamps and cursor values. One per database. */
export class HubClock {
  readonly #nowMs: () => number;
  #last: number;
  #ceiling: number;
  /** While a write transaction is open: its first stamp. Reads stay below. */
  #writeFirst: number | null = null;
  #writeLast = 0;

  /**
   * @param ceiling Persisted ceiling, 0 for a new hub
   * @param nowMs The wall clock, epoch ms
   */
  constructor(ceiling: number, nowMs: () => number) {
    this.#last = ceiling;
    this.#ceiling = ceiling;
    this.#nowMs = nowMs;
  }

  /** Values up to here may be given out without persisting a higher ceiling. */
  get ceiling(): number {
    return this.#ceiling;
  }

  /** The newest value given out. */
  get last(): number {
    return Math.max(this.#last, this.#writeLast);
  }

  /**
   * A fresh value for a cursor, or null when there is none to give: the ceiling is reached (persist
   * a higher one first), or a write transaction is open and the values below it are used up (wait
   * for its end).
   */
  tryRead(): number | null {
    // Below an open write the free values are few: they are used one by one.
    const value = this.#writeFirst === null
      ? Math.max(this.#nowMs(), this.#last + 1)
      : this.#last + 1;
    if (value > this.#ceiling || (this.#writeFirst !== null && value >= this.#writeFirst)) {
      return null;
    }
    this.#last = value;
    return value;
  }

  /**
   * Begins a write transaction.
   *
   * @param long True when reads may run before it ends: values are kept free for them
   */
  beginWrite(long: boolean): WriteStamps {
    if (this.#writeFirst !== null) {
      throw new RangeError("Cannot begin write: a write transaction is open");
    }
    const next = Math.max(this.#nowMs(), this.#last + 1);
    const first = next + (long ? VALUES_FOR_READS : 0);
    this.#last = next - 1;
    this.#writeFirst = first;
    this.#writeLast = first - 1;
    return { take: () => ++this.#writeLast };
  }

  /**
   * The ceiling to persist with the open write transaction, or null when the present one is high
   * enough. After the commit call {@linkcode raiseCeiling} with it.
   */
  ceilingToPersist(): number | null {
    const newest = Math.max(this.last, this.#nowMs());
    return newest + CEILING_MARGIN_MS > this.#ceiling ? newest + CEILING_LEAD_MS : null;
  }

  /** Ends the write transaction, committed or rolled back: its stamps are never given again. */
  endWrite(): void {
    this.#last = Math.max(this.#last, this.#writeLast);
    this.#writeFirst = null;
    this.#writeLast = 0;
  }

  /** Says that a higher ceiling is durable. */
  raiseCeiling(ceiling: number): void {
    this.#ceiling = Math.max(this.#ceiling, ceiling);
  }
}
