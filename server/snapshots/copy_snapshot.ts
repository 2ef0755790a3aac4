/**
 * Brings one copy from one shelf to another.
 *
 * @module
 */

import { join } from "node:path";
import type { DurableFiles } from "./durable_files.ts";
import { MANIFEST_FILE } from "./manifest.ts";
import type { Work } from "./patience.ts";
import type { Shelf } from "./shelf.ts";
import { SnapshotError } from "./snapshot_error.ts";

/**
 * Copies one copy to another shelf: what arrives is what its manifest says, or nothing.
 *
 * @throws {SnapshotError}
 */
export async function copySnapshot(
  files: DurableFiles,
  { from, to, id }: { readonly from: Shelf; readonly to: Shelf; readonly id: string },
  { signal, progress }: Pick<Work, "signal" | "progress">,
): Promise<void> {
  const manifest = await from.manifest(id);
  await to.tidy();
  const part = to.partOf(id);
  // Not the way to it: where a stick was pulled out, this machine's own disk would take the copy.
  await files.remove(part);
  await files.makeFolderIn(part);
  try {
    for (const [name, written] of Object.entries(manifest.files)) {
      if (name === MANIFEST_FILE) continue;
      await files.copy(join(from.path(id), name), join(part, name), signal, progress);
      progress();
      const stored = await files.digest(join(part, name), signal, progress);
      const differs = written.sha256 !== null && written.sha256 !== stored.sha256;
      if (differs || stored.bytes !== written.bytes) throw new SnapshotError("DAMAGED");
    }
    // A damaged one of the same name makes way.
    if (!await to.isOfAnother(id)) await files.remove(to.path(id));
    await to.publish(id, manifest);
  } catch (error) {
    await files.remove(part).catch(() => {});
    throw signal.aborted ? new SnapshotError("CANCELLED", { cause: error }) : error;
  }
}
