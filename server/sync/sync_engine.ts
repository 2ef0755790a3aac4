/**
 * Pulls and pushes on the open database: order, locking and durability. The rules are in the files
 * it calls.
 *
 * @module
 */

import { appendAudit, AuditNotes } from "../audit/mod.ts";
import { databaseErrorOf } from "../database/database_error.ts";
import type { HubDatabase } from "../database/hub_database.ts";
import { Statements } from "../database/statements.ts";
import { TABLES } from "../database/tables.ts";
import { applyPush, type PushOutcome, RowNotTakenError } from "./push/apply_push.ts";
import { presentCursor, pushBase } from "./device/cursor_rules.ts";
import type { DeviceState } from "./device/device_state.ts";
import { DeviceStore } from "./device/device_store.ts";
import { HubClock, type WriteStamps } from "./clock/hub_clock.ts";
import { OtherRows } from "./rows/other_rows.ts";
import { buildPage, PAGE_LIMITS, type PageLimits } from "./pull/pull_page.ts";
import { pushAuditEntries } from "./push/push_audit.ts";
import type { TableChanges } from "./push/push_changes.ts";
import { retryQuarantined } from "./attention/retry_quarantined.ts";
import { otherSource, type RowSource, typedSource } from "./pull/row_source.ts";
import { scopeOfUser } from "./scope/device_scope.ts";
import { RowMoves } from "./scope/row_moves.ts";
import { Visibility } from "./scope/visibility.ts";
import { Withheld } from "./scope/withheld.ts";
import { standsForItself } from "./device/standing.ts";
import { SYSTEM_TIME, type TimeSources, WallClock } from "./clock/wall_clock.ts";

/** A push with more rows than this lets others read while it is stored. */
const LONG_PUSH_ROWS = 1_000;

/** Settings of the engine. */
export interface SyncOptions {
  readonly time?: TimeSources;
  readonly limits?: PageLimits;
}

/** What a pull gives. */
export interface PullAnswer {
  /** JSON text of the answer. */
  readonly text: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  /** True when the device has to pull again to have everything. */
  readonly cut: boolean;
}

/** Sync on one open database. One per keeper. */
export class SyncEngine {
  readonly devices: DeviceStore;
  readonly clock: HubClock;
  readonly wallClock: WallClock;
  /** What happened outside a transaction, written with the next commit. */
  readonly audit: AuditNotes;
  readonly #database: HubDatabase;
  readonly #writer: Statements;
  readonly #reader: Statements;
  /** How much one pull answer may hold. */
  limits: PageLimits;
  readonly #typedSources: readonly { readonly source: RowSource; readonly common: boolean }[];
  /** Ends when the write transactions asked for so far have ended. */
  #writes: Promise<unknown> = Promise.resolve();

