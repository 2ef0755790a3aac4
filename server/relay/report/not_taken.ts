/**
 * Rows that hub and cloud do not share, and why: refused, dropped, without a place in the cloud, or
 * not to be stored here (O6). A person can read them, have them sent again and export them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import { TABLES } from "../../database/tables.ts";
import { RowStore } from "../../sync/rows/row_store.ts";
import type { NotTakenKind, NotTakenPage, NotTakenRow } from "../relay_status.ts";
import { hubRowOf } from "../store/cloud_rows.ts";

const BY_NUMBER: ReadonlyMap<number, Table> = new Map(TABLES.map((table) => [table.number, table]));

/** A row of the list with its content. */
export type NotTakenFound = NotTakenRow & { readonly row: unknown };

/** Refused, sent without an echo, sent with less than it says. */
type OwnPart = "r" | "s" | "n";
const OWN_PARTS: readonly OwnPart[] = ["r", "s", "n"];

/** What a row of the list is, and where the reading goes on. */
type Place =
  | { readonly part: OwnPart; readonly tableNo: number; readonly hubRow: number }
  | { readonly part: "u"; readonly table: string; readonly id: string };

/** The hub's own rows in the list: those that did not go, and those that have not come back. */
const WHICH = {
  r: "state IN ('refused', 'here') AND reason IS NOT NULL",
  s: "state = 'sent' AND reason = 'UNCONFIRMED'",
} as const;
const LISTED = `(${WHICH.r} OR ${WHICH.s})`;

/** SQL that holds for rows of which the cloud holds less than they say. */
export const NARROWED = "narrowed IS NOT NULL AND state IN ('clean', 'sent') AND reason IS NULL";

/** In this order: refused, sent without an echo, sent with less than it says, unread. */
const FIRST: Place = { part: "r", tableNo: 0, hubRow: 0 };

/** Reads a part of the list. */
export function readNotTaken(
  statements: Statements,
  after: string | null,
  limit: number,
): NotTakenPage {
  const found = [...find(statements, after === null ? FIRST : placeOf(after), limit + 1, false)];
  const rows = found.slice(0, limit).map(({ row: _, ...line }) => line);
  return {
    rows,
    total: countNotTaken(statements),
    next: found.length > limit ? rows.at(-1)?.key ?? null : null,
  };
}

/** Reads a part of it with content. */
export function readNotTakenContent(
  statements: Statements,
  after: string | null,
  limit: number,
): NotTakenFound[] {
  return [...find(statements, after === null ? FIRST : placeOf(after), limit, true)];
}

/** How many there are. */
export function countNotTaken(statements: Statements): number {
  return statements.get(
    `SELECT (SELECT count(*) FROM cloud_row WHERE state <> 'clean' AND ${LISTED})
       + (SELECT count(*) FROM cloud_row WHERE ${NARROWED})
       + (SELECT count(*) FROM cloud_unread)`,
  ).value<[number]>()?.[0] ?? 0;
}

/**
 * Has one row sent again in the next run, or all of them with null. Rows of the cloud that could
 * not be stored here come again when they change there. Belongs inside a write transaction.
 *
 * @returns how many
 */
export function sendAgain(statements: Statements, key: string | null): number {
  const set = `UPDATE cloud_row SET state = 'dirty', next_try_ms = 0, asserted = 0,
       asserted_ms = NULL, asserted_pull = NULL, has_sent = iif(sent IS NULL, 0, has_sent),
       reason = NULL
     WHERE state <> 'clean' AND ${LISTED}`;
  if (key === null) return statements.get(set).run();
  const place = placeOf(key);
  if (place.part === "u" || place.part === "n") return 0;
  return statements.get(`${set} AND table_no = ? AND hub_row = ?`)
    .run(place.tableNo, place.hubRow);
}

function* find(
  statements: Statements,
  after: Place,
  limit: number,
  withContent: boolean,
): Generator<NotTakenFound> {
  let left = limit;
  if (after.part !== "u") {
    for (const part of OWN_PARTS.slice(OWN_PARTS.indexOf(after.part))) {
      const from = part === after.part ? after : { tableNo: 0, hubRow: 0 };
      for (const row of findSent(statements, part, from, left, withContent)) {
        left--;
        yield row;
      }
    }
  }
  const from = after.part === "u" ? after : { table: "", id: "" };
  yield* findUnread(statements, from, left, withContent);
}

function* findSent(
  statements: Statements,
  part: OwnPart,
  after: { readonly tableNo: number; readonly hubRow: number },
  limit: number,
  withContent: boolean,
): Generator<NotTakenFound> {
  if (limit <= 0) return;
  const which = part === "n" ? NARROWED : `state <> 'clean' AND ${WHICH[part]}`;
  const lines = statements.get(
    `SELECT table_no, hub_row, coalesce(reason, narrowed, ''), since_ms, next_try_ms
     FROM cloud_row WHERE ${which} AND (table_no, hub_row) > (?, ?)
     ORDER BY table_no, hub_row LIMIT ?`,
  ).values<[number, number, string, number, number]>(after.tableNo, after.hubRow, limit);
  for (const [tableNo, hubRow, text, sinceMs, nextTryMs] of lines) {
    const table = BY_NUMBER.get(tableNo);
    if (table === undefined) continue;
    const id = statements.get(`SELECT id FROM ${table.name} WHERE hub_row = ?`)
      .value<[string]>(hubRow)?.[0];
    if (id === undefined) continue;
    const [reason = "", column = null] = text.split(":");
    yield {
      key: `${part}/${tableNo}/${hubRow}`,
      kind: part === "n" ? "narrowed" : part === "s" ? "dropped" : kindOf(reason),
      ...{ table: table.name, id, reason, column, sinceMs },
      nextTryMs: nextTryMs > 0 ? nextTryMs : null,
      row: withContent ? contentOf(statements, table, id) : null,
    };
  }
}

function* findUnread(
  statements: Statements,
  after: { readonly table: string; readonly id: string },
  limit: number,
  withContent: boolean,
): Generator<NotTakenFound> {
  if (limit <= 0) return;
  const lines = statements.get(
    `SELECT table_name, row_id, reason, at_ms, data FROM cloud_unread
     WHERE (table_name, row_id) > (?, ?) ORDER BY table_name, row_id LIMIT ?`,
  ).values<[string, string, string, number, string]>(after.table, after.id, limit);
  for (const [table, id, text, sinceMs, data] of lines) {
    const [reason = "", column = null] = text.split(":");
    yield {
      key: `u/${table}/${id}`,
      kind: "unread",
      ...{ table, id, reason, column, sinceMs, nextTryMs: null },
      row: withContent ? JSON.parse(data) : null,
    };
  }
}

function contentOf(statements: Statements, table: Table, id: string): unknown {
  const store = new RowStore(statements, table);
  const stored = store.find(id);
  return stored === null ? null : hubRowOf(table, store, id, stored);
}

function kindOf(reason: string): NotTakenKind {
  return reason === "REFUSED_BY_CLOUD" ? "refused" : "unsendable";
}

/** A key that was made up leads to the end of the list. */
function placeOf(key: string): Place {
  const sent = /^([rsn])\/(\d{1,9})\/(\d{1,15})$/.exec(key);
  if (sent !== null) {
    const part = OWN_PARTS.find((known) => known === sent[1]) ?? "r";
    return { part, tableNo: Number(sent[2]), hubRow: Number(sent[3]) };
  }
  const [, table = "\uffff", id = ""] = /^u\/([^/]*)\/(.*)$/s.exec(key) ?? [];
  return { part: "u", table, id };
}
