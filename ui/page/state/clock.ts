/**
 * The time as the page shows it. Only how old things look depends on it: what is true comes from the
 * hub by itself.
 *
 * @module
 */
import { computed, signal } from "@preact/signals";
import { open } from "./hub.ts";

/** Epoch ms, every ten seconds. */
export const now = signal(Date.now());

/** Epoch ms, every second. */
export const second = signal(Date.now());

/** {@linkcode now} by the hub's own clock, which does not follow a leap: when phones were heard. */
export const hubNow = computed(() => now.value - (open.value?.clockAheadMs ?? 0));

const SLOW_MS = 10_000;

/** Starts both. */
export function startClock(): void {
  setInterval(() => {
    second.value = Date.now();
    // Also when the clock was set back: the present must not stand still until it is reached again.
    if (Math.abs(second.value - now.value) >= SLOW_MS) now.value = second.value;
  }, 1_000);
}
