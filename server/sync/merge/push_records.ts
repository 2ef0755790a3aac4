/**
 * The conflict records that rows of one table give rise to in one push.
 *
 * @module
 */

import { type MarkedRow } from "../rows/dependants.ts";
import { isOwn } from "../device/device_state.ts";
import type { Written } from "./column_writes.ts";
import type { Conflict } from "./conflicts.ts";
import { isBookkeeping, type MergeColumn } from "./merge_row.ts";
import type { PushScene } from "./push_scene.ts";
import type { RowHistory } from "./row_history.ts";
import type { HeldRow, Shelf } from "./shelf.ts";

const DELETED = { is_deleted: true } as const;
const ALIVE = { is_deleted: false } as const;

/** Writes them. Call before the row itself is stored. */
export class PushRecords {
  readonly #scene: PushScene;
  readonly #shelf: Shelf;
  readonly #history: RowHistory;

  constructor(scene: PushScene, shelf: Shelf, history: RowHistory) {
    this.#scene = scene;
    this.#shelf = shelf;
    this.#history = history;
  }

  /** The arriving value is stored in the place of one that was changed since the base. */
  bothChanged(held: HeldRow, column: MergeColumn, written: Written | undefined): void {
    if (isTombstone(column.name)) return;
    this.#add(held.id, column.name, {
      reason: "BOTH_CHANGED",
      lost: column.stored,
      kept: column.arriving,
      lostWriter: written?.writer ?? held.firstWriter,
    });
  }

  /**
   * The phone replaces a value and does not say that it was edited. It was, while a push was in
   * flight; or the phone was put back to a copy and sends everything before it shows its cursor.
   * Nobody can know, so the value is kept in a record.
   */
  notMarked(held: HeldRow, column: MergeColumn, written: Written | undefined): void {
    const { name, edited, stored: lost, arriving: kept } = column;
    if (edited || isEmpty(lost) || isTombstone(name)) return;
    const lostWriter = written?.writer ?? held.firstWriter;
    this.#add(held.id, name, { reason: "NOT_MARKED", lost, kept, lostWriter });
  }

  /** A repeated value is not taken; should the phone have meant it after all, it is here. */
  repeated(held: HeldRow, { name, arriving: lost, stored: kept }: MergeColumn): void {
    if (isTombstone(name)) return;
    this.#add(held.id, name, { reason: "ALREADY_REPLACED", lost, kept, ...this.#byThisPush() });
  }

  /**
   * A count of the stock that came together with dispensing records: those move the stock, the
   * count is not taken.
   */
  countNotTaken(held: HeldRow, column: MergeColumn, editedAt: unknown): void {
    const isStock = this.#shelf.table === "clinic_inventory";
    // What others have handed out an item shows only up to what was prescribed.
    if (!column.fixed || !column.edited || (column.changedSince && !isStock)) return;
    const { name, arriving: lost, stored: kept } = column;
    if (this.#history.isIgnoredBefore(held, name, lost, editedAt)) return;
    const { dispensed, statements } = this.#scene;
    const stored = (name: string) => this.#shelf.stored(held, name);
    const moved = dispensed.newQuantity(statements, this.#shelf.table, held.id, stored);
    const movedUnseen = isStock ? this.#movedUnseen(held) : 0;
    // What the phone shows when it has only handed out: nobody has counted.
    if (Number(lost) === Number(kept ?? 0) + (isStock ? movedUnseen - moved : moved)) return;
    this.#add(held.id, name, { reason: "STOCK_MOVED", lost, kept, ...this.#byThisPush() });
  }

  /** What others have handed out of a stock row since the base: the phone has not counted it. */
  #movedUnseen(held: HeldRow): number {
    const { statements } = this.#scene;
    const key = ["drug_id", "clinic_id", "batch_id"]
      .map((name) => this.#shelf.stored(held, name) as string | null);
    return statements.get(
      `SELECT quantity_dispensed, hub_first_stamp, hub_first_writer FROM dispensing_records
       WHERE hub_first_stamp > ? AND drug_id = ? AND clinic_id = ?
         AND coalesce(batch_id, '') = coalesce(?, '')`,
    ).values<[number | null, number, number]>(this.#history.baseFor(held), ...key)
      .filter(([, stamp, writer]) => this.#history.isChangedSince(held, { stamp, writer }))
      .reduce((sum, [quantity]) => sum + Math.max(0, quantity ?? 0), 0);
  }

  /** A deleted row was changed: the changes are stored and hidden. */
  rowDeleted(rowId: string, lost: Readonly<Record<string, unknown>>): void {
    this.#add(rowId, null, { reason: "ROW_DELETED", lost, kept: DELETED, ...this.#byThisPush() });
  }

  /** Somebody brought a deleted row back: it stays deleted. */
  notBroughtBack(rowId: string): void {
    this.rowDeleted(rowId, ALIVE);
  }

  /** What the row belongs to is deleted: it is stored deleted. */
  parentDeleted(rowId: string): void {
    const about = { reason: "PARENT_DELETED", lost: ALIVE, kept: DELETED } as const;
    this.#add(rowId, null, { ...about, ...this.#byThisPush() });
  }

  /**
   * A deletion hides what others have changed in the row since the base.
   *
   * @param except True for a column that the push itself changes
   */
  changesLost(held: HeldRow, except: (name: string) => boolean): void {
    const lost: Record<string, unknown> = {};
    let lostWriter = held.writer;
    for (const [name, written] of this.#shelf.writesOf(held)) {
      if (isBookkeeping(name) || except(name)) continue;
      if (!this.#history.isChangedSince(held, written)) continue;
      lost[name] = this.#shelf.stored(held, name);
      lostWriter = written.writer;
    }
    const isNew = this.#history.isChangedSince(held, undefined);
    if (Object.keys(lost).length === 0 && !isNew) return;
    const about = { reason: "DELETED_WITH_CHANGES", kept: DELETED } as const;
    this.#add(held.id, null, { ...about, lost, lostWriter });
  }

  /** The same for a row that goes with the one named `because`. */
  dependantLost(row: MarkedRow, because: string): void {
    const { conflicts, device } = this.#scene;
    if (row.id === because || row.stamp <= this.#history.baseForDependant(row)) return;
    if (isOwn(device, row.writer, row.stamp)) return;
    const { table, id: rowId, writer: lostWriter } = row;
    const about = { reason: "DELETED_WITH_CHANGES", lost: {}, kept: DELETED } as const;
    conflicts.add({ table, rowId, column: null, ...about, lostWriter });
  }

  #byThisPush(): { readonly lostWriter: number } {
    return { lostWriter: this.#scene.writer };
  }

  #add(
    rowId: string,
    column: string | null,
    about: Pick<Conflict, "reason" | "lost" | "kept" | "lostWriter">,
  ): void {
    this.#scene.conflicts.add({ table: this.#shelf.table, rowId, column, ...about });
  }
}

/** True for a value that says nothing. */
function isEmpty(value: unknown): boolean {
  return value === null || value === "" || value === "[]" || value === "{}";
}

/** True for the columns that say that a row is deleted. */
export function isTombstone(name: string): boolean {
  return name === "is_deleted" || name === "deleted_at";
}
