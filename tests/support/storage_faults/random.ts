/**
 * Chance that can be repeated.
 *
 * @module
 */

/** Numbers that follow from a seed (xorshift). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761 + 0x9e37_79b9) >>> 0 || 1;
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    this.#state >>>= 0;
    return this.#state % limit;
  }
}
