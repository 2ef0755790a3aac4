/**
 * What is under way: requests per address, and the bytes of their bodies.
 *
 * @module
 */
import { WireError } from "../wire/mod.ts";
import type { PhoneLimits } from "./phone_limits.ts";

/** Soon enough for a person who tries again, late enough for a push to finish. */
const RETRY_AFTER_SECONDS = 5;

/** Bounds requests and bytes, and knows when there are none. */
export class InFlight {
  readonly #limits: Pick<PhoneLimits, "maxBytesInFlight" | "maxRequestsPerAddress">;
  readonly #byAddress = new Map<string, number>();
  #bytes = 0;
  #requests = 0;
  #idle = Promise.withResolvers<void>();

  constructor(limits: Pick<PhoneLimits, "maxBytesInFlight" | "maxRequestsPerAddress">) {
    this.#limits = limits;
  }

  /** Requests under way. */
  get requests(): number {
    return this.#requests;
  }

  /** Bytes of their bodies received so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Counts a request until disposed.
   *
   * @throws {WireError} `BUSY` when the address has too many under way.
   */
  enter(address: string): Disposable {
    const ofAddress = this.#byAddress.get(address) ?? 0;
    if (ofAddress >= this.#limits.maxRequestsPerAddress) throw busy();
    this.#byAddress.set(address, ofAddress + 1);
    this.#requests++;
    return { [Symbol.dispose]: () => this.#leave(address) };
  }

  /**
   * Counts bytes that were received.
   *
   * @throws {WireError} `BUSY` when all bodies together hold too many.
   */
  takeBytes(count: number): void {
    if (this.#bytes + count > this.#limits.maxBytesInFlight) throw busy();
    this.#bytes += count;
  }

  /** Gives back the bytes of a body that is done with. */
  giveBackBytes(count: number): void {
    this.#bytes -= count;
  }

  /** Resolves when no request is under way. */
  async whenIdle(): Promise<void> {
    while (this.#requests > 0) await this.#idle.promise;
  }

  #leave(address: string): void {
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
    this.#requests--;
    if (this.#requests > 0) return;
    this.#idle.resolve();
    this.#idle = Promise.withResolvers<void>();
  }
}

function busy(): WireError {
  return new WireError("BUSY", { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
