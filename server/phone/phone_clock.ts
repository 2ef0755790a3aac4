/**
 * The two clocks and the one timer of the phone side.
 *
 * @module
 */

/** Where the phone side reads time and how it waits. */
export interface PhoneClock {
  /** Epoch ms: for what people read and for tokens. May step when someone sets it. */
  wallMs(): number;
  /** Ms since some fixed moment, never stepping: for every limit, back-off and expiry. */
  steadyMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clocks of the machine. */
export const SYSTEM_CLOCK: PhoneClock = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener("abort", wake);
    }),
};
