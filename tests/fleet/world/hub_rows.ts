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

/** Those of these rows that the hub holds, by id. */
export function heldRows(
  database: Database,
  table: string,
  ids: readonly string[],
): ReadonlyMap<string, HubRow> {
  const shape = PHONE_TABLES.find(({ name }) => name === table);
  if (shape === undefined) return new Map();
  const names = ["id", ...shape.columns.map((column) => column.name)];
  const rows = database.prepare(
    `SELECT ${names.map((column) => `"${column}"`).join(", ")} FROM ${table}
     WHERE id IN (SELECT value FROM json_each(?))`,
  ).all<HubRow>(JSON.stringify(ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** How often rows were put aside because nobody concerned may do that. */
export function countNotPermitted(database: Database): number {
  return database.prepare(
    "SELECT coalesce(sum(times), 0) FROM quarantine WHERE reason = 'NOT_PERMITTED'",
  ).value<[number]>()?.[0] ?? 0;
}

/** A value that lost against another. */
export interface Conflict {
  readonly table_name: string;
  readonly row_id: string;
  readonly column_name: string | null;
  readonly reason: string;
  /** JSON text. */
  readonly lost: string | null;
}

/** A row put aside. */
export interface Quarantined {
  readonly table_name: string;
  readonly row_id: string;
  readonly data: string;
  readonly reason: string;
  /** 1 while nobody has decided. */
  readonly isOpen: number;
}

/** All conflict records. */
export function readConflicts(database: Database): readonly Conflict[] {
  if (!hasTable(database, "conflict")) return [];
  return database.prepare("SELECT table_name, row_id, column_name, reason, lost FROM conflict")
    .all<Conflict & Record<string, unknown>>();
}

/** All rows put aside. */
export function readQuarantine(database: Database): readonly Quarantined[] {
  return database.prepare(
    "SELECT table_name, row_id, data, reason, resolution IS NULL AS isOpen FROM quarantine",
  )
    .all<Quarantined & Record<string, unknown>>();
}

function hasTable(database: Database, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .value<[number]>(name) !== undefined;
}
