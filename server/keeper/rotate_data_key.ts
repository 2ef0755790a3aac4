/**
 * Exchanges the key of the database, on a hub that is shut.
 *
 * The vault keeps the present and the next key until the database is under the next one and the
 * vault has been told: wherever it is cut off, the next start finds out which of them counts.
 *
 * @module
 */

import {
  keyOfDatabase,
  rekeyDatabase,
  type RekeyWatch,
  removeRekeyed,
} from "../database/rekey_database.ts";
import type { Vault } from "../../vault/mod.ts";
import type { DataPaths } from "./data_directory.ts";

/**
 * Encrypts the database anew under a key of its own.
 *
 * @param vault Unlocked, of the same directory
 * @throws {Error} `VaultError`, `DatabaseError`, or `AbortError`; the database is as before
 */
export async function rotateDataKey(
  paths: Pick<DataPaths, "database">,
  vault: Vault,
  watch: RekeyWatch = {},
): Promise<void> {
  let failure: unknown = null;
  try {
    await vault.drawDataKey();
    const { dataKey: present, nextDataKey: next } = vault.secrets;
    if (next !== null) await rekeyDatabase(paths.database, { present, next }, watch);
  } catch (error) {
    failure = error;
  }
  // What is on the disk decides, not what was reported.
  const outcome = await settleDataKey(paths, vault);
  if (failure !== null && outcome !== "finished") throw failure;
}

/**
 * Finds out which key the database is under, and forgets the other one.
 *
 * @returns What became of the exchange; null when there was none, or neither key opens the database:
 * both are kept then
 * @throws {Error} `VaultError`
 */
export async function settleDataKey(
  { database }: Pick<DataPaths, "database">,
  vault: Vault,
): Promise<"finished" | "undone" | null> {
  const { dataKey: present, nextDataKey: next } = vault.secrets;
  if (next === null) return null;
  const key = keyOfDatabase(database, { present, next });
  if (key === null) return null;
  await vault.settleDataKey(key === "next");
  // Full of records under a key that nobody keeps: of no use to anyone.
  await removeRekeyed(database).catch(() => {});
  return key === "next" ? "finished" : "undone";
}
