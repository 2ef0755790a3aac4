/**
 * Takes one pushed row over: stores it whole, merges it, or says why not.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { RecordAction } from "../../permissions/mod.ts";
import type { ArrivingRow } from "../arriving_row.ts";
import {
  isHeldDeleted,
  markDeletedWithDependants,
  markDependantsDeleted,
  type MarkedRow,
  parentsOf,
} from "../dependants.ts";
import { type DeviceState, isOwn } from "../device_state.ts";
import type { Change } from "../row_store.ts";
import type { Standing } from "../standing.ts";
import { applyDispensing } from "../stock_movement.ts";
import { ColumnWrites, type Written } from "./column_writes.ts";
import type { Conflicts } from "./conflicts.ts";
import type { DispensedStock } from "./dispensed_stock.ts";
import { type ColumnResult, isBookkeeping, type MergeResult, mergeRow } from "./merge_row.ts";
import { scopeKey } from "../scope/visibility.ts";
import type { Withheld } from "../scope/withheld.ts";
import { baseOf } from "./push_base.ts";
import type { PushPermission, PushPermissions } from "./push_permissions.ts";
import type { HeldRow, PairedColumn, Shelf } from "./shelf.ts";

/** What the rows of a push share. */
export interface PushScene {
  readonly statements: Statements;
  readonly device: DeviceState;
  /** What the push started from. */
  readonly standing: Standing;
  /** What the device was not sent; null when that is nothing. */
  readonly withheld: Withheld | null;
  readonly permissions: PushPermissions;
  readonly conflicts: Conflicts;
  readonly dispensed: DispensedStock;
  /** Who writes: the device's push writer when the push began. */
  readonly writer: number;
  /** Stamp, writer and time of the next row. */
  readonly next: () => Change;
  /** First stamp of the push. */
  readonly firstStamp: number;
}

/** What became of a row. */
export interface RowOutcome {
  /** `same`: nothing had to be stored. */
  readonly result: "created" | "changed" | "same" | "refused";
  readonly permission: PushPermission;
  /** The row as it was before, null when the hub did not hold it. */
  readonly held: HeldRow | null;
}

/** Pushes rows of one table. */
export class RowPush {
  readonly #scene: PushScene;
  readonly #shelf: Shelf;
  readonly #writes: ColumnWrites;
  #baseOfRow: { readonly held: HeldRow; readonly base: number } | null = null;

  constructor(scene: PushScene, shelf: Shelf) {
    this.#scene = scene;
    this.#shelf = shelf;
    this.#writes = new ColumnWrites(scene.statements);
  }

  /**
   * Stores or merges a row.
   *
   * @throws {RowDefectError} It cannot be stored; nothing was
   */
  store(arriving: ArrivingRow): RowOutcome {
    const held = this.#shelf.find(arriving.id);
    return held === null ? this.#create(arriving) : this.#merge(held, arriving);
  }

