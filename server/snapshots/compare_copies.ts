/**
 * What one database has that another has not: rows by table, and phones.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import { TABLES } from "../database/tables.ts";
import { onCopy, OTHER_ROWS, readFacts } from "./read_facts.ts";

/** Rows of one table. */
export interface TableComparison {
  /** In the present data only: a restore takes them away. */
  readonly added: number;
  /** In both, in another version: a restore brings the older one back. */
  readonly changed: number;
  /** In the copy only: a restore brings them back. */
  readonly missing: number;
}

/** A phone that a restore concerns. */
export interface ComparedPhone {
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** As the operator sees it. */
  readonly name: string;
  /**
   * - `synced`: it has synced since the copy was made, and will be ahead of it
   * - `unknown`: the copy does not know it: it has to scan the code again
   * - `revoked`: it was removed since, and stays so
   */
  readonly why: "synced" | "unknown" | "revoked";
  /** Epoch ms of its last sync, null when it never did. */
  readonly lastSyncMs: number | null;
}

/** What is newer in the present data. */
export interface Comparison {
  /** By table; tables without a difference are left out, unknown ones are `other`. */
  readonly tables: Readonly<Record<string, TableComparison>>;
  /** Of the rows added or changed: how many the cloud does not have either. */
  readonly notInCloud: number;
  /** Phones that a restore concerns. */
  readonly phones: readonly ComparedPhone[];
  /** The ceiling of the present clock, and its epoch. */
  readonly clock: number;
  /** The epoch of the present clock. */
  readonly epoch: number;
}

/** A database and its key, 32 bytes. */
export interface KeyedFile {
  /** Path of the file. */
  readonly path: string;
  /** SQLCipher raw key. */
  readonly key: Uint8Array;
}

/** What to compare. */
export interface CompareRequest {
  /** The data that is here. */
  readonly present: KeyedFile;
  /** The copy that would take its place; of the same schema, or an older one. */
  readonly copy: KeyedFile;
  /** When the copy was made, epoch ms; null when it does not say. */
  readonly copyAtMs: number | null;
}

/**
 * Compares two databases row by row: by id and stamp, whatever their keys, schemas and histories.
 * Nobody may write them meanwhile, or the numbers are of some moment in between.
 *
 * @throws {SnapshotError}
 */
export function compareCopies({ present, copy, copyAtMs }: CompareRequest): Comparison {
  return onCopy(present.path, present.key, (here) =>
    onCopy(copy.path, copy.key, (there) => {
      const cloud = new CloudKnowledge(here);
      const tables: Record<string, TableComparison> = {};
      let notInCloud = 0;
      for (const { name, number } of TABLES) {
        const table = { ...NO_DIFFERENCE };
        for (
          const { kind, hubRow, stamp } of differences(rowsOf(here, name), rowsOf(there, name))
        ) {
          table[kind]++;
          if (kind !== "missing" && !cloud.has(number, hubRow, stamp)) notInCloud++;
        }
        if (isAny(table)) tables[name] = table;
      }
      const other = { ...NO_DIFFERENCE };
      for (const { kind } of differences(otherRows(here), otherRows(there))) {
        other[kind]++;
        // Tables nobody knows never go to the cloud.
        if (kind !== "missing") notInCloud++;
      }
      if (isAny(other)) tables[OTHER_ROWS] = other;
      const { clock, epoch } = readFacts(here);
      return { tables, notInCloud, phones: comparePhones(here, there, copyAtMs), clock, epoch };
    }));
}

const NO_DIFFERENCE = { added: 0, changed: 0, missing: 0 };

function isAny({ added, changed, missing }: TableComparison): boolean {
  return added + changed + missing > 0;
}

/** A row's id, number and stamp. */
type RowMark = readonly [id: string, hubRow: number, stamp: number];

function* rowsOf(database: Database, table: string): Generator<RowMark> {
  if (!hasTable(database, table)) return;
  using statement = database.prepare(`SELECT id, hub_row, hub_stamp FROM ${table} ORDER BY id`);
  for (const row of statement.iter<{ id: string; hub_row: number; hub_stamp: number }>()) {
    yield [row.id, row.hub_row, row.hub_stamp];
  }
}

function* otherRows(database: Database): Generator<RowMark> {
  using statement = database.prepare(
    `SELECT name || '/' || id AS id, hub_row, hub_stamp FROM other_row
     JOIN other_table USING (table_no) ORDER BY 1`,
  );
  for (const row of statement.iter<{ id: string; hub_row: number; hub_stamp: number }>()) {
    yield [row.id, row.hub_row, row.hub_stamp];
  }
}

/** Walks both in the order of their ids. */
function* differences(
  here: Iterator<RowMark>,
  there: Iterator<RowMark>,
): Generator<{ kind: keyof TableComparison; hubRow: number; stamp: number }> {
  let mine = here.next();
  let other = there.next();
  while (!mine.done || !other.done) {
    const order = mine.done
      ? 1
      : other.done
      ? -1
      : compareCodePoints(mine.value[0], other.value[0]);
    if (order < 0 && !mine.done) {
      yield { kind: "added", hubRow: mine.value[1], stamp: mine.value[2] };
      mine = here.next();
    } else if (order > 0 && !other.done) {
      yield { kind: "missing", hubRow: other.value[1], stamp: other.value[2] };
      other = there.next();
    } else if (!mine.done && !other.done) {
      if (mine.value[2] !== other.value[2]) {
        yield { kind: "changed", hubRow: mine.value[1], stamp: mine.value[2] };
      }
      mine = here.next();
      other = there.next();
    }
  }
}

/** The order of SQLite's BINARY: that of UTF-8, which differs from UTF-16's beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Half of a pair stands for a code point beyond every single one. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit;
}

/** Whether the cloud has a version of a row: `docs/relay.md`. */
class CloudKnowledge {
  readonly #gathered: number;
  readonly #state;

  constructor(database: Database) {
    const isThere = hasTable(database, "cloud_row");
    this.#gathered = isThere
      ? database.prepare("SELECT gathered FROM relay_state").value<[number]>()?.[0] ?? 0
      : 0;
    this.#state = isThere
      ? database.prepare("SELECT state FROM cloud_row WHERE table_no = ? AND hub_row = ?")
      : null;
  }

  has(tableNo: number, hubRow: number, stamp: number): boolean {
    if (this.#state === null || stamp > this.#gathered) return false;
    return this.#state.value<[string]>(tableNo, hubRow)?.[0] === "clean";
  }
}

function comparePhones(
  here: Database,
  there: Database,
  copyAtMs: number | null,
): ComparedPhone[] {
  const known = new Map(
    there.prepare("SELECT device_id, status, last_sync_ms FROM device")
      .values<[string, string, number | null]>().map(([id, ...rest]) => [id, rest] as const),
  );
  const phones: ComparedPhone[] = [];
  const rows = here.prepare("SELECT device_id, name, status, last_sync_ms FROM device ORDER BY 1")
    .values<[string, string, string, number | null]>();
  for (const [deviceId, name, status, lastSyncMs] of rows) {
    const then = known.get(deviceId);
    const sinceMs = Math.max(then?.[1] ?? 0, copyAtMs ?? 0);
    const why = status === "revoked"
      ? then?.[0] === "revoked" ? null : "revoked" as const
      : then === undefined
      ? "unknown" as const
      : lastSyncMs !== null && lastSyncMs > sinceMs
      ? "synced" as const
      : null;
    if (why !== null) phones.push({ deviceId, name, why, lastSyncMs });
  }
  return phones;
}

function hasTable(database: Database, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .value(name) !== undefined;
}
