/**
 * What the operator does with the vault besides opening the hub.
 *
 * @module
 */

import { dirname } from "node:path";
import { inspectVault, restorePrevious, Vault, type VaultSecret } from "../../../vault/mod.ts";
import type { HubTrouble } from "../../hub_trouble.ts";
import { finishStartAnew, type ResetNote } from "../../resets/start_anew.ts";
import { durableFiles, hasCopies } from "../../snapshots/mod.ts";
import { StartError } from "../../start_error.ts";
import type { DataPaths } from "../opening/data_directory.ts";
import { startErrorOf } from "../opening/open_files.ts";
import { writeRecoveryKey } from "./recovery_key_file.ts";

/** What can be said of a hub that is not open. */
export type ClosedVault =
  | {
    readonly state: "new";
    readonly oldHubFiles: readonly string[];
    /** What was here before and was removed or set aside, and where the rest of it is. */
    readonly before: ResetNote | null;
  }
  | { readonly state: "locked"; readonly hasRecoveryKey: boolean }
  | {
    readonly state: "damaged";
    /** Why nothing that is typed opens it. */
    readonly trouble: HubTrouble;
    readonly hasRecoveryKey: boolean;
    /** When the kept copy was written that {@linkcode restoreVault} would bring back, or null. */
    readonly keptCopyAtMs: number | null;
  };

const VAULT_TROUBLES = {
  NOT_FOUND: "VAULT_MISSING",
  DAMAGED: "VAULT_DAMAGED",
  FOREIGN: "VAULT_FOREIGN",
  NEWER_VERSION: "VAULT_NEWER",
} as const satisfies Record<string, HubTrouble>;

/** Files of the older hub lie beside its program (decision 26). */
const OLD_HUB_FILES = ["hikma-health.db", "hikma-health.stronghold"];

/**
 * Looks at the files of a hub that is not open.
 *
 * @param trouble What the last attempt to open it met
 * @throws {StartError} `STORAGE`
 */
export async function lookAtVault(
  paths: DataPaths,
  trouble: HubTrouble | null = null,
): Promise<ClosedVault> {
  try {
    const before = await finishStartAnew(paths);
    const found = await inspectVault(paths.vault);
    const hasNothing = found.problem === "NOT_FOUND" && found.previousWrittenAtMs === null &&
      !await isThere(paths.database);
    if (hasNothing && await hasCopies(durableFiles, paths)) return WITHOUT_BOTH;
    if (hasNothing) return { state: "new", oldHubFiles: await oldHubFiles(paths), before };
    const { problem, hasRecoveryKey, previousWrittenAtMs } = found;
    const met = problem === null ? trouble : VAULT_TROUBLES[problem];
    if (met === null) return { state: "locked", hasRecoveryKey };
    const mayRestore = problem !== null && problem !== "NEWER_VERSION";
    const keptCopyAtMs = mayRestore ? previousWrittenAtMs : null;
    return { state: "damaged", trouble: met, hasRecoveryKey, keptCopyAtMs };
  } catch (error) {
    // What cannot be read is one more thing that the recovery screen has to explain.
    const failure = startErrorOf(error);
    if (failure.code === "STORAGE") return UNREADABLE;
    throw failure;
  }
}

const NOTHING_KNOWN = { state: "damaged", hasRecoveryKey: false, keptCopyAtMs: null } as const;
const UNREADABLE: ClosedVault = { ...NOTHING_KNOWN, trouble: "STORAGE" };
const WITHOUT_BOTH: ClosedVault = { ...NOTHING_KNOWN, trouble: "BOTH_MISSING" };

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
  // The cloud is asked about a key that is not the known one before anything is sent.
  if (isOtherCloud(vault, cloud)) await vault.update({ cloud, cloudDeviceInfo: null });
  if (created && newHubName !== null) await vault.update({ hubName: newHubName });
  return giveRecoveryKey && !vault.hasRecoveryKey ? await vault.issueRecoveryKey() : null;
}

/** Whether there is an address and a key, and one of them is not the stored one. */
export function isOtherCloud(vault: Vault, cloud: VaultErrands["cloud"]): boolean {
  const known = vault.secrets.cloud;
  return cloud !== null && (known?.url !== cloud.url || known.apiKey !== cloud.apiKey);
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

/** Replaces the passphrase; answers its name. @throws {StartError} */
export async function changePassphrase(
  vault: Vault,
  current: VaultSecret,
  next: string,
): Promise<string> {
  try {
    return await vault.changePassphrase(current, next);
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
