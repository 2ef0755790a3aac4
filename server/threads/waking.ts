/**
 * Waking the main thread, which is blocked while the window is shown.
 *
 * @module
 */

/** The message that ends the blocking. */
export const WAKE = "wake";
/** The message that ends it again and again: the failure itself may reach the main thread late. */
const FAILING = "failing";

/**
 * Wakes the main thread when this worker fails: it then learns of the failure through the worker's
 * own `error` event.
 */
export function wakeWhenFailing(waker: MessagePort): void {
  for (const failure of ["error", "unhandledrejection"]) {
    self.addEventListener(failure, () => waker.postMessage(FAILING));
  }
}
