/**
 * Rows that wait for the cloud, made ready to be sent, and what became of them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import { RowStore } from "../../sync/row_store.ts";
import { type OutgoingRow, rowKey } from "../chunk_push.ts";
import { RELAYED_TABLES } from "../convert/cloud_columns.ts";
import type { HubRow } from "../convert/hub_row.ts";
import { RelayDefectError } from "../convert/relay_defect.ts";
import { toCloud, updatedAtToSend } from "../convert/to_cloud.ts";
import { CloudRows, hubRowOf, relayedTable } from "./cloud_rows.ts";

const DAY_MS = 86_400_000;
/** When a row that was refused is tried again although nobody edited it. */
export const RETRY_MS = 7 * DAY_MS;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A row on its way, and which version of it. */
export interface WaitingRow extends OutgoingRow {
  readonly hubRow: number;
  /** In hub form. */
  readonly version: HubRow;
  /** `hub_stamp` of the version. */
  readonly stamp: number;
}

/** Where the reading of waiting rows goes on. */
export interface WaitingPlace {
  /** Rows of the tables, then deletions. */
  readonly deletions: boolean;
  /** Place in {@linkcode RELAYED_TABLES}. */
  readonly table: number;
  readonly afterRow: number;
}

/** Where it begins. */
export const FIRST_PLACE: WaitingPlace = { deletions: false, table: 0, afterRow: 0 };

/** Some waiting rows, in the order in which they must arrive. */
export interface WaitingRows {
  readonly rows: readonly WaitingRow[];
  /** Null when that was all. */
  readonly next: WaitingPlace | null;
}

/** What became of rows that were sent. */
export interface SentRows {
  readonly sent: readonly WaitingRow[];
  /** Refused by the cloud. */
  readonly parked: readonly WaitingRow[];
}

/** Reads at most `limit` rows of one table; those that cannot go are marked, with their reason. */
export function readWaiting(
  statements: Statements,
  place: WaitingPlace,
  limit: number,
  nowMs: number,
): WaitingRows {
  const name = RELAYED_TABLES[place.table];
  if (name === undefined) {
    return { rows: [], next: place.deletions ? null : { ...FIRST_PLACE, deletions: true } };
  }
  const table = relayedTable(name);
  const ids = statements.get(
    `SELECT hub_row, id FROM cloud_row CROSS JOIN ${name} USING (hub_row)
     WHERE table_no = ?1 AND hub_row > ?2 AND coalesce(is_deleted, 0) = ?3
       AND ((state = 'dirty' AND next_try_ms <= ?4) OR (state = 'refused' AND next_try_ms <= ?4)
         OR (state = 'sent' AND next_try_ms <= ?4 AND sent_runs >= 3 AND sent_ms < ?4 - ${DAY_MS}))
     ORDER BY hub_row LIMIT ?5`,
  ).values<[number, string]>(
    table.number,
    place.afterRow,
    place.deletions ? 1 : 0,
    nowMs,
    limit,
  );
  const cursorMs = statements.get("SELECT cloud_cursor FROM relay_state").value<[number]>()?.[0];
  const store = new RowStore(statements, table);
  const entries = new CloudRows(statements);
  const rows: WaitingRow[] = [];
  for (const [hubRow, id] of ids) {
    const stored = store.find(id);
    if (stored === null) continue;
    const version = hubRowOf(table, store, id, stored);
    const entry = entries.find(table, hubRow);
    try {
      const json = place.deletions
        ? deletion(id)
        : rowJson(table, version, entry?.cloudUpdatedMs ?? null, cursorMs || nowMs);
      const isKnown = entry?.hasBase === true || entry?.sent !== null;
      rows.push({
        ...{ table: name, id, hubRow, version, json, stamp: stored.stamp },
        list: place.deletions ? "deleted" : isKnown ? "updated" : "created",
        needs: needsOf(version),
      });
    } catch (error) {
      if (!(error instanceof RelayDefectError)) throw error;
      const reason = error.column === null ? error.code : `${error.code}:${error.column}`;
      entries.markRefused(table, hubRow, reason, nowMs + RETRY_MS);
    }
  }
  const last = ids.at(-1)?.[0];
  const more = last !== undefined && ids.length === limit;
  const next = more ? { ...place, afterRow: last } : {
    ...{ deletions: place.deletions, table: place.table + 1, afterRow: 0 },
  };
  // Within a chunk the cloud takes new rows of a table first.
  rows.sort((a, b) => Number(a.list !== "created") - Number(b.list !== "created"));
  return { rows, next };
}

/** Notes what became of rows. Belongs inside a write transaction. */
export function noteSent(statements: Statements, outcome: SentRows, nowMs: number): void {
  const entries = new CloudRows(statements);
  for (const { table: name, id, hubRow, version, stamp, list } of outcome.sent) {
    const table = relayedTable(name);
    const knew = entries.find(table, hubRow)?.hasBase === true;
    if (!neverComesBack(name, list, version, knew)) {
      entries.markSent(table, hubRow, version, stamp, nowMs);
      // An edit made while it was on its way is found by its stamp.
      statements.get(
        `UPDATE cloud_row SET state = 'dirty' WHERE table_no = ? AND hub_row = ?
           AND (SELECT hub_stamp FROM ${name} WHERE id = ?) > sent_stamp`,
      ).run(table.number, hubRow, id);
      continue;
    }
    const now = new RowStore(statements, table).find(id);
    entries.markTaken(table, hubRow, version, now?.stamp === stamp);
  }
  for (const { table, hubRow } of outcome.parked) {
    entries.markRefused(relayedTable(table), hubRow, "REFUSED_BY_CLOUD", nowMs + RETRY_MS);
  }
}

function neverComesBack(
  table: string,
  list: OutgoingRow["list"],
  row: HubRow,
  knew: boolean,
): boolean {
  if (table === "prescription_items") return list === "deleted" || knew;
  return table === "patients" && (row.primary_clinic_id ?? "") === "";
}

function deletion(id: string): string {
  if (!UUID.test(id)) throw new RelayDefectError("BAD_ID", "id");
  return JSON.stringify(id);
}

function rowJson(
  table: Table,
  row: HubRow,
  mergedMs: number | null,
  cloudMs: number,
): string {
  const ownMs = typeof row.updated_at === "number" ? row.updated_at : cloudMs;
  return JSON.stringify(toCloud(table, row, updatedAtToSend(ownMs, mergedMs, cloudMs)).row);
}

const PARENTS: readonly (readonly [column: string, table: string])[] = [
  ["patient_id", "patients"],
  ["visit_id", "visits"],
  ["current_visit_id", "visits"],
  ["event_id", "events"],
  ["prescription_id", "prescriptions"],
  ["prescription_item_id", "prescription_items"],
];

function needsOf(row: HubRow): string[] {
  return PARENTS.flatMap(([column, table]) => {
    const id = row[column];
    return typeof id === "string" && id !== "" ? [rowKey(table, id)] : [];
  });
}
