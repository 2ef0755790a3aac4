/**
 * Stores the rows of a push: each is taken over, merged, or put aside with its reason.
 *
 * @module
 */

import { SqliteError } from "@db/sqlite";
import { databaseErrorOf } from "../../database/database_error.ts";
import type { Statements } from "../../database/statements.ts";
import { COMMON_TABLES, RESERVED_TABLE_NAMES, TABLE_BY_NAME } from "../../database/tables.ts";
import { isKeptName, RowDefectError } from "../rows/arriving_row.ts";
import { rowKey } from "../rows/row_name.ts";
import { type DeviceState, isOwn } from "../device/device_state.ts";
import type { WriteStamps } from "../clock/hub_clock.ts";
import { Conflicts } from "../merge/conflicts.ts";
import { DispensedStock } from "../merge/dispensed_stock.ts";
import { PushPermissions } from "../merge/push_permissions.ts";
import type { PushScene } from "../merge/push_scene.ts";
import { type RowOutcome, RowPush } from "../merge/row_push.ts";
import { isSameAsStored } from "../merge/same_row.ts";
import { type HeldRow, OtherShelf, type Shelf, TypedShelf } from "../merge/shelf.ts";
import { supersedeQuarantined } from "../merge/superseded.ts";
import { OtherRows } from "../rows/other_rows.ts";
import { deletedId, isWritable, type TableChanges } from "./push_changes.ts";
import { PushReport } from "./push_report.ts";
import { Quarantine, type QuarantineReason } from "../attention/quarantine.ts";
import type { Change } from "../rows/row_store.ts";
import { NoRoomError, UnknownShare } from "../rows/unknown_share.ts";
import { Withheld } from "../scope/withheld.ts";
import type { Standing } from "../device/standing.ts";
import { dispensedRecord, uncountDispensing } from "../rows/stock_movement.ts";

/** Rows that share a stamp (decision 8). */
const ROWS_PER_STAMP = 500;
/** Rows stored between two chances for others to read. */
const ROWS_PER_STEP = 1_000;
/** Names longer than this are cut where a row is put aside. */
const MAX_NAME_LENGTH = 200;
/** The hub as a writer, `writer.writer`. */
export const HUB_WRITER = 1;

/** The share of the disk for rows that are put aside is used up: nothing of the push was stored. */
export class PushRefusedError extends Error {
  override readonly name = "PushRefusedError";

  constructor() {
    super("Cannot store push: the share for rows put aside is used up");
  }
}

/** The database did not take a row: the push has to be stored row by row. */
export class RowNotTakenError extends Error {
  override readonly name = "RowNotTakenError";
}

/** Whose push it is. */
export interface PushInput {
  readonly device: DeviceState;
  /** The device's push writer when the push began: it may go back while a long one is stored. */
  readonly writer: number;
  /** What it was known to hold then; null when a row that was put aside is tried again. */
  readonly standing: Standing | null;
  /** What the push started from (decision 10). */
  readonly base: Standing;
  readonly userId: string;
  readonly tables: readonly TableChanges[];
  readonly stamps: WriteStamps;
  readonly nowMs: number;
  /** True when the operator tries a row again that was put aside. */
  readonly retried?: boolean;
  /** When the device sent it, if that was not now. */
  readonly sentStamp?: number;
  /** Slower: a row that the database does not take is put aside and the rest goes on. */
  readonly careful: boolean;
}

/** What the commit of a push brings with it in memory. */
export interface PushOutcome {
  readonly rows: number;
  /** Rows put aside. */
  readonly putAside: number;
  readonly report: PushReport;
  /** Call after the commit. */
  committed(): void;
}

