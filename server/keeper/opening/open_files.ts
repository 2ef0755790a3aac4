/**
 * Opens vault and database together, or says why not.
 *
 * @module
 */

import { LibraryError } from "@db/sqlite";
import { DatabaseError } from "../../database/database_error.ts";
import { HubDatabase } from "../../database/hub_database.ts";
import { removeRekeyed } from "../../database/rekey_database.ts";
import { settleDataKey } from "../../database/settle_data_key.ts";
import type { HubTrouble } from "../../hub_trouble.ts";
import { readingPaths } from "../../recovery/salvage.ts";
import { finishStartAnew, type ResetNote } from "../../resets/start_anew.ts";
import { StartError, type StartErrorCode } from "../../start_error.ts";
import { Vault, VaultError, type VaultErrorCode } from "../../../vault/mod.ts";
import {
  diskErrorOf,
  durableFiles,
  finishSwap,
  hasCopies,
  SnapshotError,
  type SnapshotErrorCode,
} from "../../snapshots/mod.ts";
import type { DataPaths } from "./data_directory.ts";
import { snapshotBeforeMigration } from "../copies/migration_snapshot.ts";

/** The open files. */
export interface OpenFiles {
  readonly vault: Vault;
  readonly database: HubDatabase;
  /** True when the vault was made just now. */
  readonly created: boolean;
  /** What became of an exchange of the data key that was cut off; null when there was none. */
  readonly rekeyed: "finished" | "undone" | null;
  /** The hub that was here before and was removed, until the log of this one has it. */
  readonly before: ResetNote | null;
}

const BY_VAULT_CODE: Partial<Record<VaultErrorCode, StartErrorCode>> = {
  WRONG_PASSPHRASE: "WRONG_PASSPHRASE",
  WRONG_RECOVERY_KEY: "WRONG_RECOVERY_KEY",
  WEAK_PASSPHRASE: "WEAK_PASSPHRASE",
  PASSPHRASE_TAKEN: "PASSPHRASE_TAKEN",
  PASSPHRASE_NEEDED: "PASSPHRASE_NEEDED",
  TOO_MANY_PASSPHRASES: "TOO_MANY_PASSPHRASES",
  DAMAGED: "DAMAGED",
  FOREIGN: "DAMAGED",
  EXISTS: "DAMAGED",
  NOT_FOUND: "DAMAGED",
  NEWER_VERSION: "NEWER_SCHEMA",
  STORAGE: "STORAGE",
};

const BY_SNAPSHOT_CODE: Partial<Record<SnapshotErrorCode, StartErrorCode>> = {
  NO_ROOM: "STORAGE",
  STORAGE: "STORAGE",
  DAMAGED: "DAMAGED",
  NOT_FOUND: "DAMAGED",
  WRONG_PASSPHRASE: "WRONG_PASSPHRASE",
  WRONG_RECOVERY_KEY: "WRONG_RECOVERY_KEY",
  NEWER_SCHEMA: "NEWER_SCHEMA",
  LIBRARY: "LIBRARY",
};

const TROUBLES: Partial<Record<StartErrorCode, HubTrouble>> = {
  DAMAGED: "DATABASE_DAMAGED",
  NEWER_SCHEMA: "DATABASE_NEWER",
  STORAGE: "STORAGE",
};

const VAULT_TROUBLES: Partial<Record<VaultErrorCode, HubTrouble>> = {
  DAMAGED: "VAULT_DAMAGED",
  FOREIGN: "VAULT_FOREIGN",
  NOT_FOUND: "VAULT_MISSING",
  NEWER_VERSION: "VAULT_NEWER",
  STORAGE: "STORAGE",
};

/**
 * Unlocks or makes the vault, then opens or makes the database under its key.
 *
 * A database without a vault is damage: its records may be waiting for the vault's copy. So is a
 * missing database beside a vault that has had one, or copies of a hub without both: an empty hub
 * in its place would look like a clinic without patients, and its copies would push out the others.
 *
 * @throws {StartError}
 */
