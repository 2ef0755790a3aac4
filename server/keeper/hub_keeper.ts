/**
 * The keeper: owner of vault and database, and of everything that has to wait for them.
 *
 * @module
 */

import { appendAudit, type AuditNote, type AuditQuery, type ListenerNote } from "../audit/mod.ts";
import { type HubSettings, readSettings, storeSettings } from "../database/settings.ts";
import type { KeeperApi } from "../keeper_api.ts";
import { refreshPatientIndex } from "../phone/calls/patient_index.ts";
import type { HubTrouble } from "../hub_trouble.ts";
import { deviceName } from "../phone/device_name.ts";
import type { ProcedureEvent } from "../phone/procedure.ts";
import { SyncEngine } from "../sync/sync_engine.ts";
import type { VaultSecret } from "../../vault/mod.ts";
import { WireError } from "../wire/errors.ts";
import { hasAccounts } from "./people/accounts.ts";
import { AheadWatch } from "./ahead_watch.ts";
import { settingsEntry } from "./audit/audit_entries.ts";
import type { AuditChunk, AuditPage } from "./audit/audit_page.ts";
import { dataPaths, HeldDirectory } from "./opening/data_directory.ts";
import { fillDemo } from "./demo.ts";
import { countFailedUnlock } from "./people/failed_unlocks.ts";
import { HubHealth } from "../health/hub_health.ts";
import { type HealthControl, healthOf } from "./health_control.ts";
import { openedHub, pageLimits } from "./hand_over.ts";
import { HubAudit, unlockNotes } from "./audit/hub_audit.ts";
import { HubSnapshots } from "./copies/hub_snapshots.ts";
import { type AttentionControl, attentionOf } from "./attention_control.ts";
import { type KeeperStatus, statusOf } from "./hub_status.ts";
import type { KeeperControl, OpenedHub, OpenRequest } from "./keeper_control.ts";
import { GivenCursors } from "./phones/given_cursors.ts";
import { LargeBodies } from "./phones/large_bodies.ts";
import { type OpenFiles, openFiles, startErrorOf } from "./opening/open_files.ts";
import { openingNoted, openingNotes } from "./opening/opening_notes.ts";
import { freeBytes } from "./operator_reads.ts";
import { type PeopleControl, peopleOf } from "./people/people_control.ts";
import { phoneCallsOf } from "./phones/phone_calls.ts";
import { type ResetControl, resetsOf } from "./reset_control.ts";
import { type Salvage, type SalvageControl, salvageOf } from "./salvage_control.ts";
import { noteProgram } from "./audit/program_notes.ts";
import { provisionAtStart } from "./cloud/provision_start.ts";
import { relayCallsOf } from "./cloud/relay_calls.ts";
import { type CloudHub, type RelayControl, relayControlOf } from "./cloud/relay_control.ts";
import { type RecordsGrowth, screenOf } from "./screen_control.ts";
import { settleFiles, snapshotsOf } from "./copies/snapshot_calls.ts";
import type { SnapshotControl } from "./copies/snapshot_control.ts";
import { tokensLapseSoon } from "./phones/token_seen.ts";
import {
  changePassphrase,
  checkSecret,
  type ClosedVault,
  isOtherCloud,
  lookAtVault,
  newRecoveryKey,
  restoreVault,
  runErrands,
} from "./people/vault_actions.ts";

export type { KeeperControl, OpenedHub, OpenRequest } from "./keeper_control.ts";

/** An open hub. */
interface OpenHub {
  readonly directory: HeldDirectory;
  readonly files: OpenFiles;
  readonly engine: SyncEngine;
  readonly audit: HubAudit;
  readonly health: HubHealth;
  readonly snapshots: HubSnapshots;
  readonly ahead: AheadWatch;
  readonly cursors: GivenCursors;
  readonly machineName: string;
  settings: HubSettings;
}

