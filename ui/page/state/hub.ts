/**
 * What the page knows of the hub. Each concern has a state of its own, told by the hub alone: an
 * action that fails never changes any of them.
 *
 * @module
 */
import { computed, signal } from "@preact/signals";
import type {
  DamagedStatus,
  LockedStatus,
  NewStatus,
  OperatorPhone,
  OperatorStatus,
  UnlockedStatus,
} from "../../../server/operator/mod.ts";

export type { DamagedStatus, LockedStatus, NewStatus, OperatorPhone, UnlockedStatus };

/**
 * The way to the hub.
 *
 * - `starting`: nothing was heard yet.
 * - `live`: what is shown is true.
 * - `broken`: the hub does not answer; what is shown was true before.
 * - `resting`: newer windows of this browser are open; somebody comes back to this one, or nobody.
 * - `stopped`: the operator has stopped it.
 * - `noLink`, `usedLink`: this window may not come in.
 */
export type Link =
  | "starting"
  | "live"
  | "broken"
  | "resting"
  | "stopped"
  | "noLink"
  | "usedLink";

/** What the status could not be read for; null when it could. */
export type Trouble = string | null;

export const link = signal<Link>("starting");
export const trouble = signal<Trouble>(null);
export const status = signal<OperatorStatus | null>(null);
/** Epoch ms of the last status. */
export const heardAtMs = signal<number | null>(null);

/** The status of an open hub, otherwise null. */
export const open = computed<UnlockedStatus | null>(() =>
  status.value?.state === "unlocked" ? status.value : null
);

/** A phone counts as connected when it was heard this recently, ms: as when the window is closed. */
const CONNECTED_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** Phones are named this long before they need a new scan (decision 5). */
const SCAN_SOON_MS = 7 * DAY_MS;

/** Whether a phone was heard in the last minutes. */
export function isConnected(phone: OperatorPhone, nowMs: number): boolean {
  return phone.status === "admitted" && nowMs - phone.lastSeenMs < CONNECTED_MS;
}

/** Whether a phone has to scan the QR code again, soon or now. */
export function scanState(phone: OperatorPhone, nowMs: number): "fine" | "soon" | "now" {
  if (phone.status !== "admitted" || phone.tokensLapseAtMs === null) return "fine";
  if (phone.tokensLapseAtMs <= nowMs) return "now";
  return phone.tokensLapseAtMs - nowMs <= SCAN_SOON_MS ? "soon" : "fine";
}

/** Rows of one open hub, all tables together. */
export function totalRows(hub: UnlockedStatus): number {
  return Object.values(hub.rows).reduce((sum, count) => sum + count, 0);
}

/** Rows put aside, all reasons together. */
export function totalAside(hub: UnlockedStatus): number {
  return Object.values(hub.quarantined).reduce((sum, count) => sum + count, 0);
}

/** Whether everything of the set-up is done. */
export function setupDone(hub: UnlockedStatus): boolean {
  return hub.preferences.keyOnPaper && hub.hasAccounts && isPaired(hub);
}

/** Whether somebody has logged in on a phone. */
export function isPaired(hub: UnlockedStatus): boolean {
  return hub.devices.some(({ status }) => status !== "waiting");
}
