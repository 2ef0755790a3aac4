/**
 * The time in which phones never seen may introduce themselves.
 *
 * @module
 */
import type { PhoneClock } from "./phone_clock.ts";

/** Whether pairing is open, and until when; `untilMs` is null when it stays open. */
export type PairingState =
  | { readonly open: false }
  | { readonly open: true; readonly untilMs: number | null };

/** Opens for a while, or until the process ends. Closed at first. */
export class PairingWindow {
  readonly #clock: PhoneClock;
  #untilWallMs = 0;
  #untilSteadyMs = 0;

  constructor(clock: PhoneClock) {
    this.#clock = clock;
  }

  /** Whether a phone may introduce itself now. */
  get state(): PairingState {
    // Both clocks: the one stands still while the laptop sleeps, the other can be set back.
    const wallMs = this.#clock.wallMs();
    const leftMs = Math.min(
      this.#untilWallMs - wallMs,
      this.#untilSteadyMs - this.#clock.steadyMs(),
    );
    if (!(leftMs > 0)) return { open: false };
    return { open: true, untilMs: Number.isFinite(leftMs) ? wallMs + leftMs : null };
  }

  /** Opens for `forMs` from now, or until the process ends when null. */
  open(forMs: number | null): void {
    this.#untilWallMs = this.#clock.wallMs() + (forMs ?? Infinity);
    this.#untilSteadyMs = this.#clock.steadyMs() + (forMs ?? Infinity);
  }

  /** Closes at once. */
  close(): void {
    this.#untilWallMs = 0;
    this.#untilSteadyMs = 0;
  }
}
