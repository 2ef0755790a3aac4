/**
 * Everything that can be read of a damaged database, as JSON lines.
 *
 * @module
 */

import { Database, SqliteError } from "@db/sqlite";
import { TABLES } from "../database/tables.ts";
import { type DurableFiles, durableFiles } from "../snapshots/durable_files.ts";
import {
  type PatientReader,
  readableRows,
  type ReadRows,
  type StoredValues,
} from "./readable_rows.ts";

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
const COPY_FILES = ["", "-wal", "-shm"];

/** Names that reading a database at `path` may leave beside it when the program is killed. */
export function readingPaths(path: string): readonly string[] {
  return COPY_FILES.map((end) => path + COPY_END + end);
}

/** A damaged database, open for reading. */
export class DamagedDatabase implements PatientReader, Disposable {
  readonly #path: string;
  readonly #key: Uint8Array;
  /** Whether the path is a copy of ours, to be removed. */
  readonly #isCopy: boolean;
  #database: Database | null;

  private constructor(path: string, key: Uint8Array, isCopy: boolean) {
    this.#path = path;
    this.#key = key.slice();
    this.#isCopy = isCopy;
    this.#database = tryOpen(path, key);
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
    const key = keys.find((key) => opens(path, key));
    if (key !== undefined) return new DamagedDatabase(path, key, false);
    if ((await files.size(`${path}-wal`) ?? 0) === 0) return null;
    const copy = path + COPY_END;
    await files.copy(path, copy);
    const without = keys.find((key) => opens(copy, key));
    if (without === undefined) removeCopy(copy);
    return without === undefined ? null : new DamagedDatabase(copy, without, true);
  }

  /** After a page that does not fit its seal SQLCipher reads nothing more: it is opened again. */
  rows(sql: string, ...values: readonly number[]): StoredValues[] | null {
    try {
      this.#database ??= tryOpen(this.#path, this.#key);
      if (this.#database === null) return null;
      using statement = this.#database.prepare(sql);
      return statement.all(...values);
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error;
      this.#database?.close();
      this.#database = null;
      return null;
    }
  }

  /** One line for each row: its table and its columns. Counts as it goes, into `counts`. */
  *lines(counts: Record<string, ReadRows>): Generator<string> {
    for (const table of SALVAGED) {
      const count: ReadRows = { rows: 0, gaps: 0 };
      for (const row of readableRows(this, table, count)) {
        yield `${JSON.stringify({ table, row: plain(row) })}\n`;
      }
      if (count.rows + count.gaps > 0) counts[table] = count;
    }
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#database?.close();
    this.#key.fill(0);
    if (this.#isCopy) removeCopy(this.#path);
  }
}

/** An open database that shows its schema; null when it does not. */
function tryOpen(path: string, key: Uint8Array): Database | null {
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
  return null;
}

function opens(path: string, key: Uint8Array): boolean {
  const database = tryOpen(path, key);
  database?.close();
  return database !== null;
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
  for (const end of COPY_FILES) {
    try {
      Deno.removeSync(copy + end);
    } catch {
      // Not there, or the disk refuses: it is encrypted like the file it was copied from.
    }
  }
}
