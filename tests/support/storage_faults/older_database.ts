/**
 * Databases of earlier schema versions, with rows.
 *
 * @module
 */

import { Database } from "@db/sqlite";
import { migrate } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations.ts";
import { contentDigest, databasePath, KEY } from "./stored_hub.ts";

/** Rows in each synced table, enough that a migration that rewrites one touches several pages. */
const ROWS = 12;

/** Makes the database that a hub of schema `version` would have left; version 0 leaves none. */
export function makeDatabase(folder: string, version: number): void {
  if (version === 0) return;
  using database = open(folder);
  migrate(database, MIGRATIONS.slice(0, 1));
  fill(database);
  migrate(database, MIGRATIONS.slice(0, version));
}

/** The content after each further migration of the database in `folder`, which is used up. */
export function contentsOfVersions(folder: string, present: number): string[] {
  using database = open(folder);
  const contents = present === 0 ? [] : [contentDigest(database)];
  for (let version = present + 1; version <= MIGRATIONS.length; version++) {
    migrate(database, MIGRATIONS.slice(0, version));
    contents.push(contentDigest(database));
  }
  return contents;
}

function open(folder: string): Database {
  const database = new Database(databasePath(folder), { key: KEY });
  database.exec("PRAGMA journal_mode = WAL");
  return database;
}

/** Rows in every synced table of version 1. */
function fill(database: Database): void {
  using tables = database.prepare(
    "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c " +
      "WHERE m.type = 'table' AND c.name = 'hub_first_stamp' ORDER BY m.name",
  );
  database.transaction(() => {
    for (const [table] of tables.values<[string]>()) {
      using info = database.prepare(`SELECT name, type FROM pragma_table_info('${table}')`);
      const columns = info.values<[string, string]>();
      using insert = database.prepare(
        `INSERT INTO "${table}" VALUES (${columns.map(() => "?").join(", ")})`,
      );
      for (let row = 1; row <= ROWS; row++) {
        insert.run(columns.map(([name, type]) => valueOf(table, name, type, row)));
      }
    }
  }).immediate();
}

/** What a hub would hold: an id of its own for each row, every third one changed since. */
function valueOf(table: string, name: string, type: string, row: number): string | number | null {
  if (name === "hub_extra") return row % 2 === 0 ? '{"blood_group":"0+"}' : null;
  if (name === "hub_row") return row;
  if (name === "hub_stamp") return 1_000 + row + (row % 3 === 0 ? 500 : 0);
  if (name === "hub_first_stamp") return 1_000 + row;
  if (name.startsWith("is_") || name === "hub_send_back") return 0;
  if (name.startsWith("hub_") || name === "table_no") return 1;
  if (type === "TEXT") return name === "id" ? `${table}-${row}` : `${name} ${row}`;
  return row;
}
