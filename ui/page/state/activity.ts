/**
 * What has happened: entries of the hub's log, newest first.
 *
 * @module
 */
/// <reference lib="dom" />
import { signal } from "@preact/signals";
import type { InferResponseType } from "hono/client";
import { api, read, Refused } from "./requests.ts";

type AuditPage = InferResponseType<typeof api.audit.$get>;

/** An entry of the log. */
export type Entry = AuditPage["entries"][number];

/** Entries with the names they need. */
export interface ActivityList {
  readonly entries: readonly Entry[];
  readonly users: Readonly<Record<string, string>>;
  readonly devices: Readonly<Record<string, string>>;
  /** True when there are older ones. */
  readonly hasMore: boolean;
  /** True when the log is not as it was written. */
  readonly damaged: boolean;
}

export const activity = signal<ActivityList | null>(null);
export const activityMissing = signal(false);

/** What the list can be narrowed to. */
export const FILTERS = {
  all: [],
  sync: ["sync_pull", "sync_push", "call"],
  phones: [
    "pairing_opened",
    "pairing_closed",
    "device_waiting",
    "device_forgotten",
    "device_admitted",
    "device_undone",
    "device_revoked",
    "device_reinstated",
    "login",
  ],
  trouble: [
    "unlock_failed",
    "handshake_refused",
    "login_failed",
    "login_limited",
    "push_refused",
    "call_refused",
    "log_damaged",
  ],
  hub: [
    "unlocked",
    "locked",
    "serving_stopped",
    "serving_started",
    "settings_changed",
    "clock_confirmed",
    "passphrase_changed",
    "passphrase_added",
    "passphrase_removed",
    "identity_rotated",
    "data_key_rotated",
    "vault_restored",
    "factory_reset",
    "updated",
    "update_undone",
    "recovery_key_issued",
    "recovery_key_used",
    "cloud_changed",
    "provisioned",
    "relayed",
    "rows_decided",
    "snapshot_made",
    "snapshot_deleted",
    "second_place_changed",
    "exported",
    "restored",
    "cleared",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A narrowed list. */
export type Filter = keyof typeof FILTERS;

const PAGE_ENTRIES = 50;
let turn = 0;

/** Forgets what was read: it was narrowed otherwise, or nobody looks any more. */
export function forgetActivity(): void {
  turn++;
  activity.value = null;
  activityMissing.value = false;
}

/** Reads the newest entries; with `older` those before the last one shown. Never rejects. */
export async function readActivity(filter: Filter, older = false): Promise<void> {
  const mine = ++turn;
  const shown = older ? activity.value : null;
  const last = shown?.entries.at(-1)?.entry;
  const query = {
    limit: PAGE_ENTRIES,
    ...(last === undefined ? {} : { before: last }),
    ...(FILTERS[filter].length === 0 ? {} : { kinds: [...FILTERS[filter]] }),
  };
  try {
    const page = await read(() => api.audit.$get({ query }));
    if (mine !== turn) return;
    activityMissing.value = false;
    activity.value = {
      entries: [...shown?.entries ?? [], ...page.entries],
      users: { ...shown?.users, ...page.users },
      devices: { ...shown?.devices, ...page.devices },
      hasMore: page.entries.length === PAGE_ENTRIES,
      damaged: page.state.problem !== null,
    };
  } catch (error) {
    if (mine !== turn) return;
    activityMissing.value = error instanceof Refused;
  }
}
