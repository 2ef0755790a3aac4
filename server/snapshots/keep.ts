/**
 * Which copies stay: the last seven, the last two that restores put aside, and always the newest one
 * that is known to be whole.
 *
 * @module
 */

import type { Shelf, SnapshotLine } from "./shelf.ts";

/** Copies kept besides those that restores put aside. */
export const KEPT = 7;
/** Copies kept of those that restores put aside: repeated restores do not push the others out. */
export const KEPT_ASIDE = 2;
/** Room for others is never made by going below this many whole copies. */
const KEPT_FOR_ROOM = 2;

/** Those that may go, oldest first. `lines` are all, newest first. */
export function superfluous(lines: readonly SnapshotLine[]): SnapshotLine[] {
  const newestWhole = lines.find(isWhole);
  const known = lines.filter(isKnown);
  const beyond = [
    ...known.filter(({ reason }) => reason !== "restore").slice(KEPT),
    ...known.filter(({ reason }) => reason === "restore").slice(KEPT_ASIDE),
  ];
  return beyond.filter((line) => line !== newestWhole).sort((a, b) => a.id < b.id ? -1 : 1);
}

/**
 * Removes those that may go; a removal that fails is tried again the next time.
 *
 * @param justMade Never this one
 */
export async function removeSuperfluous(shelf: Shelf, justMade?: string): Promise<void> {
  for (const { id } of superfluous(await shelf.list())) {
    if (id !== justMade) await shelf.remove(id).catch(() => {});
  }
}

/**
 * The next one to remove when the disk has no room: damaged ones, then the oldest, but two whole
 * ones stay, and so does the newest that a restore put aside.
 *
 * @param spare Never this one
 */
export function nextForRoom(lines: readonly SnapshotLine[], spare?: string): SnapshotLine | null {
  const whole = lines.filter(isWhole);
  const aside = lines.find(({ reason }) => reason === "restore");
  const mayGo = lines.filter((line) => isKnown(line) && line !== aside && line.id !== spare);
  const damaged = mayGo.findLast(({ damaged }) => damaged);
  if (damaged !== undefined) return damaged;
  if (whole.length <= KEPT_FOR_ROOM) return null;
  const staying = new Set(whole.slice(0, KEPT_FOR_ROOM));
  return mayGo.findLast((line) => !staying.has(line)) ?? null;
}

/** False for a copy that cannot be read just now: nobody knows what would be lost. */
function isKnown({ damaged, madeAtMs }: SnapshotLine): boolean {
  return damaged || madeAtMs !== null;
}

/** True for a copy that was opened with its key and found whole. */
export function isWhole({ verifiedAtMs, damaged }: SnapshotLine): boolean {
  return verifiedAtMs !== null && !damaged;
}
