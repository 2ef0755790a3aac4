/**
 * Rows that wait for the cloud, made ready to be sent (decision 19).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { RELAYED_TABLES } from "../convert/cloud_columns.ts";
import { relayedTable } from "./cloud_rows.ts";
import {
  FIRST_PLACE,
  type WaitingQuery,
  type WaitingRow,
  type WaitingRows,
} from "./waiting_row.ts";
import { WaitingTable } from "./waiting_table.ts";

/** A day. */
export const DAY_MS = 86_400_000;
/** Characters of JSON after which no more rows are read at a time. */
const READ_LENGTH = 4 * 1024 * 1024;
/** When a row that was refused or dropped is tried again although nobody edited it. */
export const RETRY_MS = 7 * DAY_MS;
/** A row is unconfirmed after so many pulls that did not show it, and a day (decision 19). */
export const UNCONFIRMED_PULLS = 3;
export const UNCONFIRMED_MS = DAY_MS;

const PART_AFTER = { rows: "deletions", deletions: "refused", refused: null } as const;
// Appointments have a `reason` too.
const REFUSED =
  "state = 'refused' AND cloud_row.reason IS 'REFUSED_BY_CLOUD' AND coalesce(is_deleted, 0) = 0";

/**
 * Reads waiting rows, of one table at a time, and notes that they leave. Those that cannot go are
 * marked with their reason. Belongs inside a write transaction.
 */
export function readWaiting(
  statements: Statements,
  query: WaitingQuery,
  nowMs: number,
): WaitingRows {
  const { limit } = query;
  let { place } = query;
  for (;;) {
    const name = RELAYED_TABLES[place.table];
    if (name === undefined) {
      // What somebody has edited in the cloud is seen before it is deleted there.
      const part = query.afterPull ? PART_AFTER[place.part] : null;
      return { rows: [], next: part === null ? null : { ...FIRST_PLACE, part } };
    }
    const ids = waitingIds(statements, name, { ...query, place }, nowMs);
    const last = ids.at(-1)?.[0];
    const next = { part: place.part, table: place.table + 1, afterRow: 0 };
    if (last !== undefined) {
      const reading = new WaitingTable(statements, relayedTable(name), { ...query, place }, nowMs);
      const rows: WaitingRow[] = [];
      let length = 0;
      for (const [hubRow, id] of ids) {
        const row = reading.ready(hubRow, id);
        if (row !== null) rows.push(row);
        length += row?.json.length ?? 0;
        if (length < READ_LENGTH || hubRow === last) continue;
        return { rows, next: { ...place, afterRow: hubRow } };
      }
      return { rows, next: ids.length === limit ? { ...place, afterRow: last } : next };
    }
    place = next;
  }
}

/**
 * Dirty rows, refused ones whose time has come, and unconfirmed ones once a week. A time that a clock
 * far ahead has written is none to wait for.
 */
function waitingIds(
  statements: Statements,
  name: string,
  { place, limit }: WaitingQuery,
  nowMs: number,
): [number, string][] {
  return statements.get(
    `SELECT hub_row, id FROM cloud_row INDEXED BY cloud_row_waiting
     CROSS JOIN ${name} USING (hub_row)
     WHERE table_no = ?1 AND hub_row > ?2 AND state <> 'clean'
       AND (state = 'dirty'
         OR (state IN ('refused', 'here')
           AND (next_try_ms <= ?3 OR next_try_ms > ?3 + ${RETRY_MS}))
         OR (state = 'sent' AND (sent_ms <= ?3 - ${RETRY_MS} OR sent_ms > ?3)
           AND asserted_pull <= (SELECT pull_no FROM relay_state) - ${UNCONFIRMED_PULLS}))
       AND coalesce(is_deleted, 0) = ?4
       AND ${place.part === "refused" ? "" : "NOT"} (${REFUSED})
     ORDER BY hub_row LIMIT ?5`,
  ).values<[number, string]>(
    relayedTable(name).number,
    place.afterRow,
    nowMs,
    place.part === "deletions" ? 1 : 0,
    limit,
  );
}
