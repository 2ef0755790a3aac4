/**
 * A phone of the fleet, who holds it, and what happened to it.
 *
 * @module
 */

import {
  type DatabaseSnapshot,
  type Generation,
  type PhoneFetch,
  type RawRow,
  SimulatedPhone,
} from "../../support/phone/mod.ts";
import { type FleetUser, PASSWORD } from "../hub/fleet_clinic.ts";
import { EDITED_TABLES } from "./columns.ts";

/** A copy of the phone's database. */
export interface Backup {
  readonly snapshot: DatabaseSnapshot;
  readonly cursor: number;
  readonly clientId: string;
  /** How many rows the device had sent by then. */
  readonly sent: number;
}

/** Where a row is. */
export interface RowPlace {
  readonly table: string;
  readonly id: string;
  readonly row: RawRow;
}

/** One phone. */
export class FleetPhone {
  readonly name: string;
  readonly generation: Generation;
  readonly phone: SimulatedPhone;
  /** Who holds it. */
  user: FleetUser;
  /** Who last logged in with success. */
  signedIn: FleetUser | null = null;
  /** How wrong its clock is. */
  clockMs: number;
  backup: Backup | null = null;
  /** The last push the hub took, from whom, and how many writes it had taken by then. */
  lastPush: {
    readonly args: unknown;
    readonly writes: number;
    readonly user: FleetUser | null;
  } | null = null;
  /** The last sealed command the hub took. */
  lastSealed: { readonly body: string; readonly writes: number } | null = null;
  /** Rows the hub cannot know this phone to lack. */
  readonly mayLack = new Set<string>();
  /** Its database went back, and it has not presented the older cursor yet. */
  wentBack = false;
  /** True when the hub cannot know at all what this phone holds. */
  mayLackAll = false;
  /** Values the phone itself marked synced without sending them: `table/id/column`. */
  readonly silent = new Set<string>();
  /** Rows deleted for good here: changes that were never sent went with them. */
  readonly destroyed = new Set<string>();
  /** Keys of its sessions, newest first. */
  keys: Uint8Array[] = [];
  #installs = 0;

  private constructor(name: string, phone: SimulatedPhone, user: FleetUser, clockMs: number) {
    this.name = name;
    this.generation = phone.generation;
    this.phone = phone;
    this.user = user;
    this.clockMs = clockMs;
  }

  /** Installs the app. */
  static async install(options: {
    readonly name: string;
    readonly generation: Generation;
    readonly user: FleetUser;
    readonly clockMs: number;
    readonly nowMs: () => number;
    readonly fetch: (phone: FleetPhone) => PhoneFetch;
  }): Promise<FleetPhone> {
    const { name, generation, user, clockMs, nowMs } = options;
    let installed: FleetPhone | null = null;
    const clock = () => nowMs() + (installed?.clockMs ?? clockMs);
    const clientId = `${name}-1`;
    const phone = await SimulatedPhone.create({ generation, clock, clientId });
    installed = new FleetPhone(name, phone, user, clockMs);
    phone.fetch = options.fetch(installed);
    return installed;
  }

  get clientId(): string {
    return this.phone.clientId;
  }

  /** The cursor the next pull presents. */
  async cursor(): Promise<number> {
    return await this.phone.cursor ?? 0;
  }

  /** Scans and logs in. False when it did not work. */
  async signIn(qr: string): Promise<boolean> {
    const { user } = this;
    const scan = await this.phone.scan(qr);
    if (!scan.ok) return false;
    const login = await this.phone.login(user.email, PASSWORD);
    if (login.signedIn) this.signedIn = user;
    return login.signedIn;
  }

  /** Removes the app and installs it again. */
  async reinstall(keepClientId: boolean): Promise<void> {
    await this.phone.reinstall({ keepClientId });
    this.lastPush = null;
    this.signedIn = null;
    this.wentBack = keepClientId;
    if (keepClientId) return;
    this.phone.secureStore.set("hub_client_id", `${this.name}-${++this.#installs + 1}`);
    this.lastSealed = null;
    this.backup = null;
    this.mayLack.clear();
    this.mayLackAll = false;
    this.silent.clear();
  }

  /** Rows a person can open and edit, in a fixed order. */
  async editable(): Promise<RowPlace[]> {
    return (await this.kept()).filter(({ row }) => row.is_deleted !== true);
  }

  /** Rows of the tables people edit, the hidden ones too. */
  async kept(): Promise<RowPlace[]> {
    const places: RowPlace[] = [];
    for (const table of EDITED_TABLES) {
      if (table === "patient_risk_profiles" && this.generation !== "august") continue;
      const rows = await this.phone.rows(table);
      rows.sort((a, b) => a.id < b.id ? -1 : 1);
      for (const row of rows) places.push({ table, id: row.id, row });
    }
    return places;
  }

  /** Rows of one table that a list shows, in a fixed order. */
  async listed(table: string): Promise<RawRow[]> {
    return (await this.phone.listed(table)).sort((a, b) => a.id < b.id ? -1 : 1);
  }

  /** Keys of the rows that are deleted for good here. */
  async tombstones(): Promise<Set<string>> {
    const keys = new Set<string>();
    for (const table of ["events", "prescription_items"]) {
      for (const id of await this.phone.tombstones(table)) keys.add(`${table}/${id}`);
    }
    return keys;
  }

  /** Notes the key of the stored session. */
  rememberKey(): readonly Uint8Array[] {
    const key = this.phone.secureStore.loadSession()?.sharedKey;
    if (key !== undefined) {
      const text = key.toBase64();
      this.keys = [key, ...this.keys.filter((known) => known.toBase64() !== text)].slice(0, 8);
    }
    return this.keys;
  }
}