export async function openFiles(
  paths: DataPaths,
  passphrase: string,
  recoveryKey: string | null = null,
  program = "",
): Promise<OpenFiles> {
  try {
    await finishSwap(durableFiles, paths);
    const before = await finishStartAnew(paths);
    const hadVault = await exists(paths.vault);
    const hadDatabase = await exists(paths.database);
    // A link to a disk that is not there has nothing behind it.
    const isEmpty = hadDatabase && await bytesOf(paths.database) === 0;
    if (!hadVault && hadDatabase) {
      throw new StartError("DAMAGED", { trouble: "VAULT_MISSING" });
    }
    if (!hadVault && await hasCopies(durableFiles, paths)) {
      throw new StartError("DAMAGED", { trouble: "BOTH_MISSING" });
    }
    const vault = hadVault
      ? await Vault.unlock(paths.vault, recoveryKey === null ? { passphrase } : { recoveryKey })
      : await Vault.create(paths.vault, passphrase);
    try {
      if (vault.secrets.databaseMade && !hadDatabase) {
        throw new StartError("DAMAGED", { trouble: "DATABASE_MISSING" });
      }
      // Not even opened: SQLite would take it for a new database and delete the log beside it.
      if (vault.secrets.databaseMade && isEmpty) {
        throw new StartError("DAMAGED", { trouble: "DATABASE_MISSING" });
      }
      const rekeyed = await settleDataKey(paths.database, vault);
      if (vault.secrets.databaseMade) await snapshotBeforeMigration(paths, vault, program);
      const database = HubDatabase.open(
        paths.database,
        vault.secrets.dataKey,
        vault.secrets.databaseMade,
      );
      if (!vault.secrets.databaseMade) await vault.update({ databaseMade: true });
      await removeLeftovers(paths, vault);
      return { vault, database, created: !hadVault, rekeyed, before };
    } catch (error) {
      vault.lock();
      throw error;
    }
  } catch (error) {
    throw startErrorOf(error);
  }
}

/** Copies of a database that opens are of no use: of reading it, and of a change of its key. */
async function removeLeftovers({ database }: DataPaths, { secrets }: Vault): Promise<void> {
  for (const path of readingPaths(database)) await durableFiles.remove(path).catch(() => {});
  if (secrets.nextDataKey === null) await removeRekeyed(database).catch(() => {});
}

/** The start error that stands for a failure of vault, database or library. */
export function startErrorOf(error: unknown): StartError {
  if (error instanceof StartError) return error;
  if (error instanceof VaultError) {
    return withTrouble(BY_VAULT_CODE[error.code] ?? "INTERNAL", VAULT_TROUBLES[error.code], error);
  }
  if (error instanceof DatabaseError) {
    const code = error.code === "BUSY" ? "OTHER_INSTANCE" : error.code;
    return withTrouble(code, TROUBLES[code], error);
  }
  if (error instanceof SnapshotError) {
    const code = BY_SNAPSHOT_CODE[error.code] ?? "INTERNAL";
    if (error.code !== "NO_ROOM") return withTrouble(code, TROUBLES[code], error);
    return new StartError(code, { detail: "there is no room for a copy", cause: error });
  }
  if (error instanceof LibraryError) {
    return new StartError("LIBRARY", { detail: error.message, cause: error, trouble: "LIBRARY" });
  }
  // Of the file system itself, such as a reset that was cut off and cannot go on.
  if (diskErrorOf(error) !== error) return new StartError("STORAGE", { cause: error });
  return new StartError("INTERNAL", { cause: error });
}

function withTrouble(
  code: StartErrorCode,
  trouble: HubTrouble | undefined,
  cause: Error,
): StartError {
  return new StartError(code, trouble === undefined ? { cause } : { cause, trouble });
}

async function bytesOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw new StartError("STORAGE", { cause: error, trouble: "STORAGE" });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new StartError("STORAGE", { cause: error, trouble: "STORAGE" });
  }
}
