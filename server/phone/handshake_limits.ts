/**
 * How fast devices that are not admitted may make handshakes.
 *
 * @module
 */
import { WireError } from "../wire/mod.ts";
import { FailureWindow } from "./failure_window.ts";
import type { PhoneClock } from "./phone_clock.ts";

const MINUTE_MS = 60_000;
/** A clinic has a handful; more means someone is trying. */
const MAX_ADDRESSES = 1024;

/** Counts handshakes per address over a minute. Known devices are never counted. */
export class HandshakeLimits {
  readonly #clock: PhoneClock;
  readonly #perMinute: number;
  /** The address that tried last is last. */
  readonly #byAddress = new Map<string, FailureWindow>();

  constructor(clock: PhoneClock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Addresses remembered. */
  get size(): number {
    return this.#byAddress.size;
  }

  /**
   * Counts one handshake.
   *
   * @throws {WireError} `TOO_MANY` when the address has made its share within a minute.
   */
  count(address: string): void {
    const nowMs = this.#clock.steadyMs();
    const window = this.#byAddress.get(address) ?? new FailureWindow(MINUTE_MS);
    if (window.count(nowMs) >= this.#perMinute) {
      throw new WireError("TOO_MANY", { retryAfterSeconds: window.secondsUntilLess(nowMs) });
    }
    window.add(nowMs);
    this.#byAddress.delete(address);
    this.#byAddress.set(address, window);
    for (const idlest of this.#byAddress.keys()) {
      if (this.#byAddress.size <= MAX_ADDRESSES) break;
      this.#byAddress.delete(idlest);
    }
  }

  /** Forgets addresses that have been quiet for a minute. */
  sweep(): void {
    const nowMs = this.#clock.steadyMs();
    for (const [address, window] of this.#byAddress) {
      if (window.count(nowMs) === 0) this.#byAddress.delete(address);
    }
  }
}
