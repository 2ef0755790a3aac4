/**
 * What became of rows that were sent.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { CloudRows, relayedTable } from "./cloud_rows.ts";
import { DAY_MS, RETRY_MS } from "./outgoing.ts";
import type { WaitingRow } from "./waiting_row.ts";

/** What became of rows that were sent. */
export interface SentRows {
  /** The cloud said success. */
  readonly sent: readonly WaitingRow[];
  /** It refused them. */
  readonly parked: readonly WaitingRow[];
  /** Refused before, tried again, and neither taken nor refused alone: tomorrow is soon enough. */
  readonly postponed?: readonly WaitingRow[];
}

/** Notes it. Belongs inside a write transaction. */
export function noteSent(statements: Statements, outcome: SentRows, nowMs: number): void {
  const entries = new CloudRows(statements);
  for (const { table: name, hubRow, byWord } of outcome.sent) {
    const table = relayedTable(name);
    if (byWord) entries.trust(table, hubRow, nowMs);
    else entries.assert(table, hubRow, nowMs);
  }
  const putAside = (rows: readonly WaitingRow[], nextTryMs: number) => {
    for (const { table: name, hubRow } of rows) {
      const table = relayedTable(name);
      const entry = entries.find(table, hubRow);
      // An edit since may have mended it.
      if (entry === null || entry.sent !== null) continue;
      const { stamp } = entry;
      entries.putAside(table, hubRow, "refused", { reason: "REFUSED_BY_CLOUD", nextTryMs, stamp });
    }
  };
  putAside(outcome.parked, nowMs + RETRY_MS);
  putAside(outcome.postponed ?? [], nowMs + DAY_MS);
}
