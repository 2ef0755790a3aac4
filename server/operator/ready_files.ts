/**
 * Files that were made and wait to be saved by the page that asked for them.
 *
 * @module
 */

/** How long a file waits, ms. */
const KEPT_MS = 10 * 60_000;
/** Files that wait at the same time. */
const MAX_FILES = 2;

/** A few files in memory, each under a name nobody can guess. Sealed ones only. */
export class ReadyFiles {
  readonly #steadyMs: () => number;
  readonly #files = new Map<string, { readonly text: string; readonly untilMs: number }>();

  /** @param steadyMs ms since some fixed moment, never stepping back */
  constructor(steadyMs: () => number = () => performance.now()) {
    this.#steadyMs = steadyMs;
  }

  /** Keeps a file; answers its name. */
  keep(text: string): string {
    const ticket = crypto.randomUUID();
    this.#files.set(ticket, { text, untilMs: this.#steadyMs() + KEPT_MS });
    for (const name of [...this.#files.keys()].slice(0, -MAX_FILES)) this.#files.delete(name);
    return ticket;
  }

  /** The file of this name, unless it has waited too long. */
  find(ticket: string): string | undefined {
    const file = this.#files.get(ticket);
    if (file === undefined || this.#steadyMs() <= file.untilMs) return file?.text;
    this.#files.delete(ticket);
    return undefined;
  }
}
