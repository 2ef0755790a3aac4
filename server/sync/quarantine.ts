/**
 * Rows a phone pushed that were not applied: kept whole, with the reason.
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";

/**
 * Why a row was put aside.
 *
 * - `SERVER_OWNED`: the cloud owns the table; phones only read it
 */
export type QuarantineReason = "SERVER_OWNED";

/** A row to put aside. */
export interface QuarantinedRow {
  readonly table: string;
  /** The row's id, `""` when it has none. */
  readonly rowId: string;
  readonly reason: QuarantineReason;
  /** JSON text as the phone sent it. */
  readonly data: string;
  readonly deviceNo: number;
  readonly userId: string;
  readonly receivedMs: number;
}

/** The rows put aside. Belongs inside a write transaction. */
export class Quarantine {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Keeps the row. The same row sent again is counted, not kept twice. */
  add(row: QuarantinedRow): void {
    this.#statements.get(
      `INSERT INTO quarantine (table_name, row_id, reason, data, device_no, user_id, received_ms,
         times) VALUES (?, ?, ?, ?, ?, ?, ?, 1)
       ON CONFLICT (device_no, table_name, row_id, reason, data)
       DO UPDATE SET times = times + 1, received_ms = excluded.received_ms`,
    ).run(
      ...[row.table, row.rowId, row.reason, row.data, row.deviceNo, row.userId, row.receivedMs],
    );
  }
}
