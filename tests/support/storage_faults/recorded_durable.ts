/**
 * The file operations beside SQLite and the vault, recorded: moving a database into its place.
 *
 * @module
 */

import { basename } from "node:path";
import { type DurableFiles, durableFiles } from "../../../server/snapshots/durable_files.ts";
import type { DiskOperation } from "./disk_operations.ts";

/** Far from the handles of the shim and of the vault's files. */
const FIRST_HANDLE = 2_000_000;

/** In one folder, without folders inside. @param note Told about each operation once it is done */
export function recordedDurable(note: (operation: DiskOperation) => unknown): DurableFiles {
  let handle = FIRST_HANDLE;
  return {
    ...durableFiles,
    async sync(path) {
      await durableFiles.sync(path);
      note({ kind: "open", handle, name: basename(path) });
      note({ kind: "sync", handle: handle++ });
    },
    async rename(from, to) {
      await durableFiles.rename(from, to);
      note({ kind: "rename", from: basename(from), to: basename(to) });
    },
    async remove(path) {
      await durableFiles.remove(path);
      note({ kind: "remove", name: basename(path) });
    },
    async syncFolder(path) {
      await durableFiles.syncFolder(path);
      note({ kind: "syncFolder" });
    },
  };
}
