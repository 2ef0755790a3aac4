/**
 * How many records exist on this hub and not in the cloud: what clearing would destroy.
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";
import { RELAYED_TABLES } from "../relay/convert/cloud_columns.ts";
import { CLEARED_TABLES } from "./cleared_tables.ts";

/** What there is to lose. */
export interface RecordsAtStake {
  /** Records phones may write: those that are cleared. */
  readonly records: number;
  /** Of these, and of rows put aside: not known to be in the cloud. */
  readonly onlyHere: number;
}

/**
 * Counts in one snapshot.
 *
 * @param registered Whether the hub has a cloud; without one every record exists only here
 */
export function recordsAtStake(statements: Statements, registered: boolean): RecordsAtStake {
  const count = (sql: string, ...values: number[]) =>
    statements.get(sql).value<[number]>(...values)?.[0] ?? 0;
  let records = count("SELECT count(*) FROM other_row");
  // Kept on this hub whatever the cloud has (decision 19), and rows that were never applied.
  let onlyHere = records + count("SELECT count(*) FROM quarantine WHERE resolution IS NULL");
  for (const { name, number, writable } of CLEARED_TABLES) {
    const rows = count(`SELECT count(*) FROM ${name}`);
    records += rows;
    // Rows of tables that only the cloud writes came from it.
    const mayWait = !registered || writable;
    const isConfirmed = registered && RELAYED_TABLES.includes(name);
    if (mayWait) onlyHere += rows - (isConfirmed ? count(CONFIRMED(name), number) : 0);
  }
  return { records, onlyHere };
}

/** Rows the cloud is known to hold as they are stored. */
const CONFIRMED = (name: string) =>
  `SELECT count(*) FROM cloud_row JOIN ${name} AS row USING (hub_row)
   WHERE table_no = ? AND state = 'clean' AND NOT (hub_writer <> 2
     AND hub_stamp > (SELECT gathered FROM relay_state))`;
