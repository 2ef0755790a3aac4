/**
 * Stores the rows of a push.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Statements } from "../database/statements.ts";
import { COMMON_TABLES, RESERVED_TABLE_NAMES, TABLE_BY_NAME } from "../database/tables.ts";
import type { Table } from "../database/table_shape.ts";
import { isKeptName, readArrivingRow, readOtherRow, RowDefectError } from "./arriving_row.ts";
import { type DeviceState, isOwn, sentKey } from "./device_state.ts";
import type { WriteStamps } from "./hub_clock.ts";
import { MAX_OTHER_BYTES, OtherRows } from "./other_rows.ts";
import { deletedId, isWritable, type TableChanges } from "./push_changes.ts";
import { Quarantine } from "./quarantine.ts";
import type { Standing } from "./standing.ts";
import { type Change, RowStore } from "./row_store.ts";

/** Rows that share a stamp (decision 8). */
const ROWS_PER_STAMP = 500;
/** Rows stored between two chances for others to read. */
const ROWS_PER_STEP = 1_000;
/** The hub as a writer, `writer.writer`. */
export const HUB_WRITER = 1;

/**
 * Why a push is refused as a whole.
 *
 * - `BAD_ROW`: a row cannot be stored
 * - `BAD_TABLE`: a table name that cannot be kept, or too many unknown tables
 * - `TOO_MUCH_UNKNOWN`: the share of the disk for unknown tables is used up
 */
export type PushRefusal = "BAD_ROW" | "BAD_TABLE" | "TOO_MUCH_UNKNOWN";

/** A push that cannot be stored. Nothing of it was. */
export class PushRefusedError extends Error {
  override readonly name = "PushRefusedError";
  readonly code: PushRefusal;
  /** The table, when it is one the hub knows: it is safe to show. */
  readonly table: string | null;

  constructor(code: PushRefusal, table: string | null) {
    super(`Cannot store push: ${code}`);
    this.code = code;
    this.table = table;
  }
}

/** Whose push it is. */
export interface PushInput {
  readonly device: DeviceState;
  /** The device's push writer when the push began: it may go back while a long one is stored. */
  readonly writer: number;
  /** What it was known to hold then. */
  readonly standing: Standing;
  readonly userId: string;
  readonly tables: readonly TableChanges[];
  readonly stamps: WriteStamps;
  readonly nowMs: number;
}

/** What the commit of a push brings with it in memory. */
export interface PushOutcome {
  readonly rows: number;
  /** Rows put aside. */
  readonly putAside: number;
  /** Call after the commit. */
  committed(): void;
}

/**
 * Stores every row, step by step: between two steps the caller may let others read. Belongs inside
 * one write transaction; nothing counts before its commit.
 *
 * @throws {PushRefusedError}
 */
export function* applyPush(
  statements: Statements,
  input: PushInput,
): Generator<void, PushOutcome, void> {
  const push = new PushWriter(statements, input);
  for (const changes of input.tables) yield* push.apply(changes);
  return push.outcome();
}

class PushWriter {
  readonly #statements: Statements;
  readonly #input: PushInput;
  readonly #others: OtherRows;
  readonly #quarantine: Quarantine;
  readonly #after: (() => void)[] = [];
  #rows = 0;
  #steps = 0;
  #putAside = 0;
  #stamp = 0;
  #otherBytes: number | null = null;

  constructor(statements: Statements, input: PushInput) {
    this.#statements = statements;
    this.#input = input;
    this.#others = new OtherRows(statements);
    this.#quarantine = new Quarantine(statements);
  }

  outcome(): PushOutcome {
    return {
      rows: this.#rows,
      putAside: this.#putAside,
      committed: () => this.#after.forEach((action) => action()),
    };
  }

