/**
 * Makes one copy of vault and database: complete, checked and on the disk, or not at all.
 *
 * @module
 */

import { join } from "node:path";
import { inspectVault } from "../../vault/mod.ts";
import type { JobWatch } from "./copy_database.ts";
import type { DurableFiles } from "./durable_files.ts";
import { nextForRoom } from "./keep.ts";
import { DATABASE_FILE, type SnapshotReason, VAULT_FILE } from "./manifest.ts";
import type { Shelf, SnapshotLine } from "./shelf.ts";
import { diskErrorOf, SnapshotError } from "./snapshot_error.ts";
import type { SnapshotJobs } from "./jobs_here.ts";

/** Bytes that stay free for the hub itself when a copy has been made. */
const RESERVE_BYTES = 67_108_864;
/** No vault file is larger. */
const MAX_VAULT_BYTES = 2 * 1_048_576 + 1;

/** What to copy. */
export interface SnapshotParts {
  /** Where the copy goes. */
  readonly shelf: Shelf;
  /** The file system. */
  readonly files: DurableFiles;
  /** Who does the long work. */
  readonly jobs: SnapshotJobs;
  /** Path of `hub.vault`. */
  readonly vault: string;
  /** Path of `hub.db`, in use or not. */
  readonly database: string;
  /** Its key, 32 bytes. */
  readonly key: Uint8Array;
  /** Of the hub. */
  readonly hubId: string;
  /** Why. */
  readonly reason: SnapshotReason;
  /** Version of the program. */
  readonly program: string;
  /** When, epoch ms. */
  readonly nowMs: number;
}

/**
 * Makes a copy. The vault is copied first: what it remembers of the audit log is then never beyond
 * the log in the copy.
 *
 * @throws {SnapshotError} nothing of the copy is left
 */
export async function makeSnapshot(
  parts: SnapshotParts,
  watch: JobWatch = {},
): Promise<SnapshotLine> {
  const { shelf, files, jobs, reason, nowMs } = parts;
  try {
    const needed = await sizeOf(files, parts.database, `${parts.database}-wal`) + RESERVE_BYTES;
    await makeRoom(shelf, files, needed);
    const { id, part } = await shelf.begin(nowMs, reason);
    try {
      const vault = await copyVault(files, parts.vault, join(part, VAULT_FILE));
      const target = join(part, DATABASE_FILE);
      const request = { source: parts.database, target, key: parts.key.slice() };
      const facts = await jobs.copy(request, watch);
      await files.sync(target);
      const database = await files.digest(target, watch.signal);
      return await shelf.publish(id, {
        ...{ hubId: parts.hubId, madeAtMs: nowMs, reason, program: parts.program },
        ...{ verifiedAtMs: nowMs, facts },
        files: { [VAULT_FILE]: vault, [DATABASE_FILE]: database },
      });
    } catch (error) {
      await files.remove(part).catch(() => {});
      throw error;
    }
  } catch (error) {
    if (watch.signal?.aborted) throw new SnapshotError("CANCELLED", { cause: error });
    throw diskErrorOf(error);
  }
}

/**
 * Removes old copies until so many bytes are free, never the last two whole ones.
 *
 * @throws {SnapshotError} `NO_ROOM`
 */
export async function makeRoom(
  shelf: Shelf,
  files: DurableFiles,
  neededBytes: number,
  spare?: string,
): Promise<void> {
  await files.makeFolder(shelf.folder);
  while ((await files.free(shelf.folder) ?? Infinity) < neededBytes) {
    const next = nextForRoom(await shelf.list(), spare);
    if (next === null) throw new SnapshotError("NO_ROOM");
    await shelf.remove(next.id);
  }
}

/** Bytes of the files that are there. */
export async function sizeOf(files: DurableFiles, ...paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) bytes += await files.size(path) ?? 0;
  return bytes;
}

/** The vault is replaced as a whole whenever it changes: what is read is one state of it. */
async function copyVault(files: DurableFiles, from: string, to: string) {
  const bytes = await files.read(from, MAX_VAULT_BYTES);
  if (bytes === null) throw new SnapshotError("NOT_FOUND");
  await files.write(to, bytes);
  if ((await inspectVault(to)).problem !== null) throw new SnapshotError("DAMAGED");
  return await files.digest(to);
}
