/**
 * What one session key has already opened, so that a request sent twice is done once.
 *
 * A nonce is used once per key by a sound phone. The same nonce with the same bytes is the same
 * request repeated, by the network or by someone who recorded it; with other bytes it is neither.
 *
 * @module
 */
import { WireError, type WireErrorCode } from "../wire/mod.ts";
import type { ReplayBudget } from "./replay_budget.ts";
import type { Answer, ReplayRecord } from "./replay_record.ts";

/** Tells two requests under one key apart. */
export interface RequestIdentity {
  /** The envelope's nonce, hex. */
  readonly nonce: string;
  /** SHA-256 of the payload text, hex. */
  readonly digest: string;
}

/** After these the command was not done, so the same request may be tried again. */
const NOT_DONE: ReadonlySet<WireErrorCode> = new Set(["BUSY", "LOCKED", "STORAGE", "TOO_MANY"]);

/** The requests one session key has opened. */
export class ReplayMemory {
  readonly #budget: ReplayBudget;
  readonly #records = new Map<string, ReplayRecord>();
  #cleared = false;

  constructor(budget: ReplayBudget) {
    this.#budget = budget;
  }

  /** How many requests are remembered. */
  get size(): number {
    return this.#records.size;
  }

  /**
   * Does a command once however often it arrives: while it runs a repetition waits for the same
   * answer, later it gets the stored one. `run` must not reject.
   *
   * @throws {WireError} `MALFORMED` for a nonce used before with other bytes; `UNKNOWN_SESSION`
   * when the key has opened too many requests, or the stored answer had to make room.
   */
  async command(identity: RequestIdentity, run: () => Promise<Answer>): Promise<Answer> {
    const record = this.#recordOf(identity);
    if (record.pending !== null) return await record.pending;
    if (record.answer === "dropped") throw new WireError("UNKNOWN_SESSION");
    if (record.answer !== null) return record.answer;
    record.pending = run();
    try {
      const answer = await record.pending;
      this.#keep(record, answer);
      return answer;
    } finally {
      record.pending = null;
    }
  }

  /**
   * Runs a query each time it arrives, one after the other; `repeated` is true when it was answered
   * before. A repetition must not overtake the first, which alone says where the device stands: its
   * answer would look like an earlier one.
   *
   * @throws {WireError} as {@linkcode command}.
   */
  async query(
    identity: RequestIdentity,
    run: (repeated: boolean) => Promise<Answer>,
  ): Promise<Answer> {
    const record = this.#recordOf(identity);
    const before = record.settled;
    const turn = Promise.withResolvers<void>();
    record.settled = turn.promise;
    try {
      await before;
      if (this.#cleared) throw new WireError("UNKNOWN_SESSION");
      const answer = await run(record.answered);
      if (answer.kind !== "refused") record.answered = true;
      return answer;
    } finally {
      turn.resolve();
    }
  }

  /** Forgets everything: the key is gone. */
  clear(): void {
    this.#cleared = true;
    for (const record of this.#records.values()) this.#budget.release(record);
    this.#budget.giveBackNonces(this.#records.size);
    this.#records.clear();
  }

  #recordOf({ nonce, digest }: RequestIdentity): ReplayRecord {
    const known = this.#records.get(nonce);
    if (known !== undefined) {
      if (known.digest !== digest) throw new WireError("MALFORMED");
      return known;
    }
    if (this.#cleared || !this.#budget.takeNonce(this.#records.size)) {
      throw new WireError("UNKNOWN_SESSION");
    }
    // Making room for it may have ended this very key.
    if (this.#cleared) {
      this.#budget.giveBackNonces(1);
      throw new WireError("UNKNOWN_SESSION");
    }
    const settled = Promise.resolve();
    const record = { digest, answered: false, settled, pending: null, answer: null };
    this.#records.set(nonce, record);
    return record;
  }

  #keep(record: ReplayRecord, answer: Answer): void {
    if (this.#cleared) return;
    if (answer.kind === "refused") {
      if (!NOT_DONE.has(answer.code)) record.answer = answer;
      return;
    }
    this.#budget.store(record, answer);
  }
}
