/**
 * The file operations copies are made of: few, so that tests can cut the power between any two.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** Size and digest of a file. */
export interface FileDigest {
  /** Size. */
  readonly bytes: number;
  /** SHA-256, 64 hex digits. */
  readonly sha256: string;
}

/** See the module. Rejects with errors of the file system. */
export interface DurableFiles {
  /** Makes a folder that only its owner may enter, and those above it. */
  makeFolder(path: string): Promise<void>;
  /** Makes a folder in one that is there; fails when that is gone, or the folder is there. */
  makeFolderIn(path: string): Promise<void>;
  /** Writes a file that only its owner may read; content and size are on the disk. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Copies a file; the copy is on the disk, and read while it was written. `onPart` is told of each
   * part, of 1 MiB at most, how many bytes it had.
   */
  copy(
    from: string,
    to: string,
    signal?: AbortSignal,
    onPart?: (bytes: number) => void,
  ): Promise<FileDigest>;
  /** Content and size of the file are on the disk. */
  sync(path: string): Promise<void>;
  /** Moves a file or folder over what is at `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with everything in it; nothing there is no failure. */
  remove(path: string): Promise<void>;
  /** The names in the folder are on the disk, where the system can. */
  syncFolder(path: string): Promise<void>;
  /** Reads a file, at most so many bytes of it; null when there is none. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>;
  /** Size of a file; null when there is none. */
  size(path: string): Promise<number | null>;
  /** Counts a file's digest. `onPart` as for {@linkcode copy}. */
  digest(
    path: string,
    signal?: AbortSignal,
    onPart?: (bytes: number) => void,
  ): Promise<FileDigest>;
  /** Names in a folder; none when there is no folder. */
  list(path: string): Promise<readonly string[]>;
  /** Bytes an ordinary user may still write there; null when the system does not say. */
  free(path: string): Promise<number | null>;
}

/** Bytes copied at a time: others get their turn in between. */
const PART_BYTES = 1_048_576;

/** {@linkcode DurableFiles} on the real file system. */
export const durableFiles: DurableFiles = {
  makeFolder: (path) => Deno.mkdir(path, { recursive: true, mode: 0o700 }),
  makeFolderIn: (path) => Deno.mkdir(path, { mode: 0o700 }),

  async write(path, bytes) {
    using file = await Deno.open(path, {
      ...{ write: true, create: true, truncate: true, mode: 0o600 },
    });
    await writeAll(file, bytes);
    await file.sync();
  },

  async copy(from, to, signal, onPart) {
    using source = await Deno.open(from, { read: true });
    // That may have taken until nobody waits any more: another copy may be at `to` by now.
    signal?.throwIfAborted();
    using target = await Deno.open(to, {
      ...{ write: true, create: true, truncate: true, mode: 0o600 },
    });
    const digest = await readThrough(source, signal, async (part) => {
      await writeAll(target, part);
      onPart?.(part.length);
    });
    await target.sync();
    return digest;
  },

  async sync(path) {
    // Windows flushes only what was opened for writing.
    using file = await Deno.open(path, { read: true, write: true });
    await file.sync();
  },

  rename: (from, to) => Deno.rename(from, to),

  async remove(path) {
    try {
      await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },

  async syncFolder(path) {
    // Windows cannot open a folder as a file; NTFS journals renames by itself.
    if (Deno.build.os === "windows") return;
    using folder = await Deno.open(path, { read: true });
    // Some sticks and network folders cannot: there is nothing better to do.
    await folder.sync().catch(() => {});
  },

  async read(path, maxBytes) {
    if (await this.size(path) === null) return null;
    using file = await Deno.open(path, { read: true });
    // Of what was opened: the vault may have been replaced by a longer one since.
    const { size } = await file.stat();
    const buffer = new Uint8Array(Math.min(size, maxBytes));
    let length = 0;
    while (length < buffer.length) {
      const count = await file.read(buffer.subarray(length));
      if (count === null) break;
      length += count;
    }
    return buffer.subarray(0, length);
  },

  async size(path) {
    try {
      const info = await Deno.stat(path);
      return info.isFile ? info.size : null;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || isNoFolder(error)) return null;
      throw error;
    }
  },

  async digest(path, signal, onPart) {
    using file = await Deno.open(path, { read: true });
    return await readThrough(file, signal, (part) => Promise.resolve(onPart?.(part.length)));
  },

  async list(path) {
    try {
      return await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || isNoFolder(error)) return [];
      throw error;
    }
  },

  async free(path) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch {
      return null;
    }
  },
};

/**
 * Puts `bytes` at `path` so that it holds the old content or the new, whenever the power goes.
 */
export async function replaceFile(
  files: DurableFiles,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const aside = `${path}.writing`;
  await files.write(aside, bytes);
  await files.rename(aside, path);
  await files.syncFolder(dirname(path));
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await file.write(bytes.subarray(written));
}

async function readThrough(
  file: Deno.FsFile,
  signal: AbortSignal | undefined,
  use: (part: Uint8Array) => Promise<void>,
): Promise<FileDigest> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(PART_BYTES);
  let bytes = 0;
  while (true) {
    signal?.throwIfAborted();
    const count = await file.read(buffer);
    if (count === null) return { bytes, sha256: hash.digest("hex") };
    signal?.throwIfAborted();
    const part = buffer.subarray(0, count);
    hash.update(part);
    await use(part);
    bytes += count;
  }
}

/** Something on the way is a file. */
function isNoFolder(error: unknown): boolean {
  return error instanceof Deno.errors.NotADirectory;
}
