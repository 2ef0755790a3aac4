/**
 * What a run has moved so far, and how far it is.
 *
 * @module
 */

import type { RelayProgress, RelayStep, RelayTally } from "../relay_status.ts";

/** Hears of every step a run makes. */
export type OnProgress = (progress: RelayProgress, tally: RelayTally) => void;

/** Counts one run. */
export class RunCount {
  readonly #onProgress: OnProgress;
  readonly #sent: Record<string, number> = {};
  readonly #received: Record<string, number> = {};
  #refused = 0;
  #progress: RelayProgress = { step: "checking", attempt: 1, rows: 0, ofRows: null, bytes: 0 };

  /** @param onProgress called at every change */
  constructor(onProgress: OnProgress = () => {}) {
    this.#onProgress = onProgress;
  }

  /** What was moved. */
  get tally(): RelayTally {
    return { sent: { ...this.#sent }, received: { ...this.#received }, refused: this.#refused };
  }

  /** A step begins, or is tried again. */
  begin(step: RelayStep, attempt = 1, ofRows: number | null = null): void {
    this.#progress = { step, attempt, rows: 0, ofRows, bytes: 0 };
    this.#tell();
  }

  /** The step has dealt with so many more rows. */
  rows(more: number): void {
    this.#progress = { ...this.#progress, rows: this.#progress.rows + more };
    this.#tell();
  }

  /** So many more bytes of the answer have arrived. */
  bytes(more: number): void {
    this.#progress = { ...this.#progress, bytes: this.#progress.bytes + more };
    this.#tell();
  }

  /** The cloud said that it took rows of these tables. */
  sent(tables: readonly string[]): void {
    for (const table of tables) this.#sent[table] = (this.#sent[table] ?? 0) + 1;
  }

  /** It refused so many. */
  refused(rows: number): void {
    this.#refused += rows;
  }

  /** Rows of the cloud were stored. */
  received(rows: Readonly<Record<string, number>>): void {
    for (const [table, count] of Object.entries(rows)) {
      this.#received[table] = (this.#received[table] ?? 0) + count;
    }
  }

  #tell(): void {
    this.#onProgress(this.#progress, this.tally);
  }
}
