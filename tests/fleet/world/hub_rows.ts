/**
 * What the hub has stored, read from its files.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import { tablesOf } from "../../support/phone/mod.ts";

/** A stored row: `id` and the columns phones know. */
export type HubRow = Readonly<Record<string, string | number | null>> & { readonly id: string };

/** Rows of a table by id. */
export type HubTables = ReadonlyMap<string, ReadonlyMap<string, HubRow>>;

const LOCAL_ONLY: ReadonlySet<string> = new Set(["event_logs", "peers"]);

/** Every table some generation knows. */
export const PHONE_TABLES = tablesOf("august").filter(({ name }) => !LOCAL_ONLY.has(name));

/** Everything of every table phones know. */
export function readTables(database: Database): HubTables {
  return new Map(PHONE_TABLES.map(({ name, columns }) => {
    const names = ["id", ...columns.map((column) => column.name)];
    const sql = `SELECT ${names.map((column) => `"${column}"`).join(", ")} FROM ${name}`;
    const rows = database.prepare(sql).all<HubRow>();
    return [name, new Map(rows.map((row) => [row.id, row]))];
  }));
}

/** One stored row, or null. */
export function readRow(database: Database, table: string, id: string): HubRow | null {
  const shape = PHONE_TABLES.find(({ name }) => name === table);
  const names = ["id", ...(shape?.columns ?? []).map((column) => column.name)];
  const sql = `SELECT ${
    names.map((column) => `"${column}"`).join(", ")
  } FROM ${table} WHERE id = ?`;
  return database.prepare(sql).get<HubRow>(id) ?? null;
}

/** Which of these rows the hub holds. */
export function heldIds(database: Database, table: string, ids: readonly string[]): Set<string> {
  if (!PHONE_TABLES.some(({ name }) => name === table)) return new Set();
  const rows = database.prepare(
    `SELECT id FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`,
  ).values<[string]>(JSON.stringify(ids));
  return new Set(rows.map(([id]) => id));
}

/** A value that lost against another. */
export interface Conflict {
  readonly table_name: string;
  readonly row_id: string;
  readonly column_name: string | null;
  /** JSON text. */
  readonly lost: string | null;
}

/** A row put aside. */
export interface Quarantined {
  readonly table_name: string;
  readonly row_id: string;
  readonly data: string;
}

/** All conflict records. */
export function readConflicts(database: Database): readonly Conflict[] {
  if (!hasTable(database, "conflict")) return [];
  return database.prepare("SELECT table_name, row_id, column_name, lost FROM conflict")
    .all<{ table_name: string; row_id: string; column_name: string | null; lost: string | null }>();
}

/** All rows put aside. */
export function readQuarantine(database: Database): readonly Quarantined[] {
  return database.prepare("SELECT table_name, row_id, data FROM quarantine")
    .all<{ table_name: string; row_id: string; data: string }>();
}

function hasTable(database: Database, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .value<[number]>(name) !== undefined;
}
