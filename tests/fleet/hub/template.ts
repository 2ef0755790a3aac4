/**
 * A data directory with the fleet's clinic in it, made once and copied for every hub.
 *
 * @module
 */

import { join } from "node:path";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { storeSettings } from "../../../server/database/settings.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { Vault } from "../../../vault/mod.ts";
import { cacheArgon2 } from "./cached_argon2.ts";
import { type CloudTable, firstRows, PASSPHRASE } from "./fleet_clinic.ts";
import { storeCloudRows } from "./store_cloud_rows.ts";

/** The directory hubs are made in: in memory where the system has such a place. */
export function fleetRoot(): string {
  const prefix = "hub-fleet-";
  try {
    return Deno.makeTempDirSync({ dir: "/dev/shm", prefix });
  } catch {
    return Deno.makeTempDirSync({ prefix });
  }
}

/** A vault and a database to copy. */
export class Template implements Disposable {
  /** Everything is below it; removed when disposed. */
  readonly root = fleetRoot();
  readonly #data = join(this.root, "template");
  readonly #cache = cacheArgon2();
  /** 32 bytes, the key of every copy's database. */
  readonly dataKey = new Uint8Array(32);
  #copies = 0;

  private constructor() {}

  /** Makes the vault and fills the database, with the fleet's clinic unless rows are given. */
  static async make(rows?: readonly CloudTable[]): Promise<Template> {
    const template = new Template();
    Deno.mkdirSync(template.#data);
    using vault = await Vault.create(join(template.#data, "hub.vault"), PASSPHRASE);
    template.dataKey.set(vault.secrets.dataKey);
    using database = HubDatabase.open(join(template.#data, "hub.db"), template.dataKey);
    const engine = new SyncEngine(database);
    await storeCloudRows(engine, rows ?? await firstRows());
    await engine.write((statements) => storeSettings(statements, { pageRows: 20_000 }));
    await vault.update({ databaseMade: true });
    return template;
  }

  /** A new directory with copies of the files. */
  copy(): string {
    return this.copyOf(this.#data);
  }

  /** A new directory with copies of the files in `from`. */
  copyOf(from: string): string {
    const directory = join(this.root, `data-${++this.#copies}`);
    Deno.mkdirSync(directory);
    for (const { name, isFile } of Deno.readDirSync(from)) {
      const isShared = name.endsWith("-shm") || name.endsWith(".lock");
      if (isFile && !isShared) copyIfThere(join(from, name), join(directory, name));
    }
    return directory;
  }

  [Symbol.dispose](): void {
    this.#cache[Symbol.dispose]();
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** A file that is being put in the place of another may be gone by now. */
function copyIfThere(from: string, to: string): void {
  try {
    Deno.copyFileSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
