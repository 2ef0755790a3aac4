/**
 * Looks after the vault's file while the hub is open: without it nothing opens the database after a
 * power cut, and whoever has the hub open can still write it.
 *
 * @module
 */

import { inspectVault, type Vault } from "../../../vault/mod.ts";

/** Written by somebody who means it: not ours to write over. */
const LEFT_ALONE: ReadonlySet<string> = new Set(["NEWER_VERSION"]);

/**
 * Writes an open vault again when its file was deleted or damaged.
 *
 * @returns True when it was written. Never rejects: the next look tries again
 */
export async function keepVault(vault: Vault): Promise<boolean> {
  try {
    const { problem } = await inspectVault(vault.path);
    if (problem === null || LEFT_ALONE.has(problem)) return false;
    await vault.update({});
    return true;
  } catch {
    return false;
  }
}
