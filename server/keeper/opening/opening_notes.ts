/**
 * What opening the files brought to light, for the audit log and the operator.
 *
 * @module
 */

import type { AuditNote } from "../../audit/mod.ts";
import { forgetReset } from "../../resets/start_anew.ts";
import type { DataPaths } from "./data_directory.ts";
import type { OpenFiles } from "./open_files.ts";

/** Entries for the audit log: work that was cut off and finished now, and what was here before. */
export function openingNotes(
  { rekeyed, before }: Pick<OpenFiles, "rekeyed" | "before">,
): AuditNote[] {
  const who = "operator";
  const notes: AuditNote[] = [];
  if (before !== null) {
    const { why, rows, onlyHere } = before;
    notes.push({ kind: "factory_reset", who, detail: { why, rows, only_here: onlyHere } });
  }
  if (rekeyed === "finished") notes.push({ kind: "data_key_rotated", who, detail: {} });
  return notes;
}

/** The entries are stored: what stood for them until then may go. */
export async function openingNoted(
  paths: DataPaths,
  { before }: Pick<OpenFiles, "before">,
): Promise<void> {
  // Noted twice is better than not at all: a disk that refuses keeps it.
  if (before !== null) await forgetReset(paths).catch(() => {});
}
