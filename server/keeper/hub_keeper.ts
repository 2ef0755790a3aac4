/**
 * The keeper: owner of vault and database, and of everything that has to wait for them.
 *
 * @module
 */

import { databaseErrorOf } from "../database/database_error.ts";
import { SCHEMA_VERSION } from "../database/migrations.ts";
import { type HubSettings, readSettings, storeSettings } from "../database/settings.ts";
import type { DemoAccount } from "../demo_clinic/mod.ts";
import type {
  CallRequest,
  CallResult,
  DeviceLogin,
  DeviceSeen,
  DeviceStatus,
  KeeperApi,
  KnownDevice,
  LoginCandidate,
  LoginFacts,
  OpenedLarge,
  UnwrappedLarge,
} from "../keeper_api.ts";
import { refreshPatientIndex } from "../phone/calls/patient_index.ts";
import type { Procedure, ProcedureEvent } from "../phone/procedure.ts";
import { COMMANDS, QUERIES } from "../phone/procedures.ts";
import { knownDevice } from "../sync/device_state.ts";
import type { PageLimits } from "../sync/pull_page.ts";
import { SyncEngine } from "../sync/sync_engine.ts";
import type { Vault } from "../../vault/mod.ts";
import { WireError } from "../wire/errors.ts";
import { hasAccounts, loginCandidate, loginFacts } from "./accounts.ts";
import { dataPaths, HeldDirectory } from "./data_directory.ts";
import { fillDemo } from "./demo.ts";
import { type KeeperStatus, quarantineCounts, rowCounts } from "./hub_status.ts";
import { LargeBodies } from "./large_bodies.ts";
import { type OpenFiles, openFiles, startErrorOf } from "./open_files.ts";
import { writeRecoveryKey } from "./recovery_key_file.ts";
import { tokensCount, tokensLapseAtMs, tokensLapseSoon } from "./token_seen.ts";

/** What the hub is opened with. */
export interface OpenRequest {
  readonly directory: string;
  readonly passphrase: string;
  /** Where to write a recovery key once. */
  readonly recoveryKeyFile: string | null;
  /** Cloud access to store. */
  readonly cloud: { readonly url: string; readonly apiKey: string } | null;
  /** Fill an empty hub with the demo clinic. */
  readonly demo: boolean;
  /** The machine's own name: the hub is called so while nobody gave it another. */
  readonly machineName: string;
}

/** What the listener needs of an open hub. It owns the keys from here on. */
export interface OpenedHub {
  readonly hubId: string;
  readonly hubName: string;
  /** 32 bytes. */
  readonly identityPrivateKey: Uint8Array;
  /** 32 bytes. */
  readonly tokenKey: Uint8Array;
  readonly devices: readonly KnownDevice[];
  readonly accounts: readonly DemoAccount[];
  readonly hasAccounts: boolean;
  readonly settings: HubSettings;
}

/** What the listener asks on behalf of the operator. */
export interface KeeperControl extends KeeperApi {
  /** Opens or makes the hub. Fails with a code of `StartError`. */
  open(request: OpenRequest): Promise<OpenedHub>;
  /** Waits for what is being written, then drops every key and closes the database. */
  close(): Promise<void>;
  status(): Promise<KeeperStatus>;
  /** The operator says that the wall clock is right. */
  confirmClock(): Promise<void>;
  settings(): Promise<HubSettings>;
  /** Stores checked settings. The size of bodies counts from the next start. */
  changeSettings(change: Partial<HubSettings>): Promise<HubSettings>;
  /** Tells the operator which phones will soon need a new scan. */
  remindOfScans(): Promise<void>;
}

/** An open hub. */
interface OpenHub {
  readonly directory: HeldDirectory;
  readonly files: OpenFiles;
  readonly engine: SyncEngine;
  settings: HubSettings;
}

/** See the module. */
export class HubKeeper implements KeeperControl {
  readonly #report: (event: ProcedureEvent) => void;
  readonly #bodies = new LargeBodies();
  #hub: OpenHub | null = null;

  /** @param report Tells the operator what happens: codes and counts, no names */
  constructor(report: (event: ProcedureEvent) => void) {
    this.#report = report;
  }

