/**
 * A row that waits for the cloud, and how waiting rows are asked for.
 *
 * @module
 */

import type { OutgoingRow } from "../chunk_push.ts";
import type { HubRow } from "../convert/hub_row.ts";

/** A row on its way, and which version of it. */
export interface WaitingRow extends OutgoingRow {
  readonly hubRow: number;
  /** In hub form. */
  readonly version: HubRow;
  /** True when the cloud does not show what becomes of it: its word must do. */
  readonly byWord: boolean;
}

/** Where the reading of waiting rows goes on. */
export interface WaitingPlace {
  /**
   * Rows of the tables, then deletions, then rows that the cloud has refused and whose time has come
   * again: they must not hold up others.
   */
  readonly part: "rows" | "deletions" | "refused";
  /** Place in `RELAYED_TABLES`. */
  readonly table: number;
  readonly afterRow: number;
}

/** Where it begins. */
export const FIRST_PLACE: WaitingPlace = { part: "rows", table: 0, afterRow: 0 };

/** Which rows are asked for. */
export interface WaitingQuery {
  readonly place: WaitingPlace;
  /** At most so many rows are looked at. */
  readonly limit: number;
  /** The run that sends them. */
  readonly run: number;
  /** Clinics the hub serves: rows of others are dropped by the cloud without a word (A24). */
  readonly clinicIds: readonly string[];
  /**
   * True once this run has stored what the cloud holds. Before, a row of which another version may
   * be on its way has to wait: which of the two came back could not be told.
   */
  readonly afterPull: boolean;
}

/** Some waiting rows, in the order in which they must arrive. */
export interface WaitingRows {
  readonly rows: readonly WaitingRow[];
  /** Null when that was all. */
  readonly next: WaitingPlace | null;
}
