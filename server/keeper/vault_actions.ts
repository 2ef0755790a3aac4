/**
 * What the operator does with the vault besides opening the hub.
 *
 * @module
 */

import { dirname } from "node:path";
import { inspectVault, restorePrevious, Vault, type VaultSecret } from "../../vault/mod.ts";
import { StartError } from "../start_error.ts";
import type { DataPaths } from "./data_directory.ts";
import { startErrorOf } from "./open_files.ts";
import { writeRecoveryKey } from "./recovery_key_file.ts";

/** What can be said of a hub that is not open. */
export type ClosedVault =
  | { readonly state: "new"; readonly oldHubFiles: readonly string[] }
  | {
    readonly state: "locked";
    readonly hasRecoveryKey: boolean;
    /** Why nothing opens it, or null. */
    readonly problem: "VAULT_MISSING" | "DAMAGED" | "FOREIGN" | "NEWER_VERSION" | null;
    /** When the kept copy was written that {@linkcode restoreVault} would bring back. */
    readonly keptCopyAtMs: number | null;
  };

/** Files of the older hub lie beside its program (decision 26). */
const OLD_HUB_FILES = ["hikma-health.db", "hikma-health.stronghold"];

/** Looks at the files of a hub that is not open. @throws {StartError} `STORAGE` */
export async function lookAtVault(paths: DataPaths): Promise<ClosedVault> {
  try {
    const found = await inspectVault(paths.vault);
    const hasNothing = found.problem === "NOT_FOUND" && found.previousWrittenAtMs === null &&
      !await isThere(paths.database);
    if (hasNothing) return { state: "new", oldHubFiles: await oldHubFiles(paths) };
    return {
      state: "locked",
      hasRecoveryKey: found.hasRecoveryKey,
      problem: found.problem === "NOT_FOUND" ? "VAULT_MISSING" : found.problem,
      keptCopyAtMs: found.problem === null ? null : found.previousWrittenAtMs,
    };
  } catch (error) {
    throw startErrorOf(error);
  }
}

/** Puts the kept copy in the place of a vault that is missing or damaged. @throws {StartError} */
export async function restoreVault(paths: DataPaths): Promise<void> {
  try {
    await restorePrevious(paths.vault);
  } catch (error) {
    throw startErrorOf(error);
  }
}

/** What a vault that was just opened is told to do besides. */
export interface VaultErrands {
  /** Where to write a recovery key once, or null. */
  readonly recoveryKeyFile: string | null;
  /** Cloud access to store, or null. */
  readonly cloud: { readonly url: string; readonly apiKey: string } | null;
  /** A name for a new hub. */
  readonly newHubName?: string | null;
  /** Whether a new vault's recovery key is wanted; it is then answered this one time. */
  readonly giveRecoveryKey?: boolean;
}

/**
 * Does them; answers the recovery key if it was wanted and is not in a file.
 *
 * @throws {Error} `StartError` or `VaultError`
 */
export async function runErrands(
  vault: Vault,
  created: boolean,
  errands: VaultErrands,
): Promise<string | null> {
  const { recoveryKeyFile, cloud, newHubName = null, giveRecoveryKey = false } = errands;
  if (recoveryKeyFile !== null) await writeRecoveryKey(vault, recoveryKeyFile);
  if (cloud !== null) await vault.update({ cloud });
  if (created && newHubName !== null) await vault.update({ hubName: newHubName });
  return giveRecoveryKey && !vault.hasRecoveryKey ? await vault.issueRecoveryKey() : null;
}

/** Shows that the secret opens the vault. @throws {StartError} */
export async function checkSecret(vault: Vault, secret: VaultSecret): Promise<void> {
  try {
    // A second object reads the file anew and writes nothing.
    (await Vault.unlock(vault.path, secret)).lock();
  } catch (error) {
    throw startErrorOf(error);
  }
}

/** Replaces the passphrase. @throws {StartError} */
export async function changePassphrase(
  vault: Vault,
  current: VaultSecret,
  next: string,
): Promise<void> {
  try {
    await vault.changePassphrase(current, next);
  } catch (error) {
    throw startErrorOf(error);
  }
}

/** A new recovery key for whoever knows the passphrase. @throws {StartError} */
export async function newRecoveryKey(vault: Vault, passphrase: string): Promise<string> {
  await checkSecret(vault, { passphrase });
  try {
    return await vault.issueRecoveryKey();
  } catch (error) {
    throw startErrorOf(error);
  }
}

async function oldHubFiles(paths: DataPaths): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of [paths.directory, dirname(Deno.execPath())]) {
    for (const name of OLD_HUB_FILES) if (await isThere(`${folder}/${name}`)) found.add(name);
  }
  return [...found];
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new StartError("STORAGE", { cause: error });
  }
}