/**
 * Stores every row, step by step: between two steps the caller may let others read. Belongs inside
 * one write transaction; nothing counts before its commit.
 *
 * @throws {PushRefusedError}
 * @throws {RowNotTakenError} Unless `careful`: roll back and do it again, carefully
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
  readonly #share: UnknownShare;
  readonly #scene: PushScene;
  readonly #report = new PushReport();
  readonly #after: (() => void)[] = [];
  #rows = 0;
  #stamped = 0;
  #stamp: number;

  constructor(statements: Statements, input: PushInput) {
    const { device, userId, nowMs, writer, base, tables, stamps } = input;
    this.#statements = statements;
    this.#input = input;
    this.#others = new OtherRows(statements);
    this.#quarantine = new Quarantine(statements);
    this.#share = new UnknownShare(statements);
    this.#stamp = stamps.take();
    const withheld = new Withheld(statements, device.deviceNo, base.at);
    this.#scene = {
      ...{ statements, device, writer, standing: base },
      withheld: withheld.isEmpty() ? null : withheld,
      permissions: new PushPermissions(statements, userId),
      conflicts: new Conflicts(statements, { deviceNo: device.deviceNo, userId, nowMs }),
      dispensed: new DispensedStock(tables),
      next: () => this.#next(),
      firstStamp: this.#stamp,
    };
  }

  outcome(): PushOutcome {
    this.#share.save();
    return {
      rows: this.#rows,
      putAside: this.#report.putAside,
      report: this.#report,
      committed: () => this.#after.forEach((action) => action()),
    };
  }

  *apply(changes: TableChanges): Generator<void, void, void> {
    const table = TABLE_BY_NAME.get(changes.table);
    if (changes.rows.length === 0 && changes.deleted.length === 0) return;
    let actions: Iterable<() => void>;
    if (table !== undefined && isWritable(table.name)) {
      if (changes.rows.length > 0 && table.audience === "opened") this.#open(table.number);
      actions = this.#rowsOf(changes, new TypedShelf(this.#statements, table, this.#share));
    } else if (table !== undefined || RESERVED_TABLE_NAMES.has(changes.table)) {
      actions = this.#serverTable(changes);
    } else {
      actions = this.#otherTable(changes);
    }
    for (const action of actions) {
      this.#rows += 1;
      action();
      if (this.#rows % ROWS_PER_STEP === 0) yield;
    }
  }

  *#rowsOf(changes: TableChanges, shelf: Shelf): Generator<() => void> {
    const push = new RowPush(this.#scene, shelf);
    const { table } = changes;
    for (const row of changes.rows) {
      yield () =>
        this.#guarded({ table, row, list: "rows" }, shelf, () => {
          const arriving = shelf.read(row);
          const outcome = push.store(arriving);
          this.#stored(outcome, { table, row, list: "rows", shelf, id: arriving.id });
        });
    }
    for (const row of changes.deleted) {
      yield () =>
        this.#guarded({ table, row, list: "deleted" }, shelf, () => {
          const id = deletedId(row);
          if (id === null) throw new RowDefectError("BAD_ID");
          this.#stored(push.delete(id), { table, row, list: "deleted", shelf, id });
        });
    }
  }

  #stored(
    outcome: RowOutcome,
    pushed: Pushed & { readonly shelf: Shelf; readonly id: string },
  ): void {
    const { held } = outcome;
    const { shelf, id, table, list } = pushed;
    if (held !== null && list === "rows") this.#noteSent(shelf.tableNo, held);
    if (outcome.result === "refused") return this.#putAside(pushed, "NOT_PERMITTED");
    if (outcome.permission === "named_user") this.#report.addNamedUser(table);
    if (outcome.result === "created") {
      this.#noteSentBefore(shelf, table, id);
      if (table === "prescription_items" || table === "clinic_inventory") {
        this.#uncountPutAside(id);
      }
    }
    if (list === "rows") {
      const source = { quarantine: this.#quarantine, conflicts: this.#scene.conflicts };
      supersedeQuarantined(source, shelf, id, this.#input.nowMs);
    }
  }

  /** A row that cannot be stored is put aside; the phone is sent the stored one. */
  #guarded(pushed: Pushed, shelf: Shelf, action: () => void): void {
    const { careful } = this.#input;
    if (careful) this.#statements.get("SAVEPOINT pushed_row").run();
    try {
      action();
    } catch (error) {
      const reason = this.#reasonOf(error);
      if (careful) this.#statements.get("ROLLBACK TO pushed_row").run();
      this.#putAside(pushed, reason);
      const id = deletedId(pushed.row);
      const held = id === null ? null : shelf.find(id);
      if (held !== null) {
        this.#noteSent(shelf.tableNo, held);
        shelf.restamp(held, this.#next());
      }
    }
    if (careful) this.#statements.get("RELEASE pushed_row").run();
  }

  #reasonOf(error: unknown): QuarantineReason {
    if (error instanceof RowDefectError) return error.code;
    // Found out late: what was written for the row so far has to be taken back.
    if (error instanceof NoRoomError && this.#input.careful) return "TOO_MUCH_UNKNOWN";
    if (error instanceof NoRoomError) throw new RowNotTakenError("", { cause: error });
    // A failing disk is no fault of the row.
    if (!(error instanceof SqliteError) || databaseErrorOf(error) !== null) throw error;
    if (!this.#input.careful) throw new RowNotTakenError("", { cause: error });
    return "NOT_STORABLE";
  }

  /** A table the cloud owns: what differs is put aside and the phone is sent the stored row. */
  *#serverTable(changes: TableChanges): Generator<() => void> {
    const shape = TABLE_BY_NAME.get(changes.table);
    const shelf = shape === undefined ? null : new TypedShelf(this.#statements, shape, this.#share);
    const { table } = changes;
    const lists = [["rows", changes.rows], ["deleted", changes.deleted]] as const;
    for (const [list, rows] of lists) {
      for (const row of rows) {
        yield () => {
          const id = deletedId(row);
          const held = id === null ? null : shelf?.find(id) ?? null;
          // A forced upload sends every form and user unchanged: nothing of that is worth keeping.
          if (list === "rows" && shelf !== null && isSameAsStored(shelf, held, row)) return;
          this.#putAside({ table, row, list }, "SERVER_OWNED");
          if (held !== null) shelf?.restamp(held, { ...this.#next(), writer: HUB_WRITER });
        };
      }
    }
  }

  #otherTable(changes: TableChanges): Iterable<() => void> {
    const { table: name } = changes;
    const tableNo = isKeptName(name) ? this.#others.tableNumber(name) : null;
    if (tableNo === null) return this.#badTable(changes);
    if (changes.rows.length > 0) this.#open(tableNo);
    const shelf = new OtherShelf(this.#statements, this.#others, { tableNo, name }, this.#share);
    return this.#rowsOf(changes, shelf);
  }

  *#badTable({ table, rows, deleted }: TableChanges): Generator<() => void> {
    for (const row of rows) yield () => this.#putAside({ table, row, list: "rows" }, "BAD_TABLE");
    for (const row of deleted) {
      yield () => this.#putAside({ table, row, list: "deleted" }, "BAD_TABLE");
    }
  }

  #putAside({ table, row, list }: Pushed, reason: QuarantineReason): void {
    const { device, userId, nowMs, base } = this.#input;
    const kept = this.#quarantine.add({
      table: table.slice(0, MAX_NAME_LENGTH),
      rowId: (deletedId(row) ?? "").slice(0, MAX_NAME_LENGTH),
      reason,
      list,
      data: JSON.stringify(row) ?? "null",
      base: base.through,
      deviceNo: device.deviceNo,
      userId,
      receivedMs: nowMs,
      writer: this.#input.writer,
      sentStamp: this.#sentStamp,
    });
    if (!kept) throw new PushRefusedError();
    if (table === "dispensing_records" && list === "rows") this.#uncount(row);
    this.#report.addPutAside(TABLE_BY_NAME.has(table) ? table : "other", reason);
  }

  /** A new item or stock row counts what this device has handed out and the hub has put aside. */
  #uncountPutAside(newId: string): void {
    const { dispensed, statements } = this.#scene;
    const arriving = dispensed.newQuantity(statements, "prescription_items", newId, () => null);
    for (const data of this.#quarantine.openOf(this.#input.device.deviceNo, "dispensing_records")) {
      const row: unknown = JSON.parse(data);
      if (!this.#scene.dispensed.has(deletedId(row))) this.#uncount(row, newId, arriving);
    }
  }

  /**
   * It may be stored another time: what came with it must not count it yet, nor should it come once
   * more; so it is the hub that writes.
   */
  #uncount(row: unknown, onlyId: string | null = null, arriving = 0): void {
    const id = deletedId(row);
    if (id === null) return;
    const { statements, firstStamp: newFrom } = this.#scene;
    const column = (name: string) => (row as Readonly<Record<string, unknown>>)[name];
    const change = () => ({ ...this.#next(), writer: HUB_WRITER });
    const about = { newFrom, onlyId, arriving };
    uncountDispensing(statements, dispensedRecord(id, column), change, about);
  }

  #next(): Change {
    if (this.#stamped > 0 && this.#stamped % ROWS_PER_STAMP === 0) {
      this.#stamp = this.#input.stamps.take();
    }
    this.#stamped += 1;
    const { writer, nowMs } = this.#input;
    return { stamp: this.#stamp, writer, nowMs };
  }

  /** When the device sent what is stored now. */
  get #sentStamp(): number {
    return this.#input.sentStamp ?? this.#stamp;
  }

  /** From now on the device is sent the table's rows. */
  #open(tableNo: number): void {
    const { device } = this.#input;
    if (device.opened.has(tableNo)) return;
    this.#statements.get("INSERT OR IGNORE INTO device_table (device_no, table_no) VALUES (?, ?)")
      .run(device.deviceNo, tableNo);
    this.#after.push(() => device.opened.add(tableNo));
  }

  /** A row that is stored only now: the device has it since it was put aside. */
  #noteSentBefore(shelf: Shelf, table: string, id: string): void {
    const { device, retried } = this.#input;
    const before = retried === true ? this.#sentStamp : this.#quarantine.firstSent(
      { deviceNo: device.deviceNo, table, rowId: id },
      (writer, stamp) => isOwn(device, writer, stamp),
    );
    const stored = before === null ? null : shelf.find(id);
    if (before !== null && stored !== null) this.#noteSent(shelf.tableNo, stored, before);
  }

  /** The device has this row, although its cursor does not say so yet. */
  #noteSent(tableNo: number, stored: HeldRow, before: number | null = null): void {
    const { device, standing } = this.#input;
    if (standing === null) return;
    const isSuspect = device.suspects.find({ tableNo, row: stored.row }) !== undefined;
    if (isSuspect) this.#after.push(() => device.suspects.forget({ tableNo, row: stored.row }));
    const { row, firstStamp, firstWriter } = stored;
    const { through, opened } = standing;
    const known = COMMON_TABLES.has(tableNo) || opened.includes(tableNo);
    if (known && firstStamp <= through && !device.hasWithheld) return;
    if (before === null && isOwn(device, firstWriter, firstStamp)) return;
    const sentStamp = before ?? this.#sentStamp;
    this.#statements.get(
      `INSERT INTO device_sent (device_no, table_no, hub_row, first_stamp, sent_stamp)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device_no, table_no, hub_row) DO UPDATE SET
         first_stamp = excluded.first_stamp, sent_stamp = min(sent_stamp, excluded.sent_stamp)`,
    ).run(device.deviceNo, tableNo, row, firstStamp, sentStamp);
    this.#after.push(() => {
      const common = COMMON_TABLES.has(tableNo);
      const key = rowKey(tableNo, row);
      // It has held the row since it sent it for the first time.
      const since = Math.min(sentStamp, device.sent.get(key)?.sentStamp ?? sentStamp);
      // Its database went back while the push was stored.
      if (since > (device.sentTakenBackAfter ?? Infinity)) return;
      device.sent.set(key, { firstStamp, sentStamp: since, common });
    });
  }
}

/** One entry of a push. */
interface Pushed {
  readonly table: string;
  readonly row: unknown;
  readonly list: "rows" | "deleted";
}
