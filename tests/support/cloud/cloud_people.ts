/**
 * What people do in the cloud's own interface: they make, edit and delete rows, and look after
 * devices. Every such write restamps its row (`cloud.md` 3.1, 3.4; `product.md` 6.7).
 *
 * @module
 */

import { bcrypt } from "hash-wasm";
import type { CloudClocks } from "./cloud_clocks.ts";
import type { CloudDatabase, CloudRow } from "./cloud_database.ts";
import { softDelete } from "./deletions.ts";
import { newApiKey } from "./devices.ts";

/** An account of the cloud. */
export interface CloudUser {
  /** UUID. */
  readonly id: string;
  /** What it logs in with. */
  readonly email: string;
  /** In clear. */
  readonly password: string;
}

/** A device that was registered in the cloud, with the key that is shown once. */
export interface CloudHub {
  /** UUID. */
  readonly id: string;
  /** `hh_` and 64 hex characters. */
  readonly apiKey: string;
}

/** What a device's status can be set to. */
export type DeviceStatus = "active" | "inactive" | "suspended" | "decommissioned";

/** Columns a write stamps, where the table has them. */
const EDIT_STAMPS = ["updated_at", "last_modified"];
const CREATION_STAMPS = ["created_at", "server_created_at", ...EDIT_STAMPS];
/** The least that bcrypt takes: these are test accounts. */
const BCRYPT_COST = 4;
/** The permissions of a user who may do everything at a clinic. */
const EVERY_PERMISSION: CloudRow = Object.fromEntries(
  `can_register_patients can_view_history can_edit_records can_delete_records is_clinic_admin
    can_edit_other_provider_event can_download_patient_reports can_prescribe_medications
    can_dispense_medications can_delete_patient_visits can_delete_patient_records`
    .split(/\s+/).map((flag) => [flag, true]),
);

/** The people. */
export class CloudPeople {
  readonly #database: CloudDatabase;
  readonly #clocks: CloudClocks;
  #made = 0;

  /** They work in this database, by these clocks. */
  constructor(database: CloudDatabase, clocks: CloudClocks) {
    this.#database = database;
    this.#clocks = clocks;
  }

  /** Makes a row of any table; returns its id. @throws {PgError} */
  create(table: string, values: CloudRow = {}): string {
    return this.#create(table, values, this.#clocks.databaseIso());
  }

  /** Changes some columns of a row and restamps it. @throws {PgError} */
  edit(table: string, id: string, changes: CloudRow): void {
    this.#edit(table, id, changes, this.#clocks.databaseIso());
  }

  /** Deletes a row as the interface does: marked, with what hangs on it. */
  remove(table: string, id: string): void {
    softDelete(this.#database, this.#clocks, table, id);
  }

  /**
   * A transaction that takes long: its rows become visible when it is committed, with the time at
   * which it began (A31).
   */
  begin(): SlowTransaction {
    const startedAt = this.#clocks.databaseIso();
    const waiting: (() => void)[] = [];
    return {
      create: (table, values) => {
        const id = crypto.randomUUID();
        waiting.push(() => this.#create(table, { id, ...values }, startedAt));
        return id;
      },
      edit: (table, id, changes) => {
        waiting.push(() => this.#edit(table, id, changes, startedAt));
      },
      commit: () => this.#database.transaction(() => waiting.splice(0).forEach((write) => write())),
    };
  }

  /** Opens a clinic. */
  clinic(values: CloudRow = {}): string {
    return this.create("clinics", { name: `Clinic ${++this.#made}`, ...values });
  }

  /** Makes an account with a password, and every permission at its clinic if it has one. */
  async user(values: CloudRow & { readonly password?: string } = {}): Promise<CloudUser> {
    const { password = "correct horse battery", ...row } = values;
    const email = String(row.email ?? `person${++this.#made}@example.org`);
    const id = this.create("users", {
      name: "Amal Haddad",
      role: "provider",
      ...row,
      email,
      hashed_password: row.hashed_password ?? await hashPassword(password),
    });
    if (typeof row.clinic_id === "string") this.permit(id, row.clinic_id);
    return { id, email, password };
  }

  /** Gives a user permissions at a clinic, all of them by default; returns the row's id. */
  permit(userId: string, clinicId: string, flags: CloudRow = EVERY_PERMISSION): string {
    return this.create("user_clinic_permissions", {
      user_id: userId,
      clinic_id: clinicId,
      ...flags,
    });
  }

  /** Registers a patient at a clinic. */
  patient(values: CloudRow = {}): string {
    return this.create("patients", {
      given_name: "Amina",
      surname: "Haddad",
      date_of_birth: "1990-05-04",
      sex: "female",
      ...values,
    });
  }

  /** Registers a device of type hub; the key is shown once. */
  hub(clinicIds: readonly string[], values: CloudRow = {}): CloudHub {
    const { apiKey, hash } = newApiKey();
    const id = this.create("devices", {
      name: `Hub ${++this.#made}`,
      device_type: "sync_hub",
      clinic_ids: clinicIds,
      api_key_hash: hash,
      ...values,
    });
    return { id, apiKey };
  }

  /** Gives a device another key; the old one is worth nothing from then on. */
  regenerateKey(deviceId: string): string {
    const { apiKey, hash } = newApiKey();
    this.edit("devices", deviceId, { api_key_hash: hash });
    return apiKey;
  }

  /** Says which clinics a hub serves. */
  setClinics(deviceId: string, clinicIds: readonly string[]): void {
    this.edit("devices", deviceId, { clinic_ids: clinicIds });
  }

  /** Activates, suspends or retires a device. The sync does not care. */
  setStatus(deviceId: string, status: DeviceStatus): void {
    this.edit("devices", deviceId, { status });
  }

  #create(table: string, values: CloudRow, nowIso: string): string {
    const id = typeof values.id === "string" ? values.id : crypto.randomUUID();
    this.#database.insert(table, {
      ...this.#stamps(table, CREATION_STAMPS, nowIso),
      ...values,
      id,
    });
    return id;
  }

  #edit(table: string, id: string, changes: CloudRow, nowIso: string): void {
    const stamped = { ...this.#stamps(table, EDIT_STAMPS, nowIso), ...changes };
    const found = this.#database.update(table, stamped, "id = ?", [id]);
    if (found === 0) throw new RangeError(`Cannot edit ${table}: there is no such row`);
  }

  #stamps(table: string, names: readonly string[], nowIso: string): CloudRow {
    const { columns } = this.#database.table(table);
    const present = names.filter((name) => columns.has(name));
    return Object.fromEntries(present.map((name) => [name, nowIso]));
  }
}

/** Writes that become visible all at once, later than they say. */
export interface SlowTransaction {
  /** Makes a row; returns its id. */
  create(table: string, values?: CloudRow): string;
  /** Changes a row. */
  edit(table: string, id: string, changes: CloudRow): void;
  /** Makes them visible. */
  commit(): void;
}

function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return bcrypt({ password, salt, costFactor: BCRYPT_COST, outputType: "encoded" });
}
