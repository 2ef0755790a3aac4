/**
 * How much all session keys together may remember.
 *
 * @module
 */
import type { PhoneLimits } from "./phone_limits.ts";
import type { Answer, ReplayRecord } from "./replay_record.ts";

/** The bounds that matter here. */
export type ReplayLimits = Pick<
  PhoneLimits,
  "maxNonces" | "maxNoncesPerKey" | "maxStoredAnswerBytes" | "maxStoredBytes"
>;

/** Counts nonces and stored answers of all keys, and drops the oldest answers when they are many. */
export class ReplayBudget {
  readonly #limits: ReplayLimits;
  readonly #makeRoom: () => void;
  /** Records with a stored answer and its bytes, oldest first. */
  readonly #stored = new Map<ReplayRecord, number>();
  #storedBytes = 0;
  #nonces = 0;

  /** @param makeRoom Called when all nonces are taken: it should end the key that took most. */
  constructor(limits: ReplayLimits, makeRoom: () => void) {
    this.#limits = limits;
    this.#makeRoom = makeRoom;
  }

  /** Bytes of stored answers. */
  get storedBytes(): number {
    return this.#storedBytes;
  }

  /** Requests remembered. */
  get nonces(): number {
    return this.#nonces;
  }

  /** Counts one more request of a key that has opened `ofThisKey`; false when it may not. */
  takeNonce(ofThisKey: number): boolean {
    if (ofThisKey >= this.#limits.maxNoncesPerKey) return false;
    if (this.#nonces >= this.#limits.maxNonces) this.#makeRoom();
    if (this.#nonces >= this.#limits.maxNonces) return false;
    this.#nonces++;
    return true;
  }

  /** Gives back the nonces of a key that is gone. */
  giveBackNonces(count: number): void {
    this.#nonces -= count;
  }

  /** Keeps an answer in its smaller form, at the cost of the oldest ones. */
  store(record: ReplayRecord, answer: Exclude<Answer, { kind: "refused" }>): void {
    const kept = this.#keptForm(answer);
    const bytes = kept.kind === "sealed" ? kept.body.length : kept.result.length;
    record.answer = kept;
    this.#stored.set(record, bytes);
    this.#storedBytes += bytes;
    for (const oldest of this.#stored.keys()) {
      if (this.#storedBytes <= this.#limits.maxStoredBytes) break;
      this.release(oldest);
    }
  }

  /** Drops a record's stored answer. */
  release(record: ReplayRecord): void {
    const bytes = this.#stored.get(record);
    if (bytes === undefined) return;
    record.answer = "dropped";
    this.#stored.delete(record);
    this.#storedBytes -= bytes;
  }

  #keptForm(answer: Exclude<Answer, { kind: "refused" }>): typeof answer {
    if (answer.kind === "plain" || answer.result === null) return answer;
    return answer.body.length <= this.#limits.maxStoredAnswerBytes
      ? { kind: "sealed", body: answer.body, result: null }
      : { kind: "plain", result: answer.result };
  }
}
