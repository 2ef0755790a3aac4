/**
 * What the operator does about the cloud, and the rows that hub and cloud do not share.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import type { NotTakenRow } from "../../../server/operator/mod.ts";
import { link, open } from "./hub.ts";
import { api, call, read } from "./requests.ts";

/** The rows that are listed. */
export interface CloudRows {
  readonly rows: readonly NotTakenRow[];
  readonly total: number;
  /** Where the list goes on, null at its end. */
  readonly next: string | null;
}

/** The newest list; null before the first. */
export const cloudRows = signal<CloudRows | null>(null);
/** True when it could not be had. */
export const cloudRowsMissing = signal(false);

let turn = 0;
/** Somebody reads further down: the list is not moved under them. */
let isLonger = false;

/** Reads the list again whenever the hub says that something has changed. Returns how to stop. */
export function followCloudRows(): () => void {
  isLonger = false;
  return effect(() => {
    const hub = open.value;
    if (hub !== null && link.value === "live" && !isLonger) void readCloudRows();
  });
}

/** Reads the list from its beginning; with `further` what comes after the shown. Never rejects. */
export async function readCloudRows(further = false): Promise<void> {
  const mine = ++turn;
  isLonger = further;
  const shown = further ? cloudRows.value : null;
  const after = shown?.next ?? null;
  try {
    const page = await read(() => api.cloud.rows.$get({ query: after === null ? {} : { after } }));
    if (mine !== turn) return;
    cloudRowsMissing.value = false;
    cloudRows.value = {
      rows: [...shown?.rows ?? [], ...page.rows],
      total: page.total,
      next: page.next,
    };
  } catch {
    if (mine === turn) cloudRowsMissing.value = true;
  }
}

/** Has a row, or with null all of them, sent again. Answers how many. */
export async function retryCloudRow(key: string | null): Promise<number> {
  const { count } = await call(() => api.cloud.rows.retry.$post({ json: { key } }));
  await readCloudRows();
  return count;
}

/** Begins a sync now. */
export async function syncNow(): Promise<void> {
  await call(() => api.cloud.sync.$post());
}

/** Stops the sync under way. */
export async function cancelSync(): Promise<void> {
  await call(() => api.cloud.cancel.$post());
}
