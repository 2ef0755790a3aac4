/**
 * Exchanges the key of the database, on a hub that is shut.
 *
 * The vault keeps the present and the next key until the database is under the next one and the
 * vault has been told: wherever it is cut off, the next start finds out which of them counts.
 *
 * @module
 */

import { rekeyDatabase, type RekeyWatch } from "../../database/rekey_database.ts";
import { settleDataKey } from "../../database/settle_data_key.ts";
import type { Vault } from "../../../vault/mod.ts";
import type { DataPaths } from "../opening/data_directory.ts";

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
  const outcome = await settleDataKey(paths.database, vault);
  if (failure !== null && outcome !== "finished") throw failure;
}
