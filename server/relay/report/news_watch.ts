/**
 * Whether anybody but the cloud has stored something since rows were gathered last.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import { RELAYED_TABLES } from "../convert/cloud_columns.ts";

/** Rows one look goes on by in each index: after a large pull there are hundreds of thousands. */
const ROWS_AT_ONCE = 2_000;

/** What has never changed is found by its first stamp, everything else by its last. */
const PLACES = RELAYED_TABLES.flatMap((table) => [
  `SELECT hub_first_stamp, hub_writer FROM ${table} WHERE hub_first_stamp > ?
     AND hub_stamp = hub_first_stamp ORDER BY hub_first_stamp LIMIT ${ROWS_AT_ONCE}`,
  `SELECT hub_stamp, hub_writer FROM ${table} WHERE hub_stamp > hub_first_stamp AND hub_stamp > ?
     ORDER BY hub_stamp LIMIT ${ROWS_AT_ONCE}`,
]);

/** Looks at every stamp once, some at a time. One for an open database. */
export class NewsWatch {
  #gathered = 0;
  /** Up to where each place was looked at. */
  #seen: number[] = [];
  #oldest: number | null = null;

  /**
   * Looks on.
   *
   * @returns the stamp of the oldest such row that was seen, of epoch-millisecond size; or null
   */
  look(statements: Statements): number | null {
    const gathered = statements.get("SELECT gathered FROM relay_state").value<[number]>()?.[0] ?? 0;
    if (gathered !== this.#gathered) {
      this.#gathered = gathered;
      this.#seen = [];
      this.#oldest = null;
    }
    for (const [at, sql] of PLACES.entries()) {
      const from = this.#seen[at] ?? gathered;
      for (const [stamp, writer] of statements.get(sql).values<[number, number]>(from)) {
        this.#seen[at] = stamp;
        if (writer !== CLOUD_WRITER) this.#oldest = Math.min(this.#oldest ?? stamp, stamp);
      }
    }
    return this.#oldest;
  }
}
