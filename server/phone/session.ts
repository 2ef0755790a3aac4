/**
 * One session key and everything that lives and dies with it.
 *
 * @module
 */
import type { ReplayBudget } from "./replay_budget.ts";
import { ReplayMemory } from "./replay_memory.ts";

/**
 * A key agreed in one handshake. Owns the key bytes: they are zeroed when the session ends, at once
 * by {@linkcode wipe} or with the last request under way by {@linkcode retire}.
 */
export class Session {
  /** The phone that made the handshake. */
  readonly deviceId: string;
  /** 32 bytes; all zero once {@linkcode wiped}. Never use it across an await without asking. */
  readonly key: Uint8Array;
  /** Requests this key has opened. */
  readonly replay: ReplayMemory;
  /** Steady ms of the last request opened, or of the handshake. */
  lastUsedMs: number;
  /** Steady ms at which a newer key took its place, null for the newest. */
  supersededAtMs: number | null = null;
  #leases = 0;
  #retired = false;
  #wiped = false;

  constructor(deviceId: string, key: Uint8Array, nowMs: number, budget: ReplayBudget) {
    this.deviceId = deviceId;
    this.key = key;
    this.lastUsedMs = nowMs;
    this.replay = new ReplayMemory(budget);
  }

  /** True when the key bytes are gone: nothing sealed with it may leave the hub. */
  get wiped(): boolean {
    return this.#wiped;
  }

  /** Keeps the key alive through a retirement until disposed: an answer is still to be sealed. */
  lease(): Disposable {
    this.#leases++;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (!held) return;
        held = false;
        this.#leases--;
        if (this.#retired && this.#leases === 0) this.wipe();
      },
    };
  }

  /** Ends the session; requests under way are still answered with its key. */
  retire(): void {
    this.#retired = true;
    this.replay.clear();
    if (this.#leases === 0) this.wipe();
  }

  /** Ends the session now; requests under way get an error. */
  wipe(): void {
    this.#retired = true;
    this.#wiped = true;
    this.key.fill(0);
    this.replay.clear();
  }
}
