/**
 * One simulated phone: an installed app with its database, its secure storage and its network.
 *
 * @module
 */

import { PhoneCrash, type StepHook, type SyncStep } from "./crash.ts";
import { type Generation, type GenerationTraits, traitsOf } from "./generation.ts";
import { HubSessions } from "./hub_sessions.ts";
import {
  forceDownload,
  type ForceResult,
  forceUpload,
  type SyncContext,
  SyncError,
  type SyncProgress,
  syncWithHub,
} from "./hub_sync.ts";
import { LocalRecords } from "./local_records.ts";
import {
  type LoginOutcome,
  type ScanOutcome,
  type SyncErrorCode,
  type SyncOutcome,
  syncOutcome,
} from "./outcomes.ts";
import { Peers } from "./peers.ts";
import { type Clock, type DatabaseSnapshot, PhoneDatabase } from "./phone_database.ts";
import {
  countedFetch,
  noTraffic,
  type PhoneFetch,
  realFetch,
  type Traffic,
} from "./phone_fetch.ts";
import { RawAccess } from "./raw_access.ts";
import { RecordActions } from "./record_actions.ts";
import type { RpcResult } from "./rpc_result.ts";
import { SecureStore } from "./secure_store.ts";
import { SignIn } from "./sign_in.ts";
import { pushedTables } from "./tables.ts";
import type { CallKind } from "./transport.ts";

/** How a phone is made. */
export interface PhoneOptions {
  /** Which app to install. */
  readonly generation: Generation;
  /** The phone's clock, epoch milliseconds; the real one by default. */
  readonly clock?: Clock;
  /** The id it presents; a new UUID version 4 by default. */
  readonly clientId?: string;
  /** The network; the real one by default. */
  readonly fetch?: PhoneFetch;
  /** Called before every step of a sync; see {@linkcode SyncStep}. */
  readonly beforeStep?: StepHook;
}

/** A phone of one generation. The example is at the face of this folder, `mod.ts`. */
export class SimulatedPhone extends RecordActions {
  /** Which app this is. */
  readonly generation: Generation;
  /** What has gone over the network so far. */
  readonly traffic: Traffic = noTraffic();
  /** What outlives the database: client id, session, credentials. */
  readonly secureStore = new SecureStore();
  /** Anything to the hub, however wrong, under the current session key. */
  readonly raw: RawAccess;
  /** The network. Replace it to break it. */
  fetch: PhoneFetch;
  /** Called before every step of a sync. May throw a {@linkcode PhoneCrash}. */
  beforeStep: StepHook | null;

  readonly #traits: GenerationTraits;
  readonly #clock: Clock;
  readonly #countedFetch: PhoneFetch;
  #app: RunningApp;
  #syncing: Promise<SyncOutcome> | null = null;

