/**
 * How long a folder is waited for that may never answer, such as one in a network that is gone.
 *
 * An operation on such a folder cannot be ended, only left alone, and each holds one of the few
 * threads that all files of the program share. So there is one question at a time, and none while
 * an earlier one has no answer.
 *
 * @module
 */

import { SnapshotError } from "./snapshot_error.ts";

/** A folder that does not answer in this time is missing, ms. */
const ANSWER_MS = 8_000;
/** Longer work is given up after this time without any progress, ms; a slow stick needs minutes. */
const STALL_MS = 600_000;

/** What longer work is given. */
export interface Work {
  /** Ends it: nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** To be called whenever a part is done. */
  readonly progress: () => void;
  /** To be called when what is left is not the folder's: it is waited for as long as it takes. */
  readonly rest: () => void;
}

/** Of one folder. */
export class Patience {
  readonly #answerMs: number;
  readonly #stallMs: number;
  #last: Promise<unknown> = Promise.resolve();
  /** How much was given up and has not ended. */
  #hanging = 0;

  /** Both in ms. */
  constructor(answerMs: number = ANSWER_MS, stallMs: number = STALL_MS) {
    this.#answerMs = answerMs;
    this.#stallMs = stallMs;
  }

  /**
   * The answer to a question, asked when those before are answered.
   *
   * @throws {SnapshotError} `PLACE_MISSING`: no answer in time, or none to an earlier question
   */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    this.#expectAnswers();
    let isLate = false;
    const answer = this.#last.catch(() => {}).then(() => {
      if (isLate) throw new SnapshotError("PLACE_MISSING");
      return question();
    });
    this.#last = answer;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      isLate = true;
      this.#leave(answer);
      late.reject(new SnapshotError("PLACE_MISSING"));
    }, this.#answerMs);
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Longer work, as long as it goes on. Questions are asked meanwhile.
   *
   * @param stallMs In place of the time without progress after which work is given up, ms
   * @throws {SnapshotError} `PLACE_MISSING`: no progress any more; `CANCELLED`: by `signal`
   */
  async work<T>(
    act: (work: Work) => Promise<T>,
    signal?: AbortSignal,
    stallMs: number = this.#stallMs,
  ): Promise<T> {
    this.#expectAnswers();
    if (signal?.aborted) throw new SnapshotError("CANCELLED");
    const ending = new AbortController();
    const left = Promise.withResolvers<never>();
    const stall = () => {
      ending.abort();
      this.#leave(working);
      left.reject(new SnapshotError("PLACE_MISSING"));
    };
    let timer = setTimeout(stall, stallMs);
    let isResting = false;
    const progress = () => {
      if (ending.signal.aborted || isResting) return;
      clearTimeout(timer);
      timer = setTimeout(stall, stallMs);
    };
    const rest = () => {
      isResting = true;
      clearTimeout(timer);
    };
    const cancel = () => ending.abort();
    signal?.addEventListener("abort", cancel);
    const working = act({ signal: ending.signal, progress, rest });
    try {
      return await Promise.race([working, left.promise]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }

  #expectAnswers(): void {
    if (this.#hanging > 0) throw new SnapshotError("PLACE_MISSING");
  }

  /** Nobody waits any more. */
  #leave(answer: Promise<unknown>): void {
    this.#hanging++;
    const end = () => {
      this.#hanging--;
    };
    answer.then(end, end);
  }
}
