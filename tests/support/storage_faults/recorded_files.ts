/**
 * The vault's file operations on the real file system, counted and recorded.
 *
 * @module
 */

import { basename } from "node:path";
import { denoFileOperations } from "../../../vault/file_operations.ts";
import type { FileOperations, NewFile } from "../../../vault/mod.ts";
import type { DiskOperation } from "./disk_operations.ts";

/** Far from the handles the shim gives out. */
const FIRST_HANDLE = 1_000_000;

/** See the module. */
export class RecordedFiles implements FileOperations {
  readonly #note: (operation: DiskOperation) => unknown;
  #handle = FIRST_HANDLE;
  /** Writes so far. */
  writes = 0;
  /** From this write on the disk is full: half of the bytes are taken. */
  fullFrom = Infinity;

  /** @param note Told about each operation once it is done */
  constructor(note: (operation: DiskOperation) => unknown = () => {}) {
    this.#note = note;
  }

  read = denoFileOperations.read;
  exists = denoFileOperations.exists;

  /** A file whose writes count. */
  async create(path: string): Promise<NewFile> {
    const file = await denoFileOperations.create(path);
    const handle = this.#handle++;
    this.#note({ kind: "open", handle, name: basename(path) });
    let offset = 0;
    const write = async (bytes: Uint8Array) => {
      await file.write(bytes);
      this.#note({ kind: "write", handle, offset, bytes: bytes.slice() });
      offset += bytes.length;
    };
    return {
      write: async (bytes) => {
        if (this.writes++ < this.fullFrom) return await write(bytes);
        await write(bytes.subarray(0, bytes.length >> 1));
        throw new Error("No space left on device");
      },
      sync: async () => {
        await file.sync();
        this.#note({ kind: "sync", handle });
      },
      close: () => file.close(),
    };
  }

  /** Moves a file. */
  async rename(from: string, to: string): Promise<void> {
    await denoFileOperations.rename(from, to);
    this.#note({ kind: "rename", from: basename(from), to: basename(to) });
  }

  async remove(path: string): Promise<void> {
    await denoFileOperations.remove(path);
    this.#note({ kind: "remove", name: basename(path) });
  }

  async syncFolderOf(path: string): Promise<void> {
    await denoFileOperations.syncFolderOf(path);
    this.#note({ kind: "syncFolder" });
  }
}
