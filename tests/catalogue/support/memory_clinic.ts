/**
 * A clinic of the failure catalogue: the hub's own code in this process, on real files, and phones
 * of any generation that speak to it in memory.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { HubDatabase } from "../../../server/database/hub_database.ts";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { createLanApp, type LanApp, PhoneGate } from "../../../server/phone/mod.ts";
import type { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { openCaptured } from "../../fleet/hub/captured_engine.ts";
import { type CloudTable, PASSPHRASE, PASSWORD, USERS } from "../../fleet/hub/fleet_clinic.ts";
import { storeCloudRows } from "../../fleet/hub/store_cloud_rows.ts";
import { Template } from "../../fleet/hub/template.ts";
import {
  type Generation,
  networkError,
  type PhoneFetch,
  type PhoneOptions,
  RowMaker,
  SimulatedPhone,
  type SyncOutcome,
} from "../../support/phone/mod.ts";

const URL_OF_HUB = "http://10.0.0.1:4001";
const ADDRESS = { remoteAddr: { hostname: "10.0.0.2" } };

/** A phone somebody has logged in on, and a maker of rows in that person's name. */
export interface ClinicPhone {
  readonly phone: SimulatedPhone;
  readonly rows: RowMaker;
}

/** A value that lost, as the operator sees it. */
export interface ConflictRow extends Record<string, unknown> {
  readonly table_name: string;
  readonly row_id: string;
  readonly column_name: string | null;
  readonly reason: string;
  readonly lost: unknown;
  readonly kept: unknown;
}

/** A row that was put aside. */
export interface AsideRow extends Record<string, unknown> {
  readonly table_name: string;
  readonly row_id: string;
  readonly reason: string;
  readonly data: Record<string, unknown>;
  readonly times: number;
  readonly resolution: string | null;
}

interface Running {
  readonly keeper: HubKeeper;
  readonly engine: SyncEngine;
  readonly database: HubDatabase;
  readonly gate: PhoneGate;
  readonly app: LanApp;
}

/** See the module. Two clinics, `clinic-a` and `clinic-b`; the accounts are those of the fleet. */
export class MemoryClinic implements AsyncDisposable {
  readonly #template: Template;
  /** Everything the hub told its operator. */
  readonly events: unknown[] = [];
  directory: string;
  #running: Running | null = null;
  #qr = "";
  #seed = 0;

  private constructor(template: Template) {
    this.#template = template;
    this.directory = template.copy();
  }

  /** Opens a hub with pairing open. */
  static async open(): Promise<MemoryClinic> {
    const clinic = new MemoryClinic(await Template.make());
    await clinic.start();
    return clinic;
  }

  get engine(): SyncEngine {
    return this.#run.engine;
  }

  get database(): HubDatabase {
    return this.#run.database;
  }

  get keeper(): HubKeeper {
    return this.#run.keeper;
  }

  get gate(): PhoneGate {
    return this.#run.gate;
  }

  get app(): LanApp {
    return this.#run.app;
  }

  get qr(): string {
    return this.#qr;
  }

  /** The network of every phone. */
  readonly fetch: PhoneFetch = async (url, init) => {
    const running = this.#running;
    if (running === null) throw networkError();
    return await running.app.fetch(new Request(url, init), ADDRESS);
  };

  async start(): Promise<void> {
    const keeper = new HubKeeper((event) => this.events.push(event));
    const { opened, engine, database } = await openCaptured(keeper, {
      directory: this.directory,
      passphrase: PASSPHRASE,
      recoveryKeyFile: null,
      cloud: null,
      demo: false,
      machineName: "catalogue",
    });
    const gate = new PhoneGate({
      keeper: keeper.phones,
      passwords: {
        verify: (password, hash) => Promise.resolve(hash !== null && password === PASSWORD),
      },
      onEvent: (event) => this.events.push(event),
    });
    const { identityPrivateKey, tokenKey, hubId, hubName, devices } = opened;
    await gate.unlock({ identityPrivateKey, tokenKey, hubId, hubName, devices });
    gate.openPairing(null);
    this.#qr = JSON.stringify({ type: "sync_hub", url: URL_OF_HUB, id: hubId, pk: "unused" });
    this.#running = { keeper, engine, database, gate, app: createLanApp(gate) };
  }