  async open(request: OpenRequest): Promise<OpenedHub> {
    const paths = dataPaths(request.directory);
    const directory = HeldDirectory.hold(paths);
    let files: OpenFiles | null = null;
    try {
      files = await openFiles(paths, request.passphrase);
      const { vault, database } = files;
      if (request.recoveryKeyFile !== null) await writeRecoveryKey(vault, request.recoveryKeyFile);
      if (request.cloud !== null) await vault.update({ cloud: request.cloud });
      const engine = new SyncEngine(database);
      // Shows that the disk takes writes, and persists the clock's ceiling before anyone reads it.
      await engine.write(() => engine.devices.pruneCursors());
      const accounts = request.demo ? await fillDemo(engine) : [];
      const { settings, ready } = engine.read((statements) => ({
        settings: readSettings(statements),
        ready: hasAccounts(statements),
      }));
      engine.limits = pageLimits(settings);
      // In the background: no search has to wait for the first index. If it fails, the search will say.
      refreshPatientIndex(engine).catch(() => {});
      this.#hub = { directory, files, engine, settings };
      const { machineName } = request;
      return openedHub(vault, engine, { accounts, hasAccounts: ready, settings, machineName });
    } catch (error) {
      files?.vault.lock();
      files?.database[Symbol.dispose]();
      directory[Symbol.dispose]();
      throw startErrorOf(databaseErrorOf(error) ?? error);
    }
  }

  async close(): Promise<void> {
    const hub = this.#hub;
    this.#hub = null;
    this.#bodies.clear();
    if (hub === null) return;
    try {
      await hub.engine.settled();
      // What devices have shown since the last commit is worth one more.
      await hub.engine.write(() => {}).catch(() => {});
      hub.files.database[Symbol.dispose]();
    } finally {
      hub.files.vault.lock();
      hub.directory[Symbol.dispose]();
    }
  }

  loginCandidate(email: string): Promise<LoginCandidate | null> {
    return this.#answer(({ engine }) => engine.read((read) => loginCandidate(read, email)));
  }

