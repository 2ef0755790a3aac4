/**
 * What one database has that another has not: rows by table, and phones.
 *
 * @module
 */

/** Rows of one table. */
export interface TableComparison {
  /** In the present data only: a restore takes them away. */
  readonly added: number;
  /** In both, in another version: a restore brings the older one back. */
  readonly changed: number;
  /** In the copy only: a restore brings them back. */
  readonly missing: number;
}

/** A phone that a restore concerns. */
export interface ComparedPhone {
  readonly deviceId: string;
  /** As the operator sees it. */
  readonly name: string;
  /**
   * - `synced`: it has synced since the copy was made, and will be ahead of it
   * - `unknown`: the copy does not know it: it has to scan the code again
   * - `revoked`: it was removed since, and stays so
   */
  readonly why: "synced" | "unknown" | "revoked";
  /** Epoch ms of its last sync, null when it never did. */
  readonly lastSyncMs: number | null;
}

/** What is newer in the present data. */
export interface Comparison {
  /** By table; tables without a difference are left out, unknown ones are `other`. */
  readonly tables: Readonly<Record<string, TableComparison>>;
  /** Of the rows added or changed: how many the cloud does not have either. */
  readonly notInCloud: number;
  readonly phones: readonly ComparedPhone[];
  /** The ceiling of the present clock, and its epoch. */
  readonly clock: number;
  readonly epoch: number;
}
