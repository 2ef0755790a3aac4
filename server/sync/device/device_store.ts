/**
 * Devices and their cursors, in memory and in the database.
 *
 * Changes are kept in memory and written by {@linkcode DeviceStore.save} inside the next write
 * transaction, whatever it is for: a pull with nothing to remember writes nothing. What a crash
 * loses that way only makes rows go out again (decision 8).
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import type { HubDatabase } from "../../database/hub_database.ts";
import { Statements } from "../../database/statements.ts";
import { COMMON_TABLES } from "../../database/tables.ts";
import type { DeviceStatus } from "../../keeper_api.ts";
import { type CursorRecords, standingOf } from "./cursor_rules.ts";
import { rowKey } from "../rows/row_name.ts";
import type { DeviceState } from "./device_state.ts";
import { IssuedCursors } from "./issued_cursors.ts";
import { Suspects } from "./suspects.ts";
import { Withheld } from "../scope/withheld.ts";
import { ScopeNumbers } from "../scope/scope_numbers.ts";
import { NOTHING_HELD } from "./standing.ts";

/** A device as it is first admitted. */
export interface NewDevice {
  readonly deviceId: string;
  readonly name: string;
  readonly address: string;
  readonly userId: string;
  readonly atMs: number;
}

/** All admitted devices of one database. */
export class DeviceStore implements CursorRecords {
  /** What they were given and have shown. */
  readonly cursors: IssuedCursors;
  readonly #writer: Statements;
  readonly #reader: Statements;
  readonly #byId = new Map<string, DeviceState>();
  readonly scopes: ScopeNumbers;
  /** Told in the middle of a pull of each cursor that the hub did not give, the first time. */
  onAhead: (device: DeviceState) => void = () => {};
  #nextWriter: number;

