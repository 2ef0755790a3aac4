/**
 * Opens vault and database together, or says why not.
 *
 * @module
 */

import { LibraryError } from "@db/sqlite";
import { DatabaseError } from "../database/database_error.ts";
import { HubDatabase } from "../database/hub_database.ts";
import { StartError, type StartErrorCode } from "../start_error.ts";
import { Vault, VaultError, type VaultErrorCode } from "../../vault/mod.ts";
import type { DataPaths } from "./data_directory.ts";

/** The open files. */
export interface OpenFiles {
  readonly vault: Vault;
  readonly database: HubDatabase;
  /** True when the vault was made just now. */
  readonly created: boolean;
}

const BY_VAULT_CODE: Partial<Record<VaultErrorCode, StartErrorCode>> = {
  WRONG_PASSPHRASE: "WRONG_PASSPHRASE",
  WRONG_RECOVERY_KEY: "WRONG_RECOVERY_KEY",
  WEAK_PASSPHRASE: "WEAK_PASSPHRASE",
  DAMAGED: "DAMAGED",
  FOREIGN: "DAMAGED",
  EXISTS: "DAMAGED",
  NEWER_VERSION: "NEWER_SCHEMA",
  STORAGE: "STORAGE",
};

/**
 * Unlocks or makes the vault, then opens or makes the database under its key.
 *
 * A database without a vault is damage: its records may be waiting for the vault's copy. So is a
 * missing database beside a vault that has had one: an empty one in its place would look like a
 * clinic without patients.
 *
 * @throws {StartError}
 */
export async function openFiles(
  paths: DataPaths,
  passphrase: string,
  recoveryKey: string | null = null,
): Promise<OpenFiles> {
  try {
    const hadVault = await exists(paths.vault);
    const hadDatabase = await exists(paths.database);
    const isEmpty = hadDatabase && (await Deno.stat(paths.database)).size === 0;
    if (!hadVault && hadDatabase) {
      throw new StartError("DAMAGED", { detail: "the database is here, its vault is missing" });
    }
    const vault = hadVault
      ? await Vault.unlock(paths.vault, recoveryKey === null ? { passphrase } : { recoveryKey })
      : await Vault.create(paths.vault, passphrase);
    try {
      if (vault.secrets.databaseMade && !hadDatabase) {
        throw new StartError("DAMAGED", { detail: "the vault is here, its database is missing" });
      }
      // Not even opened: SQLite would take it for a new database and delete the log beside it.
      if (vault.secrets.databaseMade && isEmpty) {
        throw new StartError("DAMAGED", { detail: "the database is empty" });
      }
      const database = HubDatabase.open(
        paths.database,
        vault.secrets.dataKey,
        vault.secrets.databaseMade,
      );
      if (!vault.secrets.databaseMade) await vault.update({ databaseMade: true });
      return { vault, database, created: !hadVault };
    } catch (error) {
      vault.lock();
      throw error;
    }
  } catch (error) {
    throw startErrorOf(error);
  }
}

/** The start error that stands for a failure of vault, database or library. */
export function startErrorOf(error: unknown): StartError {
  if (error instanceof StartError) return error;
  if (error instanceof VaultError) {
    return new StartError(BY_VAULT_CODE[error.code] ?? "INTERNAL", { cause: error });
  }
  if (error instanceof DatabaseError) {
    return new StartError(error.code === "BUSY" ? "OTHER_INSTANCE" : error.code, { cause: error });
  }
  if (error instanceof LibraryError) {
    return new StartError("LIBRARY", { detail: error.message, cause: error });
  }
  return new StartError("INTERNAL", { cause: error });
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new StartError("STORAGE", { cause: error });
  }
}
