/**
 * The hub's own code without sockets and workers: the phone side and the keeper in one process, on
 * real files. A hundred times faster than a process, and every clock is in the test's hand.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { createLanApp, type LanApp, PhoneGate } from "../../../server/phone/mod.ts";
import type { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { networkError, type PhoneFetch } from "../../support/phone/mod.ts";
import { type CapturedHub, openCaptured } from "./captured_engine.ts";
import { type CloudTable, PASSPHRASE, PASSWORD, START_MS } from "./fleet_clinic.ts";
import type { FleetHub, FleetHubs } from "./fleet_hub.ts";
import { storeCloudRows } from "./store_cloud_rows.ts";
import { Template } from "./template.ts";

const ADDRESS = { remoteAddr: { hostname: "10.0.0.2" } };
const URL_OF_HUB = "http://10.0.0.1:4001";
const UNBOUNDED_PAGES = 1_073_741_823;
/** What one reading of the clock adds: time passes while the hub works. */
const TICK_MS = 1;

/** The machine's clock: `Date.now` of this process, while hubs are open. */
class MachineClock implements Disposable {
  readonly #real = Date.now;
  #trueMs = START_MS;
  #wrongMs = 0;

  constructor() {
    Date.now = () => this.trueNowMs() + this.#wrongMs;
  }

  trueNowMs(): number {
    return this.#trueMs += TICK_MS;
  }

  pass(ms: number): void {
    this.#trueMs += ms;
  }

  reset(): void {
    this.#trueMs = START_MS;
    this.#wrongMs = 0;
  }

  move(byMs: number): void {
    this.#wrongMs += byMs;
  }

  [Symbol.dispose](): void {
    Date.now = this.#real;
  }
}

/** Hubs in this process, one at a time. */
export class MemoryHubs implements FleetHubs {
  readonly name = "memory";
  readonly atOnce = 1;
  readonly #template: Template;
  readonly #clock = new MachineClock();

  private constructor(template: Template) {
    this.#template = template;
  }

  /** Makes the directory that is copied; it holds the fleet's clinic unless rows are given. */
  static async make(rows?: readonly CloudTable[]): Promise<MemoryHubs> {
    return new MemoryHubs(await Template.make(rows));
  }

  async open(): Promise<FleetHub> {
    this.#clock.reset();
    return await this.openBeside();
  }

  /** A hub beside those that are open: they share the machine and its clock. */
  async openBeside(): Promise<MemoryHub> {
    const hub = new MemoryHub(this.#template, this.#clock);
    await hub.start();
    return hub;
  }

  /** Sets the clock to the fleet's first moment. */
  resetClock(): void {
    this.#clock.reset();
  }

  /** Real time passes while nobody does anything. */
  passTime(ms: number): void {
    this.#clock.pass(ms);
  }

  /** The real time. */
  trueNowMs(): number {
    return this.#clock.trueNowMs();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#clock[Symbol.dispose]();
    this.#template[Symbol.dispose]();
    return Promise.resolve();
  }
}

interface Running extends CapturedHub {
  readonly keeper: HubKeeper;
  readonly gate: PhoneGate;
  readonly app: LanApp;
}

/** See the module. */
export class MemoryHub implements FleetHub {
  readonly diesWithinMs = 0;
  onKilled: () => void = () => {};
  readonly #template: Template;
  readonly #clock: MachineClock;
  #directory: string;
  #running: Running | null = null;
  /** Ends when the starts and deaths asked for so far are over. */
  #turns: Promise<void> = Promise.resolve();
  #qr = "";
  #isFull = false;

  constructor(template: Template, clock: MachineClock) {
    this.#template = template;
    this.#clock = clock;
    this.#directory = template.copy();
  }

  readonly fetch: PhoneFetch = async (url, init) => {
    const running = this.#running;
    if (running === null) throw networkError();
    const answer = await running.app.fetch(new Request(url, init), ADDRESS);
    if (this.#running !== running) throw networkError();
    return answer;
  };

  get qr(): string {
    return this.#qr;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  /** The open database's engine, or null while the hub is down. */
  get engine(): SyncEngine | null {
    return this.#running?.engine ?? null;
  }

  async start(): Promise<void> {
    if (this.#running !== null) return;
    await this.#next(this.#turns.then(() => this.#start()));
  }

  async kill(): Promise<void> {
    const isStarting = this.#running === null;
    await this.#next(isStarting ? this.#turns.then(() => this.#kill()) : this.#kill());
  }

  #next(turn: Promise<void>): Promise<void> {
    this.#turns = turn.catch(() => {});
    return turn;
  }

  async #start(): Promise<void> {
    if (this.#running !== null) return;
    const keeper = new HubKeeper(() => {});
    const captured = await openCaptured(keeper, {
      directory: this.#directory,
      passphrase: PASSPHRASE,
      recoveryKeyFile: null,
      cloud: null,
      demo: false,
      machineName: "fleet",
    });
    const gate = new PhoneGate({
      keeper: keeper.phones,
      passwords: {
        verify: (password, hash) => Promise.resolve(hash !== null && password === PASSWORD),
      },
      onEvent: () => {},
    });
    const { identityPrivateKey, tokenKey, hubId, hubName, devices } = captured.opened;
    await gate.unlock({ identityPrivateKey, tokenKey, hubId, hubName, devices });
    gate.openPairing(null);
    this.#qr = JSON.stringify({ type: "sync_hub", url: URL_OF_HUB, id: hubId, pk: "unused" });
    this.#running = { ...captured, keeper, gate, app: createLanApp(gate) };
    if (this.#isFull) this.#fill(this.#running);
  }

  async #kill(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    this.onKilled();
    // What a killed process leaves is what is in the files now; closing would still write.
    await running.engine.settled();
    const left = this.#directory;
    this.#directory = this.#template.copyOf(left);
    running.gate.lock();
    await running.keeper.close().catch(() => {});
    Deno.removeSync(left, { recursive: true });
  }

  read<T>(look: (database: Database) => T): T {
    if (this.#running === null) throw new Error("Cannot read: the hub is down");
    return look(this.#running.database.reader);
  }

  async fromCloud(tables: readonly CloudTable[]): Promise<void> {
    if (this.#running === null) throw new Error("Cannot store rows: the hub is down");
    await storeCloudRows(this.#running.engine, tables);
  }

  setDiskFull(full: boolean): Promise<void> {
    this.#isFull = full;
    if (this.#running !== null) this.#fill(this.#running);
    return Promise.resolve();
  }

  trueNowMs(): number {
    return this.#clock.trueNowMs();
  }

  moveClock(byMs: number): void {
    this.#clock.move(byMs);
  }

  async confirmClock(): Promise<void> {
    await this.#running?.keeper.confirmClock();
  }

  async retryQuarantined(quarantineNo: number): Promise<void> {
    await this.#running?.keeper.attention.retryQuarantined(quarantineNo);
  }

  async resolveConflict(conflictNo: number, keep: "kept" | "lost"): Promise<void> {
    await this.#running?.keeper.attention.resolveConflict(conflictNo, keep);
  }

  async setPageRows(pageRows: number): Promise<void> {
    await this.#running?.keeper.changeSettings({ pageRows });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    Deno.removeSync(this.#directory, { recursive: true });
  }

  #fill({ database: { writer } }: Running): void {
    const [pages = 0] = writer.prepare("PRAGMA page_count").value<[number]>() ?? [];
    writer.exec(`PRAGMA max_page_count = ${this.#isFull ? pages : UNBOUNDED_PAGES}`);
  }
}
