/**
 * Rows a phone pushed that were not applied: kept whole, with the reason (decision 14).
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Statements } from "../../database/statements.ts";
import type { RowDefect } from "../rows/arriving_row.ts";

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

/**
 * Most bytes of rows put aside: a share of the disk, so that nobody fills it. Entries that are
 * decided give way when it is used up.
 */
export const MAX_QUARANTINE_BYTES = 256 * 1024 * 1024;

/** The rows put aside. Belongs inside a write transaction. */
export class Quarantine {
  readonly #statements: Statements;
  readonly #maxBytes: number;
  #bytes: number | null = null;
  #isEmpty: boolean | null = null;
  #hasAny: boolean | null = null;

  constructor(statements: Statements, maxBytes: number = MAX_QUARANTINE_BYTES) {
    this.#statements = statements;
    this.#maxBytes = maxBytes;
  }

  /**
   * Keeps the row. The same row sent again is counted, not kept twice.
   *
   * @returns False when the share for such rows is used up: the row is not kept
   */
  add(row: QuarantinedRow): boolean {
    if (!this.#makeRoom(Buffer.byteLength(row.data)) && !this.#isKept(row)) return false;
    this.#isEmpty = false;
    this.#hasAny = true;
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
   * When the device first sent a row that was put aside, whatever became of the entry.
   *
   * @param isOwn Whether what a writer sent with a stamp counts as sent by the device's database
   */
  firstSent(
    { deviceNo, table, rowId }: Pick<QuarantinedRow, "deviceNo" | "table" | "rowId">,
    isOwn: (writer: number, stamp: number) => boolean,
  ): number | null {
    this.#hasAny ??= this.#statements.get("SELECT 1 FROM quarantine LIMIT 1").value() !== undefined;
    if (!this.#hasAny) return null;
    const sent = this.#statements.get(
      `SELECT writer, sent_stamp FROM quarantine
       WHERE device_no = ? AND table_name = ? AND row_id = ? AND in_list = 'rows'`,
    ).values<[number, number]>(deviceNo, table, rowId)
      .filter(([writer, stamp]) => isOwn(writer, stamp)).map(([, stamp]) => stamp);
    return sent.length === 0 ? null : Math.min(...sent);
  }

  /** The JSON texts of the device's open rows of a table: the last of each id. */
  openOf(deviceNo: number, table: string): string[] {
    if (this.isEmpty) return [];
    return this.#statements.get(
      `SELECT data, max(quarantine_no) FROM quarantine WHERE device_no = ? AND table_name = ?
         AND in_list = 'rows' AND resolution IS NULL GROUP BY row_id`,
    ).values<[string, number]>(deviceNo, table).map(([data]) => data);
  }

  /**
   * Takes the open entries of a row that has now been stored out of the list. That it was to be
   * deleted is not answered by storing it alive: such an entry stays.
   *
   * @returns The JSON texts that were put aside, each with its writer
   */
  supersede(
    { table, rowId, isDeleted }: {
      readonly table: string;
      readonly rowId: string;
      /** Whether the row is stored as deleted. */
      readonly isDeleted: boolean;
    },
    nowMs: number,
  ): Pick<QuarantinedRow, "data" | "writer">[] {
    const open = this.#statements.get(
      `SELECT quarantine_no, data, writer FROM quarantine WHERE table_name = ? AND row_id = ?
         AND resolution IS NULL AND in_list = 'rows' ORDER BY quarantine_no`,
    ).values<[number, string, number]>(table, rowId);
    // Not in SQL: its JSON does not read everything that a phone may have sent.
    const answered = open.filter(([, data]) => isDeleted || !asksForDeletion(data));
    const resolve = this.#statements.get(
      "UPDATE quarantine SET resolution = 'superseded', resolved_ms = ? WHERE quarantine_no = ?",
    );
    for (const [quarantineNo] of answered) resolve.run(nowMs, quarantineNo);
    return answered.map(([, data, writer]) => ({ data, writer }));
  }

  /** Takes so many bytes of the share; where they are lacking, what is decided goes. */
  #makeRoom(bytes: number): boolean {
    this.#bytes ??= this.#bytesKept();
    // What was stored is in its row, what was superseded in conflict records, and what somebody set
    // aside for good was looked at.
    for (const decided of ["resolution IN ('stored', 'superseded')", "resolution = 'dismissed'"]) {
      if (this.#bytes + bytes <= this.#maxBytes) break;
      this.#statements.get(`DELETE FROM quarantine WHERE ${decided}`).run();
      this.#bytes = this.#bytesKept();
    }
    if (this.#bytes + bytes > this.#maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  /** True when the same row was put aside before: to keep it takes no room. */
  #isKept({ deviceNo, table, rowId, reason, data }: QuarantinedRow): boolean {
    return this.#statements.get(
      `SELECT 1 FROM quarantine WHERE device_no = ? AND table_name = ? AND row_id = ?
         AND reason = ? AND data = ?`,
    ).value(deviceNo, table, rowId, reason, data) !== undefined;
  }

  #bytesKept(): number {
    return this.#statements.get("SELECT coalesce(sum(octet_length(data)), 0) FROM quarantine")
      .value<[number]>()?.[0] ?? 0;
  }
}

/** True when the row as it was sent says that it is deleted. */
function asksForDeletion(data: string): boolean {
  const row: unknown = JSON.parse(data);
  const deleted = typeof row === "object" && row !== null
    ? (row as Record<string, unknown>).is_deleted
    : undefined;
  return ![undefined, null, false, 0, "", "0", "false"].includes(deleted as never);
}
