/**
 * Records the cursors of complete pulls soon after they were given. A pull writes nothing itself;
 * but a phone whose cursor a power cut has lost would look like one that is ahead of this hub, and
 * two of them like a second hub with the same identity.
 *
 * @module
 */

import type { SyncEngine } from "../../sync/sync_engine.ts";

/** Until the commit, ms: pulls of a busy time share one. */
const RECORD_WITHIN_MS = 1_000;

/** Of one open hub. */
export class GivenCursors {
  readonly #engine: SyncEngine;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** None is given yet. */
  constructor(engine: SyncEngine) {
    this.#engine = engine;
  }

  /** A pull was answered. */
  note(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => this.#record(), RECORD_WITHIN_MS);
  }

  /** The hub closes, which records them too. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #record(): Promise<void> {
    this.#timer = undefined;
    // A disk that refuses is reported where phones meet it; the next commit takes them.
    await this.#engine.write(() => {}).catch(() => {});
  }
}
