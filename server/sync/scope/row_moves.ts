/**
 * Rows that have moved to another patient or clinic. They count as stored anew; a device that was
 * sent them where they were before still holds them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { RowName } from "../row_name.ts";
import type { Withheld } from "./withheld.ts";

/** The moves of all rows. */
export class RowMoves {
  readonly #statements: Statements;
  readonly #isEmpty: boolean;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#isEmpty = statements.get("SELECT 1 FROM row_move LIMIT 1").value() === undefined;
  }

  /**
   * True when a device at `through` was sent the row before it moved: it has presented a cursor of
   * that time, and nothing of the patient or clinic of then was withheld from it.
   */
  isHeld(
    withheld: Withheld,
    deviceNo: number,
    { tableNo, row }: RowName,
    through: number,
  ): boolean {
    if (this.#isEmpty) return false;
    return this.#statements.get(
      `SELECT old_first, old_key, new_first FROM row_move
       WHERE table_no = ? AND hub_row = ? AND old_first <= ?`,
    ).values<[number, string, number]>(tableNo, row, through).some(([first, key, moved]) => {
      if (through >= moved && !this.#wasThere(deviceNo, first, moved)) return false;
      const since = withheld.since(key, through);
      return since === null || first < since;
    });
  }

  #wasThere(deviceNo: number, from: number, until: number): boolean {
    return this.#statements.get(
      `SELECT 1 FROM issued_cursor WHERE device_no = ? AND value >= ? AND value < ?
         AND presented = 1 AND noted_at IS NULL AND standing IS NULL LIMIT 1`,
    ).value(deviceNo, from, until) !== undefined;
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
