/**
 * A row of the cloud as it arrived, beside what the hub knows of it.
 *
 * @module
 */

import type { Table } from "../../database/table_shape.ts";
import type { StoredRow } from "../../sync/rows/row_store.ts";
import type { HubRow } from "../convert/hub_row.ts";
import type { CloudEntry } from "./cloud_rows.ts";

/** A row that the hub holds, and the cloud's version of it. */
export interface MetRow {
  readonly table: Table;
  /** The hub's id. */
  readonly id: string;
  readonly stored: StoredRow;
  readonly hub: HubRow;
  /** With the hub's id. */
  readonly cloud: HubRow;
  /** The cloud's id where it is another one. */
  readonly cloudId: string | null;
  readonly entry: CloudEntry | null;
}

/** The last version both agreed on, with the cloud's own times of it; null when there is none. */
export function baseOf({ entry, hub }: MetRow): HubRow | null {
  if (entry === null || !entry.hasBase) return null;
  return {
    ...(entry.base ?? hub),
    id: hub.id ?? null,
    updated_at: entry.cloudUpdatedMs,
    last_modified: entry.cloudModifiedMs,
  };
}

/** The version that may be in the cloud unconfirmed; null when there is none. */
export function sentOf({ entry, hub }: MetRow): HubRow | null {
  if (entry === null || !entry.hasSent) return null;
  return { ...(entry.sent ?? hub), id: hub.id ?? null };
}

/** A time of the cloud's row. */
export function timeOf(row: HubRow, column: "updated_at" | "last_modified"): number | null {
  const value = row[column];
  return typeof value === "number" ? value : null;
}
