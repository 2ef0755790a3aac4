/**
 * Compares the files of a copy with what its manifest says of them.
 *
 * @module
 */

import { join } from "node:path";
import type { JobWatch } from "./copy_database.ts";
import type { Shelf } from "./shelf.ts";

/**
 * Whether the files are as their manifest says, and whether it says so by digests.
 *
 * @throws {SnapshotError}
 */
export async function compareFiles(
  shelf: Shelf,
  id: string,
  { signal }: JobWatch,
): Promise<{ readonly same: boolean; readonly counted: boolean }> {
  const { files } = await shelf.manifest(id);
  let counted = true;
  for (const [name, written] of Object.entries(files)) {
    const path = join(shelf.path(id), name);
    if (await shelf.files.size(path) !== written.bytes) return { same: false, counted };
    if (written.sha256 === null) counted = false;
    else if ((await shelf.files.digest(path, signal)).sha256 !== written.sha256) {
      return { same: false, counted };
    }
  }
  return { same: true, counted };
}
