/**
 * Rows that have moved to another patient or clinic. They count as stored anew; a device that was
 * sent them where they were before still holds them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Withheld } from "./withheld.ts";

/** The moves of all rows. */
export class RowMoves {
  readonly #statements: Statements;
  readonly #isEmpty: boolean;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#isEmpty = statements.get("SELECT 1 FROM row_move LIMIT 1").value() === undefined;
  }

  /** True when a device at `through` was sent the row before it moved. */
  isHeld(withheld: Withheld, tableNo: number, row: number, through: number): boolean {
    if (this.#isEmpty) return false;
    return this.#statements.get(
      "SELECT old_first, old_key FROM row_move WHERE table_no = ? AND hub_row = ? AND old_first <= ?",
    ).values<[number, string]>(tableNo, row, through).some(([first, key]) => {
      const since = withheld.since(key, through);
      return since === null || first < since;
    });
  }
}

/** Notes where a row was. Belongs inside a write transaction. */
export function noteMove(
  statements: Statements,
  row: { readonly tableNo: number; readonly row: number; readonly firstStamp: number },
  oldKey: string,
): void {
  statements.get(
    "INSERT OR IGNORE INTO row_move (table_no, hub_row, old_first, old_key) VALUES (?, ?, ?, ?)",
  ).run(row.tableNo, row.row, row.firstStamp, oldKey);
}
