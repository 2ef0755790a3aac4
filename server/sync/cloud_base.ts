/**
 * Keeps the version of a row that the cloud holds when somebody else changes the row for the first
 * time (decision 20).
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";
import type { Table } from "../database/table_shape.ts";
import type { StoredValue } from "./arriving_row.ts";

/** The cloud as a writer, `writer.writer`. */
export const CLOUD_WRITER = 2;

/** Of one table. Belongs inside a write transaction. */
export class CloudBase {
  readonly #statements: Statements;
  readonly #table: Table;

  constructor(statements: Statements, table: Table) {
    this.#statements = statements;
    this.#table = table;
  }

  /**
   * Call it before a row is changed; one look-up when there is nothing to keep.
   *
   * @param before the stored values, in the order of the table's columns
   */
  keep(
    row: number,
    { writer, nowMs }: { readonly writer: number; readonly nowMs: number },
    before: () => readonly StoredValue[],
  ): void {
    if (writer === CLOUD_WRITER) return;
    const { number, columns } = this.#table;
    const isCloudVersion = this.#statements.get(
      `SELECT 1 FROM cloud_row WHERE table_no = ? AND hub_row = ? AND has_base = 1
         AND base IS NULL`,
    ).value(number, row) !== undefined;
    if (!isCloudVersion) return;
    const values = before();
    const base = Object.fromEntries(columns.map(({ name }, i) => [name, values[i] ?? null]));
    this.#statements.get(
      `UPDATE cloud_row SET base = ?, state = 'dirty', since_ms = ?, next_try_ms = 0
       WHERE table_no = ? AND hub_row = ?`,
    ).run(JSON.stringify(base), nowMs, number, row);
  }
}
