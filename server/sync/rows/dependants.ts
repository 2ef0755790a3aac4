/**
 * Marks a row deleted together with what depends on it (decision 17).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { Table } from "../../database/table_shape.ts";
import { type Change, RowStore, type StoredRow } from "./row_store.ts";

/** A table whose rows go with the row that a column of theirs names. */
export interface Dependant {
  readonly table: string;
  readonly column: string;
}

const OF_PATIENT: readonly Dependant[] = [
  "patient_additional_attributes",
  "visits",
  "events",
  "appointments",
  "prescriptions",
  "prescription_items",
  "patient_vitals",
  "patient_problems",
  "patient_risk_profiles",
].map((table) => ({ table, column: "patient_id" }));

/** Dispensing records stay: what was handed out was handed out. */
const DEPENDANTS: ReadonlyMap<string, readonly Dependant[]> = new Map([
  ["patients", OF_PATIENT],
  ["visits", [
    { table: "events", column: "visit_id" },
    { table: "appointments", column: "current_visit_id" },
    { table: "prescriptions", column: "visit_id" },
    { table: "patient_vitals", column: "visit_id" },
    { table: "patient_problems", column: "visit_id" },
  ]],
  ["prescriptions", [{ table: "prescription_items", column: "prescription_id" }]],
]);

/** A row that is marked deleted because of another. */
export interface MarkedRow extends StoredRow {
  readonly table: string;
  readonly id: string;
}

/**
 * Marks the row deleted, then its live dependants, theirs, and so on. Rows that are deleted
 * already stay untouched, and so does everything when the hub does not hold the row.
 *
 * @param change The stamp of the next row, asked for once a row: parents come before children
 * @param marked Called with every row before it is marked
 * @returns How many rows were marked
 */
export function markDeletedWithDependants(
  statements: Statements,
  table: string,
  id: string,
  change: () => Change,
  marked?: (row: MarkedRow) => void,
): number {
  const shape = TABLE_BY_NAME.get(table) as Table;
  const store = new RowStore(statements, shape);
  const stored = store.find(id);
  if (stored === null || isDeleted(statements, table, stored.row)) return 0;
  marked?.({ ...stored, table, id });
  store.markDeleted(stored, change());
  return 1 + markDependantsDeleted(statements, table, id, change, marked);
}

/** The same for the dependants alone. */
export function markDependantsDeleted(
  statements: Statements,
  table: string,
  id: string,
  change: () => Change,
  marked?: (row: MarkedRow) => void,
): number {
  let count = 0;
  for (const { table: child, column } of dependantsOf(table)) {
    const ids = statements.get(
      `SELECT id FROM ${child} WHERE ${column} = ? AND coalesce(is_deleted, 0) = 0`,
    ).values<[string]>(id);
    for (const [childId] of ids) {
      count += markDeletedWithDependants(statements, child, childId, change, marked);
    }
  }
  return count;
}

/** What goes with a row of the table. */
export function dependantsOf(table: string): readonly Dependant[] {
  return DEPENDANTS.get(table) ?? [];
}

/** What a row of a table belongs to: it goes when one of these goes. */
export interface ParentLink {
  readonly column: string;
  /** Table of the parent. */
  readonly table: string;
}

const PARENTS: ReadonlyMap<string, readonly ParentLink[]> = parentLinks();

/** The columns of a table that name what its rows belong to. */
export function parentsOf(table: string): readonly ParentLink[] {
  return PARENTS.get(table) ?? [];
}

/** True when the hub holds the row and it is deleted. */
export function isHeldDeleted(statements: Statements, table: string, id: string): boolean {
  return statements.get(`SELECT 1 FROM ${table} WHERE id = ? AND is_deleted = 1`)
    .value(id) !== undefined;
}

function parentLinks(): Map<string, ParentLink[]> {
  const links = new Map<string, ParentLink[]>();
  for (const [parent, dependants] of DEPENDANTS) {
    for (const { table, column } of dependants) {
      links.set(table, [...links.get(table) ?? [], { column, table: parent }]);
    }
  }
  return links;
}

function isDeleted(statements: Statements, table: string, row: number): boolean {
  return statements.get(`SELECT 1 FROM ${table} WHERE hub_row = ? AND is_deleted = 1`)
    .value(row) !== undefined;
}