  deviceLoggedIn(login: DeviceLogin): Promise<LoginFacts> {
    return this.#answer(async ({ engine }) => {
      const facts = engine.read((statements) => loginFacts(statements, login.userId));
      if (facts === null) throw new WireError("AUTH_FAILED");
      const { deviceId, userId, address, deviceName } = login;
      const atMs = engine.wallClock.nowMs();
      const known = engine.devices.get(deviceId);
      if (known?.status === "revoked") throw new WireError("DEVICE_REVOKED");
      if (known !== undefined) {
        Object.assign(known, {
          userId,
          address,
          lastSeenMs: Math.max(known.lastSeenMs, atMs),
          lastCallMs: Math.max(known.lastCallMs, atMs),
        });
        known.changed = true;
        await engine.write(() => {});
        return facts;
      }
      const name = deviceName ?? deviceId;
      let admitted = false;
      try {
        await engine.write(() => {
          // Another login of the same phone may have come first.
          if (engine.devices.get(deviceId) !== undefined) return;
          engine.devices.admit({ deviceId, name, address, userId, atMs });
          admitted = true;
        });
      } catch (error) {
        if (admitted) engine.devices.forget(deviceId);
        throw error;
      }
      return facts;
    });
  }

  unwrapLarge(body: Uint8Array<ArrayBuffer>): Promise<UnwrappedLarge> {
    return this.#answer(() => this.#bodies.unwrap(body));
  }

  async openLarge(
    ticket: number,
    keys: readonly Uint8Array[],
    label: "command" | "query",
  ): Promise<OpenedLarge> {
    try {
      return await this.#answer(() => this.#bodies.open(ticket, keys, label));
    } finally {
      for (const key of keys) key.fill(0);
    }
  }

  dropLarge(ticket: number): Promise<void> {
    this.#bodies.drop(ticket);
    return Promise.resolve();
  }

  call(request: CallRequest): Promise<CallResult> {
    return this.#answer(({ engine, settings }) => {
      const { kind, name, deviceId, userId, repeated, ticket } = request;
      const args = ticket === undefined ? request.args : this.#bodies.take(ticket);
      const device = engine.devices.get(deviceId);
      if (device === undefined) throw new WireError("AUTH_FAILED");
      if (device.status === "revoked") throw new WireError("DEVICE_REVOKED");
      const nowMs = engine.wallClock.nowMs();
      if (!tokensCount(device.lastCallMs, nowMs, settings.tokenSeenDays)) {
        this.#report({ event: "error", code: "TOKEN_LAPSED", device: device.name });
        throw new WireError("AUTH_FAILED");
      }
      if (engine.read((statements) => loginFacts(statements, userId)) === null) {
        throw new WireError("AUTH_FAILED");
      }
      // Never back: a clock that was wrong for a day must not make tokens look old afterwards.
      device.lastCallMs = Math.max(device.lastCallMs, nowMs);
      device.lastSeenMs = Math.max(device.lastSeenMs, nowMs);
      device.changed = true;
      const procedures: ReadonlyMap<string, Procedure> = kind === "command" ? COMMANDS : QUERIES;
      const procedure = procedures.get(name);
      if (procedure === undefined) return { ok: false, code: "UNKNOWN_PROCEDURE" };
      return procedure({ engine, device, userId, repeated, report: this.#report }, args);
    });
  }

  touchDevices(seen: readonly DeviceSeen[]): Promise<void> {
    return this.#answer(async ({ engine }) => {
      for (const { deviceId, atMs } of seen) {
        const device = engine.devices.get(deviceId);
        if (device === undefined) continue;
        device.lastSeenMs = Math.max(device.lastSeenMs, atMs);
        device.changed = true;
      }
      await engine.write(() => {});
    });
  }

  setDeviceStatus(deviceId: string, status: DeviceStatus): Promise<void> {
    return this.#answer(async ({ engine }) => {
      const device = engine.devices.get(deviceId);
      if (device === undefined) throw new WireError("NOT_FOUND");
      device.status = status;
      device.changed = true;
      await engine.write(() => {});
    });
  }

  status(): Promise<KeeperStatus> {
    return this.#answer(async ({ engine, files, settings }) => {
      const counts = engine.read((statements) => ({
        rows: rowCounts(statements),
        quarantined: quarantineCounts(statements),
        hasAccounts: hasAccounts(statements),
      }));
      const databaseBytes = await bytesOf(files.database.path, `${files.database.path}-wal`);
      return {
        ...counts,
        devices: [...engine.devices.all()].map((device) => ({
          ...knownDevice(device),
          tokensLapseAtMs: tokensLapseAtMs(device.lastCallMs, settings.tokenSeenDays),
          hasMore: device.hasMore,
        })),
        clockLeapt: engine.wallClock.leapt,
        databaseBytes,
        schemaVersion: SCHEMA_VERSION,
      };
    });
  }

  confirmClock(): Promise<void> {
    return this.#answer(({ engine }) => engine.wallClock.confirm());
  }

  settings(): Promise<HubSettings> {
    return this.#answer((hub) => hub.settings);
  }

  changeSettings(change: Partial<HubSettings>): Promise<HubSettings> {
    return this.#answer(async (hub) => {
      await hub.engine.write((statements) => storeSettings(statements, change));
      hub.settings = { ...hub.settings, ...change };
      hub.engine.limits = pageLimits(hub.settings);
      return hub.settings;
    });
  }

  remindOfScans(): Promise<void> {
    return this.#answer(({ engine, settings }) => {
      const nowMs = engine.wallClock.nowMs();
      for (const { status, name, lastCallMs } of engine.devices.all()) {
        if (status !== "admitted") continue;
        if (!tokensLapseSoon(lastCallMs, nowMs, settings.tokenSeenDays)) continue;
        this.#report({ event: "phone", code: "NEW_SCAN_SOON", device: name });
      }
    });
  }

  /** Answers on the open hub; failures become codes a phone may see. */
  async #answer<T>(action: (hub: OpenHub) => T | Promise<T>): Promise<T> {
    const hub = this.#hub;
    if (hub === null) throw new WireError("LOCKED");
    try {
      return await action(hub);
    } catch (error) {
      const failure = databaseErrorOf(error);
      if (failure === null) throw error;
      this.#report({ event: "error", code: `DATABASE_${failure.code}` });
      throw new WireError(failure.code === "BUSY" ? "BUSY" : "STORAGE", { cause: error });
    }
  }
}

function openedHub(
  vault: Vault,
  engine: SyncEngine,
  rest: Pick<OpenedHub, "accounts" | "hasAccounts" | "settings"> & {
    readonly machineName: string;
  },
): OpenedHub {
  const { hubId, hubName, identityPrivateKey, tokenKey } = vault.secrets;
  return {
    hubId,
    hubName: hubName ?? rest.machineName,
    // Copies: the listener clears its own when it locks.
    identityPrivateKey: identityPrivateKey.slice(),
    tokenKey: tokenKey.slice(),
    devices: [...engine.devices.all()].map(knownDevice),
    accounts: rest.accounts,
    hasAccounts: rest.hasAccounts,
    settings: rest.settings,
  };
}

/** Bytes of the files that are there. */
async function bytesOf(...paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    bytes += await Deno.stat(path).then((file) => file.size).catch(() => 0);
  }
  return bytes;
}

const MIB = 1024 * 1024;

function pageLimits({ pageRows, pageMiB }: HubSettings): PageLimits {
  return { maxRows: pageRows, maxBytes: pageMiB * MIB };
}