/** See the module. */
export class HubKeeper implements
  Omit<
    KeeperControl,
    | keyof AttentionControl
    | keyof PeopleControl
    | keyof ResetControl
    | keyof SalvageControl
    | keyof RelayControl
    | keyof HealthControl
    | keyof SnapshotControl
    | keyof KeeperApi
  > {
  readonly #report: (event: ProcedureEvent) => void;
  readonly #bodies = new LargeBodies();
  #hub: OpenHub | null = null;
  #held: HeldDirectory | null = null;
  /** The end of the last closing. */
  #closed: Promise<void> = Promise.resolve();
  /** What was done while the hub was shut, for its audit log. */
  #notes: AuditNote[] = [];
  /** What the last attempt to open the hub met, until one succeeds. */
  #trouble: HubTrouble | null = null;

  /** @param report Tells the operator what happens: codes and counts, no names */
  constructor(report: (event: ProcedureEvent) => void) {
    this.#report = report;
  }

  async open(request: OpenRequest): Promise<OpenedHub> {
    const paths = dataPaths(request.directory);
    const directory = this.#held ?? HeldDirectory.hold(paths);
    this.salvage.giveUp();
    let files: OpenFiles | null = null;
    try {
      files = await openFiles(paths, request.passphrase, request.recoveryKey, request.program);
      const { vault, database } = files;
      const hadRecoveryKey = vault.hasRecoveryKey;
      const cloud = isOtherCloud(vault, request.cloud) ? request.cloud : null;
      const recoveryKey = await runErrands(vault, files.created, request);
      const engine = new SyncEngine(database);
      // Shows that the disk takes writes, and persists the clock's ceiling before anyone reads it.
      await engine.write(() => engine.devices.pruneCursors());
      const accounts = request.demo ? await fillDemo(engine) : [];
      await provisionAtStart(engine, request.provision ?? null);
      const { settings, ready } = engine.read((statements) => ({
        settings: readSettings(statements),
        ready: hasAccounts(statements),
      }));
      engine.limits = pageLimits(settings);
      const issued = !hadRecoveryKey && vault.hasRecoveryKey;
      const notes = [
        ...this.#notes,
        ...openingNotes(files),
        ...unlockNotes({ ...request, cloud }, issued),
      ];
      await noteProgram(engine, request);
      const audit = await HubAudit.begin({ engine, vault, paths, report: this.#report, notes });
      this.#notes = [];
      await openingNoted(paths, files);
      if (files.rekeyed === "undone") this.#report({ event: "error", code: "DATA_KEY_UNCHANGED" });
      this.#trouble = null;
      const health = HubHealth.begin({ engine, files, audit, report: this.#report });
      const { machineName, program = "" } = request;
      const report = this.#report;
      const ahead = new AheadWatch(engine, report);
      const snapshots = await HubSnapshots.begin({ engine, vault, paths, program, report });
      const cursors = new GivenCursors(engine);
      const rest = { audit, health, snapshots, ahead, cursors, machineName, settings };
      this.#hub = { directory, files, engine, ...rest };
      // In the background: no search has to wait for the first index. If it fails, the search will say.
      refreshPatientIndex(engine).catch(() => {});
      return openedHub(this.#hub, { accounts, hasAccounts: ready, recoveryKey });
    } catch (error) {
      const failure = startErrorOf(files?.database.failureOf(error) ?? error);
      files?.vault.lock();
      files?.database[Symbol.dispose]();
      if (failure.code === "WRONG_PASSPHRASE") await countFailedUnlock(paths);
      if (failure.trouble !== null) this.#trouble = failure.trouble;
      if (directory !== this.#held) directory[Symbol.dispose]();
      throw failure;
    }
  }

  async close(keepDirectory = false): Promise<void> {
    const hub = this.#hub;
    this.#hub = null;
    this.#bodies.clear();
    // Whoever asked before may still be closing it.
    if (hub === null) return await this.#closed;
    const closing = this.#close(hub, keepDirectory);
    this.#closed = closing.catch(() => {});
    await closing;
  }

  async #close(hub: OpenHub, keepDirectory: boolean): Promise<void> {
    if (keepDirectory) this.#held = hub.directory;
    // The recovery screen says what can be done, until an opening succeeds.
    this.#trouble = hub.health.trouble ?? this.#trouble;
    hub.cursors.close();
    try {
      await hub.snapshots.close();
      await hub.health.close();
      await hub.engine.settled();
      // With it goes what devices have shown since the last commit.
      await hub.audit.close();
      hub.files.database[Symbol.dispose]();
    } finally {
      hub.files.vault.lock();
      if (hub.directory !== this.#held) hub.directory[Symbol.dispose]();
    }
  }

  async hold(directory: string): Promise<void> {
    try {
      this.#held ??= HeldDirectory.hold(dataPaths(directory));
      await settleFiles(dataPaths(directory));
    } catch (error) {
      const failure = startErrorOf(error);
      if (failure.trouble === null) throw failure;
      // The recovery screen says so, and an unlock tries again.
      this.#trouble = failure.trouble;
    }
  }

  /** Whether a hub is open. */
  get isOpen(): boolean {
    return this.#hub !== null;
  }

  look(directory: string): Promise<ClosedVault> {
    return lookAtVault(dataPaths(directory), this.#trouble);
  }

  async restoreVault(directory: string): Promise<void> {
    this.#holdShut(directory);
    await restoreVault(dataPaths(directory));
    this.#notes.push({ kind: "vault_restored", who: "operator", detail: {} });
    this.#trouble = null;
  }

  checkSecret(secret: VaultSecret): Promise<void> {
    return this.#answer(({ files, audit }) =>
      audit.withSecret(checkSecret(files.vault, secret), null)
    );
  }

  changePassphrase(current: VaultSecret, next: string): Promise<void> {
    return this.#answer(async ({ files, audit }) => {
      await audit.withSecret(
        changePassphrase(files.vault, current, next),
        (wrap) => ({ kind: "passphrase_changed", who: "operator", detail: { wrap } }),
      );
    });
  }

  newRecoveryKey(passphrase: string): Promise<string> {
    return this.#answer(({ files, audit }) =>
      audit.withSecret(
        newRecoveryKey(files.vault, passphrase),
        () => ({ kind: "recovery_key_issued", who: "operator", detail: {} }),
      )
    );
  }

  status(): Promise<KeeperStatus> {
    return this.#answer(statusOf);
  }

  confirmClock(): Promise<void> {
    return this.#answer(({ engine }) => {
      engine.wallClock.confirm();
      engine.audit.note({ kind: "clock_confirmed", who: "operator", detail: {} });
    });
  }

  settings(): Promise<HubSettings> {
    return this.#answer((hub) => hub.settings);
  }

  changeSettings(change: Partial<HubSettings>): Promise<HubSettings> {
    return this.#answer(async (hub) => {
      const atMs = hub.engine.wallClock.nowMs();
      await hub.engine.write((statements) => {
        storeSettings(statements, change);
        appendAudit(statements, settingsEntry(change, atMs));
      });
      hub.settings = { ...hub.settings, ...change };
      hub.engine.limits = pageLimits(hub.settings);
      return hub.settings;
    });
  }

  noteAudit(notes: readonly (readonly [ListenerNote, number])[]): Promise<void> {
    return this.#answer(({ audit }) => audit.note(notes));
  }

  recordsGrowth(days: number): Promise<RecordsGrowth> {
    return this.#answer((hub) => screenOf(hub).recordsGrowth(days));
  }

  renameDevice(deviceId: string, name: string): Promise<void> {
    return this.#answer((hub) => screenOf(hub).renameDevice(deviceId, name));
  }

  renameHub(name: string): Promise<void> {
    return this.#answer((hub) => screenOf(hub).renameHub(name));
  }

  auditEntries(query: AuditQuery): Promise<AuditPage> {
    return this.#answer(({ audit }) => audit.entries(query));
  }

  auditExport(ticket: number | null): Promise<AuditChunk> {
    return this.#answer(({ audit }) => audit.export(ticket));
  }

  remindOfScans(): Promise<void> {
    return this.#answer(({ engine, settings }) => {
      const nowMs = engine.wallClock.nowMs();
      for (const { status, deviceId, lastCallMs } of engine.devices.all()) {
        if (status !== "admitted") continue;
        if (!tokensLapseSoon(lastCallMs, nowMs, settings.tokenSeenDays)) continue;
        this.#report({ event: "phone", code: "NEW_SCAN_SOON", device: deviceName(deviceId) });
      }
    });
  }

  /** What phones ask: of whichever hub is open when it is asked, as all these. */
  readonly phones: KeeperApi = phoneCallsOf(
    (act) => this.#answer(act),
    this.#bodies,
    (event) => this.#report(event),
  );

  /** The passphrases of the people who open the hub. */
  readonly people: PeopleControl = peopleOf((act) => this.#answer(act));

  /** What changes the hub as a whole. */
  readonly resets: ResetControl = resetsOf({
    onHub: (act) => this.#answer(act),
    note: (note) => this.#notes.push(note),
    holdShut: (directory) => {
      this.#holdShut(directory);
      this.salvage.giveUp();
    },
  });

  /** What can be read of a hub that does not open. */
  readonly salvage: Salvage = salvageOf({
    note: (note) => this.#notes.push(note),
    requireShut: () => this.#requireShut(),
  });

  /** What waits for a person's decision. */
  readonly attention: AttentionControl = attentionOf((act) =>
    this.#answer(({ engine }) => act(engine))
  );

  /** Copies of the hub. */
  readonly snapshots: SnapshotControl = snapshotsOf({
    hub: () => this.#hub,
    holdShut: async (directory) => {
      await this.#closed;
      this.#holdShut(directory);
    },
    close: () => {
      this.salvage.giveUp();
      return this.close(true);
    },
    open: (request) => this.open(request),
    reopened: () => {
      if (this.#hub === null) throw new WireError("LOCKED");
      const ready = this.#hub.engine.read(hasAccounts);
      return openedHub(this.#hub, { accounts: [], hasAccounts: ready, recoveryKey: null });
    },
  });

  /** How the hub is. */
  readonly health: HealthControl = healthOf((act) => this.#answer(act));

  /** The cloud, for the operator. */
  readonly cloud: RelayControl = relayControlOf((act) => this.#onCloudHub(act));

  /** The cloud, for the relay. */
  readonly relay = relayCallsOf((act) => this.#onCloudHub(act));

  #onCloudHub<T>(act: (hub: CloudHub) => T | Promise<T>): Promise<T> {
    return this.#answer(({ engine, files: { vault, database } }) =>
      act({ engine, vault, freeBytes: () => freeBytes(database.path) })
    );
  }

  #requireShut(): void {
    if (this.#hub !== null) throw new WireError("BUSY");
  }

  /** Nobody else may use the files of a hub that is shut from now on. */
  #holdShut(directory: string): void {
    this.#requireShut();
    this.#held ??= HeldDirectory.hold(dataPaths(directory));
  }

  /** Answers on the open hub; failures become codes a phone may see. */
  async #answer<T>(action: (hub: OpenHub) => T | Promise<T>): Promise<T> {
    const hub = this.#hub;
    if (hub === null) throw new WireError("LOCKED");
    try {
      return await action(hub);
    } catch (error) {
      const failure = hub.files.database.failureOf(error);
      if (failure === null) throw error;
      const isDamage = failure.code === "DAMAGED";
      if (isDamage) hub.health.metDamage();
      // Once is enough: the listener locks the hub, whose connections answer nothing more.
      const at = isDamage ? { at: "call" } : {};
      this.#report({ event: "error", code: `DATABASE_${failure.code}`, ...at });
      throw new WireError(failure.code === "BUSY" ? "BUSY" : "STORAGE", { cause: error });
    }
  }
}