  constructor(database: HubDatabase, options: SyncOptions = {}) {
    this.#database = database;
    this.#writer = new Statements(database.writer);
    this.#reader = new Statements(database.reader);
    this.limits = options.limits ?? PAGE_LIMITS;
    const [ceiling, epoch] = this.#reader.get("SELECT ceiling, epoch FROM hub_clock")
      .value<[number, number]>() ?? [0, 1];
    this.wallClock = new WallClock(options.time ?? SYSTEM_TIME, ceiling);
    this.clock = new HubClock(ceiling, () => this.wallClock.nowMs());
    this.devices = new DeviceStore(database, epoch);
    this.audit = new AuditNotes({ nowMs: () => this.wallClock.nowMs() });
    this.#typedSources = TABLES.filter((table) => table.audience !== "never").map((table) => ({
      source: typedSource(this.#reader, table),
      common: table.audience === "every",
    }));
  }

  /**
   * Answers a pull from one snapshot.
   *
   * @param presented The cursor the device sent
   * @param repeated True when the same sealed query was answered before
   * @param userId Whose permissions decide what is sent
   * @throws {DatabaseError}
   */
  async pull(
    device: DeviceState,
    presented: number,
    repeated: boolean,
    userId: string,
  ): Promise<PullAnswer> {
    const value = await this.#cursorValue();
    // No await from here to the end of the snapshot: no commit may come between (decision 8).
    const { page, scope, place } = this.#snapshot(() => {
      const nowMs = this.wallClock.nowMs();
      const standing = presentCursor(this.devices, device, { value: presented, repeated, nowMs });
      if (!repeated) device.suspects.conclude(device, value);
      const scope = scopeOfUser(this.#reader, userId);
      const { scopes } = this.devices;
      const scopeNo = scopes.numberOf(scope.text);
      if (standing.through > 0 && scopes.isSmaller(scopeNo, standing.scope)) {
        device.scopeShrunkMs = nowMs;
      }
      const { sources, opened } = this.#sources(device);
      const visibility = new Visibility(this.#reader, scope);
      const withheld = new Withheld(this.#reader, device.deviceNo, standing.at);
      const { limits } = this;
      const suspects = repeated ? device.suspects.frozen(standing.at) : device.suspects;
      const page = buildPage({
        ...{ device, standing, sources, opened, value, limits },
        ...{
          scopeNo,
          visibility,
          withheld,
          suspects,
          moves: new RowMoves(this.#reader, this.devices.cursors),
        },
      });
      return { page, scope: scopeNo, place: standing };
    });
    const { withheld, given } = page.notes;
    if (withheld.length > 0) device.hasWithheld = true;
    const newest = device.hasWithheld ? this.devices.cursors.newestIssued(device) ?? 0 : 0;
    const branches = place.at < newest;
    const standing = standsForItself(page.standing, value) ? null : page.standing;
    const issued = { value, standing, scope, notedAt: null, presented: false };
    device.unsaved.set(value, issued);
    if (repeated) device.suspects.noteCopy(value, page.trial);
    else {
      device.lastAnswer = {
        presented: device.presented,
        ...{ value, created: page.created, trial: page.trial, written: false, followed: false },
      };
    }
    device.lastSyncMs = this.wallClock.nowMs();
    device.rowsOut += page.rows;
    device.hasMore = page.cut;
    const soFar = (device.progress?.given ?? 0) + page.rows;
    device.progress = page.cut ? { given: soFar, left: page.left } : null;
    device.changed = true;
    const isNoted = branches || withheld.length + given.length > 0 || device.suspects.isUnsaved;
    // What a cut page stands for must be durable before the phone can present it; so must what the
    // presented cursor says about rows the device has pushed, because nothing would say it again.
    if (page.cut || device.mustSave || isNoted) {
      await this.write((statements) => {
        const notes = new Withheld(statements, device.deviceNo, place.at);
        if (branches) notes.branch(place.through, value);
        for (const { key, bound } of given) notes.give(key, bound, value);
        for (const { key, since } of withheld) notes.withhold(key, since, value);
      });
    }
    return { text: page.text, rows: page.rows, cut: page.cut };
  }

  /** Every byte of the last answer to the device has been handed to the network. */
  answerWritten(device: DeviceState): void {
    if (device.lastAnswer !== null) device.lastAnswer.written = true;
  }

  /**
   * Stores a push in one transaction. When this resolves, it is durable.
   *
   * @param sentCursor The cursor sent with it, 0 when there is none
   * @throws {PushRefusedError | DatabaseError} Nothing was stored
   */
  async push(
    device: DeviceState,
    userId: string,
    tables: readonly TableChanges[],
    sentCursor = device.presented,
  ): Promise<PushOutcome> {
    const push = { device, userId, tables, sentCursor };
    try {
      return await this.#push({ ...push, careful: false });
    } catch (error) {
      if (!(error instanceof RowNotTakenError)) throw error;
      return await this.#push({ ...push, careful: true });
    }
  }

  #push(push: {
    readonly device: DeviceState;
    readonly userId: string;
    readonly tables: readonly TableChanges[];
    readonly sentCursor: number;
    readonly careful: boolean;
  }): Promise<PushOutcome> {
    const { device, tables, sentCursor } = push;
    const rows = tables.reduce((sum, { rows, deleted }) => sum + rows.length + deleted.length, 0);
    return this.#transact(rows > LONG_PUSH_ROWS, async (stamps) => {
      const nowMs = this.wallClock.nowMs();
      const { pushWriter: writer, standing } = device;
      const base = pushBase(this.devices, device, sentCursor);
      const steps = applyPush(this.#writer, { ...push, writer, standing, base, stamps, nowMs });
      let step = steps.next();
      while (step.done !== true) {
        if (rows > LONG_PUSH_ROWS) await breathe();
        step = steps.next();
      }
      if (rows > 0) {
        for (const entry of pushAuditEntries({ ...push, nowMs }, step.value.report)) {
          appendAudit(this.#writer, entry);
        }
      }
      return step.value;
    }, (outcome) => {
      outcome.committed();
      if (device.lastAnswer !== null) device.lastAnswer.followed = true;
      device.pushedSincePresented = true;
      device.rowsIn += outcome.rows;
      device.changed = true;
    });
  }

  /**
   * Tries a row that was put aside again: by the permissions and the room of today, from the base it
   * was pushed from. What becomes of it is sent to every device.
   *
   * @returns `stored`, `put_aside` when it still cannot be, or null when there is no such open row
   * @throws {PushRefusedError | DatabaseError} Nothing has changed
   */
  async retryQuarantined(quarantineNo: number): Promise<"stored" | "put_aside" | null> {
    for (const careful of [false, true]) {
      try {
        return await this.#transact(false, (stamps) => {
          const nowMs = this.wallClock.nowMs();
          const devices = this.devices.all();
          const retry = { quarantineNo, devices, stamps, nowMs, careful };
          return Promise.resolve(retryQuarantined(this.#writer, retry));
        }, (outcome) => outcome?.committed()).then((outcome) => outcome?.result ?? null);
      } catch (error) {
        if (careful || !(error instanceof RowNotTakenError)) throw error;
      }
    }
    return null;
  }

  /**
   * Runs a short write transaction; whatever devices have shown since the last one is written with
   * it.
   *
   * @throws {DatabaseError} Nothing was stored
   */
  write<T>(action: (statements: Statements, stamps: WriteStamps) => T): Promise<T> {
    return this.#transact(false, (stamps) => Promise.resolve(action(this.#writer, stamps)));
  }

  /** Reads in one snapshot. */
  read<T>(action: (statements: Statements) => T): T {
    return this.#snapshot(() => action(this.#reader));
  }

  /** Waits for the writes asked for so far. */
  async settled(): Promise<void> {
    await this.#writes.catch(() => {});
  }

  #transact<T>(
    long: boolean,
    action: (stamps: WriteStamps) => Promise<T>,
    committed?: (result: T) => void,
  ): Promise<T> {
    const turn = this.#writes.catch(() => {}).then(() => this.#run(long, action, committed));
    this.#writes = turn;
    return turn;
  }

  async #run<T>(
    long: boolean,
    action: (stamps: WriteStamps) => Promise<T>,
    committed?: (result: T) => void,
  ): Promise<T> {
    const { writer } = this.#database;
    const stamps = this.clock.beginWrite(long);
    try {
      writer.exec("BEGIN IMMEDIATE");
      const pruned = this.devices.prune();
      const result = await action(stamps);
      const ceiling = this.clock.ceilingToPersist();
      if (ceiling !== null) {
        this.#writer.get("UPDATE hub_clock SET ceiling = ?").run(ceiling);
      }
      const saved = this.devices.save();
      const noted = this.audit.save(this.#writer);
      writer.exec("COMMIT");
      if (ceiling !== null) this.clock.raiseCeiling(ceiling);
      pruned();
      saved();
      noted();
      committed?.(result);
      return result;
    } catch (error) {
      if (writer.inTransaction) writer.exec("ROLLBACK");
      throw databaseErrorOf(error) ?? error;
    } finally {
      this.clock.endWrite();
    }
  }

  /** A fresh value of the clock below every commit still to come. */
  async #cursorValue(): Promise<number> {
    while (true) {
      const value = this.clock.tryRead();
      if (value !== null) return value;
      // An empty write raises the ceiling, and waits for the one that is open.
      await this.write(() => {});
    }
  }

  #snapshot<T>(action: () => T): T {
    const { reader } = this.#database;
    reader.exec("BEGIN");
    try {
      const result = action();
      reader.exec("COMMIT");
      return result;
    } catch (error) {
      try {
        if (reader.inTransaction) reader.exec("COMMIT");
      } catch {
        // A connection that has met damage cannot end its transaction: what it met has to be said.
      }
      throw databaseErrorOf(error) ?? error;
    }
  }

  #sources(device: DeviceState): { sources: RowSource[]; opened: number[] } {
    const knows = (tableNo: number) => device.newerApp || device.opened.has(tableNo);
    const sources: RowSource[] = [];
    const opened: number[] = [];
    for (const { source, common } of this.#typedSources) {
      if (common || knows(source.tableNo)) sources.push(source);
      if (!common && knows(source.tableNo)) opened.push(source.tableNo);
    }
    for (const [tableNo, name] of new OtherRows(this.#reader).tables()) {
      if (!knows(tableNo)) continue;
      sources.push(otherSource(this.#reader, tableNo, name));
      opened.push(tableNo);
    }
    return { sources, opened };
  }
}

/** Lets the worker answer others before the next step. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
