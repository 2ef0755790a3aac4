import type { WindowWish } from "./run_window.ts";

/** Wishes in the order in which they came. */
export class Wishes {
  readonly #queue: WindowWish[] = [];
  #waiting: ((wish: WindowWish) => void) | null = null;
  readonly #ended = Promise.withResolvers<null>();

  /** One more. */
  add(wish: WindowWish): void {
    if (wish.type === "end") this.#ended.resolve(null);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#queue.push(wish);
    else waiting(wish);
  }

  /** Resolves with null once an `end` has come. */
  get ended(): Promise<null> {
    return this.#ended.promise;
  }

  /** The next one, or null when none comes in time. One caller at a time. */
  next(timeoutMs?: number): Promise<WindowWish | null> {
    const first = this.#queue.shift();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => {
        this.#waiting = null;
        resolve(null);
      }, timeoutMs);
      this.#waiting = (wish) => {
        clearTimeout(timer);
        resolve(wish);
      };
    });
  }
}
