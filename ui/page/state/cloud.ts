/**
 * The cloud as the page sees it: how things stand, derived from what the hub says and from nothing
 * else, and the rows that hub and cloud do not share.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import type { NotTakenRow, RelayProblem } from "../../../server/operator/mod.ts";
import { link, open, type UnlockedStatus } from "./hub.ts";
import { api, call, read } from "./requests.ts";

/** What the hub says of the cloud. */
export type CloudStatus = UnlockedStatus["cloud"];

/**
 * How hub and cloud stand.
 *
 * - `none`: not registered
 * - `running`: a sync is under way
 * - `blocked`: it goes on only when somebody does something
 * - `later`: it failed and is tried again by itself
 * - `first`: registered, never synced
 * - `waiting`: something waits for the next sync
 * - `some`: the cloud has everything it takes, and did not take some
 * - `fine`: the cloud has everything
 */
export type CloudState =
  | "none"
  | "running"
  | "blocked"
  | "later"
  | "first"
  | "waiting"
  | "some"
  | "fine";

/** These pass without anybody doing anything: no internet is the usual state of a clinic. */
const PASSES: ReadonlySet<RelayProblem> = new Set([
  "NO_INTERNET",
  "NAME_NOT_FOUND",
  "STALLED",
  "BROKEN_ANSWER",
  "CLOUD_FAILED",
  "TOO_MANY",
  "LOCKED",
]);

/** Why the last sync ended early, where that still matters; null when all is well. */
export function cloudProblem({ registration, lastRun }: CloudStatus): RelayProblem | null {
  return registration === null ? null : lastRun?.problem ?? null;
}

/** See {@linkcode CloudState}. */
export function cloudStateOf(cloud: CloudStatus): CloudState {
  if (cloud.registration === null) return "none";
  if (cloud.run !== null) return "running";
  const problem = cloudProblem(cloud);
  if (problem !== null && problem !== "CANCELLED") {
    return PASSES.has(problem) ? "later" : "blocked";
  }
  if (cloud.lastSuccessMs === null) return "first";
  if (waitingRows(cloud) + unconfirmedRows(cloud) > 0) return "waiting";
  return cloud.notTaken + cloud.notRead > 0 ? "some" : "fine";
}

/** Rows that wait to be sent. */
export function waitingRows({ tables }: CloudStatus): number {
  return Object.values(tables).reduce((sum, { waiting }) => sum + waiting, 0);
}

/** Rows that were sent and not seen in the cloud's answers yet. */
export function unconfirmedRows({ tables }: CloudStatus): number {
  return Object.values(tables).reduce((sum, { unconfirmed }) => sum + unconfirmed, 0);
}

/** Rows that exist on this hub and not in the cloud, as far as is known. */
export function onlyHereRows({ cloud, rows }: UnlockedStatus): number {
  if (cloud.registration === null && cloud.lastSuccessMs === null) return sumOf(rows);
  return waitingRows(cloud) + unconfirmedRows(cloud) + cloud.notTaken + sumOf(cloud.keptHere);
}

/** All counts of a table together. */
export function sumOf(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

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
