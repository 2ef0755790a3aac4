/**
 * Puts restored files in the place of the present ones, so that whenever the power goes the hub
 * starts with the data of before or with the restored data, and the other is kept.
 *
 * Everything is made ready in `restore.staged`. From the moment the journal `hub.restoring` is on
 * the disk the exchange is carried out, by this process or by the next start: present files move
 * into the copy put aside, staged ones into their place. Each step is a rename, and can be repeated.
 *
 * @module
 */

import { join } from "node:path";
import { z } from "zod";
import type { DurableFiles } from "./durable_files.ts";
import { replaceFile } from "./durable_files.ts";
import { encodeManifest, type Manifest, MANIFEST_FILE, type WrittenFile } from "./manifest.ts";
import { readManifest, Shelf, timeOf } from "./shelf.ts";
import { diskErrorOf } from "./snapshot_error.ts";

/** Paths of a data directory. */
export interface SwapPlace {
  /** The directory. */
  readonly directory: string;
  /** Path of `hub.vault`. */
  readonly vault: string;
  /** Path of `hub.db`. */
  readonly database: string;
}

const STAGED = "restore.staged";
const JOURNAL = "hub.restoring";
/** The journal of the last exchange. */
const DONE = "hub.restored";
const MAX_JOURNAL_BYTES = 65_536;

const Journal = z.object({
  /** Name of the copy that gets the present files; null when there are none. */
  aside: z.string().regex(/^[0-9A-Za-z-]{1,80}$/).nullable(),
  /** Which copy it is. */
  from: z.string(),
});

/** A copy that was begun for the present files. */
const ASIDE = /^([0-9A-Za-z]+-restore(?:-\d+)?)\.part$/;

/** Where a copy is made ready. */
export function stagedFolder({ directory }: Pick<SwapPlace, "directory">): string {
  return join(directory, STAGED);
}

/** Where the copies of a data directory are. */
export function shelfFolder({ directory }: Pick<SwapPlace, "directory">): string {
  return join(directory, "snapshots");
}

/** Files that make up the present data, in the order they are moved. */
function presentFiles({ vault, database }: SwapPlace): readonly [path: string, name: string][] {
  return [
    [`${database}-wal`, "hub.db-wal"],
    [`${database}-shm`, "hub.db-shm"],
    [database, "hub.db"],
    [`${vault}.previous`, "hub.vault.previous"],
    [vault, "hub.vault"],
  ];
}

/** What is known of the present data. */
export type AsideManifest = Omit<Manifest, "files" | "reason">;

/** Which copy was restored last; null when none was. */
export async function lastRestored(files: DurableFiles, place: SwapPlace): Promise<string | null> {
  return (await readJournal(files, join(place.directory, DONE)))?.from ?? null;
}

/** True when there is anything to put aside. */
export async function hasPresent(files: DurableFiles, place: SwapPlace): Promise<boolean> {
  for (const [path] of presentFiles(place)) if (await files.size(path) !== null) return true;
  return false;
}

/** True when copies of a hub are in the data directory, in whatever state. */
export async function hasCopies(
  files: DurableFiles,
  place: Pick<SwapPlace, "directory">,
): Promise<boolean> {
  return (await new Shelf(shelfFolder(place), files).list()).length > 0;
}

/** True while an exchange was decided on and not carried out: the files are between two places. */
export async function isSwapping(
  files: DurableFiles,
  place: Pick<SwapPlace, "directory">,
): Promise<boolean> {
  return await files.size(journalPath(place)) !== null;
}

/**
 * Decides on the exchange: from here on it is carried out, now by {@linkcode finishSwap} or by the
 * next start. The present files may still be open, but nothing may be acknowledged any more.
 *
 * @param from Which copy it is, for {@linkcode lastRestored}
 * @param aside A copy that was begun and gets the present files; null when there are none
 * @throws {SnapshotError} Nothing has changed
 */
export async function beginSwap(
  files: DurableFiles,
  place: SwapPlace,
  from: string,
  aside: { readonly id: string; readonly part: string; readonly manifest: AsideManifest } | null,
): Promise<void> {
  try {
    if (aside !== null) await writeManifest(files, aside.part, aside.manifest, {});
    await files.syncFolder(shelfFolder(place)).catch(() => {});
    const staged = stagedFolder(place);
    await files.sync(join(staged, "hub.db"));
    await files.sync(join(staged, "hub.vault"));
    await files.syncFolder(staged);
    const journal = JSON.stringify({ aside: aside?.id ?? null, from });
    await replaceFile(files, journalPath(place), new TextEncoder().encode(journal));
  } catch (error) {
    // It may have its name already: whatever is made ready next would be taken for what it decides.
    await files.remove(journalPath(place)).catch(() => {});
    throw diskErrorOf(error);
  }
}

