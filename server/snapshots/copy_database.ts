/**
 * Copies a database that is in use, with SQLite's online backup in steps.
 *
 * @module
 */

import { Database, SqliteError } from "@db/sqlite";
import { SnapshotError } from "./snapshot_error.ts";
import { checkedFacts, copyErrorOf } from "./read_facts.ts";
import type { SnapshotFacts } from "./manifest.ts";

/** Pages copied in one step: 1 MiB. */
const STEP_PAGES = 256;

/** What to copy. */
export interface CopyRequest {
  /** The database in use. */
  readonly source: string;
  /** Where the copy goes; nothing may be there. */
  readonly target: string;
  /** SQLCipher raw key of both, 32 bytes. */
  readonly key: Uint8Array;
}

/** How a long job tells what it does, and whether it is to stop. */
export interface JobWatch {
  /** Told after each step. */
  readonly onStep?: (what: "copying" | "checking", done: number, total: number) => void;
  /** Ends the job early: `CANCELLED`. */
  readonly signal?: AbortSignal;
}

/**
 * Copies what one read transaction sees, then opens and checks the copy. Others read and write the
 * source meanwhile: its log is kept until the copy is made. The copy is one file without a log.
 *
 * @throws {SnapshotError} after which the target is of no use
 */
export async function copyDatabase(
  { source, target, key }: CopyRequest,
  { onStep, signal }: JobWatch = {},
): Promise<SnapshotFacts> {
  try {
    await copyPages(new Database(source, { key, readonly: true }), target, key, { onStep, signal });
    // The copy of a database with a log says that it has one as well.
    mergeLog(target, key);
  } catch (error) {
    throw isUnreadable(error) ? new SnapshotError("DAMAGED", { cause: error }) : copyErrorOf(error);
  }
  if (signal?.aborted) throw new SnapshotError("CANCELLED");
  onStep?.("checking", 0, 0);
  return checkedFacts(target, key);
}

async function copyPages(
  from: Database,
  target: string,
  key: Uint8Array,
  { onStep, signal }: { [Key in keyof JobWatch]: JobWatch[Key] | undefined },
): Promise<void> {
  using source = from;
  using copy = new Database(target, { key });
  source.busyTimeout(5_000);
  // With a read transaction of its own SQLite does not begin again when others write.
  source.exec("BEGIN");
  source.prepare("SELECT count(*) FROM sqlite_schema").value();
  using backup = source.startBackup(copy);
  while (!backup.step(STEP_PAGES)) {
    const { remainingPages, totalPages } = backup.progress;
    onStep?.("copying", totalPages - remainingPages, totalPages);
    await pause();
    if (signal?.aborted) throw new SnapshotError("CANCELLED");
  }
}

/**
 * Makes a database that nobody else uses one file: what is in its log is merged, and the log goes.
 * Closing it does that too, but says nothing when the disk refuses.
 *
 * @throws {SnapshotError | SqliteError}
 */
export function mergeLog(path: string, key: Uint8Array): void {
  using copy = new Database(path, { key });
  const mode = copy.prepare("PRAGMA journal_mode = DELETE").value<[string]>()?.[0];
  if (mode !== "delete") throw new SnapshotError("STORAGE");
}

/** A page that SQLCipher cannot decrypt ends a backup with SQLITE_ERROR, not with SQLITE_CORRUPT. */
function isUnreadable(error: unknown): boolean {
  return error instanceof SqliteError && error.code === 1;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
