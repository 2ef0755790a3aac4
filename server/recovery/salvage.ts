/**
 * Everything that can be read of a damaged database, as JSON lines.
 *
 * @module
 */

import { Database, SqliteError } from "@db/sqlite";
import { TABLES } from "../database/tables.ts";
import { type DurableFiles, durableFiles } from "../snapshots/durable_files.ts";
import { readableRows, type ReadRows, type StoredValues } from "./readable_rows.ts";

/** What could be read, by table. */
export type SalvageCounts = Readonly<Record<string, Readonly<ReadRows>>>;

/** Tables with people's records: those of the hub, unknown ones, values that lost, rows put aside. */
const SALVAGED: readonly string[] = [
  ...TABLES.map(({ name }) => name),
  "other_table",
  "other_row",
  "conflict",
  "quarantine",
];

/** Nobody needs these to have their records back. */
const LEFT_OUT = new Set(["rowid_", "hashed_password"]);

/** Where a copy without its log is read, when the log is what is damaged. */
const COPY_END = ".reading";

/** A damaged database, open for reading. */
export class DamagedDatabase implements Disposable {
  readonly #database: Database;
  readonly #copy: string | null;

  private constructor(database: Database, copy: string | null) {
    this.#database = database;
    this.#copy = copy;
  }

  /**
   * Opens the database at `path` with the first key that fits, and if nothing opens it, the file
   * without its log. It is not changed.
   *
   * @returns null when nothing can be read
   * @throws {Error} of the library or the file system
   */
  static async open(
    path: string,
    keys: readonly Uint8Array[],
    files: DurableFiles = durableFiles,
  ): Promise<DamagedDatabase | null> {
    if (await files.size(path) === null) return null;
    const database = openFirst(path, keys);
    if (database !== null) return new DamagedDatabase(database, null);
    if ((await files.size(`${path}-wal`) ?? 0) === 0) return null;
    const copy = path + COPY_END;
    await files.copy(path, copy);
    const without = openFirst(copy, keys);
    if (without === null) removeCopy(copy);
    return without === null ? null : new DamagedDatabase(without, copy);
  }

  /** One line for each row: its table and its columns. Counts as it goes, into `counts`. */
  *lines(counts: Record<string, ReadRows>): Generator<string> {
    for (const table of SALVAGED) {
      const count: ReadRows = { rows: 0, gaps: 0 };
      for (const row of readableRows(this.#database, table, count)) {
        yield `${JSON.stringify({ table, row: plain(row) })}\n`;
      }
      if (count.rows + count.gaps > 0) counts[table] = count;
    }
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#database.close();
    if (this.#copy !== null) removeCopy(this.#copy);
  }
}

function openFirst(path: string, keys: readonly Uint8Array[]): Database | null {
  for (const key of keys) {
    let database: Database | null = null;
    try {
      database = new Database(path, { key, readonly: true, parseJson: false });
      using schema = database.prepare("SELECT count(*) FROM sqlite_schema");
      if ((schema.value<[number]>()?.[0] ?? 0) > 0) return database;
      database.close();
    } catch (error) {
      database?.close();
      if (!(error instanceof SqliteError)) throw error;
    }
  }
  return null;
}

function plain(row: StoredValues): Record<string, unknown> {
  const entries = Object.entries(row).filter(([name, value]) =>
    !LEFT_OUT.has(name) && value !== null
  );
  return Object.fromEntries(entries.map(([name, value]) => [
    name,
    typeof value === "bigint" ? String(value) : value instanceof Uint8Array ? value.toHex() : value,
  ]));
}

function removeCopy(copy: string): void {
  for (const end of ["", "-wal", "-shm"]) {
    try {
      Deno.removeSync(copy + end);
    } catch {
      // Not there, or the disk refuses: it is encrypted like the file it was copied from.
    }
  }
}
