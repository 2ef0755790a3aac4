/**
 * What is known of each row's version in the cloud: table `cloud_row`.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { Table } from "../../database/table_shape.ts";
import type { RowStore, StoredRow } from "../../sync/rows/row_store.ts";
import type { HubRow } from "../convert/hub_row.ts";

/** Whether the cloud has a row (decision 19). */
export type CloudState = "clean" | "dirty" | "sent" | "refused" | "here";

/** One entry. */
export interface CloudEntry {
  readonly state: CloudState;
  /** True when the cloud was known to hold the row. */
  readonly hasBase: boolean;
  /** The version it held, in hub form; null while the stored row is that version. */
  readonly base: HubRow | null;
  /** The row's id there where that is another one. */
  readonly cloudId: string | null;
  /** `updated_at` and `last_modified` of the version seen there last, epoch ms. */
  readonly cloudUpdatedMs: number | null;
  readonly cloudModifiedMs: number | null;
  /** The hub clock up to which the entry knows the row. */
  readonly stamp: number;
  /** True when a version may be there that has not been seen there. */
  readonly hasSent: boolean;
  /** That version; null while the stored row is that version. */
  readonly sent: HubRow | null;
  /** The `updated_at` it carried. */
  readonly sentUpdatedMs: number | null;
  /** The run it left in last. */
  readonly sentRun: number;
  /** How often the cloud said success since the last edit or confirmation. */
  readonly asserted: number;
  /** Before which pull it did so first. */
  readonly assertedPull: number | null;
  readonly reason: string | null;
}

/** What an entry becomes once the cloud's version was seen. */
export interface SeenVersion {
  readonly state: CloudState;
  /** Null while the stored row is that version. */
  readonly base: HubRow | null;
  readonly cloudId: string | null;
  readonly cloudUpdatedMs: number | null;
  readonly cloudModifiedMs: number | null;
  readonly stamp: number;
  /** False forgets what was sent: it was taken, or dropped. */
  readonly keepsSent: boolean;
  /** False begins to count anew. */
  readonly keepsAsserted: boolean;
}

/** The shape of a table. */
export function relayedTable(name: string): Table {
  const table = TABLE_BY_NAME.get(name);
  if (table === undefined) throw new RangeError(`Cannot relay table "${name}"`);
  return table;
}

/** A stored row in hub form. */
export function hubRowOf(table: Table, store: RowStore, id: string, stored: StoredRow): HubRow {
  const values = store.values(stored);
  return {
    ...Object.fromEntries(table.columns.map(({ name }, i) => [name, values[i] ?? null])),
    id,
  };
}

type EntryValues = [
  ...[CloudState, number, string | null, string | null, number | null, number | null, number],
  ...[number, string | null, number | null, number, number, number | null, string | null],
];

