/**
 * How often what happened: a run that exercises nothing finds nothing.
 *
 * @module
 */

/** Counts by name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  count(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  /** Adds the counts of another one. */
  add(other: Tally): void {
    for (const [name, times] of other.#counts) this.count(name, times);
  }

  /** All counts, by name. */
  toString(): string {
    const counts = [...this.#counts].sort(([a], [b]) => a < b ? -1 : 1);
    return counts.map(([name, times]) => `${name} ${times}`).join(", ");
  }
}
