/**
 * The cloud's rows, in an SQLite file that takes and refuses what PostgreSQL would.
 *
 * Where SQLite differs: values are checked and converted here (`pg_value.ts`) and not by the
 * database; one statement runs at a time, so two cannot wait for each other's row locks; a foreign
 * key error does not name its column. Keys, uniqueness, NOT NULL, foreign keys, `ON CONFLICT` and
 * transactions are the database's own.
 *
 * @module
 */

import { Database, SqliteError, type Statement } from "@db/sqlite";
import type { CloudClocks } from "./cloud_clocks.ts";
import { PgError } from "./pg_error.ts";
import type { PgColumn, PgKind, PgTable } from "./pg_table.ts";
import { jsonValue, type OutputRules, type Stored, storeValue } from "./pg_value.ts";

/** A row in the form of the cloud's JSON. */
export type CloudRow = Record<string, unknown>;

/** What happens when the row is there already. */
export interface ConflictRule {
  /** Do nothing unless the arriving `updated_at` is later than the stored one. */
  readonly guarded: boolean;
  /** Columns that keep what is stored. */
  readonly keeps: readonly string[];
  /** Columns that become the database's `now()`. */
  readonly stamps: readonly string[];
}

/** What an upsert did. */
export type UpsertResult = "inserted" | "updated" | "ignored";

const SQLITE_KINDS: Partial<Record<PgKind, string>> = {
  bool: "INTEGER",
  int2: "INTEGER",
  int4: "INTEGER",
  timestamptz: "INTEGER",
  float8: "REAL",
};

/** Columns worth an index: what pulls and cascades ask for. */
const INDEXED = ["server_created_at", "last_modified", "deleted_at", "patient_id", "visit_id"];

/** The open database. */
export class CloudDatabase implements Disposable {
  readonly tables: ReadonlyMap<string, PgTable>;
  readonly #db: Database;
  readonly #clocks: CloudClocks;
  readonly #output: OutputRules;
  readonly #keepsLeftOut: boolean;
  readonly #statements = new Map<string, Statement>();

  /** @param keepsLeftOut see `CloudOptions` */
  constructor(
    path: string,
    tables: ReadonlyMap<string, PgTable>,
    clocks: CloudClocks,
    output: OutputRules,
    keepsLeftOut = false,
  ) {
    this.#keepsLeftOut = keepsLeftOut;
    this.tables = tables;
    this.#clocks = clocks;
    this.#output = output;
    this.#db = new Database(path, { parseJson: false });
    this.#db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON");
    for (const table of tables.values()) this.#db.exec(ddl(table));
  }

  /** The table of this name. */
  table(name: string): PgTable {
    const table = this.tables.get(name);
    if (table === undefined) throw new RangeError(`relation "${name}" does not exist`);
    return table;
  }

