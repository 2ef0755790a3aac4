/**
 * Writes the recovery key once (`--recovery-key-file`). It is never printed.
 *
 * @module
 */

import { Vault } from "../../../vault/mod.ts";
import { StartError } from "../../start_error.ts";

/**
 * Issues a recovery key into a new file that only its owner can read. A vault that has a recovery
 * key is left alone: the paper in the drawer must not stop working.
 *
 * The key is on disk under another name before it counts, and gets its name afterwards: a crash in
 * between leaves no vault with a key that nobody has, and no named file with a key that is none.
 *
 * @throws {StartError} `USAGE` when the file is there already, `STORAGE` when it cannot be written;
 * the vault has no new key then
 */
export async function writeRecoveryKey(vault: Vault, path: string): Promise<void> {
  const part = `${path}.part`;
  if (vault.hasRecoveryKey) {
    await finishInterrupted(vault, part, path);
    return;
  }
  if (await isThere(path)) {
    throw new StartError("USAGE", {
      detail: "the recovery key file is there already and is not of this hub; move it away",
    });
  }
  try {
    await vault.issueRecoveryKey((key) => writeNew(part, key));
    await Deno.rename(part, path);
  } catch (error) {
    throw new StartError("STORAGE", { detail: "the recovery key file", cause: error });
  }
}

/** A crash came between the key's counting and its file's name, or before the key counted. */
async function finishInterrupted(vault: Vault, part: string, path: string): Promise<void> {
  if (!await isThere(part)) return;
  const recoveryKey = (await Deno.readTextFile(part)).trim();
  const counts = await Vault.unlock(vault.path, { recoveryKey }).then((opened) => {
    opened.lock();
    return true;
  }, () => false);
  if (counts && !await isThere(path)) await Deno.rename(part, path);
  else await Deno.remove(part);
}

async function writeNew(path: string, key: string): Promise<void> {
  using file = await Deno.open(path, { create: true, truncate: true, write: true, mode: 0o600 });
  await file.write(new TextEncoder().encode(`${key}\n`));
  await file.sync();
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new StartError("STORAGE", { detail: "the recovery key file", cause: error });
  }
}
