/**
 * What is under way: requests per address, and the bytes of their bodies.
 *
 * @module
 */
import { WireError } from "../wire/mod.ts";
import type { PhoneLimits } from "./phone_limits.ts";

/** Soon enough for a person who tries again, late enough for a push to finish. */
const RETRY_AFTER_SECONDS = 5;

/** The bounds that matter here. */
export type InFlightLimits = Pick<
  PhoneLimits,
  "maxBytesInFlight" | "maxSmallBytesInFlight" | "largeBodyBytes" | "maxRequestsPerAddress"
>;

/** Bounds requests and bytes, and knows when there are none. */
export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #byAddress = new Map<string, number>();
  /** Who has a request under way, as far as its envelope was opened. */
  readonly #devices = new Map<string, number>();
  #bytes = 0;
  #smallBytes = 0;
  #requests = 0;
  #idle = Promise.withResolvers<void>();

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  /** Requests under way. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Phones they come from: by their ids where those are known; of an address that has shown none,
   * one.
   */
  get phones(): number {
    const unknown = this.#requests - [...this.#devices.values()].reduce((sum, n) => sum + n, 0);
    return this.#devices.size + Math.min(unknown, this.#byAddress.size);
  }

  /** Says whose a request is, until disposed. */
  belongsTo(deviceId: string): Disposable {
    this.#devices.set(deviceId, (this.#devices.get(deviceId) ?? 0) + 1);
    return {
      [Symbol.dispose]: () => {
        const left = (this.#devices.get(deviceId) ?? 1) - 1;
        if (left === 0) this.#devices.delete(deviceId);
        else this.#devices.set(deviceId, left);
      },
    };
  }

  /** Bytes of their bodies received so far. */
  get bytes(): number {
    return this.#bytes + this.#smallBytes;
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
   * Counts bytes that were received. The first part of every body has a share of its own: large
   * bodies cannot keep small requests out.
   *
   * @param count Bytes that have come
   * @param before Bytes of the same body that came before
   * @throws {WireError} `BUSY` when all bodies together hold too many.
   */
  takeBytes(count: number, before: number): void {
    const small = this.#smallPart(before + count) - this.#smallPart(before);
    const large = count - small;
    const { maxBytesInFlight, maxSmallBytesInFlight } = this.#limits;
    if (small > 0 && this.#smallBytes + small > maxSmallBytesInFlight) throw busy();
    if (large > 0 && this.#bytes + large > maxBytesInFlight) throw busy();
    this.#smallBytes += small;
    this.#bytes += large;
  }

  /** Gives back all bytes of a body that is done with. */
  giveBackBytes(count: number): void {
    const small = this.#smallPart(count);
    this.#smallBytes -= small;
    this.#bytes -= count - small;
  }

  #smallPart(count: number): number {
    return Math.min(count, this.#limits.largeBodyBytes);
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
