/**
 * Conflict records: values that lost (decision 11).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";

/**
 * Why a value lost.
 *
 * - `BOTH_CHANGED`: two writers changed the column; the one that arrived later was taken
 * - `ALREADY_REPLACED`: a phone repeated a value that somebody else has replaced since; not taken
 * - `ROW_DELETED`: the row is deleted: what was changed in it is stored and hidden
 * - `PARENT_DELETED`: the record it belongs to is deleted: it is stored deleted
 * - `DELETED_WITH_CHANGES`: a deletion took with it what others had changed since
 * - `NOT_MARKED`: a phone replaced a value it had just sent without marking it as edited
 * - `STOCK_MOVED`: a count came together with dispensing records; those move the stock, the count
 *   was not taken
 * - `QUARANTINED_EARLIER`: an earlier value was put aside, a later one was stored
 * - `CLOUD_CHANGED`: hub and cloud changed the column. The hub's value stays and goes up, unless it
 *   was sent twice in vain, or is a count of the stock, which the cloud does not take
 */
export type ConflictReason =
  | "BOTH_CHANGED"
  | "ALREADY_REPLACED"
  | "ROW_DELETED"
  | "PARENT_DELETED"
  | "DELETED_WITH_CHANGES"
  | "NOT_MARKED"
  | "STOCK_MOVED"
  | "QUARANTINED_EARLIER"
  | "CLOUD_CHANGED";

/** One record. */
export interface Conflict {
  readonly table: string;
  readonly rowId: string;
  /** Null when it is about several columns or the whole row: then `lost` is an object by column. */
  readonly column: string | null;
  readonly reason: ConflictReason;
  /** JSON values. */
  readonly lost: unknown;
  readonly kept: unknown;
  /** Who wrote the value that lost (`writer.writer`). */
  readonly lostWriter: number;
}

/** Whose push it came up in. */
export interface ConflictSource {
  readonly deviceNo: number;
  readonly userId: string;
  readonly nowMs: number;
}

/** Writes conflict records. Belongs inside a write transaction. */
export class Conflicts {
  readonly #statements: Statements;
  readonly #source: ConflictSource;

  constructor(statements: Statements, source: ConflictSource) {
    this.#statements = statements;
    this.#source = source;
  }

  /** Adds the record; an equal open one is not written twice. */
  add(conflict: Conflict): void {
    const { table, rowId, column, reason, lostWriter } = conflict;
    const lost = JSON.stringify(conflict.lost ?? null);
    const kept = JSON.stringify(conflict.kept ?? null);
    const { deviceNo, userId, nowMs } = this.#source;
    this.#statements.get(
      `INSERT INTO conflict (table_name, row_id, column_name, reason, lost, kept, lost_writer,
         device_no, user_id, at_ms)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE NOT EXISTS (
         SELECT 1 FROM conflict WHERE table_name = ?1 AND row_id = ?2 AND column_name IS ?3
           AND reason = ?4 AND lost = ?5 AND lost_writer = ?7 AND resolution IS NULL)`,
    ).run(table, rowId, column, reason, lost, kept, lostWriter, deviceNo, userId, nowMs);
  }
}
