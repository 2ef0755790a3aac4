/**
 * Follows the second place: tells when it comes or goes, and brings the newest copy there, beside
 * all other work on copies. A place that hangs holds nothing up.
 *
 * @module
 */

import type { ProcedureEvent } from "../../phone/procedure.ts";
import type { SecondPlace, SecondPlaceStatus, Shelf, SnapshotLine } from "../../snapshots/mod.ts";

/** What it works with. */
export interface FollowPlaceParts {
  readonly second: SecondPlace;
  /** The copies of the data directory. */
  readonly shelf: Shelf;
  /** The copy that belongs there. */
  readonly newest: () => SnapshotLine | undefined;
  /** Tells the operator. */
  readonly report: (event: ProcedureEvent) => void;
  /** After a copy has failed, ms. */
  readonly retryMs: number;
  /** The hub is being closed. */
  readonly ending: AbortSignal;
}

/** A copy on its way. */
interface Taking {
  /** To this place. */
  readonly folder: string | null;
  /** Never rejects. */
  readonly end: Promise<void>;
  readonly abort: AbortController;
}

/** See the module. */
export class FollowPlace {
  readonly #parts: FollowPlaceParts;
  #told: SecondPlaceStatus["state"] = "there";
  #notBeforeMs = 0;
  #taking: Taking | null = null;

  /** Nothing is looked at yet. */
  constructor(parts: FollowPlaceParts) {
    this.#parts = parts;
  }

  /** Ends when the copy that is on its way there has arrived or failed. */
  get taken(): Promise<void> {
    return this.#taking?.end ?? Promise.resolve();
  }

  /** What failed before may be tried again at once. */
  tryAgain(): void {
    this.#notBeforeMs = 0;
  }

  /** Chooses another folder, or none. @throws {SnapshotError} */
  async choose(folder: string | null): Promise<void> {
    await this.#parts.second.choose(folder);
    // Whoever chooses it sees that it is there.
    this.#told = "there";
    this.tryAgain();
  }

  /** Looks once, and begins to bring the newest copy there if it is not there. Never rejects. */
  async look(): Promise<void> {
    const { second, newest, ending } = this.#parts;
    const { state, folder } = await second.look();
    const line = newest();
    if (line !== undefined && second.has(line.id)) second.settle();
    this.#tell();
    if (this.#taking !== null && this.#taking.folder !== folder) {
      // Another place was chosen meanwhile.
      this.#taking.abort.abort();
      this.#taking = null;
    }
    if (state !== "there" && state !== "failing") return;
    if (line === undefined || second.has(line.id) || ending.aborted) return;
    if (this.#taking !== null || performance.now() < this.#notBeforeMs) return;
    const abort = new AbortController();
    const taking = {
      folder,
      abort,
      end: this.#take(line, AbortSignal.any([abort.signal, ending])),
    };
    this.#taking = taking;
    void taking.end.then(() => {
      if (this.#taking === taking) this.#taking = null;
    });
  }

  async #take(line: SnapshotLine, signal: AbortSignal): Promise<void> {
    const { second, shelf, report, retryMs } = this.#parts;
    let isThere = false;
    try {
      await second.take(shelf, line, signal);
      isThere = true;
    } catch {
      if (!signal.aborted) this.#notBeforeMs = performance.now() + retryMs;
    }
    if (signal.aborted || this.#tell() || !isThere) return;
    report({ event: "snapshot", code: "SECOND_PLACE_COPIED" });
  }

  /** Tells the operator what has changed; false when nothing has. */
  #tell(): boolean {
    const { state, problem } = this.#parts.second.status;
    if (state === this.#told || state === "none") return false;
    this.#told = state;
    const code = state === "missing"
      ? "SECOND_PLACE_MISSING"
      : state === "failing"
      ? "SECOND_PLACE_FAILING"
      : "SECOND_PLACE_THERE";
    this.#parts.report({ event: "snapshot", code, problem });
    return true;
  }
}
