/**
 * The time as the page shows it. Only how old things look depends on it: what is true comes from the
 * hub by itself.
 *
 * @module
 */
import { signal } from "@preact/signals";

/** Epoch ms, every ten seconds. */
export const now = signal(Date.now());

/** Epoch ms, every second. */
export const second = signal(Date.now());

const SLOW_MS = 10_000;

/** Starts both. */
export function startClock(): void {
  setInterval(() => {
    second.value = Date.now();
    if (second.value - now.value >= SLOW_MS) now.value = second.value;
  }, 1_000);
}
