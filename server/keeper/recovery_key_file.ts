/**
 * Writes the recovery key once (`--recovery-key-file`). It is never printed.
 *
 * @module
 */

import type { Vault } from "../../vault/mod.ts";
import { StartError } from "../start_error.ts";

/**
 * Issues a recovery key into a new file that only its owner can read. A vault that has a recovery
 * key, or a file that exists, is left alone: the paper in the drawer must not stop working.
 *
 * @throws {StartError} `STORAGE` when the file cannot be written; the vault has no new key then
 */
export async function writeRecoveryKey(vault: Vault, path: string): Promise<void> {
  if (vault.hasRecoveryKey) return;
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    throw new StartError("STORAGE", { detail: "the recovery key file", cause: error });
  }
  try {
    using _ = file;
    const key = await vault.issueRecoveryKey();
    await file.write(new TextEncoder().encode(`${key}\n`));
    await file.sync();
  } catch (error) {
    await Deno.remove(path).catch(() => {});
    throw error;
  }
}
