/**
 * Takes vault and database away, so that the hub can be set up anew.
 *
 * From the moment the journal `hub.reset` is on the disk the work is carried out, by this process or
 * by the next start; each step can be repeated. Afterwards the journal stays as a note, until the
 * new hub's audit log has it.
 *
 * @module
 */

import { join } from "node:path";
import { z } from "zod";
import { copyPath } from "../database/rekey_database.ts";
import { readingPaths } from "../recovery/salvage.ts";
import { type DurableFiles, durableFiles, replaceFile } from "../snapshots/durable_files.ts";
import { shelfFolder } from "../snapshots/swap_files.ts";
import { keptReadme } from "./kept_readme.ts";

/** Paths of a data directory. */
export interface ResetPlace {
  readonly directory: string;
  readonly vault: string;
  readonly database: string;
}

const JOURNAL = "hub.reset";
const MAX_JOURNAL_BYTES = 4_096;
const README = "README.txt";
/** Where further copies go (`docs/snapshots.md`). */
const SECOND_PLACE = "hub.copies";
/**
 * What else tells of the clinic: whoever has the machine next is not to find the names of its
 * phones, nor when they came. Half written ones have more behind the name. `hub.screen` stays: the
 * set-up begins in the language that is read here.
 */
const TRACES = /^(?:logs|hub\.machine(?:\..+)?|hub\.address(?:\..+)?)$/;

const counted = z.int().min(0).nullable();

const Journal = z.object({
  /** Whether the files are still being taken away. */
  done: z.boolean(),
  /** When, epoch ms. */
  atMs: z.int(),
  /** Folder in the data directory that has what was kept. */
  folder: z.string().regex(/^kept-[0-9TZ]{1,30}$/),
  /**
   * - `factory`: the operator wanted it; vault, database and log are deleted, copies kept
   * - `damaged`: they could not be opened; everything is kept
   */
  why: z.enum(["factory", "damaged"]),
  /** Records that were there, null when nobody could count them. */
  rows: counted,
  /** Of these not known to be in the cloud. */
  onlyHere: counted,
});

/** What was taken away, and where the rest is. */
export type ResetNote = Readonly<Omit<z.output<typeof Journal>, "done">>;

/** What is asked for; the folder is named after the time. */
export type ResetRequest = Omit<ResetNote, "folder">;

/**
 * Takes the files away, none of which may be open.
 *
 * @throws {Error} of the file system. Before the journal is on the disk nothing has changed;
 * afterwards {@linkcode finishStartAnew} goes on
 */
export async function startAnew(
  place: ResetPlace,
  request: ResetRequest,
  files: DurableFiles = durableFiles,
): Promise<ResetNote> {
  const folder = `kept-${new Date(request.atMs).toISOString().replaceAll(/[-:.]|\d{3}Z$/g, "")}Z`;
  const note: ResetNote = { ...request, folder };
  try {
    await writeJournal(files, place, note, false);
  } catch (error) {
    // It may have its name already: the next look would take away what was said to be unchanged.
    await files.remove(journalPath(place)).catch(() => {});
    throw error;
  }
  await takeAway(files, place, note);
  return note;
}

/**
 * Goes on where the taking away was cut off. Belongs before anything opens the files.
 *
 * @returns What the last reset did, as long as {@linkcode forgetReset} was not called
 */
export async function finishStartAnew(
  place: ResetPlace,
  files: DurableFiles = durableFiles,
): Promise<ResetNote | null> {
  const bytes = await files.read(journalPath(place), MAX_JOURNAL_BYTES);
  const journal = bytes === null ? null : readJournal(bytes);
  if (journal === null) return null;
  const { done, ...note } = journal;
  if (!done) await takeAway(files, place, note);
  return note;
}

/** The new hub's audit log has it. */
export async function forgetReset(
  place: ResetPlace,
  files: DurableFiles = durableFiles,
): Promise<void> {
  await files.remove(journalPath(place));
}

async function takeAway(files: DurableFiles, place: ResetPlace, note: ResetNote): Promise<void> {
  const { directory, vault, database } = place;
  const folder = join(directory, note.folder);
  await files.makeFolder(folder);
  const present = [
    ...["-wal", "-shm", "-journal", ""].map((end) => [database + end, `hub.db${end}`] as const),
    ...["", "-wal", "-shm", "-journal"].map((end) =>
      [copyPath(database) + end, `hub.db.rekeyed${end}`] as const
    ),
    ...[".writing", ".damaged", ".previous.writing", ".previous", ""].map((end) =>
      [vault + end, `hub.vault${end}`] as const
    ),
    ...["hub.attempts", "hub.restored"].map((name) => [join(directory, name), name] as const),
  ];
  // Of hub.db, which is kept or not as the reset has it.
  for (const path of readingPaths(database)) await files.remove(path);
  for (const [path, name] of present) {
    if (await files.size(path) === null) continue;
    if (note.why === "factory") await files.remove(path);
    else await files.rename(path, join(folder, name));
  }
  if (note.why === "factory") {
    const traces = (await files.list(directory)).filter((name) => TRACES.test(name));
    for (const name of traces) await files.remove(join(directory, name));
  }
  // The second place goes with its copies: those of another hub must not push them out.
  const secondPlace = join(directory, SECOND_PLACE);
  if (await files.size(secondPlace) !== null) {
    await files.rename(secondPlace, join(folder, SECOND_PLACE));
  }
  const shelf = shelfFolder(place);
  if ((await files.list(shelf)).length > 0) await files.rename(shelf, join(folder, "snapshots"));
  await files.write(join(folder, README), new TextEncoder().encode(keptReadme(note)));
  await files.syncFolder(folder);
  await files.syncFolder(directory);
  await writeJournal(files, place, note, true);
}

/** What is no journal of ours takes nothing away. */
function readJournal(bytes: Uint8Array): z.output<typeof Journal> | null {
  try {
    return Journal.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

function writeJournal(
  files: DurableFiles,
  place: ResetPlace,
  note: ResetNote,
  done: boolean,
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify({ done, ...note }));
  return replaceFile(files, journalPath(place), bytes);
}

function journalPath({ directory }: ResetPlace): string {
  return join(directory, JOURNAL);
}
