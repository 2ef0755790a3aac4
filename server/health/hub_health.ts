/**
 * Health of an open hub as the keeper knows it: the daily check of the database, and what phones'
 * rows say of clocks.
 *
 * @module
 */

import { SqliteError } from "@db/sqlite";
import { databaseErrorOf } from "../database/database_error.ts";
import type { HubDatabase } from "../database/hub_database.ts";
import { SCHEMA_VERSION } from "../database/migrations.ts";
import type { Statements } from "../database/statements.ts";
import type { HubTrouble } from "../hub_trouble.ts";
import { deviceName } from "../phone/device_name.ts";
import type { ProcedureEvent } from "../phone/procedure.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import { bytesOf } from "./closed_database.ts";
import type { DatabaseFacts, IntegrityFacts, PhoneClockFacts } from "./health_facts.ts";
import { IntegrityCheck } from "./integrity_check.ts";
import {
  type IntegrityRecord,
  readIntegrity,
  storeIntegrity,
  storeIntegrityApart,
} from "./integrity_record.ts";
import { KeptFile } from "./kept_file.ts";
import { PhoneClocks } from "./phone_clocks.ts";

/** What the keeper knows of an open hub's health. */
export interface KeeperHealth {
  /** The database. */
  readonly database: DatabaseFacts;
  /** The newest value of the hub's clock. */
  readonly newestStampMs: number;
  /** True while a leap of the clock waits for the operator's word. */
  readonly clockLeapt: boolean;
  /** What phones show of their clocks. */
  readonly phones: readonly PhoneClockFacts[];
  /** How far the cloud was ahead at its last answer, ms; null without one within a day. */
  readonly cloudLeadMs: number | null;
  /** Of SQLite. */
  readonly sqlite: string;
  /** Of SQLCipher. */
  readonly sqlcipher: string;
}

/** A hub that was just opened has other things to do first, ms. */
const FIRST_AFTER_MS = 2 * 60_000;
/** How often it is looked whether a check is due, ms. */
const LOOK_EVERY_MS = 10 * 60_000;
/** A check is due when the last one is older, ms: once a day, at about the same hour or earlier. */
const DUE_AFTER_MS = 20 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** What it needs of the open hub. */
export interface HubHealthParts {
  /** The engine. */
  readonly engine: SyncEngine;
  /** The database and its key. */
  readonly files: {
    readonly database: HubDatabase;
    readonly vault: { readonly secrets: { readonly dataKey: Uint8Array } };
  };
  /** Tells the operator. */
  readonly report: (event: ProcedureEvent) => void;
  /** The audit log. */
  readonly audit: { readonly state: { readonly problem: { readonly code: string } | null } };
  /** In place of two minutes, ms. */
  readonly firstAfterMs?: number;
}

/** See the module. Has a timer from the beginning to `close()`. */
export class HubHealth {
  readonly #parts: HubHealthParts;
  readonly #clocks = new PhoneClocks();
  readonly #timers: ReturnType<typeof setInterval>[];
  #last: IntegrityRecord | null;
  #check: IntegrityCheck | null = null;
  /** Whether the last attempt came to no verdict: what was found before still counts. */
  #failed = false;
  /** When a call met damage, epoch ms; null while none has. It counts until the hub is opened anew. */
  #metAtMs: number | null = null;
  /** The database and its log: what was deleted or replaced takes nothing any more. */
  readonly #kept: readonly KeptFile[];
  /** When one of them was found gone, epoch ms. */
  #goneAtMs: number | null = null;
  /** How many want no check to run. */
  #holds = 0;

