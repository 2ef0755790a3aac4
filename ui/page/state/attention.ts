/**
 * What waits for the operator's word: conflicts, and records put aside.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import type { InferResponseType } from "hono/client";
import { link, status, type UnlockedStatus } from "./hub.ts";
import { api, call, read, Refused } from "./requests.ts";

/** As the hub answers. */
export type AttentionReport = InferResponseType<typeof api.attention.$get>;
/** Two people changed the same field; both values are kept. */
export type Conflict = AttentionReport["conflicts"][number];
/** A record that could not be taken over, kept whole. */
export type AsideRow = AttentionReport["quarantine"][number];

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
  return aside + hub.conflicts + hub.cloud.notTaken + hub.cloud.notRead;
}

/** Reads the report again whenever the hub says that something has changed. Returns how to stop. */
export function followAttention(): () => void {
  return effect(() => {
    if (status.value?.state === "unlocked" && link.value === "live") void readAttention();
  });
}

/** How often it was asked for, and the newest of these questions whose answer is shown. */
let asked = 0;
let shown = 0;

/** Reads the report. Never rejects. An answer that comes after that of a later question is dropped. */
export async function readAttention(): Promise<void> {
  const mine = ++asked;
  try {
    const report = await read(() => api.attention.$get());
    // What was decided is in the answer to a question of after it, also while there is a later one.
    if (mine < shown) return;
    shown = mine;
    attention.value = report;
    attentionMissing.value = false;
  } catch (error) {
    if (mine === asked) attentionMissing.value = error instanceof Refused;
  }
}

/** Decides a conflict. */
export async function resolveConflict(conflictNo: number, keep: "kept" | "lost"): Promise<void> {
  const param = { no: String(conflictNo) };
  await call(() => api.attention.conflicts[":no"].resolve.$post({ param, json: { keep } }));
  await readAttention();
}

/** Tries to take a record over again. Answers whether it was taken. */
export async function retryRow(quarantineNo: number): Promise<boolean> {
  const param = { no: String(quarantineNo) };
  const { stored } = await call(() => api.attention.quarantine[":no"].retry.$post({ param }));
  await readAttention();
  return stored;
}

/** Takes a record out of the list. */
export async function dismissRow(quarantineNo: number): Promise<void> {
  const param = { no: String(quarantineNo) };
  await call(() => api.attention.quarantine[":no"].dismiss.$post({ param }));
  await readAttention();
}
