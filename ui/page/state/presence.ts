/**
 * Whether the operator is at this window: hides the screen after the chosen time without them. The
 * hub knows of all windows, so that one at which nobody is does not hide the one in use.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import { link, open } from "./hub.ts";
import { api, call, read } from "./requests.ts";

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
const CHECK_MS = 5_000;
/** The hub hears of the operator at most this often. */
const SAY_EVERY_MS = 10_000;

const shownAtMs = signal(0);

/** Hides the screen after the chosen time without the operator. */
export function watchOperator(): void {
  // Not randomUUID(): some web views do not count a page from loopback as secure.
  const window = [...crypto.getRandomValues(new Uint8Array(16))].join("-");
  let lastMs = Date.now();
  let saidMs = 0;
  const here = () => {
    lastMs = Date.now();
    if (Math.abs(lastMs - saidMs) < SAY_EVERY_MS) return;
    if (open.peek()?.hidden !== false || link.peek() !== "live") return;
    saidMs = lastMs;
    read(() => api.here.$post({ json: { window } })).catch(() => {});
  };
  for (const name of SIGNS) addEventListener(name, here, { passive: true });
  let told = false;
  effect(() => {
    // A screen that has just been shown again counts from now.
    if (open.value?.hidden === false) {
      told = false;
      lastMs = Math.max(lastMs, shownAtMs.value);
    }
  });
  setInterval(() => {
    // The clock may have been set back: what was heard then must not lie ahead.
    const nowMs = Date.now();
    lastMs = Math.min(lastMs, nowMs);
    shownAtMs.value = Math.min(shownAtMs.value, nowMs);
    const hub = open.peek();
    const afterMs = (hub?.preferences.hideAfterMinutes ?? 0) * 60_000;
    if (hub === null || hub.hidden || told || nowMs - lastMs < afterMs) return;
    told = true;
    read(() => api.hide.idle.$post({ json: { window } })).then(({ leftMs }) => {
      if (leftMs === 0) return;
      lastMs = Math.max(lastMs, Date.now() - afterMs + leftMs);
      told = false;
    }).catch(() => told = false);
  }, CHECK_MS);
}

/** Hides the screen now. */
export async function hideScreen(): Promise<void> {
  await call(() => api.hide.$post());
}

/** Shows the screen again. */
export async function showScreen(passphrase: string): Promise<void> {
  await call(() => api.confirm.$post({ json: { passphrase } }));
  shownAtMs.value = Date.now();
}
