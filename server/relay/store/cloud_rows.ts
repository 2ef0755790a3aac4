/**
 * What is known of each row's version in the cloud: table `cloud_row`.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { Table } from "../../database/table_shape.ts";
import { RowStore, type StoredRow } from "../../sync/row_store.ts";
import { RELAYED_TABLES } from "../convert/cloud_columns.ts";
import type { HubRow } from "../convert/hub_row.ts";

/** Whether the cloud has a row (decision 19). */
export type CloudState = "clean" | "dirty" | "sent" | "refused";

/** One entry. */
export interface CloudEntry {
  readonly state: CloudState;
  /** True when the cloud was known to hold the row. */
  readonly hasBase: boolean;
  /** The version it held, in hub form; null while the stored row is that version. */
  readonly base: HubRow | null;
  /** Its `updated_at` there, epoch ms. */
  readonly cloudUpdatedMs: number | null;
  /** The version on its way. */
  readonly sent: HubRow | null;
  readonly sentStamp: number | null;
}

/** What an entry becomes. */
export interface CloudEntryChange {
  readonly state: CloudState;
  readonly base: HubRow | null;
  readonly cloudUpdatedMs: number | null;
  readonly sent: HubRow | null;
  readonly sentStamp: number | null;
}

/** The shape of a relayed table. */
export function relayedTable(name: string): Table {
  const table = TABLE_BY_NAME.get(name);
  if (table === undefined) throw new RangeError(`Cannot relay table "${name}"`);
  return table;
}

/** A stored row in hub form. */
export function hubRowOf(
  table: Table,
  store: RowStore,
  id: string,
  stored: StoredRow,
): HubRow {
  const values = store.values(stored);
  return {
    ...Object.fromEntries(table.columns.map(({ name }, i) => [name, values[i] ?? null])),
    id,
  };
}

/** The entries. Writing belongs inside a write transaction. */
export class CloudRows {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The entry of a row, or null. */
  find(table: Table, row: number): CloudEntry | null {
    const values = this.#statements.get(
      `SELECT state, has_base, base, cloud_updated_ms, sent, sent_stamp FROM cloud_row
       WHERE table_no = ? AND hub_row = ?`,
    ).value<[CloudState, number, string | null, number | null, string | null, number | null]>(
      table.number,
      row,
    );
    if (values === undefined) return null;
    const [state, hasBase, base, cloudUpdatedMs, sent, sentStamp] = values;
    return {
      ...{ state, hasBase: hasBase === 1, cloudUpdatedMs, sentStamp },
      base: base === null ? null : JSON.parse(base),
      sent: sent === null ? null : JSON.parse(sent),
    };
  }

  /** The cloud holds the row. */
  agree(table: Table, row: number, change: CloudEntryChange, nowMs: number): void {
    const text = (value: HubRow | null) => value === null ? null : JSON.stringify(value);
    const { state, base, cloudUpdatedMs, sent, sentStamp } = change;
    this.#statements.get(
      `INSERT INTO cloud_row (table_no, hub_row, state, base, has_base, cloud_updated_ms, sent,
         sent_stamp, since_ms) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8)
       ON CONFLICT (table_no, hub_row) DO UPDATE SET state = ?3, base = ?4, has_base = 1,
         cloud_updated_ms = ?5, sent = ?6, sent_stamp = ?7, reason = NULL,
         next_try_ms = iif(?3 = 'dirty', 0, next_try_ms), sent_runs = iif(?3 = 'sent', sent_runs, 0),
         since_ms = iif(state = ?3, since_ms, ?8)`,
    ).run(table.number, row, state, text(base), cloudUpdatedMs, text(sent), sentStamp, nowMs);
  }

  /** A version has left and the cloud said success. */
  markSent(table: Table, row: number, sent: HubRow, sentStamp: number, nowMs: number): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = 'sent', sent = ?, sent_stamp = ?, sent_ms = ?, sent_runs = 0,
         reason = NULL WHERE table_no = ? AND hub_row = ?`,
    ).run(JSON.stringify(sent), sentStamp, nowMs, table.number, row);
  }

  /** The cloud has the version that was sent, by its word alone. */
  markTaken(table: Table, row: number, sent: HubRow, isStored: boolean): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = iif(?1, 'clean', 'dirty'), base = ?2, has_base = 1,
         sent = NULL, sent_stamp = NULL, reason = NULL WHERE table_no = ?3 AND hub_row = ?4`,
    ).run(isStored ? 1 : 0, JSON.stringify(sent), table.number, row);
  }

  /** The cloud does not take it; it is tried again when it is edited, or then. */
  markRefused(table: Table, row: number, reason: string, nextTryMs: number): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = 'refused', reason = ?, next_try_ms = ?
       WHERE table_no = ? AND hub_row = ?`,
    ).run(reason, nextTryMs, table.number, row);
  }
}

/**
 * Finds what was stored since the last time and is not in the cloud. Stamps are strictly monotonic
 * and commits whole, so that nothing is missed, whatever the clocks say (A22, A23). Belongs inside
 * a write transaction, before anything of the cloud is stored in it.
 */
export function gather(statements: Statements, nowMs: number): number {
  const from = statements.get("SELECT gathered FROM relay_state").value<[number]>()?.[0] ?? 0;
  let newest = from;
  let found = 0;
  for (const name of RELAYED_TABLES) {
    const { number } = relayedTable(name);
    const [first, last] = statements.get(
      `SELECT (SELECT coalesce(max(hub_first_stamp), 0) FROM ${name}),
         (SELECT coalesce(max(hub_stamp), 0) FROM ${name} WHERE hub_stamp > hub_first_stamp)`,
    ).value<[number, number]>() ?? [0, 0];
    const top = Math.max(first, last);
    newest = Math.max(newest, top);
    if (top <= from) continue;
    for (
      const where of [
        "hub_first_stamp > ?2 AND hub_stamp = hub_first_stamp",
        "hub_stamp > hub_first_stamp AND hub_stamp > ?2",
      ]
    ) {
      found += statements.get(
        `INSERT INTO cloud_row (table_no, hub_row, state, since_ms)
         SELECT ?1, hub_row, 'dirty', ?3 FROM ${name} WHERE ${where} AND hub_writer <> 2
         ON CONFLICT (table_no, hub_row) DO UPDATE SET state = 'dirty', since_ms = ?3,
           next_try_ms = 0, reason = NULL
         WHERE state <> 'dirty' AND NOT (has_base = 1 AND base IS NULL) AND
           (state <> 'sent' OR (SELECT hub_stamp FROM ${name} AS row
             WHERE row.hub_row = cloud_row.hub_row) > sent_stamp)`,
      ).run(number, from, nowMs);
    }
  }
  if (newest > from) statements.get("UPDATE relay_state SET gathered = ?").run(newest);
  return found;
}