/** The entries. Writing belongs inside a write transaction. */
export class CloudRows {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The entry of a row, or null. */
  find({ number }: Table, row: number): CloudEntry | null {
    const values = this.#statements.get(
      `SELECT state, has_base, base, cloud_id, cloud_updated_ms, cloud_modified_ms, stamp,
         has_sent, sent, sent_updated_ms, sent_run, asserted, asserted_pull, reason
       FROM cloud_row WHERE table_no = ? AND hub_row = ?`,
    ).value<EntryValues>(number, row);
    if (values === undefined) return null;
    const [state, hasBase, base, cloudId, cloudUpdatedMs, cloudModifiedMs, stamp, ...rest] = values;
    const [hasSent, sent, sentUpdatedMs, sentRun, asserted, assertedPull, reason] = rest;
    return {
      ...{ state, cloudId, cloudUpdatedMs, cloudModifiedMs, stamp, sentUpdatedMs, sentRun },
      ...{ asserted, assertedPull, reason, hasBase: hasBase === 1, hasSent: hasSent === 1 },
      base: base === null ? null : JSON.parse(base),
      sent: sent === null ? null : JSON.parse(sent),
    };
  }

  /** The cloud's version was seen. */
  see({ number }: Table, row: number, seen: SeenVersion, nowMs: number): void {
    const { state, base, cloudId, cloudUpdatedMs, cloudModifiedMs, stamp } = seen;
    this.#statements.get(
      `INSERT INTO cloud_row (table_no, hub_row, state, has_base, base, cloud_id, cloud_updated_ms,
         cloud_modified_ms, stamp, since_ms) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9)
       ON CONFLICT (table_no, hub_row) DO UPDATE SET
         since_ms = iif(state = 'clean' OR ?3 = 'clean', ?9, since_ms),
         state = ?3, has_base = 1, base = ?4, cloud_id = ?5, cloud_updated_ms = ?6,
         cloud_modified_ms = ?7, stamp = ?8, reason = NULL, next_try_ms = 0,
         has_sent = iif(?10, has_sent, 0), sent = iif(?10, sent, NULL),
         sent_updated_ms = iif(?10 OR ?11, sent_updated_ms, NULL),
         asserted = iif(?11, asserted, 0), asserted_ms = iif(?11, asserted_ms, NULL),
         asserted_pull = iif(?11, asserted_pull, NULL)`,
    ).run(
      ...[number, row, state, base === null ? null : JSON.stringify(base), cloudId],
      ...[cloudUpdatedMs, cloudModifiedMs, stamp, nowMs],
      ...[seen.keepsSent ? 1 : 0, seen.keepsAsserted ? 1 : 0],
    );
  }

  /** The stored version leaves in this run. Noted before it does: the answer may never come. */
  leave(
    { number }: Table,
    row: number,
    { stamp, updatedMs, run, narrowed, trusts }: {
      readonly stamp: number;
      readonly updatedMs: number | null;
      readonly run: number;
      /** A value that goes shortened or empty, as reason and column. */
      readonly narrowed: string | null;
      /** Whether the version that left before counts as taken although it was never shown. */
      readonly trusts: boolean;
    },
  ): void {
    this.#statements.get(
      `UPDATE cloud_row SET base = iif(?1 AND has_base = 0, sent, base),
         has_base = iif(?1, 1, has_base), has_sent = 1, sent = NULL, sent_updated_ms = ?2,
         sent_run = ?3, stamp = ?4, narrowed = ?5,
         state = iif(reason IS 'REFUSED_BY_CLOUD', state, 'dirty'),
         reason = iif(reason IS 'REFUSED_BY_CLOUD', reason, NULL)
       WHERE table_no = ?6 AND hub_row = ?7`,
    ).run(trusts ? 1 : 0, updatedMs, run, stamp, narrowed, number, row);
  }

  /** The cloud said success for what left; an edit since has made a copy of that version. */
  assert({ number }: Table, row: number, nowMs: number): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = iif(sent IS NULL, 'sent', 'dirty'), sent_ms = ?1, reason = NULL,
         asserted_ms = iif(sent IS NULL, coalesce(asserted_ms, ?1), NULL),
         asserted_pull = iif(sent IS NULL,
           coalesce(asserted_pull, (SELECT pull_no FROM relay_state)), NULL),
         asserted = iif(sent IS NULL, asserted + 1, 0), next_try_ms = 0
       WHERE table_no = ?2 AND hub_row = ?3`,
    ).run(nowMs, number, row);
  }

  /**
   * The cloud said success for what left, and does not show it: its word must do. What was sent stays
   * noted, in case the cloud shows the row one day after all.
   */
  trust({ number }: Table, row: number, nowMs: number): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = iif(sent IS NULL, 'clean', 'dirty'), sent_ms = ?, reason = NULL,
         asserted = iif(sent IS NULL, asserted + 1, 0), next_try_ms = 0
       WHERE table_no = ? AND hub_row = ?`,
    ).run(nowMs, number, row);
  }

  /** The row does not go up: until it is edited, tried again by a person, or the time has come. */
  putAside(
    { number }: Table,
    row: number,
    state: "refused" | "here",
    { reason, nextTryMs, stamp }: {
      readonly reason: string;
      readonly nextTryMs: number;
      readonly stamp: number;
    },
  ): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = ?1, reason = ?2, next_try_ms = ?3, stamp = ?4
       WHERE table_no = ?5 AND hub_row = ?6
         AND (state <> ?1 OR reason IS NOT ?2 OR next_try_ms <> ?3 OR stamp <> ?4)`,
    ).run(state, reason, nextTryMs, stamp, number, row);
  }

  /** The stored row is about to change: a version that it stands for is copied. */
  copyStored({ number }: Table, row: number, version: HubRow): void {
    this.#statements.get(
      `UPDATE cloud_row SET base = iif(has_base = 1, coalesce(base, ?1), base),
         sent = iif(has_sent = 1, coalesce(sent, ?1), sent) WHERE table_no = ?2 AND hub_row = ?3`,
    ).run(JSON.stringify(version), number, row);
  }

  /** Nothing of the row needs to go up after all. */
  rest({ number }: Table, row: number, stamp: number): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = 'clean', reason = NULL, stamp = ? WHERE table_no = ?
         AND hub_row = ?`,
    ).run(stamp, number, row);
  }

  /** The row has to go up. */
  wake({ number }: Table, row: number, nowMs: number): void {
    this.#statements.get(
      `UPDATE cloud_row SET since_ms = iif(state = 'clean', ?, since_ms), state = 'dirty',
         reason = NULL, next_try_ms = 0 WHERE table_no = ? AND hub_row = ?`,
    ).run(nowMs, number, row);
  }
}
