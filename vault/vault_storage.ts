import type { FileOperations } from "./file_operations.ts";
import {
  MAX_FILE_BYTES,
  type ParsedVaultFile,
  parseVaultFile,
  type VaultFile,
} from "./vault_file.ts";
import { VaultError } from "./vault_error.ts";

/** The kept copy of the vault at `path`. */
export function previousPath(path: string): string {
  return `${path}.previous`;
}

/** Where {@linkcode restorePrevious} puts an unusable vault. */
function damagedPath(path: string): string {
  return `${path}.damaged`;
}

function writingPath(path: string): string {
  return `${path}.writing`;
}

/** The bytes of the file at `path`, or null. One byte more than allowed shows an oversize file. */
export function readBytes(files: FileOperations, path: string): Promise<Uint8Array | null> {
  return onDisk(() => files.read(path, MAX_FILE_BYTES + 1));
}

/** What is at `path`, or null if nothing is. */
export async function readParsed(
  files: FileOperations,
  path: string,
): Promise<ParsedVaultFile | null> {
  const bytes = await readBytes(files, path);
  return bytes === null ? null : parseVaultFile(bytes);
}

/**
 * The vault at `path`, with the bytes it was read from.
 *
 * @throws {VaultError} `NOT_FOUND`, `DAMAGED`, `FOREIGN`, `NEWER_VERSION`, `STORAGE`, telling
 *   whether the kept copy can be restored
 */
export async function readVault(
  files: FileOperations,
  path: string,
): Promise<{ file: VaultFile; bytes: Uint8Array }> {
  try {
    const bytes = await readBytes(files, path);
    if (bytes === null) throw new VaultError("NOT_FOUND");
    const parsed = parseVaultFile(bytes);
    if (!parsed.ok) throw new VaultError(parsed.problem);
    return { file: parsed.file, bytes };
  } catch (error) {
    throw await withPreviousCopy(files, path, error);
  }
}

/** `error` as it is, or telling whether the kept copy of `path` is intact. */
export async function withPreviousCopy(
  files: FileOperations,
  path: string,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof VaultError)) return error;
  const { code, cause } = error;
  const previousCopy = await hasPrevious(files, path);
  return new VaultError(code, cause === undefined ? { previousCopy } : { previousCopy, cause });
}

/** Whether the kept copy of `path` is intact. */
async function hasPrevious(files: FileOperations, path: string): Promise<boolean> {
  try {
    return (await readParsed(files, previousPath(path)))?.ok === true;
  } catch {
    return false;
  }
}

/**
 * Throws `EXISTS` if a vault could be lost by creating one at `path`: if anything is there, or a
 * kept copy is.
 */
export async function requireAbsent(files: FileOperations, path: string): Promise<void> {
  if (
    await onDisk(() => files.exists(path)) || await onDisk(() => files.exists(previousPath(path)))
  ) {
    throw new VaultError("EXISTS", { previousCopy: await hasPrevious(files, path) });
  }
}

/**
 * Puts `bytes` at `path`, durably and atomically: whenever the power goes, `path` holds the old
 * content or the new. An intact old content stays as the kept copy.
 *
 * @throws {VaultError} `STORAGE`; the old content is then intact, or, if only the last step failed,
 *   the new one is there
 */
export async function commit(
  files: FileOperations,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  await onDisk(async () => {
    await writeAside(files, path, bytes);
    const present = await files.read(path, MAX_FILE_BYTES + 1);
    // A damaged vault never takes the place of a good copy.
    if (present !== null && parseVaultFile(present).ok) {
      await writeAside(files, previousPath(path), present);
      await files.rename(writingPath(previousPath(path)), previousPath(path));
    }
    await files.rename(writingPath(path), path);
    await files.syncFolderOf(path);
  });
}

/**
 * Makes the kept copy equal to `bytes`, which {@linkcode commit} has just stored: a passphrase that
 * was taken away must not open the copy.
 *
 * @throws {VaultError} `STORAGE`; the vault itself is not touched
 */
export async function replacePrevious(
  files: FileOperations,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  await onDisk(async () => {
    await writeAside(files, previousPath(path), bytes);
    await files.rename(writingPath(previousPath(path)), previousPath(path));
    await files.syncFolderOf(path);
  });
}

/** Puts the kept copy in the place of the vault at `path`: see `restorePrevious()`. */
export async function restore(files: FileOperations, path: string): Promise<void> {
  const bytes = await readBytes(files, previousPath(path));
  if (bytes === null) throw new VaultError("NOT_FOUND");
  const previous = parseVaultFile(bytes);
  if (!previous.ok) throw new VaultError(previous.problem);
  // A file that the disk cannot read any more is moved away like a damaged one.
  const present = await readParsed(files, path).catch(() => null);
  if (present?.ok) throw new VaultError("EXISTS", { previousCopy: true });
  if (present?.problem === "NEWER_VERSION") {
    throw new VaultError("NEWER_VERSION", { previousCopy: true });
  }
  await onDisk(async () => {
    await writeAside(files, path, bytes);
    // Kept for whoever wants to know what happened; the copy is still there if the power goes.
    if (await files.exists(path)) await files.rename(path, damagedPath(path));
    await files.rename(writingPath(path), path);
    await files.syncFolderOf(path);
  });
}

/** Writes `bytes` beside `path`, on the disk and read back before it returns. */
async function writeAside(
  files: FileOperations,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const aside = writingPath(path);
  await files.remove(aside); // a cut write may have left one
  try {
    const file = await files.create(aside);
    try {
      await file.write(bytes);
      await file.sync();
    } finally {
      file.close();
    }
    const stored = await files.read(aside, MAX_FILE_BYTES + 1);
    if (stored === null || !equal(stored, bytes)) {
      throw new Error("Cannot verify file: the disk holds other bytes than were written");
    }
  } catch (error) {
    // On a full disk the few bytes count. The first failure is the one to report.
    await files.remove(aside).catch(() => {});
    throw error;
  }
}

async function onDisk<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof VaultError) throw error;
    throw new VaultError("STORAGE", { cause: error });
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
