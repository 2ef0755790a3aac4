/**
 * Keeps the version of a row that the cloud holds, or may hold, when somebody else changes the row
 * for the first time (decision 20).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import type { StoredValue } from "./arriving_row.ts";

/** The cloud as a writer, `writer.writer`. */
export const CLOUD_WRITER = 2;

/** Tables that come from the cloud and never go there (decision 19). */
const KEPT_HERE: ReadonlySet<string> = new Set(["clinic_inventory"]);

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
    const { number, name, columns } = this.#table;
    const isOnlyCopy = this.#statements.get(
      `SELECT 1 FROM cloud_row WHERE table_no = ? AND hub_row = ?
         AND ((has_base = 1 AND base IS NULL) OR (has_sent = 1 AND sent IS NULL))`,
    ).value(number, row) !== undefined;
    if (!isOnlyCopy) return;
    const values = before();
    const version = JSON.stringify(
      Object.fromEntries(columns.map(({ name }, i) => [name, values[i] ?? null])),
    );
    this.#statements.get(
      `UPDATE cloud_row SET base = iif(has_base = 1, coalesce(base, ?1), base),
         sent = iif(has_sent = 1, coalesce(sent, ?1), sent),
         since_ms = iif(state = 'clean', ?2, since_ms), state = ?5, reason = NULL,
         next_try_ms = 0, asserted = 0, asserted_ms = NULL, asserted_pull = NULL
       WHERE table_no = ?3 AND hub_row = ?4`,
    ).run(version, nowMs, number, row, KEPT_HERE.has(name) ? "here" : "dirty");
  }
}