  *apply(changes: TableChanges): Generator<void, void, void> {
    const table = TABLE_BY_NAME.get(changes.table);
    const apply = table === undefined && !RESERVED_TABLE_NAMES.has(changes.table)
      ? this.#otherTable(changes)
      : table !== undefined && isWritable(table.name)
      ? this.#typedTable(table, changes)
      : this.#serverTable(table, changes);
    try {
      for (const applyRow of apply) {
        applyRow();
        this.#steps += 1;
        if (this.#steps % ROWS_PER_STEP === 0) yield;
      }
    } catch (error) {
      if (!(error instanceof RowDefectError)) throw error;
      throw new PushRefusedError("BAD_ROW", table?.name ?? null);
    }
  }

  *#typedTable(table: Table, changes: TableChanges): Generator<() => void> {
    const store = new RowStore(this.#statements, table);
    if (changes.rows.length > 0 && table.audience === "opened") this.#open(table.number);
    for (const row of changes.rows) yield () => this.#storeRow(store, table, row);
    for (const entry of changes.deleted) {
      yield () => {
        const id = deletedId(entry);
        if (id === null) throw new RowDefectError("BAD_ID");
        const stored = store.find(id);
        if (stored !== null) store.markDeleted(stored, this.#next());
      };
    }
  }

  #storeRow(store: RowStore, table: Table, row: unknown): void {
    const arriving = readArrivingRow(table, row);
    const change = this.#next();
    const stored = store.find(arriving.id);
    if (stored === null) {
      store.insert(arriving, change);
    } else {
      store.replace(stored, arriving, change);
      this.#noteSent(table.number, stored);
    }
  }

  /** A table the cloud owns: the row is put aside whole and the phone is sent the stored one. */
  *#serverTable(table: Table | undefined, changes: TableChanges): Generator<() => void> {
    const { device, userId, nowMs } = this.#input;
    const store = table === undefined ? null : new RowStore(this.#statements, table);
    for (const row of [...changes.rows, ...changes.deleted]) {
      yield () => {
        const id = deletedId(row) ?? "";
        const change = this.#next();
        this.#quarantine.add({
          table: changes.table,
          rowId: id,
          reason: "SERVER_OWNED",
          data: JSON.stringify(row),
          deviceNo: device.deviceNo,
          userId,
          receivedMs: nowMs,
        });
        this.#putAside += 1;
        const stored = store?.find(id) ?? null;
        if (stored !== null) store?.restamp(stored, { ...change, writer: HUB_WRITER });
      };
    }
  }

  *#otherTable(changes: TableChanges): Generator<() => void> {
    if (changes.rows.length === 0 && changes.deleted.length === 0) return;
    if (!isKeptName(changes.table)) throw new PushRefusedError("BAD_TABLE", null);
    const tableNo = this.#others.tableNumber(changes.table);
    if (tableNo === null) throw new PushRefusedError("BAD_TABLE", null);
    if (changes.rows.length > 0) this.#open(tableNo);
    for (const entry of changes.deleted) {
      yield () => {
        const id = deletedId(entry);
        if (id === null) throw new RowDefectError("BAD_ID");
        const stored = this.#others.find(tableNo, id);
        const mark = { is_deleted: true, deleted_at: this.#input.nowMs };
        if (stored !== null) this.#others.replace(stored, JSON.stringify(mark), this.#next());
      };
    }
    for (const row of changes.rows) {
      yield () => {
        const { id, data } = readOtherRow(row);
        const bytes = Buffer.byteLength(data);
        this.#otherBytes = (this.#otherBytes ?? this.#others.bytes()) + bytes;
        if (this.#otherBytes > MAX_OTHER_BYTES) {
          throw new PushRefusedError("TOO_MUCH_UNKNOWN", null);
        }
        const change = this.#next();
        const stored = this.#others.find(tableNo, id);
        if (stored === null) {
          this.#others.insert(tableNo, id, data, change);
        } else {
          this.#others.replace(stored, data, change);
          this.#noteSent(tableNo, stored);
        }
      };
    }
  }

  #next(): Change {
    if (this.#rows % ROWS_PER_STAMP === 0) this.#stamp = this.#input.stamps.take();
    this.#rows += 1;
    const { writer, nowMs } = this.#input;
    return { stamp: this.#stamp, writer, nowMs };
  }

  /** From now on the device is sent the table's rows. */
  #open(tableNo: number): void {
    const { device } = this.#input;
    if (device.opened.has(tableNo)) return;
    this.#statements.get("INSERT OR IGNORE INTO device_table (device_no, table_no) VALUES (?, ?)")
      .run(device.deviceNo, tableNo);
    this.#after.push(() => device.opened.add(tableNo));
  }

  /** The device has this row, although its cursor does not say so yet. */
  #noteSent(tableNo: number, stored: StoredPlace): void {
    const { device, standing } = this.#input;
    const { row, firstStamp, firstWriter } = stored;
    const { through, opened } = standing;
    const known = COMMON_TABLES.has(tableNo) || opened.includes(tableNo);
    if (known && firstStamp <= through) return;
    if (isOwn(device, firstWriter, firstStamp)) return;
    const sentStamp = this.#stamp;
    this.#statements.get(
      `INSERT INTO device_sent (device_no, table_no, hub_row, first_stamp, sent_stamp)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device_no, table_no, hub_row) DO UPDATE SET sent_stamp = excluded.sent_stamp`,
    ).run(device.deviceNo, tableNo, row, firstStamp, sentStamp);
    this.#after.push(() =>
      device.sent.set(sentKey(tableNo, row), {
        ...{ firstStamp, sentStamp, common: COMMON_TABLES.has(tableNo) },
      })
    );
  }
}

interface StoredPlace {
  readonly row: number;
  readonly firstStamp: number;
  readonly firstWriter: number;
}
