/**
 * What a device had seen of a stored row when it pushed (decision 10).
 *
 * @module
 */

import { isOwn } from "../device/device_state.ts";
import type { MarkedRow } from "../rows/dependants.ts";
import { scopeKey } from "../scope/visibility.ts";
import { ColumnWrites, type Written } from "./column_writes.ts";
import type { MergeColumn } from "./merge_row.ts";
import { baseOf } from "./push_base.ts";
import type { PushScene } from "./push_scene.ts";
import type { HeldRow, Shelf } from "./shelf.ts";

/** Marks values that were not taken, beside those that were replaced. */
const IGNORED = "#ignored";
/** When the phone had edited the row, by its own clock. */
const EDITED = "#edited";

/** Rows of one table as one push found them. */
export class RowHistory {
  readonly #scene: PushScene;
  readonly #shelf: Shelf;
  readonly #writes: ColumnWrites;
  #last: { readonly held: HeldRow; readonly base: number } | null = null;

  constructor(scene: PushScene, shelf: Shelf) {
    this.#scene = scene;
    this.#shelf = shelf;
    this.#writes = new ColumnWrites(scene.statements);
  }

  /** True when another writer has written the column after the base. */
  isChangedSince(held: HeldRow, written: Written | undefined): boolean {
    const { stamp, writer } = written ?? firstWrite(held);
    return stamp > this.baseFor(held) && !isOwn(this.#scene.device, writer, stamp);
  }

  /**
   * True when this device wrote the value after the base and somebody else has replaced it since:
   * it repeats a push whose answer it lost.
   */
  isRepeated(held: HeldRow, column: string, value: unknown): boolean {
    const base = this.baseFor(held);
    return this.#writes.pastWriters(this.#shelf.tableNo, held.row, column, value)
      .some(({ stamp, writer }) => stamp > base && isOwn(this.#scene.device, writer, stamp));
  }

  /**
   * Notes a count of this device that was not taken: should it come again, it is a repetition.
   *
   * @param editedAt The phone's `updated_at` of the row
   */
  noteIgnored(held: HeldRow, { name, arriving }: MergeColumn, editedAt: unknown): void {
    const { firstStamp: stamp, writer } = this.#scene;
    const { tableNo } = this.#shelf;
    const past = { column: `${name}${IGNORED}`, stamp, writer, value: arriving };
    this.#writes.notePast(tableNo, held.row, past);
    if (typeof editedAt !== "number") return;
    const edit = { column: `${name}${EDITED}`, stamp, writer, editedAt };
    this.#writes.noteEdit(tableNo, held.row, edit);
  }

  /**
   * True when a count of this device was not taken before and the device has not seen since what is
   * stored, or when the count is no newer than one that was not taken: what a phone could not hand
   * over stays its own through every pull, and comes back with a copy of its database.
   */
  isIgnoredBefore(held: HeldRow, column: string, value: unknown, editedAt: unknown): boolean {
    const base = this.baseFor(held);
    const { device } = this.#scene;
    const { tableNo } = this.#shelf;
    const isUnseen = this.#writes.pastWriters(tableNo, held.row, `${column}${IGNORED}`, value)
      .some(({ stamp, writer }) => stamp > base && device.pushWriters.has(writer));
    if (isUnseen || typeof editedAt !== "number") return isUnseen;
    return this.#writes.edits(tableNo, held.row, `${column}${EDITED}`)
      .some((edit) => editedAt <= edit.editedAt && device.pushWriters.has(edit.writer));
  }

  /**
   * Notes that the device has not seen what is stored in these columns: only a cursor beyond the
   * stamp with which the row is sent back to it proves that it has.
   */
  noteUnseen(
    held: HeldRow,
    columns: Iterable<string>,
    writes: ReadonlyMap<string, Written>,
    stamp: number,
  ): void {
    for (const column of columns) {
      const { writer } = writes.get(column) ?? firstWrite(held);
      if (isOwn(this.#scene.device, writer, stamp)) continue;
      this.#writes.note(this.#shelf.tableNo, held.row, [column], { stamp, writer });
    }
  }

  /** The hub clock up to which the device had seen the row. */
  baseFor(held: HeldRow): number {
    if (this.#last?.held === held) return this.#last.base;
    const reached = baseOf(this.#scene.standing, { ...held, tableNo: this.#shelf.tableNo });
    const base = this.#unlessWithheld(reached, () => this.#scopeKey(held));
    this.#last = { held, base };
    return base;
  }

  /** The same for a row of another table, which goes when one of this table is deleted. */
  baseForDependant({ table, row }: MarkedRow): number {
    const { standing, statements } = this.#scene;
    return this.#unlessWithheld(standing.through, () => {
      const patientId = statements.get(`SELECT patient_id FROM ${table} WHERE hub_row = ?`)
        .value<[string | null]>(row)?.[0] ?? null;
      return scopeKey({ patientId, clinicId: null });
    });
  }

  /** What was withheld from the device it has not seen, although its cursor has passed it. */
  #unlessWithheld(base: number, key: () => string): number {
    const { standing, withheld } = this.#scene;
    const since = withheld?.since(key(), standing.through) ?? null;
    return since === null ? base : Math.min(base, since - 1);
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
}

function firstWrite({ firstStamp, firstWriter }: HeldRow): Written {
  return { stamp: firstStamp, writer: firstWriter };
}
