/**
 * How fast a database could store and find the rows.
 *
 * @module
 */

import { join } from "node:path";
import { benchRows, type RowOrder } from "../load/mod.ts";
import { buildProgram, type CProgram } from "./c_program.ts";
import { encodeRows, SCHEMA_FILE, storedRow, upsertSql } from "./stored_rows.ts";

/** Median and 99th percentile of one round of look-ups. */
export interface LookUpTimes {
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Above every stamp, and above every stamp but those of the rows that count as new. */
const NEWER = 8_000_000_000_000_000;
const NEWEST = 9_000_000_000_000_000;
/** Rounds of a pull's look-ups. */
const PULL_ROUNDS = 2_000;

/** Built C programs and the files they work on. Everything goes when disposed. */
export class DatabaseLimits implements AsyncDisposable {
  readonly #folder: string;
  readonly #push: CProgram;
  readonly #lookUp: CProgram;
  readonly #tables: readonly string[];
  #files = 0;

  private constructor(
    parts: { folder: string; push: CProgram; lookUp: CProgram; tables: readonly string[] },
  ) {
    this.#folder = parts.folder;
    this.#push = parts.push;
    this.#lookUp = parts.lookUp;
    this.#tables = parts.tables;
  }

  /** Builds the programs. */
  static async build(): Promise<DatabaseLimits> {
    const folder = await Deno.makeTempDir({ prefix: "hub-limit-" });
    const [push, lookUp] = [
      await buildProgram("push_limit", folder),
      await buildProgram("look_up_limit", folder),
    ];
    const schema = await Deno.readTextFile(SCHEMA_FILE);
    const tables = [...schema.matchAll(/^CREATE INDEX (\w+)_first ON \1 /gm)]
      .map(([, table]) => table ?? "");
    return new DatabaseLimits({ folder, push, lookUp, tables });
  }

  /** Milliseconds to store the rows in one transaction, on a fresh file each time. */
  async pushMs(order: RowOrder, runs: number): Promise<number[]> {
    const timesMs: number[] = [];
    for (let run = 0; run < runs; run++) {
      const { database, ms } = await this.#store(order);
      timesMs.push(ms);
      await removeDatabase(database);
    }
    return timesMs;
  }

  /**
   * Times the look-ups of a pull, two in each table, with nothing new and with some rows new.
   *
   * @param copies How many times the rows are in the file, under different ids
   */
  async lookUps(
    order: RowOrder,
    { copies, newRows }: { readonly copies: number; readonly newRows: number },
  ): Promise<{ readonly nothingNew: LookUpTimes; readonly someNew: LookUpTimes }> {
    const { database, columns } = await this.#store(order);
    const copy = (where: string, stamp: string) =>
      `INSERT INTO ${order.table} (id, ${columns.join(", ")}, hub_first_stamp, hub_stamp)
        SELECT lower(hex(randomblob(16))), ${columns.join(", ")}, ${stamp}, ${stamp}
        FROM ${order.table} WHERE ${where};\n`;
    const setup = Array.from(
      { length: copies - 1 },
      (_, i) => copy(`hub_row <= ${order.rows}`, `hub_first_stamp + ${(i + 1) * order.rows}`),
    ).join("") +
      copy(`hub_row <= ${newRows}`, String(NEWER + 1));
    const nothingNew = await this.#time(database, setup, NEWEST);
    const someNew = await this.#time(database, "", NEWER);
    await removeDatabase(database);
    return { nothingNew, someNew };
  }

  /**
   * Times statements, all of them in each round, on a file with these rows.
   *
   * @param statements SQL, each on one line
   */
  async statements(
    order: RowOrder,
    statements: readonly string[],
    rounds: number,
  ): Promise<LookUpTimes> {
    const { database } = await this.#store(order);
    const times = await this.#rounds(database, "", statements, rounds);
    await removeDatabase(database);
    return times;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #store(order: RowOrder) {
    const database = join(this.#folder, `limit_${this.#files++}.db`);
    const rows = benchRows(order).map(storedRow);
    const [first] = rows;
    if (first === undefined) throw new RangeError("Cannot measure limit: no rows");
    const insert = await this.#file("insert.sql", upsertSql(order.table, first));
    const data = await this.#file("rows", encodeRows(rows));
    const [ms] = await this.#push.run(database, SCHEMA_FILE, insert, data);
    const columns = Object.keys(first)
      .filter((name) => !["id", "hub_first_stamp", "hub_stamp"].includes(name));
    return { database, columns, ms: ms ?? NaN };
  }

  #time(database: string, setup: string, after: number): Promise<LookUpTimes> {
    const lookUps = this.#tables.flatMap((table) => [
      `SELECT * FROM ${table} WHERE hub_first_stamp > ${after} ORDER BY hub_first_stamp`,
      `SELECT * FROM ${table} WHERE hub_stamp > ${after} AND hub_stamp > hub_first_stamp`,
    ]);
    return this.#rounds(database, setup, lookUps, PULL_ROUNDS);
  }

  async #rounds(
    database: string,
    setup: string,
    statements: readonly string[],
    rounds: number,
  ): Promise<LookUpTimes> {
    const [p50Us, p99Us] = await this.#lookUp.run(
      database,
      await this.#file("setup.sql", setup),
      await this.#file("look_ups.sql", statements.join("\n")),
      String(rounds),
    );
    return { p50Us: p50Us ?? NaN, p99Us: p99Us ?? NaN };
  }

  async #file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.#folder, name);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(path, bytes);
    return path;
  }
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) await Deno.remove(path + suffix).catch(() => {});
}
