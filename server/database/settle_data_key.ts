/**
 * Which of two data keys counts, after an exchange of the key that may have been cut off.
 *
 * @module
 */

import type { Vault } from "../../vault/mod.ts";
import { keyOfDatabase, removeRekeyed } from "./rekey_database.ts";

/**
 * Finds out which key the database is under, and forgets the other one.
 *
 * @param database Path of the file; no connection to it may be open
 * @param vault Unlocked, of the same directory
 * @returns What became of the exchange; null when there was none, or neither key opens the database:
 * both are kept then
 * @throws {Error} `VaultError`
 */
export async function settleDataKey(
  database: string,
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

/**
 * The key the database is under, without changing anything; the present one when neither opens it.
 *
 * @returns 32 bytes that belong to the vault
 */
export function dataKeyOf(database: string, { secrets }: Pick<Vault, "secrets">): Uint8Array {
  const { dataKey: present, nextDataKey: next } = secrets;
  if (next === null) return present;
  return keyOfDatabase(database, { present, next }) === "next" ? next : present;
}
