/**
 * Tests that failed and passed when they were tried once more, read from what `deno test` prints.
 *
 * Where a test drives a real window, browser or program, a busy machine can be too slow for it: one
 * second try tells that from a defect, and the run names it, since it is to be looked into all the
 * same. Everywhere else, a test that does not pass each time has shown a race in what keeps the
 * records, so that a second try counts as a failure.
 *
 * @module
 */

/** One test that needed a second try and passed it. */
export interface SecondTry {
  /** Path of its file, as `deno test` prints it. */
  readonly file: string;
  readonly name: string;
  /** Whether its failure counts nevertheless. */
  readonly counts: boolean;
}

/** Folders whose tests drive windows, browsers and programs. */
const DRIVES_OTHERS = /^(?:\.\/)?tests\/(?:ui|end_to_end|tools)\//;

// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[0-9;]*m/g;
const FILE = /^running \d+ tests? from (.+)$/;
/** What a test that takes long says in the middle of its line, whose end comes on the next one. */
const TAKES_LONG = /^(.+) \.\.\.'.*' has been running for over/;
const AGAIN = /^(?:(.+) \.\.\.)? retrying \(attempt \d+ failed\)/;
const FAILED = /^(?:(.+) \.\.\.)? FAILED\b/;

/** Reads the output of `deno test` line by line. */
export class SecondTries {
  #file = "";
  /** The test whose line was broken by its saying that it takes long. */
  #long = "";
  readonly #again = new Map<string, SecondTry>();

  /** Those that passed at the second try so far, in the order in which they ran. */
  get passed(): readonly SecondTry[] {
    return [...this.#again.values()];
  }

  read(coloured: string): void {
    const line = coloured.replaceAll(COLOUR, "").trimEnd();
    this.#file = FILE.exec(line)?.[1] ?? this.#file;
    this.#long = TAKES_LONG.exec(line)?.[1] ?? this.#long;
    const again = AGAIN.exec(line);
    if (again !== null) {
      const name = again[1] ?? this.#long;
      const counts = !DRIVES_OTHERS.test(this.#file);
      this.#again.set(this.#key(name), { file: this.#file, name, counts });
    }
    const failed = FAILED.exec(line);
    // It failed again, which the totals say already.
    if (failed !== null) this.#again.delete(this.#key(failed[1] ?? this.#long));
  }

  #key(name: string): string {
    return `${this.#file}\n${name}`;
  }
}