  /** Stores a new row; what it leaves out gets its default. @throws {PgError} */
  insert(name: string, row: CloudRow): void {
    const table = this.table(name);
    const columns = [...table.columns.keys()];
    const marks = columns.map(() => "?").join(", ");
    this.#run(
      `INSERT INTO "${name}" (${columns.map(quote).join(", ")}) VALUES (${marks})`,
      this.#whole(table, row),
    );
  }

  /** Stores a row or replaces the one with its key. @throws {PgError} */
  upsert(name: string, row: CloudRow, rule: ConflictRule): UpsertResult {
    const table = this.table(name);
    const columns = [...table.columns.keys()];
    const values = this.#whole(table, row);
    const keyValues = table.key.map((key) => values[columns.indexOf(key)] ?? null);
    const where = table.key.map((key) => `${quote(key)} = ?`).join(" AND ");
    const existed = this.#all(`SELECT 1 FROM "${name}" WHERE ${where}`, keyValues).length > 0;
    const leftOut = this.#keepsLeftOut
      ? columns.filter((column) => row[column] === undefined && column !== "last_modified")
      : [];
    const sql = upsertSql(table, { ...rule, keeps: [...rule.keeps, ...leftOut] });
    const changed = this.#run(sql, [...values, this.#clocks.databaseMicros()]);
    if (changed === 0) return "ignored";
    return existed ? "updated" : "inserted";
  }

  /**
   * Changes the named columns of rows; returns how many there were. @throws {PgError}
   *
   * @param where SQL with `?` for the values of `match`
   */
  update(name: string, changes: CloudRow, where: string, match: readonly Stored[]): number {
    const table = this.table(name);
    const entries = Object.entries(changes).map(([key, value]) => {
      const column = columnOf(table, key);
      const stored = storeValue(column, value);
      requireValue(table, column, stored);
      return [quote(key), stored] as const;
    });
    const set = entries.map(([key]) => `${key} = ?`).join(", ");
    return this.#run(
      `UPDATE "${name}" SET ${set} WHERE ${where}`,
      [...entries.map(([, stored]) => stored), ...match],
    );
  }

  /** Removes rows for good; returns how many there were. @throws {PgError} */
  remove(name: string, where: string, match: readonly Stored[]): number {
    return this.#run(`DELETE FROM "${name}" WHERE ${where}`, match);
  }

  /** Rows in JSON form, oldest insertion first. */
  rows(name: string, where = "1", match: readonly Stored[] = []): CloudRow[] {
    return [...this.eachRow(name, where, match)];
  }

  /** As `rows()`, one at a time. Nothing else may be asked of the same table in between. */
  *eachRow(name: string, where = "1", match: readonly Stored[] = []): Generator<CloudRow> {
    const columns = [...this.table(name).columns.values()];
    const list = columns.map((column) => quote(column.name)).join(", ");
    const sql = `SELECT ${list} FROM "${name}" WHERE ${where} ORDER BY rowid`;
    for (const row of this.#statement(sql).iter<Record<string, Stored>>([...match])) {
      for (const column of columns) {
        const value = jsonValue(column, row[column.name] ?? null, this.#output);
        (row as CloudRow)[column.name] = value;
      }
      yield row;
    }
  }

  /** The values of one column. */
  values(name: string, column: string, where: string, match: readonly Stored[] = []): Stored[] {
    return this.#all(`SELECT ${quote(column)} FROM "${name}" WHERE ${where} ORDER BY rowid`, match)
      .map(([value]) => value ?? null);
  }

  /** How many rows there are. */
  count(name: string, where = "1", match: readonly Stored[] = []): number {
    return Number(this.#all(`SELECT count(*) FROM "${name}" WHERE ${where}`, match)[0]?.[0]);
  }

  /** Does several things at once or none of them. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#db.close();
  }

  /** Values for every column, in order, with defaults for those left out. */
  #whole(table: PgTable, row: CloudRow): Stored[] {
    const now = this.#clocks.databaseMicros();
    return [...table.columns.values()].map((column) => {
      const given = row[column.name];
      const stored = given === undefined ? defaultOf(column, now) : storeValue(column, given);
      requireValue(table, column, stored);
      return stored;
    });
  }

  #run(sql: string, values: readonly Stored[]): number {
    try {
      return this.#statement(sql).run([...values]);
    } catch (error) {
      throw asPgError(error);
    }
  }

  #all(sql: string, values: readonly Stored[]): Stored[][] {
    return this.#statement(sql).values<Stored[]>([...values]);
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function ddl(table: PgTable): string {
  const lines = [...table.columns.values()].map((column) => {
    const type = SQLITE_KINDS[column.kind] ?? "TEXT";
    const reference = column.references === null ? "" : ` REFERENCES "${column.references}" (id)`;
    return `${quote(column.name)} ${type}${column.notNull ? " NOT NULL" : ""}${reference}`;
  });
  lines.push(`PRIMARY KEY (${table.key.map(quote).join(", ")})`);
  for (const columns of table.unique) lines.push(`UNIQUE (${columns.map(quote).join(", ")})`);
  const indexes = INDEXED.filter((column) => table.columns.has(column)).map((column) =>
    `CREATE INDEX "${table.name}_${column}" ON "${table.name}" (${quote(column)});`
  );
  return `CREATE TABLE "${table.name}" (${lines.join(", ")}) STRICT; ${indexes.join(" ")}`;
}

function upsertSql(table: PgTable, rule: ConflictRule): string {
  const columns = [...table.columns.keys()];
  const marks = columns.map((_, at) => `?${at + 1}`).join(", ");
  const stamp = `?${columns.length + 1}`;
  const sets = columns.flatMap((column) => {
    if (rule.stamps.includes(column)) return [`${quote(column)} = ${stamp}`];
    if (rule.keeps.includes(column) || table.key.includes(column)) return [];
    return [`${quote(column)} = excluded.${quote(column)}`];
  });
  const guard = rule.guarded ? `excluded.updated_at > "${table.name}".updated_at` : "1";
  // Every statement is given the stamp, so it is named even where nothing is stamped.
  return `INSERT INTO "${table.name}" (${columns.map(quote).join(", ")}) VALUES (${marks})
    ON CONFLICT (${table.key.map(quote).join(", ")}) DO UPDATE SET ${sets.join(", ")}
    WHERE ${guard} AND ${stamp} IS NOT NULL`;
}

function defaultOf(column: PgColumn, now: bigint): Stored {
  const { byDefault } = column;
  if (byDefault === null) return null;
  if (byDefault === "now()") return now;
  if (byDefault === "gen_random_uuid()") return crypto.randomUUID();
  if (column.kind === "text[]") return byDefault;
  return storeValue(column, byDefault);
}

function columnOf(table: PgTable, name: string): PgColumn {
  const column = table.columns.get(name);
  if (column === undefined) throw new RangeError(`column "${table.name}.${name}" does not exist`);
  return column;
}

function requireValue(table: PgTable, column: PgColumn, stored: Stored): void {
  if (stored !== null || !column.notNull) return;
  throw new PgError("23502", `null value in column "${table.name}.${column.name}"`);
}

function quote(name: string): string {
  return `"${name}"`;
}

function asPgError(error: unknown): unknown {
  if (!(error instanceof SqliteError)) return error;
  if (/FOREIGN KEY/.test(error.message)) {
    return new PgError("23503", "violates foreign key constraint");
  }
  if (/UNIQUE/.test(error.message)) return new PgError("23505", "duplicate key value");
  return error;
}
