/**
 * The hub as clinics run it: a process of its own, HTTP, SIGKILL.
 *
 * @module
 */

import { join } from "node:path";
import { Database } from "@db/sqlite";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { HubProcess } from "../../support/hub_process.ts";
import { networkError, type PhoneFetch, realFetch } from "../../support/phone/mod.ts";
import { type CloudTable, PASSPHRASE } from "./fleet_clinic.ts";
import type { FleetHub, FleetHubs } from "./fleet_hub.ts";
import { storeCloudRows } from "./store_cloud_rows.ts";
import { Template } from "./template.ts";

const KIB = 1024;
/** What a full disk has left. */
const ROOM_KIB = 160;
/** Schedules played at the same time: a process waits a good deal. */
const AT_ONCE = 3;
/** Longest wait before a hub dies under a request, ms. */
const DIES_WITHIN_MS = 15;

/** Hubs in processes of their own. */
export class ProcessHubs implements FleetHubs {
  readonly name = "process";
  readonly atOnce = AT_ONCE;
  readonly #template: Template;
  readonly #passphraseFile: string;

  private constructor(template: Template) {
    this.#template = template;
    this.#passphraseFile = join(template.root, "passphrase");
    Deno.writeTextFileSync(this.#passphraseFile, `${PASSPHRASE}\n`);
  }

  /** Makes the directory that is copied. */
  static async make(): Promise<ProcessHubs> {
    return new ProcessHubs(await Template.make());
  }

  async open(): Promise<FleetHub> {
    const hub = new ProcessHub(this.#template, this.#passphraseFile);
    await hub.start();
    return hub;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#template[Symbol.dispose]();
    return Promise.resolve();
  }
}

class ProcessHub implements FleetHub {
  readonly diesWithinMs = DIES_WITHIN_MS;
  onKilled: () => void = () => {};
  readonly #directory: string;
  readonly #dataKey: Uint8Array;
  readonly #passphraseFile: string;
  #process: HubProcess | null = null;
  #port = "0";
  #qr = "";
  #isFull = false;

  constructor(template: Template, passphraseFile: string) {
    this.#directory = template.copy();
    this.#dataKey = template.dataKey;
    this.#passphraseFile = passphraseFile;
  }

  readonly fetch: PhoneFetch = async (url, init) => {
    if (this.#process === null) throw networkError();
    return await realFetch(url, init);
  };

  get qr(): string {
    return this.#qr;
  }

  get isUp(): boolean {
    return this.#process !== null;
  }

  async start(): Promise<void> {
    if (this.#process !== null) return;
    const flags = [
      ...["--headless", "--pairing-open", "--host", "127.0.0.1", "--port", this.#port],
      ...["--data-dir", this.#directory, "--passphrase-file", this.#passphraseFile],
      ...["--operator-token-file", this.#tokenFile],
    ];
    const maxFileKiB = this.#isFull ? this.#sizeKiB() + ROOM_KIB : undefined;
    this.#process = await HubProcess.start(flags, maxFileKiB === undefined ? {} : { maxFileKiB });
    this.#qr = this.#process.qr;
    this.#port = new URL(this.#process.ready.lan_url).port;
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (running === null) return;
    this.#process = null;
    this.onKilled();
    await running.kill();
  }

  read<T>(look: (database: Database) => T): T {
    const database = new Database(this.#file, { key: this.#dataKey, readonly: true });
    try {
      return look(database);
    } finally {
      database.close();
    }
  }

  async fromCloud(tables: readonly CloudTable[]): Promise<void> {
    // The hub takes rows from the cloud itself; until then they come while it is down.
    const wasUp = this.isUp;
    await this.kill();
    const database = HubDatabase.open(this.#file, this.#dataKey, true);
    try {
      await storeCloudRows(new SyncEngine(database), tables);
    } finally {
      database[Symbol.dispose]();
    }
    if (wasUp) await this.start();
  }

  async setDiskFull(full: boolean): Promise<void> {
    if (this.#isFull === full) return;
    this.#isFull = full;
    const wasUp = this.isUp;
    await this.kill();
    if (wasUp) await this.start();
  }

  trueNowMs(): number {
    return Date.now();
  }

  moveClock(): void {
    // The clock of the machine is not a test's to move.
  }

  async confirmClock(): Promise<void> {
    await this.#operator("/api/clock/confirm", {});
  }

  async retryQuarantined(quarantineNo: number): Promise<void> {
    await this.#operator(`/api/attention/quarantine/${quarantineNo}/retry`, {});
  }

  async resolveConflict(conflictNo: number, keep: "kept" | "lost"): Promise<void> {
    await this.#operator(`/api/attention/conflicts/${conflictNo}/resolve`, { keep });
  }

  async setPageRows(pageRows: number): Promise<void> {
    await this.#operator("/api/settings", { pageRows });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    Deno.removeSync(this.#directory, { recursive: true });
  }

  get #file(): string {
    return join(this.#directory, "hub.db");
  }

  get #tokenFile(): string {
    return join(this.#directory, "operator-token");
  }

  #sizeKiB(): number {
    const sizes = [this.#file, `${this.#file}-wal`].map((path) => {
      try {
        return Deno.statSync(path).size;
      } catch {
        return 0;
      }
    });
    return Math.ceil(Math.max(...sizes) / KIB);
  }

  async #operator(path: string, body: unknown): Promise<void> {
    if (this.#process === null) return;
    const url = new URL(path, this.#process.ready.operator_url);
    url.hash = "";
    const token = (await Deno.readTextFile(this.#tokenFile)).trim();
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the operator side answered ${answer.status}: ${text}`);
  }
}