  private constructor(parts: HubHealthParts) {
    this.#parts = parts;
    this.#last = parts.engine.read(readIntegrity);
    const { path } = parts.files.database;
    this.#kept = [new KeptFile(path), new KeptFile(`${path}-wal`)];
    this.#timers = [
      setTimeout(() => void this.#checkIfDue(true), parts.firstAfterMs ?? FIRST_AFTER_MS),
      setInterval(() => void this.#checkIfDue(false), LOOK_EVERY_MS),
    ];
  }

  /** Of a hub that was just opened. */
  static begin(parts: HubHealthParts): HubHealth {
    return new HubHealth(parts);
  }

  /** What is known now. */
  async facts(): Promise<KeeperHealth> {
    const { engine, files: { database }, audit } = this.#parts;
    await this.isKept();
    const [bytes, logBytes] = await Promise.all([
      bytesOf(database.path),
      bytesOf(`${database.path}-wal`),
    ]);
    return {
      database: {
        ...{ silent: false, brokenPart: null },
        bytes,
        logBytes,
        schemaVersion: SCHEMA_VERSION,
        integrity: this.#integrity(),
        auditProblem: audit.state.problem?.code ?? null,
      },
      newestStampMs: engine.clock.last,
      clockLeapt: engine.wallClock.leapt,
      phones: this.#clocks.facts(Date.now()),
      // A connection that has met damage answers nothing more; what else is known has to be told.
      cloudLeadMs: unlessUnreadable(() => engine.read(cloudLeadMs), null),
      ...unlessUnreadable(() => versionsOf(database), { sqlite: "", sqlcipher: "" }),
    };
  }

  /** Whether the database is known to be damaged: what is stored now may be lost with it. */
  get isDamaged(): boolean {
    return this.trouble !== null;
  }

  /** What the recovery screen will have to say of this database. */
  get trouble(): HubTrouble | null {
    if (this.#goneAtMs !== null) return "DATABASE_MISSING";
    return this.#metAtMs !== null || this.#last?.result === "damaged" ? "DATABASE_DAMAGED" : null;
  }

  /**
   * Whether what is stored now will be found again: false once somebody has deleted or replaced the
   * database's files while they are open.
   */
  async isKept(): Promise<boolean> {
    if (this.#goneAtMs !== null) return false;
    const found = await Promise.all(this.#kept.map((file) => file.isInPlace()));
    if (found.every(Boolean)) return true;
    if (this.#goneAtMs === null) {
      this.#goneAtMs = Date.now();
      this.#parts.report({ event: "error", code: "DATABASE_DAMAGED" });
    }
    return false;
  }

  /**
   * A call has met damage. A check is begun for a verdict that outlasts this run; that it finds
   * nothing does not undo what was met, because it does not look at everything.
   */
  metDamage(): void {
    if (this.#metAtMs !== null) return;
    this.#metAtMs = Date.now();
    void this.checkNow();
  }

  /** A phone has pushed these arguments. */
  heardPush(deviceId: string, args: unknown): void {
    const { engine } = this.#parts;
    const name = engine.devices.get(deviceId)?.name ?? deviceName(deviceId);
    this.#clocks.note(name, args, Date.now());
  }

  /** The operator has set the clock right. */
  clockConfirmed(): void {
    this.#clocks.clear();
  }

  /** Checks the database now, unless a check is under way; resolves when one has ended. */
  async checkNow(): Promise<void> {
    if (this.#holds > 0) return;
    this.#check ??= this.#begin();
    await this.#check.result;
  }

  /**
   * Breaks a check off and begins none until disposed: for whoever needs the database alone, as a
   * change of its key does.
   */
  async hold(): Promise<Disposable> {
    this.#holds++;
    await this.#check?.cancel();
    return { [Symbol.dispose]: () => this.#holds-- };
  }

  /** Ends everything; resolves when the database is not used any more. */
  async close(): Promise<void> {
    this.#holds++;
    this.#timers.forEach(clearInterval);
    await this.#check?.cancel();
  }

  async #checkIfDue(isFirst: boolean): Promise<void> {
    const { atMs = 0, result } = this.#last ?? {};
    const ageMs = Math.abs(Date.now() - atMs);
    // Somebody may have done something about the damage before the hub was opened again.
    const isDue = ageMs > DUE_AFTER_MS || isFirst && result === "damaged";
    if (this.#check === null && isDue) await this.checkNow();
  }

  #begin(): IntegrityCheck {
    const { files: { database, vault } } = this.#parts;
    const startedMs = performance.now();
    const check = IntegrityCheck.begin(database.path, vault.secrets.dataKey);
    void check.result.then(async (result) => {
      this.#check = null;
      if (result === "cancelled") return;
      this.#failed = result === "failed";
      if (result === "failed") return;
      await this.#keep({ result, atMs: Date.now(), tookMs: performance.now() - startedMs });
    });
    return check;
  }

  async #keep(record: IntegrityRecord): Promise<void> {
    const { engine, report } = this.#parts;
    this.#last = record;
    if (record.result === "damaged") report({ event: "error", code: "DATABASE_DAMAGED" });
    try {
      await engine.write((statements) => storeIntegrity(statements, record));
    } catch {
      this.#keepApart(record);
    }
  }

  #keepApart(record: IntegrityRecord): void {
    const { database, vault } = this.#parts.files;
    try {
      storeIntegrityApart(database.path, vault.secrets.dataKey, record);
    } catch {
      // A disk that refuses is reported where phones meet it; the result counts all the same.
    }
  }

  #integrity(): IntegrityFacts {
    const { result = "never", atMs = null, tookMs = null } = this.#last ?? {};
    const rest = { tookMs, running: this.#check !== null, failed: this.#failed };
    const toldMs = this.#metAtMs ?? this.#goneAtMs;
    if (toldMs !== null) return { result: "damaged", atMs: toldMs, ...rest };
    return { result, atMs, ...rest };
  }
}

function unlessUnreadable<T>(read: () => T, fallback: T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SqliteError) && databaseErrorOf(error) === null) throw error;
    return fallback;
  }
}

function versionsOf({ reader }: HubDatabase): { sqlite: string; sqlcipher: string } {
  using sqlite = reader.prepare("SELECT sqlite_version()");
  using sqlcipher = reader.prepare("PRAGMA cipher_version");
  return {
    sqlite: sqlite.value<[string]>()?.[0] ?? "",
    sqlcipher: sqlcipher.value<[string]>()?.[0] ?? "",
  };
}

/** The cloud puts its time on each answer; the hub notes its own beside it. */
function cloudLeadMs(statements: Statements): number | null {
  const [cloudMs, hubMs] = statements.get("SELECT cloud_cursor, cursor_ms FROM relay_state")
    .value<[number, number]>() ?? [0, 0];
  return cloudMs === 0 || Math.abs(Date.now() - hubMs) > DAY_MS ? null : cloudMs - hubMs;
}