  private constructor(options: PhoneOptions, database: PhoneDatabase) {
    super();
    this.generation = options.generation;
    this.fetch = options.fetch ?? realFetch;
    this.beforeStep = options.beforeStep ?? null;
    this.#traits = traitsOf(options.generation);
    this.#clock = options.clock ?? Date.now;
    this.#countedFetch = countedFetch(() => this.fetch, this.traffic);
    this.raw = new RawAccess(() => this.secureStore.loadSession(), this.#countedFetch);
    if (options.clientId !== undefined) this.secureStore.set("hub_client_id", options.clientId);
    this.#app = this.#run(database);
  }

  /** Installs the app. */
  static async create(options: PhoneOptions): Promise<SimulatedPhone> {
    const clock = options.clock ?? Date.now;
    const database = await PhoneDatabase.open(traitsOf(options.generation), clock);
    return new SimulatedPhone(options, database);
  }

  /** @internal */
  protected override get records(): LocalRecords {
    return this.#app.records;
  }

  /** The id the phone presents in every envelope. */
  get clientId(): string {
    return this.secureStore.clientId();
  }

  /** The token of the stored session, or null. */
  get token(): string | null {
    return this.secureStore.loadSession()?.token ?? null;
  }

  /** The cursor the next sync presents: null before the first one (it then presents 0). */
  get cursor(): Promise<number | null> {
    return this.#app.peers.active(this.#traits.prefersPeer)
      .then((peer) => typeof peer?.last_synced_at === "number" ? peer.last_synced_at : null);
  }

  /** How many rows wait to be sent. */
  dirtyCount(): Promise<number> {
    return this.records.dirtyCount(pushedTables(this.generation));
  }

  /** Scans a QR code on the login screen: pairs with a hub, or notes a cloud server. */
  scan(text: string): Promise<ScanOutcome> {
    return this.#alive(() => this.#app.signIn.scan(text));
  }

  /** Scans a QR code on the settings screen: pairs, then logs in with the stored credentials. */
  rescan(text: string): Promise<LoginOutcome> {
    return this.#alive(() => this.#app.signIn.rescan(text));
  }

  /**
   * Signs in on the login screen, under the session of the last scan. When there is none (the app
   * was started again, or March and May signed in with it already), the older generations post the
   * password to the hub's address in clear, and August asks for a scan.
   */
  login(email: string, password: string): Promise<LoginOutcome> {
    return this.#alive(() => this.#app.signIn.login(email, password));
  }

  /** One sync. Never throws: what the app would show or log is in the outcome. */
  sync(): Promise<SyncOutcome> {
    if (this.#syncing !== null) {
      if (this.#traits.joinsRunningSync) return this.#syncing;
      return Promise.resolve(syncOutcome({ ok: true, skipped: true }));
    }
    this.#syncing = this.#syncOnce().finally(() => this.#syncing = null);
    return this.#syncing;
  }

  /** The sync button: two syncs in a row. A failed first one prevents the second. */
  async syncTwice(): Promise<[first: SyncOutcome, second: SyncOutcome | null]> {
    const first = await this.sync();
    return [first, first.ok ? await this.sync() : null];
  }

  /** "Upload device data" (March and May): everything changed after a time, dirty or not. */
  forceUpload(sinceMs: number): Promise<ForceResult> {
    return this.#force(forceUpload, sinceMs);
  }

  /** "Download from server" (March and May): everything after a time. */
  forceDownload(sinceMs: number): Promise<ForceResult> {
    return this.#force(forceDownload, sinceMs);
  }

  /**
   * One call of online mode: a handshake, then the call. August renews a refused token once.
   *
   * @param token sent instead of the stored one; then nothing is renewed
   */
  rpc(kind: CallKind, name: string, args: unknown, token?: string | null): Promise<RpcResult> {
    return this.#alive(() => this.#app.sessions.callOnline({ kind, name, args, token }));
  }

  /** Whether the hub answers its heartbeat: the dot on the settings screen. */
  heartbeat(): Promise<boolean> {
    return this.#alive(() => this.#app.sessions.heartbeat());
  }

  /** Closes the app and starts it again: what was only in memory is gone. */
  async restart(): Promise<void> {
    await this.restoreDatabase(await this.snapshotDatabase());
  }

  /**
   * Starts the app as a person does. The older generations then post the stored password, in
   * clear, to `/api/login` of the active peer (`wire.md` 9.7).
   *
   * @returns the HTTP status of that, or null when nothing was sent
   */
  async startApp(): Promise<number | null> {
    await this.restart();
    return await this.#alive(() => this.#app.signIn.atStart());
  }

  /**
   * Removes the app and installs it again: the database is gone.
   *
   * @param keepClientId true as on iOS, whose key store outlives the app; false as on Android
   */
  async reinstall({ keepClientId }: { readonly keepClientId: boolean }): Promise<void> {
    if (!keepClientId) this.secureStore.clear();
    await this.restoreDatabase({});
  }

  /** A backup of the local database, cursor included; the secure storage is not in it. */
  snapshotDatabase(): Promise<DatabaseSnapshot> {
    return this.#app.database.snapshot();
  }

  /** Puts a backup in the place of the local database and starts the app with it. */
  async restoreDatabase(snapshot: DatabaseSnapshot): Promise<void> {
    this.#app = this.#run(await PhoneDatabase.open(this.#traits, this.#clock, snapshot));
  }

  #run(database: PhoneDatabase): RunningApp {
    const traits = this.#traits;
    const store = this.secureStore;
    const fetch = this.#countedFetch;
    const sessions = new HubSessions(traits, store, fetch);
    const peers = new Peers(database, this.#clock);
    const signIn = new SignIn({ traits, store, sessions, peers, fetch });
    return { database, sessions, peers, signIn, records: new LocalRecords(database, this.#clock) };
  }

  #context(step: StepHook, warn: (message: string) => void): SyncContext {
    return { ...this.#app, traits: this.#traits, clock: this.#clock, step, warn };
  }

  async #syncOnce(): Promise<SyncOutcome> {
    const progress: SyncProgress = {
      cursorSent: null,
      timestamp: undefined,
      pulled: {},
      pushed: {},
    };
    const warnings: string[] = [];
    let next: SyncStep = "pulled";
    const step = async (name: SyncStep) => {
      next = name;
      await this.beforeStep?.(name);
    };
    const context = this.#context(step, (message) => warnings.push(message));
    try {
      await this.#alive(() => syncWithHub(context, progress));
      return syncOutcome({ ...progress, warnings, ok: true });
    } catch (error) {
      const code = syncErrorCode(error);
      const killedAt = code === "KILLED" ? next : null;
      const message = String(error);
      return syncOutcome({ ...progress, warnings, killedAt, error: { code, message } });
    }
  }

  async #force(work: typeof forceUpload, sinceMs: number): Promise<ForceResult> {
    if (!this.#traits.hasForceSync) {
      throw new Error(`Cannot force a sync: the ${this.generation} generation has no such button`);
    }
    const context = this.#context(() => {}, () => {});
    try {
      return await this.#alive(() => work(context, sinceMs));
    } catch (error) {
      if (error instanceof PhoneCrash) throw error;
      return { ok: false, error: String(error) };
    }
  }

  /** Runs work that a {@linkcode PhoneCrash} may kill: the app then starts again, and it throws. */
  async #alive<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PhoneCrash) await this.restart();
      throw error;
    }
  }
}

interface RunningApp {
  readonly database: PhoneDatabase;
  readonly sessions: HubSessions;
  readonly peers: Peers;
  readonly records: LocalRecords;
  readonly signIn: SignIn;
}

function syncErrorCode(error: unknown): SyncErrorCode {
  if (error instanceof SyncError) return error.code;
  return error instanceof PhoneCrash ? "KILLED" : "APPLY_FAILED";
}
