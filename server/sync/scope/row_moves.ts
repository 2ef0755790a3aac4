/**
 * Rows that have moved to another patient or clinic. They count as stored anew; a device that was
 * sent them where they were before still holds them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { COMMON_TABLES } from "../../database/tables.ts";
import { standingOf } from "../cursor_rules.ts";
import type { DeviceState, IssuedCursor } from "../device_state.ts";
import { baseOf } from "../merge/push_base.ts";
import type { RowName } from "../row_name.ts";
import type { Withheld } from "./withheld.ts";

/** What devices have shown of themselves. */
export interface PresentedCursors {
  /** The newest cursor in `[from, below)` that the device's database of now has been at. */
  lastPresented(device: DeviceState, from: number, below: number): IssuedCursor | null;
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
   * True when the device was sent the row before it moved: it has presented a cursor of that time
   * that says so. A device that is only believed to hold a row would never get it, because phones
   * skip updates of what they do not hold.
   */
  isHeld(withheld: Withheld, device: DeviceState, { tableNo, row }: RowName): boolean {
    if (this.#isEmpty) return false;
    return this.#statements.get(
      `SELECT old_first, old_key, new_first FROM row_move WHERE table_no = ? AND hub_row = ?`,
    ).values<[number, string, number]>(tableNo, row).some(([firstStamp, key, moved]) => {
      const cursor = this.#cursors.lastPresented(device, firstStamp, moved);
      if (cursor === null) return false;
      const standing = standingOf(cursor);
      if (!COMMON_TABLES.has(tableNo) && !standing.opened.includes(tableNo)) return false;
      const reached = baseOf(standing, { tableNo, row, firstStamp });
      if (reached < firstStamp) return false;
      const since = withheld.asOf(standing.at).since(key, reached);
      return since === null || firstStamp < since;
    });
  }
}

/** Notes where a row was. Belongs inside a write transaction. */
export function noteMove(
  statements: Statements,
  row: { readonly tableNo: number; readonly row: number; readonly firstStamp: number },
  oldKey: string,
  newFirst: number,
): void {
  statements.get(
    `INSERT OR IGNORE INTO row_move (table_no, hub_row, old_first, old_key, new_first)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(row.tableNo, row.row, row.firstStamp, oldKey, newFirst);
}
