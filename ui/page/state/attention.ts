/**
 * What waits for the operator's word: conflicts, and records put aside.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import type { UnlockedStatus } from "./hub.ts";
import { link, status } from "./hub.ts";
import { fetchJson, postJson, Refused } from "./requests.ts";

/** Two people changed the same field; both values are kept. */
export interface Conflict {
  readonly conflictNo: number;
  readonly table: string;
  readonly rowId: string;
  /** Null when it is about the whole record. */
  readonly column: string | null;
  readonly lost: unknown;
  readonly kept: unknown;
  readonly lostBy: string | null;
  readonly reason: string;
  readonly atMs: number;
  readonly device: string | null;
  readonly user: string | null;
}

/** A record that could not be taken over, kept whole. */
export interface AsideRow {
  readonly quarantineNo: number;
  readonly table: string;
  readonly rowId: string;
  readonly reason: string;
  readonly atMs: number;
  readonly times: number;
  readonly device: string | null;
  readonly user: string | null;
  readonly retryable: boolean;
}

/** As the hub answers. */
export interface AttentionReport {
  readonly conflicts: readonly Conflict[];
  readonly quarantine: readonly AsideRow[];
  readonly conflictsTotal: number;
  readonly quarantineTotal: number;
}

/** The newest report; null before the first. */
export const attention = signal<AttentionReport | null>(null);
/** True when the report could not be had. */
export const attentionMissing = signal(false);

/** These are put aside as a rule and need nobody: the cloud owns the table. */
const NO_ALARM: ReadonlySet<string> = new Set(["SERVER_OWNED"]);

/** How many things wait, as far as the status tells. */
export function waitingForWord(hub: UnlockedStatus): number {
  const aside = Object.entries(hub.quarantined)
    .reduce((sum, [reason, count]) => NO_ALARM.has(reason) ? sum : sum + count, 0);
  return aside + (attention.value?.conflictsTotal ?? 0);
}

/** Reads the report again whenever the hub says that something has changed. Returns how to stop. */
export function followAttention(): () => void {
  return effect(() => {
    if (status.value?.state === "unlocked" && link.value === "live") void readAttention();
  });
}

/** Reads the report. Never rejects. */
export async function readAttention(): Promise<void> {
  try {
    attention.value = await fetchJson<AttentionReport>("/api/attention");
    attentionMissing.value = false;
  } catch (error) {
    attentionMissing.value = error instanceof Refused;
  }
}

/** Decides a conflict. */
export async function resolveConflict(conflictNo: number, keep: "kept" | "lost"): Promise<void> {
  await postJson(`/api/conflicts/${conflictNo}/resolve`, { keep });
  await readAttention();
}

/** Tries to take a record over again, or lets go of it. */
export async function decideRow(quarantineNo: number, what: "retry" | "dismiss"): Promise<void> {
  await postJson(`/api/quarantine/${quarantineNo}/${what}`, {});
  await readAttention();
}
