/**
 * The audit log of an open hub: begun at its unlock, verified in the background, and remembered in
 * the vault so that its end cannot be cut off unnoticed.
 *
 * @module
 */

import {
  appendAudit,
  AuditExport,
  type AuditMark,
  type AuditNote,
  auditNote,
  type AuditProblem,
  type AuditWitness,
  type ListenerNote,
  newestMark,
  verifyAudit,
} from "../../audit/mod.ts";
import type { AuditQuery } from "../../audit/mod.ts";
import { SCHEMA_VERSION } from "../../database/migrations.ts";
import type { Statements } from "../../database/statements.ts";
import { deviceName } from "../../phone/device_name.ts";
import type { ProcedureEvent } from "../../phone/procedure.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { StartError } from "../../start_error.ts";
import { WireError } from "../../wire/errors.ts";
import type { Vault } from "../../../vault/mod.ts";
import { type AuditChunk, type AuditPage, auditPage, type AuditState } from "./audit_page.ts";
import type { DataPaths } from "../opening/data_directory.ts";
import type { OpenRequest } from "../keeper_control.ts";
import { clearFailedUnlocks, readFailedUnlocks } from "../people/failed_unlocks.ts";

/** How often the log is verified and remembered while the hub stays open, ms. */
const VERIFY_EVERY_MS = 86_400_000;
/** Exports that may be under way; the oldest is given up for another. */
const MAX_EXPORTS = 4;
/** No timer is set for longer: what is due later is looked at again then, ms. */
const MAX_WAIT_MS = 600_000;

/** What the log needs of an open hub. */
export interface HubAuditParts {
  readonly engine: SyncEngine;
  readonly vault: Vault;
  readonly paths: DataPaths;
  /** Tells the operator. */
  readonly report: (event: ProcedureEvent) => void;
  /** What was done on the way to the unlock. */
  readonly notes: readonly AuditNote[];
}

const WRONG_SECRET = { kind: "unlock_failed", who: "operator" } as const;

/** What an unlock says besides that it was one. */
export function unlockNotes(
  request: Pick<OpenRequest, "cloud" | "recoveryKey">,
  recoveryKeyIssued: boolean,
): AuditNote[] {
  const who = "operator";
  const notes: AuditNote[] = [];
  if (request.recoveryKey !== undefined) notes.push({ kind: "recovery_key_used", who, detail: {} });
  if (recoveryKeyIssued) notes.push({ kind: "recovery_key_issued", who, detail: {} });
  if (request.cloud !== null) notes.push({ kind: "cloud_changed", who, detail: {} });
  return notes;
}

/** See the module. */
export class HubAudit {
  readonly #parts: HubAuditParts;
  readonly #ending = new AbortController();
  readonly #exports = new Map<number, AuditExport>();
  /** The log ended too early when the hub was opened: later entries fill the gap up. */
  readonly #cutOff: AuditProblem | null;
  #state: AuditState = { verifiedAtMs: null, problem: null };
  #nextTicket = 1;
  #verification: Promise<void> = Promise.resolve();
  #writeTimer: ReturnType<typeof setTimeout> | undefined;
  #writeAtMs = Infinity;
  readonly #verifyTimer: ReturnType<typeof setInterval>;

  private constructor(parts: HubAuditParts, cutOff: AuditProblem | null) {
    this.#parts = parts;
    this.#cutOff = cutOff;
    parts.engine.audit.onNote = () => this.#scheduleWrite();
    this.#verifyTimer = setInterval(() => this.#verifyInBackground(), VERIFY_EVERY_MS);
    this.#verifyInBackground();
  }

  /**
   * Records the unlock, then verifies the log in the background.
   *
   * @throws {DatabaseError}
   */
  static async begin(parts: HubAuditParts): Promise<HubAudit> {
    const { engine, vault, paths, notes } = parts;
    const { hubId: hub, auditMark } = vault.secrets;
    const failed = await readFailedUnlocks(paths);
    const present = engine.read((statements) => newestMark(statements)?.entry ?? 0);
    await engine.write((statements) => {
      const atMs = engine.wallClock.nowMs();
      const add = (note: AuditNote) => appendAudit(statements, { ...note, atMs });
      if (present === 0) add({ kind: "log_started", who: "hub", detail: { hub } });
      if (failed !== null) {
        const { times, firstMs, lastMs: untilMs } = failed;
        const entry = { ...WRONG_SECRET, atMs: firstMs, folded: { times, untilMs } };
        appendAudit(statements, { ...entry, detail: { at: "unlock" } });
      }
      notes.forEach(add);
      const detail = { schema: SCHEMA_VERSION, wrap: vault.openedBy };
      add({ kind: "unlocked", who: "operator", detail });
    });
    if (failed !== null) await clearFailedUnlocks(paths);
    const isCutOff = auditMark !== null && auditMark.entry > present;
    return new HubAudit(parts, isCutOff ? { code: "TRUNCATED", entry: present + 1 } : null);
  }

  /** Whether the log is intact, as far as is known. */
  get state(): AuditState {
    return this.#state;
  }

  /** Notes what the listener saw, each so many times. */
  note(notes: readonly (readonly [ListenerNote, number])[]): void {
    const { engine } = this.#parts;
    for (const [note, times] of notes) {
      const { deviceId } = note;
      const deviceNo = deviceId === undefined ? null : engine.devices.get(deviceId)?.deviceNo;
      const deviceWords = deviceId === undefined ? "" : deviceName(deviceId);
      engine.audit.note(auditNote(note, { deviceNo: deviceNo ?? null, deviceWords }), times);
    }
  }

