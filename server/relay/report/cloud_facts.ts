/**
 * How the rows stand with the cloud, counted. Reads indexes where tables are large.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME, TABLES } from "../../database/tables.ts";
import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import type { CloudStatus, CloudTableCounts } from "../relay_status.ts";
import type { NewsWatch } from "./news_watch.ts";
import { NARROWED } from "./not_taken.ts";
import { recall } from "./relay_memory.ts";

/** What the database knows of the cloud. */
export type CloudFacts = Pick<
  CloudStatus,
  "lastSuccessMs" | "oldestWaitingMs" | "tables" | "notTaken" | "notRead" | "keptHere"
>;

/** Tables whose rows stay here (decision 19). */
const KEPT_HERE: readonly string[] = ["clinic_inventory", "patient_risk_profiles"];
const NAMES: ReadonlyMap<number, string> = new Map(
  TABLES.map(({ number, name }) => [number, name]),
);

/** Counts everything. */
export function readCloudFacts(statements: Statements, news: NewsWatch): CloudFacts {
  const lastSuccessMs = statements.get("SELECT last_success_ms FROM relay_state")
    .value<[number | null]>()?.[0] ?? null;
  const tables = readTables(statements);
  return {
    lastSuccessMs,
    oldestWaitingMs: oldestWaitingMs(statements, news),
    tables,
    notTaken: Object.values(tables).reduce((sum, { notTaken }) => sum + notTaken, 0),
    notRead: statements.get("SELECT count(*) FROM cloud_unread").value<[number]>()?.[0] ?? 0,
    keptHere: readKeptHere(statements),
  };
}

function oldestWaitingMs(statements: Statements, news: NewsWatch): number | null {
  const gathered = statements.get(
    "SELECT min(since_ms) FROM cloud_row WHERE state <> 'clean' AND state = 'dirty'",
  ).value<[number | null]>()?.[0] ?? null;
  const newest = news.look(statements);
  return gathered === null || newest === null ? gathered ?? newest : Math.min(gathered, newest);
}

function readTables(statements: Statements): Record<string, CloudTableCounts> {
  const tables: Record<string, CloudTableCounts> = {};
  const add = (name: string | undefined, counts: Partial<CloudTableCounts>) => {
    if (name === undefined) return;
    const { waiting, unconfirmed, notTaken, sent, received } = tables[name] ?? NOTHING;
    tables[name] = {
      waiting: waiting + (counts.waiting ?? 0),
      unconfirmed: unconfirmed + (counts.unconfirmed ?? 0),
      notTaken: notTaken + (counts.notTaken ?? 0),
      sent: sent + (counts.sent ?? 0),
      received: received + (counts.received ?? 0),
    };
  };
  const counts = statements.get(
    `SELECT table_no, state, count(*) FROM cloud_row WHERE state <> 'clean'
     GROUP BY table_no, state`,
  ).values<[number, string, number]>();
  const listed = new Map(
    statements.get(
      `SELECT table_no, state, count(*) FROM cloud_row
       WHERE state <> 'clean' AND state IN ('sent', 'here') AND reason IS NOT NULL
       GROUP BY table_no, state`,
    ).values<[number, string, number]>().map(([table, state, n]) => [`${table} ${state}`, n]),
  );
  for (const [number, state, count] of counts) {
    const name = NAMES.get(number);
    const notTaken = state === "refused" ? count : listed.get(`${number} ${state}`) ?? 0;
    if (state === "dirty") add(name, { waiting: count });
    else if (state === "sent") add(name, { notTaken, unconfirmed: count - notTaken });
    else if (notTaken > 0) add(name, { notTaken });
  }
  const narrowed = statements.get(
    `SELECT table_no, count(*) FROM cloud_row WHERE ${NARROWED} GROUP BY table_no`,
  ).values<[number, number]>();
  for (const [number, notTaken] of narrowed) add(NAMES.get(number), { notTaken });
  const tally = recall(statements, "relay_last_run")?.run.tally;
  for (const [name, sent] of Object.entries(tally?.sent ?? {})) add(name, { sent });
  for (const [name, received] of Object.entries(tally?.received ?? {})) add(name, { received });
  return tables;
}

const NOTHING: CloudTableCounts = {
  waiting: 0,
  unconfirmed: 0,
  notTaken: 0,
  sent: 0,
  received: 0,
};

function readKeptHere(statements: Statements): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const name of KEPT_HERE) {
    if (!TABLE_BY_NAME.has(name)) continue;
    const count = statements.get(`SELECT count(*) FROM ${name} WHERE hub_writer <> ?`)
      .value<[number]>(CLOUD_WRITER)?.[0] ?? 0;
    if (count > 0) kept[name] = count;
  }
  const others = statements.get(
    "SELECT name, count(*) FROM other_row JOIN other_table USING (table_no) GROUP BY table_no",
  ).values<[string, number]>();
  for (const [name, count] of others) kept[name] = count;
  return kept;
}
