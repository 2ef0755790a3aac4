/**
 * A row named by its table's number and its own.
 *
 * @module
 */

/** Names a row. */
export interface RowName {
  readonly tableNo: number;
  readonly row: number;
}

/** The name as a key of a map. */
export function rowKey(tableNo: number, row: number): string {
  return `${tableNo}:${row}`;
}
