/**
 * Coming in, staying in, and what every status brings.
 *
 * @module
 */
/// <reference lib="dom" />
import { signal } from "@preact/signals";
import { followFeed } from "./feed.ts";
import { heardAtMs, link, setupDone, status, trouble } from "./hub.ts";
import { followAddress, goTo, linkTo, place } from "./places.ts";
import { api, call, Refused } from "./requests.ts";
import { forgetSaid } from "./said.ts";
import type { NewStatus, OperatorStatus } from "../../../server/operator/mod.ts";

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
    onRest: () => {
      if (link.value !== "stopped") link.value = "resting";
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
    if (isShown(status.value) && (hub.hidden || hub.state === "locked")) forgetSaid();
    status.value = hub;
    if (unfinished) goTo("setup");
    heardAtMs.value = Date.now();
    trouble.value = null;
  }
  if (name === "trouble") trouble.value = (data as { readonly code: string }).code;
}

function isShown(hub: OperatorStatus | null): boolean {
  return hub !== null && hub.state === "unlocked" && !hub.hidden;
}

/** The hub says within this time that phones are still finishing, ms. */
const DRAIN_SAID_MS = 1_500;

/** Stops the hub. While phones are finishing the page shows how many. */
export async function stopHub(): Promise<void> {
  await call(() => api.stop.$post());
  await new Promise((resolve) => setTimeout(resolve, DRAIN_SAID_MS));
  if (link.value !== "live" || (status.value?.draining ?? null) === null) link.value = "stopped";
}
