/**
 * What became of the rows of pushes: what the real cloud tells nobody.
 *
 * @module
 */

/** Why a row that was pushed is not what the cloud now holds. */
export type DropReason =
  /** Its clinic is none of the hub's. */
  | "foreign clinic"
  /** The stored row's `updated_at` is as late or later. */
  | "stale"
  /** The cloud takes no rows of the table. */
  | "table not taken"
  /** The database refused it. */
  | "refused";

/** A row the cloud dropped. */
export interface DroppedRow {
  /** The key it was pushed under. */
  readonly table: string;
  /** As it was pushed. */
  readonly id: unknown;
  /** Why. */
  readonly reason: DropReason;
  /** SQLSTATE when it was refused. */
  readonly code?: string;
}

/** Counts and lists what pushes did. */
export class PushRecord {
  /** In the order in which they were dropped. */
  readonly dropped: DroppedRow[] = [];
  /** Rows stored that were not there. */
  inserted = 0;
  /** Rows stored over others. */
  updated = 0;
  /** Rows deleted by their ids. */
  deleted = 0;
  /** Ids of visits the cloud made up. */
  readonly fabricatedVisits: string[] = [];
}
