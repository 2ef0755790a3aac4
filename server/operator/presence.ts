/**
 * When the operator was last at which window.
 *
 * @module
 */

/** Windows that are remembered; as many as may be signed in. */
const MAX_WINDOWS = 16;

/** Each window knows of itself only: this is where they know of each other. */
export class Presence {
  readonly #steadyMs: () => number;
  /** By the window's own id, the one heard longest ago first. */
  readonly #hereMs = new Map<string, number>();
  #everywhereMs = Number.NEGATIVE_INFINITY;

  /** @param steadyMs ms since some fixed moment, never stepping back */
  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  /** The operator does something at this window just now. */
  here(windowId: string): void {
    this.#hereMs.delete(windowId);
    this.#hereMs.set(windowId, this.#steadyMs());
    const [oldest] = this.#hereMs.keys();
    if (this.#hereMs.size > MAX_WINDOWS && oldest !== undefined) this.#hereMs.delete(oldest);
  }

  /** The operator has just shown who they are: every window counts from now. */
  everywhere(): void {
    this.#everywhereMs = this.#steadyMs();
  }

  /**
   * How long a window at which nobody is has to wait for the others.
   *
   * @param afterMs Time without the operator after which nobody counts as here, ms
   * @returns ms until nobody is at any other window, 0 when nobody is now
   */
  elsewhereForMs(windowId: string, afterMs: number): number {
    const others = [...this.#hereMs].filter(([id]) => id !== windowId).map(([, ms]) => ms);
    const lastMs = Math.max(this.#everywhereMs, ...others);
    return Math.max(0, lastMs + afterMs - this.#steadyMs());
  }
}