  constructor(database: HubDatabase, epoch: number) {
    this.#writer = new Statements(database.writer);
    this.#reader = new Statements(database.reader);
    this.cursors = new IssuedCursors(this.#reader, epoch);
    this.scopes = new ScopeNumbers(this.#reader);
    this.#nextWriter = numberOf(database.writer, "SELECT max(writer) + 1 FROM writer");
    this.#load();
  }

  /** The device, if it was ever admitted. */
  get(deviceId: string): DeviceState | undefined {
    return this.#byId.get(deviceId);
  }

  /** Every device ever admitted. */
  all(): IterableIterator<DeviceState> {
    return this.#byId.values();
  }

  /** Adds a device. Call inside a write transaction; {@linkcode forget} it when that rolls back. */
  admit(input: NewDevice): DeviceState {
    const pushWriter = this.newWriter();
    const commandWriter = this.newWriter();
    const insert = this.#writer.get(
      `INSERT INTO device (device_id, status, name, address, user_id, newer_app, first_seen_ms,
         last_seen_ms, last_call_ms, rows_in, rows_out, presented, push_writer, command_writer)
       VALUES (?, 'admitted', ?, ?, ?, 0, ?, ?, ?, 0, 0, 0, ?, ?) RETURNING device_no`,
    );
    const { deviceId, name, address, userId, atMs } = input;
    const row = insert.value<[number]>(
      ...[deviceId, name, address, userId, atMs, atMs, atMs, pushWriter, commandWriter],
    );
    if (row === undefined) throw new Error("Cannot admit device: no row number");
    this.#writer.get("INSERT INTO writer VALUES (?, 'command', ?, NULL)")
      .run(commandWriter, row[0]);
    const device: DeviceState = {
      deviceNo: row[0],
      deviceId,
      status: "admitted",
      name,
      address,
      userId,
      newerApp: false,
      firstSeenMs: atMs,
      lastSeenMs: atMs,
      lastCallMs: atMs,
      lastSyncMs: null,
      rowsIn: 0,
      rowsOut: 0,
      hasMore: false,
      progress: null,
      presented: 0,
      standing: NOTHING_HELD,
      suspects: new Suspects(),
      lastAnswer: null,
      hasWithheld: false,
      aheadSinceMs: null,
      aheadCursor: null,
      scopeShrunkMs: null,
      mayBeNew: false,
      presentedAt: 0,
      pushWriter,
      commandWriter,
      pushWriters: new Map([[pushWriter, null]]),
      opened: new Set(),
      sent: new Map(),
      sentHeldThrough: 0,
      sentKeptThrough: 0,
      sentTakenBackAfter: null,
      unsaved: new Map(),
      pushedSincePresented: false,
      mustSave: false,
      changed: true,
    };
    this.#byId.set(deviceId, device);
    return device;
  }

  /** Takes back an {@linkcode admit} whose transaction was rolled back. */
  forget(deviceId: string): void {
    this.#byId.delete(deviceId);
  }

  newWriter(): number {
    return this.#nextWriter++;
  }

  metForeign(device: DeviceState): void {
    this.onAhead(device);
  }

  /**
   * Writes every unsaved change. Call inside a write transaction, right before its commit.
   *
   * @returns What to call after the commit; without it the changes are written again
   */
  save(): () => void {
    const done: (() => void)[] = [this.scopes.save(this.#writer)];
    for (const device of this.#byId.values()) {
      if (device.suspects.isUnsaved) {
        done.push(device.suspects.save(this.#writer, device.deviceNo));
      }
      if (device.unsaved.size > 0) done.push(this.cursors.save(this.#writer, device));
      if (device.changed) done.push(this.#saveDevice(device));
    }
    return () => done.forEach((clear) => clear());
  }

  #saveDevice(device: DeviceState): () => void {
    const { deviceNo } = device;
    this.#writer.get(
      `UPDATE device SET status = ?, name = ?, address = ?, user_id = ?, newer_app = ?,
         last_seen_ms = ?, last_call_ms = ?, last_sync_ms = ?, rows_in = ?, rows_out = ?,
         presented = ?, push_writer = ?, ahead_since_ms = ?, ahead_cursor = ?,
         scope_shrunk_ms = ?, may_be_new = ? WHERE device_no = ?`,
    ).run(
      ...[device.status, device.name, device.address, device.userId, device.newerApp ? 1 : 0],
      ...[device.lastSeenMs, device.lastCallMs, device.lastSyncMs, device.rowsIn, device.rowsOut],
      ...[device.presented, device.pushWriter, device.aheadSinceMs, device.aheadCursor],
      ...[device.scopeShrunkMs, device.mayBeNew ? 1 : 0, deviceNo],
    );
    const writer = this.#writer.get(
      `INSERT INTO writer (writer, kind, device_no, valid_to) VALUES (?, 'push', ?, ?)
       ON CONFLICT (writer) DO UPDATE SET valid_to = excluded.valid_to`,
    );
    for (const [number, validTo] of device.pushWriters) writer.run(number, deviceNo, validTo);
    return () => {
      device.changed = false;
      device.mustSave = false;
    };
  }

  /**
   * Deletes the sent rows that cursors have made void. Call at the start of a write transaction: a
   * push that follows in it may send the same rows anew.
   *
   * @returns What to call after the commit
   */
  prune(): () => void {
    const done: (() => void)[] = [];
    for (const device of this.#byId.values()) {
      const { deviceNo, sentHeldThrough, sentKeptThrough, sentTakenBackAfter } = device;
      if (sentHeldThrough > 0) {
        this.#writer.get(
          `DELETE FROM device_sent WHERE device_no = ? AND first_stamp <= ?
             AND sent_stamp > ? AND table_no IN (${[...COMMON_TABLES].join(", ")})`,
        ).run(deviceNo, sentHeldThrough, sentKeptThrough);
        done.push(() => {
          if (device.sentHeldThrough === sentHeldThrough) device.sentHeldThrough = 0;
        });
      }
      if (sentTakenBackAfter !== null) {
        this.#writer.get("DELETE FROM device_sent WHERE device_no = ? AND sent_stamp > ?")
          .run(deviceNo, sentTakenBackAfter);
        // Its database of now has not been at these.
        this.#writer.get(
          "UPDATE issued_cursor SET presented = 0 WHERE device_no = ? AND value >= ?",
        )
          .run(deviceNo, sentTakenBackAfter);
        done.push(() => {
          if (device.sentTakenBackAfter === sentTakenBackAfter) device.sentTakenBackAfter = null;
        });
      }
    }
    return () => done.forEach((clear) => clear());
  }

  #load(): void {
    const rows = this.#reader.get("SELECT * FROM device ORDER BY device_no").all<DeviceRow>();
    for (const row of rows) {
      const device: DeviceState = {
        deviceNo: row.device_no,
        deviceId: row.device_id,
        status: row.status,
        name: row.name,
        address: row.address,
        userId: row.user_id,
        newerApp: row.newer_app === 1,
        firstSeenMs: row.first_seen_ms,
        lastSeenMs: row.last_seen_ms,
        lastCallMs: row.last_call_ms,
        lastSyncMs: row.last_sync_ms,
        rowsIn: row.rows_in,
        rowsOut: row.rows_out,
        hasMore: false,
        progress: null,
        presented: row.presented,
        standing: NOTHING_HELD,
        suspects: Suspects.load(this.#reader, row.device_no),
        lastAnswer: null,
        hasWithheld: !new Withheld(this.#reader, row.device_no, 0).isEmpty(),
        aheadSinceMs: row.ahead_since_ms,
        aheadCursor: row.ahead_cursor,
        scopeShrunkMs: row.scope_shrunk_ms,
        mayBeNew: row.may_be_new === 1,
        presentedAt: row.presented,
        pushWriter: row.push_writer,
        commandWriter: row.command_writer,
        pushWriters: new Map(),
        opened: new Set(),
        sent: new Map(),
        sentHeldThrough: 0,
        sentKeptThrough: this.cursors.notedThrough(row.device_no),
        sentTakenBackAfter: null,
        unsaved: new Map(),
        pushedSincePresented: true,
        mustSave: false,
        changed: false,
      };
      this.#loadLists(device);
      const cursor = this.cursors.issued(device, row.presented);
      if (cursor !== null) {
        device.standing = standingOf(cursor);
        device.presentedAt = cursor.notedAt ?? row.presented;
      }
      device.hasMore = device.standing.series !== null;
      this.#byId.set(device.deviceId, device);
    }
  }

  #loadLists(device: DeviceState): void {
    const { deviceNo } = device;
    const writers = this.#reader.get(
      "SELECT writer, valid_to FROM writer WHERE device_no = ? AND kind = 'push'",
    ).values<[number, number | null]>(deviceNo);
    for (const [writer, validTo] of writers) device.pushWriters.set(writer, validTo);
    const tables = this.#reader.get("SELECT table_no FROM device_table WHERE device_no = ?")
      .values<[number]>(deviceNo);
    for (const [tableNo] of tables) device.opened.add(tableNo);
    const sent = this.#reader.get(
      "SELECT table_no, hub_row, first_stamp, sent_stamp FROM device_sent WHERE device_no = ?",
    ).values<[number, number, number, number]>(deviceNo);
    for (const [tableNo, hubRow, firstStamp, sentStamp] of sent) {
      const common = COMMON_TABLES.has(tableNo);
      device.sent.set(rowKey(tableNo, hubRow), { firstStamp, sentStamp, common });
    }
  }

  /** Drops what is older than the cursors kept. Call inside a write transaction. */
  pruneCursors(): void {
    for (const { deviceNo, standing } of this.#byId.values()) {
      const oldest = this.cursors.prune(this.#writer, deviceNo);
      new Withheld(this.#writer, deviceNo, 0).prune(Math.min(oldest, standing.at));
    }
  }
}

/** A row of table `device`. */
interface DeviceRow extends Record<string, unknown> {
  device_no: number;
  device_id: string;
  status: DeviceStatus;
  name: string;
  address: string;
  user_id: string | null;
  newer_app: number;
  first_seen_ms: number;
  last_seen_ms: number;
  last_call_ms: number;
  last_sync_ms: number | null;
  rows_in: number;
  rows_out: number;
  presented: number;
  push_writer: number;
  command_writer: number;
  ahead_since_ms: number | null;
  ahead_cursor: number | null;
  scope_shrunk_ms: number | null;
  may_be_new: number;
}

function numberOf(database: Database, sql: string): number {
  const row = database.prepare(sql).value<[number]>();
  if (row === undefined) throw new Error("Cannot read database: a count is missing");
  return row[0];
}
