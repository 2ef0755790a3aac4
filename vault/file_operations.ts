import { dirname } from "node:path";

/** A file being written: nothing can read it by its final name yet. */
export interface NewFile {
  /** Appends all of `bytes`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns when content and size are on the disk (fsync). */
  sync(): Promise<void>;
  /** Closes the file; it may be called once only. */
  close(): void;
}

/** The few file operations a vault is made of, so that tests can cut the power between any two. */
export interface FileOperations {
  /** The first `maxBytes` of a regular file, or null if there is none at `path`. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>;
  /** Whether anything at all is at `path`. */
  exists(path: string): Promise<boolean>;
  /** Creates an empty file that only its owner may read; fails if something is at `path`. */
  create(path: string): Promise<NewFile>;
  /** Moves a file over whatever is at `to`, atomically. */
  rename(from: string, to: string): Promise<void>;
  /** Removes the file at `path` if there is one. */
  remove(path: string): Promise<void>;
  /** Returns when the renames in the folder of `path` are on the disk, where the system can. */
  syncFolderOf(path: string): Promise<void>;
}

/** {@linkcode FileOperations} on the real file system. */
export const denoFileOperations: FileOperations = {
  async read(path, maxBytes) {
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
    // Opening a pipe would wait forever.
    if (!info.isFile) throw new Error("Cannot read file: it is not a regular file");
    using file = await Deno.open(path, { read: true });
    const buffer = new Uint8Array(Math.min(info.size, maxBytes));
    let length = 0;
    while (length < buffer.length) {
      const count = await file.read(buffer.subarray(length));
      if (count === null) break;
      length += count;
    }
    return buffer.subarray(0, length);
  },

  async exists(path) {
    try {
      await Deno.lstat(path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  },

  async create(path) {
    const file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
    return {
      async write(bytes) {
        let written = 0;
        while (written < bytes.length) written += await file.write(bytes.subarray(written));
      },
      // On macOS this is F_FULLFSYNC: through the drive's own cache.
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },

  rename: (from, to) => Deno.rename(from, to),

  async remove(path) {
    try {
      await Deno.remove(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },

  async syncFolderOf(path) {
    // Windows cannot open a folder as a file; NTFS journals renames by itself.
    if (Deno.build.os === "windows") return;
    using folder = await Deno.open(dirname(path), { read: true });
    try {
      await folder.sync();
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
  },
};

/** Some network and FUSE file systems cannot fsync a folder: there is nothing better to do. */
function isUnsupported(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "EINVAL" || error.code === "ENOTSUP" || error.code === "EOPNOTSUPP";
}