  /** Marks a row deleted by its id. A row the hub does not hold, or a deleted one, stays so. */
  delete(id: string): RowOutcome {
    const held = this.#shelf.find(id);
    if (held === null || this.#isDeleted(held)) {
      return { result: "same", permission: "yes", held };
    }
    const column = (name: string) => this.#shelf.stored(held, name);
    const permission = this.#decide("delete", column, column);
    if (permission === "no") return { result: "refused", permission, held };
    const { next, statements } = this.#scene;
    this.#noteChangesLost(held, id, () => undefined);
    if (this.#shelf.shape === null) {
      const change = next();
      const mark = new Map<string, unknown>([["is_deleted", true], ["deleted_at", change.nowMs]]);
      this.#shelf.update(held, mark, true, change);
    } else {
      const marked = (row: MarkedRow) => this.#noteDependantLost(row, id);
      markDeletedWithDependants(statements, this.#shelf.table, id, next, marked);
    }
    return { result: "changed", permission, held };
  }

  #create(arriving: ArrivingRow): RowOutcome {
    const { statements, next, firstStamp } = this.#scene;
    const { table } = this.#shelf;
    const column = (name: string) => this.#shelf.arriving(arriving, name);
    const permission = this.#decide("create", column, null);
    if (permission === "no") return { result: "refused", permission, held: null };
    const change = next();
    let row = arriving;
    let deleted = isTrue(column("is_deleted"));
    if (!deleted && this.#hasDeletedParent(column)) {
      row = this.#deletedCopy(arriving, change.nowMs);
      deleted = true;
      this.#conflict(arriving.id, null, {
        reason: "PARENT_DELETED",
        lost: { is_deleted: false },
        kept: { is_deleted: true },
        lostWriter: change.writer,
      });
    }
    if (table === "dispensing_records" && !deleted) {
      applyDispensing(statements, dispensingOf(arriving.id, column), change, firstStamp);
    }
    this.#shelf.insert(row, change);
    if (deleted && this.#shelf.shape !== null) {
      const marked = (dependant: MarkedRow) => this.#noteDependantLost(dependant, arriving.id);
      markDependantsDeleted(statements, table, arriving.id, next, marked);
    }
    return { result: "created", permission, held: null };
  }

  #merge(held: HeldRow, arriving: ArrivingRow): RowOutcome {
    const writes = this.#shelf.writesOf(held);
    const merged = this.#mergeColumns(held, arriving, writes);
    const wasDeleted = this.#isDeleted(held);
    const taken: ColumnResult[] = [];
    let truthDiffers = false;
    for (const result of merged.differing) {
      const isTaken = result.outcome !== "keep" &&
        !(wasDeleted && TOMBSTONE.has(result.column.name)) &&
        !this.#isRepeated(held, result);
      if (isTaken) {
        taken.push(result);
      } else {
        truthDiffers = true;
        this.#noteCount(held, arriving.id, result);
        this.#noteRepeated(held, arriving.id, result);
      }
    }
    const undeletes = wasDeleted && arriving.edited?.has("is_deleted") === true &&
      !isTrue(this.#shelf.arriving(arriving, "is_deleted"));
    if (taken.length === 0) return this.#nothingTaken(held, arriving, { truthDiffers, undeletes });

    const stored = (name: string) => this.#shelf.stored(held, name);
    const column = (name: string) => this.#shelf.arriving(arriving, name) ?? stored(name);
    const deletes = !wasDeleted &&
      taken.some(({ column }) => column.name === "is_deleted" && isTrue(column.arriving));
    const permission = this.#decide(deletes ? "delete" : "change", column, stored);
    if (permission === "no") return { result: "refused", permission, held };

    for (const result of taken) {
      if (result.outcome === "take_over") this.#bothChanged(held, arriving.id, result, writes);
      else this.#noteUnmarked(held, arriving.id, result, writes);
    }
    if (wasDeleted) {
      const { writer } = this.#scene;
      const lost = Object.fromEntries(
        taken.map(({ column: { name, arriving } }) => [name, arriving]),
      );
      const about = { reason: "ROW_DELETED", kept: { is_deleted: true } } as const;
      this.#conflict(arriving.id, null, { ...about, lost, lostWriter: writer });
    }
    if (deletes) {
      this.#noteChangesLost(held, arriving.id, (name) => taken.some((t) => t.column.name === name));
    }
    this.#storeMerged(held, arriving, { taken, merged, deletes, wasDeleted, truthDiffers, column });
    return { result: "changed", permission, held };
  }

  #storeMerged(
    held: HeldRow,
    arriving: ArrivingRow,
    merge: {
      readonly taken: readonly ColumnResult[];
      readonly merged: MergeResult;
      readonly deletes: boolean;
      readonly wasDeleted: boolean;
      readonly truthDiffers: boolean;
      readonly column: (name: string) => unknown;
    },
  ): void {
    const { statements, next } = this.#scene;
    const change = next();
    const values = new Map<string, unknown>();
    for (const { column } of merge.taken) values.set(column.name, column.arriving);
    for (const { name, arriving: later } of merge.merged.following) values.set(name, later);
    let sendBack = merge.truthDiffers || merge.merged.leavesBehind || !arriving.exact;
    const { shape, table } = this.#shelf;
    if (merge.deletes && shape !== null && !values.get("deleted_at")) {
      values.set("deleted_at", change.nowMs);
      sendBack = true;
    }
    if (!merge.deletes && !merge.wasDeleted && this.#movesToDeleted(merge.taken)) {
      values.set("is_deleted", shape === null ? true : 1);
      values.set("deleted_at", change.nowMs);
      sendBack = true;
      this.#conflict(arriving.id, null, {
        reason: "PARENT_DELETED",
        lost: { is_deleted: false },
        kept: { is_deleted: true },
        lostWriter: change.writer,
      });
    }
    this.#shelf.update(held, values, sendBack, change);
    if (isTrue(values.get("is_deleted")) && shape !== null) {
      const marked = (row: MarkedRow) => this.#noteDependantLost(row, arriving.id);
      markDependantsDeleted(statements, table, arriving.id, next, marked);
    }
  }

  /** Nothing is stored; where the phone has something else, it is sent the stored row. */
  #nothingTaken(
    held: HeldRow,
    arriving: ArrivingRow,
    { truthDiffers, undeletes }: { readonly truthDiffers: boolean; readonly undeletes: boolean },
  ): RowOutcome {
    if (undeletes) {
      const about = { reason: "ROW_DELETED", kept: { is_deleted: true } } as const;
      const lost = { is_deleted: false };
      this.#conflict(arriving.id, null, { ...about, lost, lostWriter: this.#scene.writer });
    }
    if (truthDiffers) this.#shelf.restamp(held, this.#scene.next());
    return { result: "same", permission: "yes", held };
  }

  #mergeColumns(
    held: HeldRow,
    arriving: ArrivingRow,
    writes: ReadonlyMap<string, Written>,
  ): MergeResult {
    const { edited } = arriving;
    const stored = (name: string) => this.#shelf.stored(held, name);
    const moved = this.#scene.dispensed.movedColumn(this.#shelf.table, arriving.id, stored);
    const columns = this.#shelf.pairs(held, arriving);
    const since = ({ name, stored }: PairedColumn) => {
      const written = writes.get(name);
      // Empty since the row was made: nobody has written anything there.
      return (written !== undefined || stored !== null) && this.#isChangedSince(held, written);
    };
    return mergeRow(
      mapped(columns, (column) => ({
        ...column,
        edited: edited === null || edited === undefined || edited.has(column.name),
        changedSince: column.stored !== column.arriving && since(column),
        fixed: column.name === moved,
      })),
    );
  }

  /** True when another writer has written the column after the base. */
  #isChangedSince(held: HeldRow, written: Written | undefined): boolean {
    const { stamp, writer } = written ?? { stamp: held.firstStamp, writer: held.firstWriter };
    return stamp > this.#base(held) && !isOwn(this.#scene.device, writer, stamp);
  }

  #base(held: HeldRow): number {
    if (this.#baseOfRow?.held === held) return this.#baseOfRow.base;
    const { standing, withheld } = this.#scene;
    let base = baseOf(standing, { ...held, tableNo: this.#shelf.tableNo });
    // What was withheld from the device it has not seen, although its cursor has passed it.
    const since = withheld?.since(this.#scopeKey(held), standing.through) ?? null;
    if (since !== null) base = Math.min(base, since - 1);
    this.#baseOfRow = { held, base };
    return base;
  }

  #scopeKey(held: HeldRow): string {
    const { table } = this.#shelf;
    const text = (name: string) => {
      const value = this.#shelf.stored(held, name);
      return typeof value === "string" ? value : null;
    };
    const patientId = table === "patients" ? held.id : text("patient_id");
    return scopeKey({ patientId, clinicId: text("clinic_id") ?? text("pickup_clinic_id") });
  }

  /**
   * True when this device wrote the value before and somebody else has replaced it since: it
   * repeats a push whose answer it lost. The newer value stays; should the phone have meant it
   * after all, its value is in a conflict record.
   */
  #isRepeated(held: HeldRow, { column, outcome }: ColumnResult): boolean {
    if (outcome !== "take_over") return false;
    const base = this.#base(held);
    const past = this.#writes.pastWriters(
      ...[this.#shelf.tableNo, held.row, column.name, column.arriving] as const,
    );
    const { device } = this.#scene;
    return past.some(({ stamp, writer }) => stamp > base && isOwn(device, writer, stamp));
  }

  #bothChanged(
    held: HeldRow,
    id: string,
    { column }: ColumnResult,
    writes: ReadonlyMap<string, Written>,
  ): void {
    if (TOMBSTONE.has(column.name)) return;
    this.#conflict(id, column.name, {
      reason: "BOTH_CHANGED",
      lost: column.stored,
      kept: column.arriving,
      lostWriter: writes.get(column.name)?.writer ?? held.firstWriter,
    });
  }

  /**
   * The phone replaces a value it has pushed since the base, and does not say that it was edited.
   * It was, while the first push was in flight; or the phone was put back to a copy that its cursor
   * does not tell from the present. Nobody can know, so the value is kept in a record.
   */
  #noteUnmarked(
    held: HeldRow,
    id: string,
    { column }: ColumnResult,
    writes: ReadonlyMap<string, Written>,
  ): void {
    const { name, edited, stored: lost, arriving: kept } = column;
    if (edited || lost === null || TOMBSTONE.has(name)) return;
    const { stamp, writer } = writes.get(name) ??
      { stamp: held.firstStamp, writer: held.firstWriter };
    if (stamp <= this.#base(held) || !isOwn(this.#scene.device, writer, stamp)) return;
    this.#conflict(id, name, { reason: "NOT_MARKED", lost, kept, lostWriter: writer });
  }

  /** A deletion hides what others have changed since: a record tells. */
  #noteChangesLost(held: HeldRow, id: string, except: (name: string) => boolean | undefined): void {
    const writes = this.#shelf.writesOf(held);
    const lost: Record<string, unknown> = {};
    let lostWriter = held.writer;
    for (const [name, written] of writes) {
      if (isBookkeeping(name) || except(name) === true) continue;
      if (!this.#isChangedSince(held, written)) continue;
      lost[name] = this.#shelf.stored(held, name);
      lostWriter = written.writer;
    }
    const isNew = this.#isChangedSince(held, undefined);
    if (Object.keys(lost).length === 0 && !isNew) return;
    const about = { reason: "DELETED_WITH_CHANGES", kept: { is_deleted: true } } as const;
    this.#conflict(id, null, { ...about, lost, lostWriter });
  }

  #noteDependantLost(row: MarkedRow, because: string): void {
    const { conflicts, device } = this.#scene;
    const base = this.#scene.standing.through;
    if (row.id === because || row.stamp <= base || isOwn(device, row.writer, row.stamp)) return;
    conflicts.add({
      table: row.table,
      rowId: row.id,
      column: null,
      reason: "DELETED_WITH_CHANGES",
      lost: {},
      kept: { is_deleted: true },
      lostWriter: row.writer,
    });
  }

  #conflict(
    rowId: string,
    column: string | null,
    about: Pick<Parameters<Conflicts["add"]>[0], "reason" | "lost" | "kept" | "lostWriter">,
  ): void {
    this.#scene.conflicts.add({ table: this.#shelf.table, rowId, column, ...about });
  }

  #decide(
    action: RecordAction,
    column: (name: string) => unknown,
    stored: ((name: string) => unknown) | null,
  ): PushPermission {
    const { table } = this.#shelf;
    return this.#scene.permissions.decide({ table, action, column, stored });
  }

  #isDeleted(held: HeldRow): boolean {
    return isTrue(this.#shelf.stored(held, "is_deleted"));
  }

  #hasDeletedParent(column: (name: string) => unknown): boolean {
    return parentsOf(this.#shelf.table).some((parent) => {
      const id = column(parent.column);
      return typeof id === "string" && id !== "" &&
        isHeldDeleted(this.#scene.statements, parent.table, id);
    });
  }

  #movesToDeleted(taken: readonly ColumnResult[]): boolean {
    const moved = new Map(taken.map(({ column }) => [column.name, column.arriving]));
    return this.#hasDeletedParent((name) => moved.get(name));
  }

  #deletedCopy(arriving: ArrivingRow, nowMs: number): ArrivingRow {
    const { shape } = this.#shelf;
    if (shape === null) return arriving;
    const values = shape.columns.map(({ name }, at) =>
      name === "is_deleted" ? 1 : name === "deleted_at" ? nowMs : arriving.values[at]
    );
    return { ...arriving, values, exact: false };
  }

  /**
   * A count of the stock that came with dispensing records the hub has already: they moved the
   * stock when they were stored, so the count was made after them and is not taken. A record tells.
   */
  #noteCount(held: HeldRow, id: string, { column }: ColumnResult): void {
    if (!column.fixed || !column.edited || column.changedSince) return;
    const { dispensed, statements, writer } = this.#scene;
    const stored = (name: string) => this.#shelf.stored(held, name);
    if (!dispensed.areHeld(statements, this.#shelf.table, id, stored)) return;
    this.#conflict(id, column.name, {
      reason: "STOCK_MOVED",
      lost: column.arriving,
      kept: column.stored,
      lostWriter: writer,
    });
  }

  #noteRepeated(held: HeldRow, id: string, result: ColumnResult): void {
    const { name, arriving: lost, stored: kept } = result.column;
    if (TOMBSTONE.has(name) || !this.#isRepeated(held, result)) return;
    this.#conflict(id, name, {
      reason: "ALREADY_REPLACED",
      ...{ lost, kept, lostWriter: this.#scene.writer },
    });
  }
}

const TOMBSTONE: ReadonlySet<string> = new Set(["is_deleted", "deleted_at"]);

function isTrue(value: unknown): boolean {
  return value === 1 || value === true;
}

function dispensingOf(id: string, column: (name: string) => unknown) {
  const text = (name: string) => {
    const value = column(name);
    return typeof value === "string" ? value : null;
  };
  const quantity = column("quantity_dispensed");
  return {
    id,
    clinicId: text("clinic_id"),
    drugId: text("drug_id"),
    batchId: text("batch_id"),
    prescriptionItemId: text("prescription_item_id"),
    quantity: typeof quantity === "number" ? quantity : null,
  };
}

function* mapped<T, U>(items: Iterable<T>, map: (item: T) => U): Iterable<U> {
  for (const item of items) yield map(item);
}
