/**
 * Rows that have moved to another patient or clinic, or that were deleted and live again. They count
 * as stored anew; a device that was sent them before still holds them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { COMMON_TABLES } from "../../database/tables.ts";
import { standingOf } from "../device/cursor_rules.ts";
import { type DeviceState, isOwn, type IssuedCursor } from "../device/device_state.ts";
import type { Standing } from "../device/standing.ts";
import type { LeftOut } from "../device/suspects.ts";
import { baseOf } from "../merge/push_base.ts";
import type { RowName } from "../rows/row_name.ts";
import type { Withheld } from "./withheld.ts";

/** What devices have shown of themselves. */
export interface PresentedCursors {
  /** The newest cursor in `[from, below)` that the device's database of now has been at. */
  lastPresented(device: DeviceState, from: number, below: number): IssuedCursor | null;
}

/** Where a row is or was: the patient or clinic it belongs to, and since when. */
export interface RowPlace extends RowName {
  readonly firstStamp: number;
  readonly key: string;
}

/** The moves of all rows. */
export class RowMoves {
  readonly #statements: Statements;
  readonly #cursors: PresentedCursors;
  readonly #isEmpty: boolean;

  constructor(statements: Statements, cursors: PresentedCursors) {
    this.#statements = statements;
    this.#cursors = cursors;
    this.#isEmpty = statements.get("SELECT 1 FROM row_move LIMIT 1").value() === undefined;
  }

  /**
   * True when the device stored the row itself, or was sent it before it moved: it has presented a
   * cursor of that time that says so. A device that is only believed to hold a row would never get
   * it, because phones skip updates of what they do not hold.
   */
  isHeld(
    withheld: Withheld,
    device: DeviceState,
    { tableNo, row }: RowName,
    leftOut: LeftOut | null = null,
  ): boolean {
    if (this.#isEmpty) return false;
    return this.#statements.get(
      `SELECT old_first, old_key, new_first FROM row_move WHERE table_no = ? AND hub_row = ?`,
    ).values<[number, string, number]>(tableNo, row).some(([firstStamp, key, until]) =>
      this.#isStoredBy(device, { tableNo, row }, firstStamp) ||
      this.#isSent(withheld, device, { tableNo, row, firstStamp, key, until }, leftOut)
    );
  }

  /**
   * True when the device was sent a row before others of the same patient or clinic were withheld
   * from it: somebody else may log in while a series runs, and what is noted then is only from
   * which first stamp on rows are lacking.
   *
   * @param through Of the device's standing
   */
  isSentBefore(
    withheld: Withheld,
    device: DeviceState,
    { tableNo, row, firstStamp, key }: RowPlace,
    through: number,
    leftOut: LeftOut | null,
  ): boolean {
    const until = withheld.notedAt(key, firstStamp, through);
    return until !== null &&
      this.#isSent(withheld, device, { tableNo, row, firstStamp, key, until }, leftOut);
  }

  /** True when a cursor that the device has presented says that it held the row before `until`. */
  #isSent(
    withheld: Withheld,
    device: DeviceState,
    { tableNo, row, firstStamp, key, until }: RowPlace & { readonly until: number },
    leftOut: LeftOut | null,
  ): boolean {
    const cursor = this.#lastPresented(device, [firstStamp, until], leftOut);
    if (cursor === null) return false;
    const standing = standingOf(cursor);
    if (!COMMON_TABLES.has(tableNo) && !standing.opened.includes(tableNo)) return false;
    const reached = baseOf(standing, { tableNo, row, firstStamp });
    if (reached < firstStamp) return false;
    const lacking = withheld.asOf(standing.at);
    const since = lacking.since(key, reached);
    return since === null || firstStamp < since ||
      isMadeUpFor(standing, lacking, key, { tableNo, row });
  }

  #lastPresented(
    device: DeviceState,
    [from, below]: readonly [from: number, below: number],
    leftOut: LeftOut | null,
  ): IssuedCursor | null {
    const last = this.#cursors.lastPresented(device, from, below);
    if (last === null || leftOut === null) return last;
    if (last.value < leftOut.since || last.value >= leftOut.until) return last;
    return this.#cursors.lastPresented(device, from, leftOut.since);
  }

  /** Columns nobody has written since still say who stored the row first. */
  #isStoredBy(device: DeviceState, { tableNo, row }: RowName, firstStamp: number): boolean {
    return this.#statements.get(
      "SELECT DISTINCT writer FROM column_write WHERE table_no = ? AND hub_row = ? AND stamp = ?",
    ).values<[number]>(tableNo, row, firstStamp)
      .some(([writer]) => isOwn(device, writer, firstStamp));
  }
}

/**
 * True when the series that is running has given a row the device lacked, because its patient or
 * clinic became visible: with all rows of the key, or before the place where the series was cut.
 */
function isMadeUpFor(
  { series }: Standing,
  withheld: Withheld,
  key: string,
  { tableNo, row }: RowName,
): boolean {
  if (series === null) return false;
  if (withheld.isGivenIn(key, series.bound)) return true;
  const { place } = series;
  if (place.phase !== 0 || place.key !== key) return false;
  return tableNo < place.tableNo || (tableNo === place.tableNo && row <= place.row);
}

/**
 * Notes where a row was. Belongs inside a write transaction.
 *
 * @param sentUntil From this stamp on nobody was sent it there so as to be sure to hold it
 */
export function noteMove(
  statements: Statements,
  row: { readonly tableNo: number; readonly row: number; readonly firstStamp: number },
  oldKey: string,
  sentUntil: number,
): void {
  statements.get(
    `UPDATE row_move SET new_first = ?3
     WHERE table_no = ?1 AND hub_row = ?2 AND new_first > ?3`,
  ).run(row.tableNo, row.row, sentUntil);
  statements.get(
    `INSERT OR IGNORE INTO row_move (table_no, hub_row, old_first, old_key, new_first)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(row.tableNo, row.row, row.firstStamp, oldKey, sentUntil);
}
