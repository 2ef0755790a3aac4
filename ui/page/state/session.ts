/**
 * Coming in, staying in, and what every status brings.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import { followFeed } from "./feed.ts";
import { heardAtMs, link, open, setupDone, status, trouble } from "./hub.ts";
import { followAddress, goTo, linkTo, place } from "./places.ts";
import { api, call, Refused } from "./requests.ts";
import type { NewStatus, OperatorStatus } from "../../../server/operator/mod.ts";

/** A recovery key that has just been made: shown until the operator says it is on paper. */
export const freshRecoveryKey = signal<string | null>(null);

/**
 * The hub as it was when its set-up began. The stream says that it is open before the answer brings
 * the recovery key: until then nothing else may come up.
 */
export const settingUp = signal<NewStatus | null>(null);

const TOKEN = /^#token=([\w-]+)$/;

/** Signs in with the token of the link, if there is one, and follows the hub from then on. */
export async function comeIn(): Promise<void> {
  const token = TOKEN.exec(location.hash)?.[1];
  // The token must not stay in the history, also when it is refused.
  if (token !== undefined) history.replaceState(null, "", location.pathname);
  followLinks();
  followAddress();
  let refused = false;
  if (token !== undefined) {
    try {
      await call(() => api.session.$post({ json: { token } }));
    } catch (error) {
      refused = error instanceof Refused && error.code !== "OFFLINE";
    }
  }
  // A used link may still be that of a window which is signed in.
  void followFeed({
    onEvent: hear,
    onLink: (isLive) => {
      if (link.value === "stopped") return;
      // A hub that said that it stops has done so when it is not heard any more.
      const hasStopped = !isLive && status.value?.stopping === true;
      link.value = isLive ? "live" : hasStopped ? "stopped" : "broken";
    },
    onRefused: () => link.value = refused ? "usedLink" : "noLink",
  }, new AbortController().signal);
}

/** A new link opened in a page that is there already changes only the fragment of its address. */
function followLinks(): void {
  addEventListener("hashchange", (event) => {
    if (!TOKEN.test(location.hash)) return;
    event.stopImmediatePropagation();
    if (link.value === "noLink" || link.value === "usedLink") location.reload();
    else history.replaceState(null, "", linkTo(place.value));
  });
}

function hear(name: string, data: unknown): void {
  if (name === "status") {
    const hub = data as OperatorStatus;
    // A set-up that was left half done goes on where it was.
    const unfinished = hub.state === "unlocked" && status.value?.state !== "unlocked" &&
      location.hash === "" && !setupDone(hub);
    status.value = hub;
    if (unfinished) goTo("setup");
    heardAtMs.value = Date.now();
    trouble.value = null;
  }
  if (name === "trouble") trouble.value = (data as { readonly code: string }).code;
}

/** The hub says within this time that phones are still finishing, ms. */
const DRAIN_SAID_MS = 1_500;

/** Stops the hub. While phones are finishing the page shows how many. */
export async function stopHub(): Promise<void> {
  await call(() => api.stop.$post());
  await new Promise((resolve) => setTimeout(resolve, DRAIN_SAID_MS));
  if (link.value !== "live" || (status.value?.draining ?? null) === null) link.value = "stopped";
}

const HIDDEN_EVENTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
const CHECK_MS = 5_000;

/** Hides the screen after the chosen time without the operator. */
export function watchOperator(): void {
  let lastMs = Date.now();
  const here = () => lastMs = Date.now();
  for (const name of HIDDEN_EVENTS) addEventListener(name, here, { passive: true });
  let told = false;
  effect(() => {
    // A screen that has just been shown again counts from now.
    if (open.value?.hidden === false) {
      told = false;
      lastMs = Math.max(lastMs, shownAtMs.value);
    }
  });
  setInterval(() => {
    const hub = open.peek();
    if (hub === null || hub.hidden || told) return;
    if (Date.now() - lastMs < hub.preferences.hideAfterMinutes * 60_000) return;
    told = true;
    call(() => api.hide.$post()).catch(() => told = false);
  }, CHECK_MS);
}

const shownAtMs = signal(0);

/** Hides the screen now. */
export async function hideScreen(): Promise<void> {
  await call(() => api.hide.$post());
}

/** Shows the screen again. */
export async function showScreen(passphrase: string): Promise<void> {
  await call(() => api.confirm.$post({ json: { passphrase } }));
  shownAtMs.value = Date.now();
}
