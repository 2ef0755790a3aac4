/** A vault and a database with some rows, in a directory of their own. */

import { join } from "node:path";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { Statements } from "../../../server/database/statements.ts";
import {
  durableFiles,
  jobsHere,
  makeSnapshot,
  Shelf,
  shelfFolder,
  type SnapshotJobs,
  type SnapshotLine,
  type SnapshotReason,
} from "../../../server/snapshots/mod.ts";
import type { DurableFiles } from "../../../server/snapshots/mod.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { readPushChanges } from "../../../server/sync/push/push_changes.ts";
import { Vault } from "../../../vault/mod.ts";
import { patient } from "../../support/open_engine.ts";

/** What opens it. */
export const PASSPHRASE = "a quiet passphrase 7";
/** Cheap: these tests are not about guessing. */
export const CHEAP = { argon2: { memoryKiB: 19_456, passes: 2, lanes: 1 } } as const;

/** See the module; closing removes the directory. */
export class SmallHub implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "snapshots-" });
  readonly vaultPath = join(this.directory, "hub.vault");
  readonly databasePath = join(this.directory, "hub.db");
  readonly place = {
    directory: this.directory,
    vault: this.vaultPath,
    database: this.databasePath,
  };
  readonly shelf = new Shelf(shelfFolder(this.place), durableFiles);
  vault!: Vault;
  database!: HubDatabase;
  engine!: SyncEngine;
  /** Opens the vault without the cost of a passphrase. */
  recoveryKey = "";

  /** {@linkcode recoveryKey} as restores take it. */
  get secret(): { readonly recoveryKey: string } {
    return { recoveryKey: this.recoveryKey };
  }

  static async make(): Promise<SmallHub> {
    const hub = new SmallHub();
    hub.vault = await Vault.create(hub.vaultPath, PASSPHRASE, CHEAP);
    hub.recoveryKey = await hub.vault.issueRecoveryKey();
    hub.#openDatabase(false);
    hub.database.writer.exec(
      `INSERT INTO users (id, role, is_deleted, hub_first_stamp, hub_first_writer, hub_stamp,
         hub_writer, hub_send_back) VALUES ('user', 'super_admin', 0, 0, 2, 0, 2, 0)`,
    );
    await hub.vault.update({ databaseMade: true });
    await hub.admit("phone");
    return hub;
  }

  /** Opens what is there, as after a restart. */
  async reopen(): Promise<void> {
    this.vault = await Vault.unlock(this.vaultPath, { recoveryKey: this.recoveryKey });
    this.#openDatabase(true);
  }

  #openDatabase(expectSchema: boolean): void {
    this.database = HubDatabase.open(
      this.databasePath,
      this.vault.secrets.dataKey,
      expectSchema,
    );
    this.engine = new SyncEngine(this.database);
  }

  close(): void {
    this.database?.[Symbol.dispose]();
    this.vault?.lock();
  }

  async admit(deviceId: string): Promise<void> {
    await this.engine.write(() =>
      this.engine.devices.admit({ deviceId, name: deviceId, address: "", userId: "user", atMs: 1 })
    );
  }

  /** Stores patients a phone pushes. */
  async push(ids: readonly string[], values: Record<string, unknown> = {}): Promise<void> {
    const rows = ids.map((id) => patient(id, values));
    const changes = readPushChanges({ patients: { created: rows, updated: [], deleted: [] } });
    const device = this.engine.devices.get("phone");
    if (changes === null || device === undefined) throw new TypeError("no push");
    await this.engine.push(device, "user", changes);
  }

  /** Ids of the patients in the database. */
  patients(): string[] {
    return this.engine.read((statements: Statements) =>
      statements.get("SELECT id FROM patients ORDER BY id").values<[string]>().map(([id]) => id)
    );
  }

  /** Makes a copy. */
  snapshot(
    reason: SnapshotReason = "manual",
    more: {
      readonly files?: DurableFiles;
      readonly jobs?: SnapshotJobs;
      readonly nowMs?: number;
      readonly shelf?: Shelf;
    } = {},
  ): Promise<SnapshotLine> {
    return makeSnapshot({
      shelf: more.shelf ?? this.shelf,
      files: more.files ?? durableFiles,
      jobs: more.jobs ?? jobsHere,
      vault: this.vaultPath,
      database: this.databasePath,
      key: this.vault.secrets.dataKey,
      hubId: this.vault.secrets.hubId,
      reason,
      program: "test",
      nowMs: more.nowMs ?? Date.now(),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await Deno.remove(this.directory, { recursive: true });
  }
}