  /** Does what a passphrase or recovery key is asked for, and records it; wrong ones too. */
  async withSecret<T>(
    action: Promise<T>,
    noteOf: ((result: T) => AuditNote) | null,
  ): Promise<T> {
    const { engine } = this.#parts;
    try {
      const result = await action;
      if (noteOf === null) return result;
      const done = noteOf(result);
      const atMs = engine.wallClock.nowMs();
      // What was done with the vault counts, whether or not the database takes its entry now.
      await engine.write((statements) => appendAudit(statements, { ...done, atMs }))
        .catch(() => engine.audit.note(done));
      return result;
    } catch (error) {
      if (error instanceof StartError && error.code === "WRONG_PASSPHRASE") {
        engine.audit.note({ ...WRONG_SECRET, detail: { at: "confirm" } });
      }
      throw error;
    }
  }

  /** Entries for the screen. */
  entries(query: AuditQuery): AuditPage {
    return this.#parts.engine.read((statements) => auditPage(statements, query, this.#state));
  }

  /**
   * The next part of an export; without a ticket the first part of a new one, which is recorded.
   *
   * @throws {WireError} `NOT_FOUND` for an export that was given up
   */
  async export(ticket: number | null): Promise<AuditChunk> {
    const { engine } = this.#parts;
    const mine = ticket ?? await this.#beginExport();
    const running = this.#exports.get(mine);
    if (running === undefined) throw new WireError("NOT_FOUND");
    const nowMs = engine.wallClock.nowMs();
    const lines = engine.read((statements) => running.next(statements, nowMs));
    if (lines === null) this.#exports.delete(mine);
    return { ticket: mine, lines };
  }

  /** Waits for the verification under way. */
  async settled(): Promise<void> {
    await this.#verification;
  }

  /** Writes what is noted and `locked`, and remembers the end in the vault. Never rejects. */
  async close(): Promise<void> {
    const { engine } = this.#parts;
    this.#ending.abort();
    clearInterval(this.#verifyTimer);
    clearTimeout(this.#writeTimer);
    engine.audit.close();
    await this.#verification;
    try {
      await engine.write(() => {});
      const mark = await engine.write((statements) => {
        const atMs = engine.wallClock.nowMs();
        return appendAudit(statements, { kind: "locked", who: "hub", detail: {}, atMs });
      });
      await this.#remember(mark);
    } catch {
      // A disk that refuses: what was acknowledged to phones is stored.
    }
  }

  async #beginExport(): Promise<number> {
    const { engine } = this.#parts;
    await engine.write((statements) => {
      const atMs = engine.wallClock.nowMs();
      const detail = { what: "audit", count: newestMark(statements)?.entry ?? 0 };
      appendAudit(statements, { kind: "exported", who: "operator", detail, atMs });
    });
    const ticket = this.#nextTicket++;
    for (const oldest of this.#exports.keys()) {
      if (this.#exports.size < MAX_EXPORTS) break;
      this.#exports.delete(oldest);
    }
    this.#exports.set(ticket, new AuditExport(this.#witness()));
    return ticket;
  }

  #witness(): AuditWitness {
    const { hubId, auditMark: mark } = this.#parts.vault.secrets;
    return { hubId, mark };
  }

  #verifyInBackground(): void {
    this.#verification = this.#verification.then(() => this.#verify()).catch(() => {
      // Ended by the lock, or the database does not answer, which others report.
    });
  }

  async #verify(): Promise<void> {
    const { engine, report } = this.#parts;
    const { signal } = this.#ending;
    const read = <T>(action: (statements: Statements) => T) => engine.read(action);
    const found = await verifyAudit(read, this.#witness(), { signal });
    const isNews = this.#state.problem === null;
    const problem = hidesCut(found.problem) ? this.#cutOff ?? found.problem : found.problem;
    this.#state = { verifiedAtMs: engine.wallClock.nowMs(), problem };
    if (problem === null) return await this.#remember(found.newest);
    if (!isNews) return;
    const { code, entry } = problem;
    report({ event: "error", code: "AUDIT_DAMAGED", problem: code, entry });
    await engine.write((statements) => {
      const atMs = engine.wallClock.nowMs();
      const detail = { problem: code, entry };
      appendAudit(statements, { kind: "log_damaged", who: "hub", detail, atMs });
    });
  }

  /** A mark that shows a cut-off end must stay: with a newer one the cut would be forgotten. */
  async #remember(mark: AuditMark | null): Promise<void> {
    const { vault } = this.#parts;
    const { problem } = this.#state;
    const before = vault.secrets.auditMark;
    const isCut = this.#cutOff !== null || problem?.code === "REPLACED" ||
      problem?.code === "TRUNCATED";
    // Before the first verification nobody knows yet; the old mark stands below the new entries.
    const isUnknown = this.#state.verifiedAtMs === null && before !== null;
    if (mark === null || isCut || isUnknown || before?.hash === mark.hash) return;
    await vault.update({ auditMark: mark });
  }

  #scheduleWrite(): void {
    const { engine } = this.#parts;
    const dueInMs = engine.audit.dueInMs();
    if (dueInMs === null) return;
    const atMs = performance.now() + Math.min(dueInMs, MAX_WAIT_MS);
    if (atMs >= this.#writeAtMs) return;
    clearTimeout(this.#writeTimer);
    this.#writeAtMs = atMs;
    this.#writeTimer = setTimeout(() => this.#write(), atMs - performance.now());
  }

  async #write(): Promise<void> {
    // Failures are reported where phones meet them; the notes stay until a commit takes them.
    await this.#parts.engine.write(() => {}).catch(() => {});
    this.#writeAtMs = Infinity;
    if (!this.#ending.signal.aborted) this.#scheduleWrite();
  }
}

/** With a cut-off end written on, the walk sees nothing, or a remembered entry that is another. */
function hidesCut(problem: AuditProblem | null): boolean {
  return problem === null || problem.code === "REPLACED";
}
