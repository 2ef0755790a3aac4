/** A sync engine on a real SQLCipher file in a directory of its own. */

import { join } from "node:path";
import { HubDatabase } from "../../server/database/hub_database.ts";
import type { DeviceState } from "../../server/sync/device/device_state.ts";
import { SyncEngine, type SyncOptions } from "../../server/sync/sync_engine.ts";
import { readPushChanges } from "../../server/sync/push/push_changes.ts";
import type { PushOutcome } from "../../server/sync/push/apply_push.ts";

/** The rows of a pull answer. */
export interface Answer {
  readonly changes: Record<string, {
    readonly created: Record<string, unknown>[];
    readonly updated: Record<string, unknown>[];
    readonly deleted: string[];
  }>;
  readonly timestamp: number;
}

/** An open engine; closing removes its directory. */
export class TestEngine implements Disposable {
  readonly directory = Deno.makeTempDirSync();
  readonly path = join(this.directory, "hub.db");
  readonly key = crypto.getRandomValues(new Uint8Array(32));
  database: HubDatabase;
  engine: SyncEngine;
  readonly #options: SyncOptions;

  constructor(options: SyncOptions = {}) {
    this.#options = options;
    this.database = HubDatabase.open(this.path, this.key);
    // Pushes come from an account that may do everything; other accounts are added by tests.
    this.database.writer.exec(
      `INSERT INTO users (id, role, is_deleted, hub_first_stamp, hub_first_writer, hub_stamp,
         hub_writer, hub_send_back) VALUES ('user', 'super_admin', 0, 0, 2, 0, 2, 0)`,
    );
    this.engine = new SyncEngine(this.database, options);
  }

  /** Closes and opens again, as after a restart. What was not committed is gone. */
  restart(options: SyncOptions = this.#options): void {
    this.database[Symbol.dispose]();
    this.database = HubDatabase.open(this.path, this.key);
    this.engine = new SyncEngine(this.database, options);
  }

  async admit(deviceId: string): Promise<DeviceState> {
    await this.engine.write(() =>
      this.engine.devices.admit({ deviceId, name: deviceId, address: "", userId: "u", atMs: 1 })
    );
    return this.device(deviceId);
  }

  device(deviceId: string): DeviceState {
    const device = this.engine.devices.get(deviceId);
    if (device === undefined) throw new Error(`no device ${deviceId}`);
    return device;
  }

  async pull(
    deviceId: string,
    cursor: number,
    repeated = false,
    userId = "user",
  ): Promise<Answer> {
    const { text } = await this.engine.pull(this.device(deviceId), cursor, repeated, userId);
    return JSON.parse(new TextDecoder().decode(text));
  }

  /** @param options The account and the cursor sent with it */
  push(
    deviceId: string,
    changes: unknown,
    options: { readonly userId?: string; readonly cursor?: number } = {},
  ): Promise<PushOutcome> {
    const tables = readPushChanges(changes);
    if (tables === null) throw new TypeError("not the shape of a push");
    const device = this.device(deviceId);
    const { userId = "user", cursor = device.presented } = options;
    return this.engine.push(device, userId, tables, cursor);
  }

  [Symbol.dispose](): void {
    this.database[Symbol.dispose]();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

/** Ids in `created` and `updated` of a table. */
export function idsOf(answer: Answer, table: string): { created: unknown[]; updated: unknown[] } {
  const lists = answer.changes[table];
  return {
    created: (lists?.created ?? []).map((row) => row.id),
    updated: (lists?.updated ?? []).map((row) => row.id),
  };
}

/** A patient as a phone sends it. */
export function patient(id: string, values: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    given_name: "Amina",
    surname: "Haddad",
    date_of_birth: "1990-01-02",
    citizenship: "",
    hometown: "Homs",
    phone: "",
    sex: "female",
    camp: null,
    additional_data: "{}",
    metadata: "{}",
    photo_url: null,
    is_deleted: false,
    deleted_at: null,
    created_at: 1_700_000_000_000,
    updated_at: 1_700_000_000_000,
    government_id: "",
    external_patient_id: "",
    primary_clinic_id: null,
    last_modified_by: null,
    _status: "created",
    _changed: "",
    ...values,
  };
}
