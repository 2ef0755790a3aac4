/**
 * Rows of the demo clinic in hub form: times as epoch ms, booleans as 0 or 1, JSON as text.
 *
 * @module
 */

import { TABLE_BY_NAME } from "../database/tables.ts";

/** One row by column name. Every column of its table is present, null where it holds nothing. */
export type DemoRow = Readonly<Record<string, string | number | null>>;

/** The rows of one table. */
export interface DemoTable {
  /** Name of the table, as in the registry of tables. */
  readonly table: string;
  /** Its rows in the order of their ids. */
  readonly rows: readonly DemoRow[];
}

/**
 * Completes a row: columns left out become null.
 *
 * @throws {RangeError} when the table or one of the columns does not exist
 */
export function completeRow(table: string, values: DemoRow): DemoRow {
  const shape = TABLE_BY_NAME.get(table);
  if (shape === undefined) throw new RangeError(`Cannot fill demo clinic: no table "${table}"`);
  const names = new Set(["id", ...shape.columns.map((column) => column.name)]);
  const complete: Record<string, string | number | null> = {};
  for (const name of names) complete[name] = values[name] ?? null;
  for (const name of Object.keys(values)) {
    if (!names.has(name)) {
      throw new RangeError(`Cannot fill demo clinic: "${table}" has no column "${name}"`);
    }
  }
  return complete;
}

/** The columns nearly every table ends with, for a row written once or edited later. */
export function written(createdAtMs: number, updatedAtMs: number = createdAtMs): DemoRow {
  return {
    is_deleted: 0,
    deleted_at: null,
    created_at: createdAtMs,
    updated_at: updatedAtMs,
    last_modified: updatedAtMs,
    server_created_at: createdAtMs,
  };
}
