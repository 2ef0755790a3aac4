/**
 * Takes one pushed row over: stores it whole, merges it, or says why not.
 *
 * @module
 */

import type { RecordAction } from "../../permissions/mod.ts";
import type { ArrivingRow } from "../rows/arriving_row.ts";
import {
  isHeldDeleted,
  markDeletedWithDependants,
  markDependantsDeleted,
  type MarkedRow,
  parentsOf,
} from "../rows/dependants.ts";
import { applyDispensing, dispensedRecord } from "../rows/stock_movement.ts";
import { isQuantity } from "./dispensed_stock.ts";
import type { Written } from "./column_writes.ts";
import { type ColumnResult, type MergeResult, mergeRow } from "./merge_row.ts";
import type { PushPermission } from "./push_permissions.ts";
import { isTombstone, PushRecords } from "./push_records.ts";
import type { PushScene } from "./push_scene.ts";
import { RowHistory } from "./row_history.ts";
import type { HeldRow, PairedColumn, Shelf } from "./shelf.ts";

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
  readonly #history: RowHistory;
  readonly #records: PushRecords;

  constructor(scene: PushScene, shelf: Shelf) {
    this.#scene = scene;
    this.#shelf = shelf;
    this.#history = new RowHistory(scene, shelf);
    this.#records = new PushRecords(scene, shelf, this.#history);
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
    if (permission === "no") {
      this.#sendBack(held, [], new Map());
      return { result: "refused", permission, held };
    }
    const { next, statements } = this.#scene;
    this.#records.changesLost(held, () => false);
    if (this.#shelf.shape === null) {
      const change = next();
      const mark = new Map<string, unknown>([["is_deleted", true], ["deleted_at", change.nowMs]]);
      this.#shelf.update(held, mark, true, change);
    } else {
      const marked = (row: MarkedRow) => this.#records.dependantLost(row, id);
      markDeletedWithDependants(statements, this.#shelf.table, id, next, marked);
    }
    return { result: "changed", permission, held };
  }

  #create(arriving: ArrivingRow): RowOutcome {
    const { statements, next, firstStamp } = this.#scene;
    const { id } = arriving;
    const column = (name: string) => this.#shelf.arriving(arriving, name);
    const permission = this.#decide("create", column, null);
    if (permission === "no") return { result: "refused", permission, held: null };
    const change = next();
    let row = arriving;
    let deleted = isTrue(column("is_deleted"));
    if (!deleted && this.#hasDeletedParent(column)) {
      row = this.#deletedCopy(arriving, change.nowMs);
      deleted = true;
      this.#records.parentDeleted(id);
    }
    if (this.#shelf.table === "dispensing_records" && !deleted) {
      applyDispensing(statements, dispensedRecord(id, column), change, firstStamp);
    }
    this.#shelf.insert(row, change);
    if (deleted) this.#deleteDependants(id);
    return { result: "created", permission, held: null };
  }

  #merge(held: HeldRow, arriving: ArrivingRow): RowOutcome {
    const writes = this.#shelf.writesOf(held);
    const merged = this.#mergeColumns(held, arriving, writes);
    const wasDeleted = this.#isDeleted(held);
    const editedAt = this.#shelf.arriving(arriving, "updated_at");
    const taken: ColumnResult[] = [];
    for (const result of merged.differing) {
      const { column, outcome } = result;
      if (outcome === "keep") {
        this.#records.countNotTaken(held, column, editedAt);
      } else if (wasDeleted && isTombstone(column.name)) {
        continue;
      } else if (this.#isRepetition(held, result, editedAt)) {
        this.#records.repeated(held, column);
      } else {
        taken.push(result);
      }
    }
    // Should the count come again, with or without its records, it is still no news.
    if (merged.fixed !== null) this.#history.noteIgnored(held, merged.fixed, editedAt);
    const kept = merged.differing.filter((result) => !taken.includes(result))
      .map(({ column }) => column.name);
    if (taken.length === 0) {
      this.#keep(held, arriving, { wasDeleted, kept, writes });
      return { result: "same", permission: "yes", held };
    }
    const stored = (name: string) => this.#shelf.stored(held, name);
    const column = (name: string) => this.#shelf.arriving(arriving, name) ?? stored(name);
    const deletes = !wasDeleted &&
      taken.some(({ column: { name, arriving } }) => name === "is_deleted" && isTrue(arriving));
    const changed = taken.map(({ column }) => column.name);
    const permission = this.#decide(deletes ? "delete" : "change", column, stored, changed);
    if (permission === "no") {
      const differing = merged.differing.map(({ column }) => column.name);
      this.#sendBack(held, differing, writes);
      return { result: "refused", permission, held };
    }
    this.#note(held, taken, { writes, wasDeleted, deletes });
    this.#storeMerged(held, arriving, { taken, merged, wasDeleted, kept, writes });
    return { result: "changed", permission, held };
  }

  /** The conflict records of a row that is about to be stored. */
  #note(
    held: HeldRow,
    taken: readonly ColumnResult[],
    row: {
      readonly writes: ReadonlyMap<string, Written>;
      readonly wasDeleted: boolean;
      readonly deletes: boolean;
    },
  ): void {
    for (const { column, outcome } of taken) {
      const written = row.writes.get(column.name);
      if (outcome === "take_over") this.#records.bothChanged(held, column, written);
      else this.#records.notMarked(held, column, written);
    }
    const values = new Map(taken.map(({ column }) => [column.name, column.arriving]));
    if (row.wasDeleted) this.#records.rowDeleted(held.id, Object.fromEntries(values));
    if (row.deletes) this.#records.changesLost(held, (name) => values.has(name));
  }

  #storeMerged(
    held: HeldRow,
    arriving: ArrivingRow,
    merge: {
      readonly taken: readonly ColumnResult[];
      readonly merged: MergeResult;
      readonly wasDeleted: boolean;
      /** Columns in which the phone differs and the stored value stays. */
      readonly kept: readonly string[];
      readonly writes: ReadonlyMap<string, Written>;
    },
  ): void {
    const { taken, merged, wasDeleted, kept, writes } = merge;
    const { shape } = this.#shelf;
    const change = this.#scene.next();
    const values = new Map<string, unknown>();
    for (const { column } of taken) values.set(column.name, column.arriving);
    let sendBack = kept.length > 0 || merged.leavesBehind || !arriving.exact;
    const belongsToDeleted = !wasDeleted && this.#hasDeletedParent((name) => values.get(name));
    if (belongsToDeleted && !isTrue(values.get("is_deleted"))) {
      values.set("is_deleted", shape === null ? true : 1);
      this.#records.parentDeleted(held.id);
      sendBack = true;
    }
    if (isTrue(values.get("is_deleted")) && !values.get("deleted_at")) {
      values.set("deleted_at", change.nowMs);
      sendBack = true;
    }
    for (const { name, arriving: value } of merged.following) values.set(name, value);
    this.#shelf.update(held, values, sendBack, change);
    this.#history.noteUnseen(held, unseenOf(kept, wasDeleted), writes, change.stamp);
    if (isTrue(values.get("is_deleted"))) this.#deleteDependants(held.id);
  }

  /** Nothing is stored; where the phone has something else, it is sent the stored row. */
  #keep(
    held: HeldRow,
    arriving: ArrivingRow,
    row: {
      readonly wasDeleted: boolean;
      readonly kept: readonly string[];
      readonly writes: ReadonlyMap<string, Written>;
    },
  ): void {
    const bringsBack = row.wasDeleted && arriving.edited?.has("is_deleted") === true &&
      !isTrue(this.#shelf.arriving(arriving, "is_deleted"));
    if (bringsBack) this.#records.notBroughtBack(held.id);
    if (row.kept.length > 0) this.#sendBack(held, row.kept, row.writes);
  }

  /** Nothing of the row was stored: the phone gets the stored one. */
  #sendBack(
    held: HeldRow,
    differing: readonly string[],
    writes: ReadonlyMap<string, Written>,
  ): void {
    const change = this.#scene.next();
    this.#shelf.restamp(held, change);
    const unseen = unseenOf(differing, this.#isDeleted(held));
    this.#history.noteUnseen(held, unseen, writes, change.stamp);
  }

  #isRepetition(held: HeldRow, { column, outcome }: ColumnResult, editedAt: unknown): boolean {
    const { name, arriving, edited } = column;
    if (isQuantity(this.#shelf.table, name)) {
      // Nobody has counted: a copy of the phone's database sends what it was before.
      if (!edited || this.#history.isIgnoredBefore(held, name, arriving, editedAt)) return true;
    }
    return outcome === "take_over" && this.#history.isRepeated(held, name, arriving);
  }

  #mergeColumns(
    held: HeldRow,
    arriving: ArrivingRow,
    writes: ReadonlyMap<string, Written>,
  ): MergeResult {
    const { edited } = arriving;
    const stored = (name: string) => this.#shelf.stored(held, name);
    const moved = this.#scene.dispensed.movedColumn(this.#shelf.table, held.id, stored);
    const since = ({ name, stored }: PairedColumn) => {
      const written = writes.get(name);
      // Empty since the row was made: nobody has written anything there.
      return (written !== undefined || stored !== null) &&
        this.#history.isChangedSince(held, written);
    };
    return mergeRow(
      mapped(this.#shelf.pairs(held, arriving), (column) => ({
        ...column,
        edited: edited === null || edited === undefined || edited.has(column.name),
        changedSince: column.stored !== column.arriving && since(column),
        fixed: column.name === moved,
      })),
    );
  }

  #deleteDependants(id: string): void {
    if (this.#shelf.shape === null) return;
    const { statements, next } = this.#scene;
    const marked = (row: MarkedRow) => this.#records.dependantLost(row, id);
    markDependantsDeleted(statements, this.#shelf.table, id, next, marked);
  }

  #decide(
    action: RecordAction,
    column: (name: string) => unknown,
    stored: ((name: string) => unknown) | null,
    changed: readonly string[] = [],
  ): PushPermission {
    const { table } = this.#shelf;
    return this.#scene.permissions.decide({ table, action, column, stored, changed });
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

  #deletedCopy(arriving: ArrivingRow, nowMs: number): ArrivingRow {
    const columns = this.#shelf.shape?.columns ?? [];
    const values = columns.map(({ name }, at) =>
      name === "is_deleted" ? 1 : name === "deleted_at" ? nowMs : arriving.values[at]
    );
    return { ...arriving, values, exact: false };
  }
}

/** That a row is deleted stays whatever a phone has seen: when it was must be known. */
function unseenOf(columns: readonly string[], wasDeleted: boolean): readonly string[] {
  return wasDeleted ? columns.filter((name) => !isTombstone(name)) : columns;
}

function isTrue(value: unknown): boolean {
  return value === 1 || value === true;
}

function* mapped<T, U>(items: Iterable<T>, map: (item: T) => U): Iterable<U> {
  for (const item of items) yield map(item);
}