/**
 * Carries out an exchange that was decided on, or goes on with one that was cut off; without one it
 * removes what was made ready. No file may be open.
 *
 * @returns True when an exchange was carried out
 * @throws {SnapshotError} Call again, or start again
 */
export async function finishSwap(files: DurableFiles, place: SwapPlace): Promise<boolean> {
  try {
    const staged = stagedFolder(place);
    if (!await isSwapping(files, place)) {
      // Of no use to anybody: what cannot be removed keeps no hub from starting.
      await files.remove(`${journalPath(place)}.writing`).catch(() => {});
      await files.remove(staged).catch(() => {});
      return false;
    }
    const journal = await readJournal(files, journalPath(place));
    const aside = journal === null ? await begunAside(files, place) : journal.aside;
    // An illegible one never puts anything over data that has no place to go.
    const isUndecided = journal === null && aside === null && await hasPresent(files, place);
    if (isUndecided && await files.size(join(staged, "hub.db")) !== null) {
      await files.remove(staged);
    }
    const part = aside === null ? null : join(shelfFolder(place), `${aside}.part`);
    // The staged database moves only when all present files have.
    if (await files.size(join(staged, "hub.db")) !== null) {
      if (part !== null) await moveAside(files, place, part);
      await files.rename(join(staged, "hub.db"), place.database);
    }
    if (await files.size(join(staged, "hub.vault")) !== null) {
      await files.rename(join(staged, "hub.vault"), place.vault);
    }
    await files.syncFolder(place.directory);
    if (aside !== null && part !== null && (await files.list(part)).length > 0) {
      await describeAside(files, part, aside);
      await files.rename(part, join(shelfFolder(place), aside));
      await files.syncFolder(shelfFolder(place));
    }
    await files.remove(staged);
    await files.rename(journalPath(place), join(place.directory, DONE));
    await files.syncFolder(place.directory);
    return true;
  } catch (error) {
    throw diskErrorOf(error);
  }
}

/**
 * Null for what is no journal of ours, or cannot be read: a cheap disk may have lost its content when
 * the power went.
 */
async function readJournal(
  files: DurableFiles,
  path: string,
): Promise<z.output<typeof Journal> | null> {
  try {
    const bytes = await files.read(path, MAX_JOURNAL_BYTES);
    return Journal.parse(JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())));
  } catch {
    return null;
  }
}

/** The copy that was begun last for the present files. */
async function begunAside(files: DurableFiles, place: SwapPlace): Promise<string | null> {
  const names = await files.list(shelfFolder(place));
  return names.map((name) => ASIDE.exec(name)?.[1] ?? "").sort().at(-1) || null;
}

async function moveAside(files: DurableFiles, place: SwapPlace, part: string): Promise<void> {
  // Somebody may have tidied up since.
  await files.makeFolder(part);
  for (const [path, name] of presentFiles(place)) {
    if (await files.size(path) !== null) await files.rename(path, join(part, name));
  }
  await files.syncFolder(part);
  await files.syncFolder(place.directory);
}

/**
 * Now that they are closed, their sizes are known. What the same power cut has left illegible does
 * not make the data of before a damaged copy, which is the first to go when there is no room.
 */
async function describeAside(files: DurableFiles, part: string, id: string): Promise<void> {
  const unknown = { hubId: "", madeAtMs: timeOf(id), program: "", facts: null, verifiedAtMs: null };
  const manifest = await readManifest(files, part).catch(() => null) ?? unknown;
  const written: Record<string, WrittenFile> = {};
  for (const name of ["hub.db", "hub.db-wal", "hub.vault", "hub.vault.previous"]) {
    const bytes = await files.size(join(part, name));
    if (bytes !== null) written[name] = { bytes, sha256: null };
  }
  await writeManifest(files, part, manifest, written);
}

async function writeManifest(
  files: DurableFiles,
  part: string,
  manifest: AsideManifest,
  written: Manifest["files"],
): Promise<void> {
  const content = { ...manifest, reason: "restore" as const, files: written };
  await replaceFile(files, join(part, MANIFEST_FILE), encodeManifest(content));
}

function journalPath({ directory }: Pick<SwapPlace, "directory">): string {
  return join(directory, JOURNAL);
}
