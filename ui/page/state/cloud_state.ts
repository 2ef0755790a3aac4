/**
 * How hub and cloud stand, derived from what the hub says of the cloud and from nothing else: what
 * happens to phones, vault or update never shows as a trouble of the cloud, nor the other way round.
 *
 * @module
 */
import type { RelayProblem } from "../../../server/operator/mod.ts";
import type { UnlockedStatus } from "./hub.ts";

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

/** All counts of a table together. */
export function sumOf(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}
