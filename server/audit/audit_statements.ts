/**
 * The part of prepared statements that the log needs.
 *
 * @module
 */

/** What a column of the log holds. */
export type AuditValue = string | number | null | Uint8Array;

/** Runs SQL on one connection: the `Statements` of an open hub. */
export interface AuditStatements {
  /** The statement for this text. */
  get(sql: string): {
    /** The first row's values, or undefined. */
    value<T extends unknown[]>(...parameters: AuditValue[]): T | undefined;
    /** All rows' values. */
    values<T extends unknown[]>(...parameters: AuditValue[]): T[];
    /** Runs it for its effect. */
    run(...parameters: AuditValue[]): unknown;
  };
}
