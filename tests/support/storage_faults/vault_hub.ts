/**
 * Vault and database of a hub side by side, with a derivation that is cheap.
 *
 * @module
 */

import { join } from "node:path";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { Vault, VaultError } from "../../../vault/mod.ts";
import { CHEAP, PASSPHRASE } from "../../vault/fixtures.ts";
import { RecordedFiles } from "./recorded_files.ts";
import { databasePath } from "./stored_hub.ts";

/** Path of the vault in a hub's folder. */
export function vaultPath(folder: string): string {
  return join(folder, "hub.vault");
}

/** The open files of a hub. */
export class VaultHub implements Disposable {
  /** Its unlocked vault. */
  readonly vault: Vault;
  /** Its database, under the vault's key. */
  readonly database: HubDatabase;

  private constructor(vault: Vault, database: HubDatabase) {
    this.vault = vault;
    this.database = database;
  }

  /**
   * Opens a hub's files, or makes them, in the order and with the checks of `openFiles()`, which
   * has no place for a cheap derivation.
   *
   * @param files Where the vault is written
   */
  static async open(
    folder: string,
    passphrase: string = PASSPHRASE,
    files: RecordedFiles = new RecordedFiles(),
  ): Promise<VaultHub> {
    const options = { ...CHEAP, files };
    const hadVault = await files.exists(vaultPath(folder));
    const databaseBytes = sizeOf(databasePath(folder));
    if (!hadVault && databaseBytes !== null) throw new Error("a database without its vault");
    const vault = hadVault
      ? await Vault.unlock(vaultPath(folder), { passphrase }, options)
      : await Vault.create(vaultPath(folder), passphrase, options);
    const { dataKey, databaseMade } = vault.secrets;
    if (databaseMade && (databaseBytes ?? 0) === 0) throw new Error("a vault without its database");
    const database = HubDatabase.open(databasePath(folder), dataKey, databaseMade);
    if (!databaseMade) await vault.update({ databaseMade: true });
    return new VaultHub(vault, database);
  }

  /** Stores a row; it is durable when this returns. */
  store(name: string): void {
    using statement = this.database.writer.prepare("INSERT INTO hub_setting VALUES (?, '')");
    statement.run(name);
  }

  /** The rows of {@linkcode store}, in order. */
  stored(): string[] {
    using statement = this.database.reader.prepare("SELECT name FROM hub_setting ORDER BY name");
    return statement.values<[string]>().map(([name]) => name);
  }

  /** Closes the database and locks the vault. */
  [Symbol.dispose](): void {
    this.database[Symbol.dispose]();
    this.vault.lock();
  }
}

/** Whether a secret opens something, and what it shows; or the code of the refusal. */
export async function opensTo<T>(open: () => Promise<T>): Promise<T | string> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
}

function sizeOf(path: string): number | null {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
