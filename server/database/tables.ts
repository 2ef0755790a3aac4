/**
 * The registry of synced tables.
 *
 * @module
 */

import { MEDICINE_TABLES } from "./medicine_tables.ts";
import { PATIENT_TABLES } from "./patient_tables.ts";
import { REFERENCE_TABLES } from "./reference_tables.ts";
import type { Table } from "./table_shape.ts";

/**
 * Every synced table with typed columns, parents before children. Reference tables and patients
 * come first: a phone that was cut off in the middle of its first pull can already look patients up.
 */
export const TABLES: readonly Table[] = [
  ...REFERENCE_TABLES,
  ...MEDICINE_TABLES,
  ...PATIENT_TABLES,
].sort((a, b) => a.number - b.number);

/** {@linkcode TABLES} by name. Exact names only: `Users` is not `users`. */
export const TABLE_BY_NAME: ReadonlyMap<string, Table> = new Map(
  TABLES.map((table) => [table.name, table]),
);

/**
 * Names of tables that hub or cloud own without typed columns here. A phone's row for one of them
 * is put aside like any row of a server-owned table.
 */
export const RESERVED_TABLE_NAMES: ReadonlySet<string> = new Set([
  "peers",
  "event_logs",
  "inventory_transactions",
  "devices",
  "device_pin_codes",
]);

/** Numbers of the tables that every generation of phones knows. */
export const COMMON_TABLES: ReadonlySet<number> = new Set(
  TABLES.filter((table) => table.audience === "every").map((table) => table.number),
);

/** Rows of unknown tables are numbered from here, in the order phones first sent them. */
export const FIRST_OTHER_TABLE_NUMBER = 1000;
