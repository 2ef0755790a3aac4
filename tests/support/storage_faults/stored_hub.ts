/**
 * Database and engine of a hub on a folder that is there.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Database } from "@db/sqlite";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import type { PushOutcome } from "../../../server/sync/push/apply_push.ts";
import type { DeviceState } from "../../../server/sync/device/device_state.ts";
import { readPushChanges } from "../../../server/sync/push/push_changes.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import type { Answer } from "../open_engine.ts";

/** The key of every database here. */
export const KEY: Uint8Array = new Uint8Array(32).fill(0x2a);

const USER = "user";

/** See the module. Closing leaves the folder. */
export class StoredHub implements Disposable {
  /** Its database. */
  readonly database: HubDatabase;
  /** Its engine, with a clock that stands. */
  readonly engine: SyncEngine;

  /**
   * @param folder Where `hub.db` is or will be
   * @param wallMs What the machine's clock shows, always
   * @param expectSchema As for `HubDatabase.open()`
   */
  constructor(folder: string, wallMs: number, expectSchema: boolean) {
    this.database = HubDatabase.open(databasePath(folder), KEY, expectSchema);
    this.engine = new SyncEngine(this.database, {
      time: { wallMs: () => wallMs, steadyMs: () => 0 },
    });
  }

  /** Adds the account that phones use; it may do everything. */
  addUser(): void {
    this.database.writer.exec(
      `INSERT INTO users (id, role, is_deleted, hub_first_stamp, hub_first_writer, hub_stamp,
         hub_writer, hub_send_back) VALUES ('${USER}', 'super_admin', 0, 0, 2, 0, 2, 0)`,
    );
  }

  /** Admits a phone. */
  async admit(deviceId: string): Promise<void> {
    await this.engine.write(() =>
      this.engine.devices.admit({ deviceId, name: deviceId, address: "", userId: "u", atMs: 1 })
    );
  }

  /** What the hub knows of a phone. */
  device(deviceId: string): DeviceState {
    const device = this.engine.devices.get(deviceId);
    if (device === undefined) throw new Error(`no device ${deviceId}`);
    return device;
  }

  /** A phone pulls. */
  async pull(deviceId: string, cursor: number): Promise<Answer> {
    const { text } = await this.engine.pull(this.device(deviceId), cursor, false, USER);
    return JSON.parse(new TextDecoder().decode(text));
  }

  /** A phone pushes. */
  push(deviceId: string, changes: unknown): Promise<PushOutcome> {
    const tables = readPushChanges(changes);
    if (tables === null) throw new TypeError("not the shape of a push");
    return this.engine.push(this.device(deviceId), USER, tables);
  }

  /** Closes the database. */
  [Symbol.dispose](): void {
    this.database[Symbol.dispose]();
  }
}

/** Path of the database in a hub's folder. */
export function databasePath(folder: string): string {
  return join(folder, "hub.db");
}

/** Stands for the whole content of a database: schema, version, every row of every table. */
export function contentDigest(database: Database): string {
  const hash = createHash("sha1");
  const add = (sql: string) => {
    using statement = database.prepare(sql);
    for (const row of statement.values()) hash.update(`${JSON.stringify(row, plain)}\n`);
  };
  add("PRAGMA user_version");
  add("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name");
  using tables = database.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' " +
      "ORDER BY name",
  );
  for (const [name] of tables.values<[string]>()) {
    hash.update(`${name}\n`);
    add(`SELECT * FROM "${name}"`);
  }
  return hash.digest("hex");
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? value.toHex() : value;
}
