/**
 * Rows a phone pushed that were not applied: kept whole, with the reason (decision 14).
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Statements } from "../database/statements.ts";
import type { RowDefect } from "./arriving_row.ts";

/**
 * Why a row was put aside.
 *
 * - `SERVER_OWNED`: the cloud owns the table; phones only read it
 * - `NOT_PERMITTED`: neither the account nor anyone the row names may do this (decision 18)
 * - `BAD_TABLE`: the table has a name that cannot be kept, or there are too many unknown tables
 * - `TOO_MUCH_UNKNOWN`: the share of the disk for unknown tables is used up
 * - `NOT_STORABLE`: the database did not take the row
 * - the rest: what is wrong with the row itself
 */
export type QuarantineReason =
  | "SERVER_OWNED"
  | "NOT_PERMITTED"
  | "BAD_TABLE"
  | "TOO_MUCH_UNKNOWN"
  | "NOT_STORABLE"
  | RowDefect;

/** A row to put aside. */
export interface QuarantinedRow {
  readonly table: string;
  /** The row's id, `""` when it has none. */
  readonly rowId: string;
  readonly reason: QuarantineReason;
  /** Which list of the push it came in. */
  readonly list: "rows" | "deleted";
  /** JSON text as the phone sent it. */
  readonly data: string;
  /** Hub clock the push started from. */
  readonly base: number;
  /** Number of the device's push writer: it has another one once its database has gone back. */
  readonly writer: number;
  /** When the device sent it, by the hub clock. */
  readonly sentStamp: number;
  readonly deviceNo: number;
  readonly userId: string;
  readonly receivedMs: number;
}

/** Most bytes of rows put aside: a share of the disk, so that nobody fills it. */
export const MAX_QUARANTINE_BYTES = 256 * 1024 * 1024;

/** The rows put aside. Belongs inside a write transaction. */
export class Quarantine {
  readonly #statements: Statements;
  #bytes: number | null = null;
  #isEmpty: boolean | null = null;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /**
   * Keeps the row. The same row sent again is counted, not kept twice.
   *
   * @returns False when the share for such rows is used up: the row is not kept
   */
  add(row: QuarantinedRow): boolean {
    this.#bytes = (this.#bytes ?? this.#bytesKept()) + Buffer.byteLength(row.data);
    if (this.#bytes > MAX_QUARANTINE_BYTES) return false;
    this.#isEmpty = false;
    const { table, rowId, reason, data, deviceNo, userId, receivedMs, list, base } = row;
    this.#statements.get(
      `INSERT INTO quarantine (table_name, row_id, reason, data, device_no, user_id, received_ms,
         times, in_list, base, writer, sent_stamp) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
       ON CONFLICT (device_no, table_name, row_id, reason, data)
       DO UPDATE SET times = times + 1, received_ms = excluded.received_ms,
         writer = excluded.writer, sent_stamp = excluded.sent_stamp, resolution = NULL,
         resolved_ms = NULL`,
    ).run(
      ...[table, rowId, reason, data, deviceNo, userId, receivedMs, list, base, row.writer],
      row.sentStamp,
    );
    return true;
  }

  /** True when nothing was open when it was first asked. */
  get isEmpty(): boolean {
    this.#isEmpty ??= this.#statements.get("SELECT 1 FROM quarantine WHERE resolution IS NULL")
      .value() === undefined;
    return this.#isEmpty;
  }

  /**
   * Takes the open entries of a row that has now been stored out of the list. That it was to be
   * deleted is not answered by storing it alive: such an entry stays.
   *
   * @returns The JSON texts that were put aside
   */
  supersede(
    { table, rowId, isDeleted }: {
      readonly table: string;
      readonly rowId: string;
      /** Whether the row is stored as deleted. */
      readonly isDeleted: boolean;
    },
    nowMs: number,
  ): string[] {
    return this.#statements.get(
      `UPDATE quarantine SET resolution = 'superseded', resolved_ms = ?
       WHERE table_name = ? AND row_id = ? AND resolution IS NULL AND in_list = 'rows'
         AND (? OR coalesce(data ->> '$.is_deleted', 0) IN (0, '', '0', 'false'))
       RETURNING data`,
    ).values<[string]>(nowMs, table, rowId, isDeleted ? 1 : 0).map(([data]) => data);
  }

  #bytesKept(): number {
    return this.#statements.get("SELECT coalesce(sum(octet_length(data)), 0) FROM quarantine")
      .value<[number]>()?.[0] ?? 0;
  }
}
