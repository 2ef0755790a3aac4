/**
 * What the operator is shown of updates.
 *
 * @module
 */

import type { UpdateProblem } from "./update_error.ts";

/**
 * What is being done:
 *
 * - `checking`: looking for a newer version
 * - `fetching`: the update comes, from the internet or from a file
 * - `unpacking`: it is laid beside the present version
 * - `waiting`: for phones that are syncing
 * - `saving`: a copy of the records is made and checked
 * - `restarting`: the program ends and comes back as the new version
 */
export type UpdateStep =
  | "checking"
  | "fetching"
  | "unpacking"
  | "waiting"
  | "saving"
  | "restarting";

/** A newer version. */
export interface OfferedUpdate {
  /** Its number. */
  readonly version: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** What is new, by language. */
  readonly notes: { readonly en: string; readonly es: string; readonly ar: string };
  /** Size of what has to be fetched. */
  readonly bytes: number;
  /** Where it comes from. */
  readonly from: "internet" | "file";
  /** Whether it is on this machine already, checked. */
  readonly isHere: boolean;
}

/** The whole of it. */
export interface UpdateStatus {
  /** False when the program runs from its sources: then updates are not installed this way. */
  readonly canInstall: boolean;
  /** Whether there is a place to look for updates. */
  readonly canCheck: boolean;
  /** What is being done; null when nothing is. */
  readonly step: UpdateStep | null;
  /** Of `fetching`, between 0 and 1; null while unknown. */
  readonly part: number | null;
  /** A version that may be installed. */
  readonly offered: OfferedUpdate | null;
  /** Why the last thing the operator asked for was not done. */
  readonly problem: UpdateProblem | null;
  /** When the place of the updates answered last, epoch ms. */
  readonly checkedAtMs: number | null;
  /** The last version that did not come up, so that the one before started again. */
  readonly failedVersion: string | null;
  /** The version before this one, when it is kept. */
  readonly previousVersion: string | null;
}
