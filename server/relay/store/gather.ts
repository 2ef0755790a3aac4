/**
 * Finds what was stored here and is not in the cloud.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { RELAYED_TABLES } from "../convert/cloud_columns.ts";
import { relayedTable } from "./cloud_rows.ts";

/** Rows of one table that one step looks at. */
const ROWS_AT_ONCE = 2_000;

/** What one step did. */
export interface GatherStep {
  /** Rows that were found to wait. */
  readonly found: number;
  /** True when there is more to look at. */
  readonly more: boolean;
  /** Rows that wait; 0 while there is more to look at. */
  readonly waiting: number;
}

/**
 * Takes the next stamps. They are strictly monotonic and commits whole, so that nothing is missed,
 * whatever the clocks say (A22, A23). A step looks at a bounded number of rows of each table, so
 * that phones are served between two. Belongs inside a write transaction.
 */
export function gather(
  statements: Statements,
  nowMs: number,
  rowsAtOnce = ROWS_AT_ONCE,
): GatherStep {
  const from = statements.get("SELECT gathered FROM relay_state").value<[number]>()?.[0] ?? 0;
  const news = RELAYED_TABLES.flatMap((name) => newsOf(statements, name, from, rowsAtOnce));
  if (news.length === 0) return { found: 0, more: false, waiting: countWaiting(statements) };
  const cut = news.flatMap(({ cut }) => cut ?? []);
  const to = cut.length > 0 ? Math.min(...cut) : Math.max(...news.map(({ newest }) => newest));
  let found = 0;
  for (const { name, where } of news) {
    // Of epoch-millisecond size: nobody may have looked for weeks, as before a registration.
    const stamp = `(SELECT hub_stamp FROM ${name} AS now WHERE now.hub_row = cloud_row.hub_row)`;
    found += statements.get(
      `INSERT INTO cloud_row (table_no, hub_row, state, since_ms)
       SELECT ?1, hub_row, 'dirty', min(?4, hub_first_stamp) FROM ${name} AS row
       WHERE ${where} AND hub_writer <> 2
       ON CONFLICT (table_no, hub_row) DO UPDATE SET
         since_ms = iif(state = 'clean', min(?4, ${stamp}), since_ms), state = 'dirty',
         next_try_ms = 0, reason = NULL, asserted = 0, asserted_ms = NULL, asserted_pull = NULL
       WHERE state <> 'dirty'
         AND NOT (state = 'clean' AND has_base = 1 AND base IS NULL)
         AND NOT (state IN ('clean', 'sent') AND has_sent = 1 AND sent IS NULL)
         AND ${stamp} > stamp`,
    ).run(relayedTable(name).number, from, to, nowMs);
  }
  statements.get("UPDATE relay_state SET gathered = ?").run(to);
  const more = cut.length > 0;
  return { found, more, waiting: more ? 0 : countWaiting(statements) };
}

function countWaiting(statements: Statements): number {
  return statements.get(
    `SELECT count(*) FROM cloud_row INDEXED BY cloud_row_waiting
     WHERE state <> 'clean' AND state = 'dirty'`,
  ).value<[number]>()?.[0] ?? 0;
}

/** The two indexes by which a row is found. */
const PLACES = [
  { column: "hub_first_stamp", also: "hub_stamp = hub_first_stamp" },
  { column: "hub_stamp", also: "hub_stamp > hub_first_stamp" },
] as const;

interface News {
  readonly name: string;
  /** SQL with the first stamp that is not looked at as ?2 and the last that is as ?3. */
  readonly where: string;
  readonly newest: number;
  /** The stamp up to which a step goes when there is more; else null. */
  readonly cut: number | null;
}

function newsOf(statements: Statements, name: string, from: number, limit: number): News[] {
  return PLACES.flatMap(({ column, also }) => {
    // What has never changed is found by its first stamp, everything else by its last.
    const rows = column === "hub_stamp" ? `${also} AND ` : "";
    const newest = statements.get(
      `SELECT max(${column}) FROM ${name} WHERE ${rows}${column} > ?`,
    ).value<[number | null]>(from)?.[0] ?? null;
    if (newest === null) return [];
    const cut = statements.get(
      `SELECT ${column} FROM ${name} WHERE ${rows}${column} > ? ORDER BY ${column}
       LIMIT 1 OFFSET ?`,
    ).value<[number]>(from, limit)?.[0] ?? null;
    const where = `${column} > ?2 AND ${column} <= ?3 AND ${also}`;
    return [{ name, where, newest, cut }];
  });
}