  /** Pulls the plug: what is in the files now is what is there after {@linkcode start}. */
  async kill(): Promise<void> {
    const { engine, gate, keeper } = this.#run;
    this.#running = null;
    await engine.settled();
    this.directory = this.#template.copyOf(this.directory);
    gate.lock();
    await keeper.close();
  }

  /** A copy of the data directory as it is now, for {@linkcode restore}. */
  backup(): string {
    return this.#template.copyOf(this.directory);
  }

  /** Puts a copy in the place of the data directory and starts again. */
  async restore(backup: string): Promise<void> {
    if (this.#running !== null) await this.kill();
    this.directory = this.#template.copyOf(backup);
    await this.start();
  }

  /** Scans and logs in. */
  async phone(
    generation: Generation = "may",
    options: Omit<PhoneOptions, "generation"> & { readonly user?: string } = {},
  ): Promise<ClinicPhone> {
    const { user = "nurse-a", ...rest } = options;
    const phone = await SimulatedPhone.create({ generation, fetch: this.fetch, ...rest });
    return { phone, rows: await this.login(phone, user) };
  }

  /** Scans and logs in on a phone. */
  async login(phone: SimulatedPhone, userId: string): Promise<RowMaker> {
    const user = USERS.find(({ id }) => id === userId);
    assert.ok(user !== undefined, `no account ${userId}`);
    const scan = await phone.scan(this.#qr);
    assert.ok(scan.ok, JSON.stringify(scan));
    const login = await phone.login(user.email, PASSWORD);
    assert.ok(login.signedIn, String(login.error));
    return new RowMaker(++this.#seed, { clinicId: user.home, userId, userName: userId });
  }

  /** Rows of the cloud arrive. */
  async fromCloud(table: string, ...rows: CloudTable["rows"]): Promise<void> {
    await storeCloudRows(this.engine, [{ table, rows }]);
  }

  /** A row as the hub has it. */
  row(table: string, id: string): Record<string, unknown> | undefined {
    return this.#read(`SELECT * FROM ${table} WHERE id = ?`, id)[0];
  }

  /** Rows the hub has. */
  count(table: string, where = "1"): number {
    return Number(this.#read(`SELECT count(*) AS n FROM ${table} WHERE ${where}`)[0]?.n);
  }

  /** Open conflict records. */
  conflicts(): ConflictRow[] {
    return this.#read("SELECT * FROM conflict ORDER BY conflict_no").map((row) => ({
      ...row,
      lost: JSON.parse(String(row.lost)),
      kept: JSON.parse(String(row.kept)),
    })) as unknown as ConflictRow[];
  }

  /** Rows put aside. */
  aside(): AsideRow[] {
    return this.#read("SELECT * FROM quarantine ORDER BY rowid").map((row) => ({
      ...row,
      data: JSON.parse(String(row.data)),
    })) as unknown as AsideRow[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running !== null) {
      this.#running.gate.lock();
      await this.#running.keeper.close();
    }
    this.#template[Symbol.dispose]();
  }

  get #run(): Running {
    if (this.#running === null) throw new Error("the hub is down");
    return this.#running;
  }

  #read(sql: string, ...values: string[]): Record<string, unknown>[] {
    return this.database.reader.prepare(sql).all<Record<string, unknown>>(...values)
      .map((row) => ({ ...row }));
  }
}

/** Syncs and fails the test unless it went through. */
export async function synced(phone: SimulatedPhone): Promise<SyncOutcome> {
  const outcome = await phone.sync();
  assert.equal(outcome.error, null, JSON.stringify(outcome.error));
  return outcome;
}
