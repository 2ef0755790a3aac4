/**
 * Pulled rows into the local database, as each generation does it (`sync.md` 4.3 and 4.4, and the
 * table of `phones.md`).
 *
 * The whole pull is one writer, but every batch of at most 300 rows commits by itself: what fails
 * later leaves the batches before it in place. No value is converted on this path.
 *
 * @module
 */

import { type ChangeSet, chunked, type TableChanges } from "./changes.ts";
import type { GenerationTraits } from "./generation.ts";
import type { PhoneDatabase } from "./phone_database.ts";
import { PULLED_ONLY_TABLES, pushedTables } from "./tables.ts";
import {
  type PhoneCollection,
  type PhoneRecord,
  Q,
  type RawRow,
  sanitizedRaw,
  type TableSchema,
} from "./watermelon.ts";

/** Rows of a pull that are committed together. */
export const APPLY_BATCH_ROWS = 300;

/** What applying needs besides the database. */
export interface ApplyOptions {
  readonly traits: GenerationTraits;
  /** Called before each batch, inside the writer: it must not wait for a write of its own. */
  readonly beforeBatch: () => Promise<void>;
  /** Takes what the app would write to its log as a warning. */
  readonly warn: (message: string) => void;
}

/**
 * Applies a pull, table by table in key order.
 *
 * @throws {TypeError} March and May, at the first table they do not know: later ones are lost
 * @throws {Error} `UNIQUE constraint failed`, when a row to insert is there already
 */
export async function applyChanges(
  database: PhoneDatabase,
  changes: ChangeSet | undefined,
  options: ApplyOptions,
): Promise<void> {
  if (!changes || Object.keys(changes).length === 0) return;
  await database.write(async () => {
    for (const [table, tableChanges] of Object.entries(changes)) {
      if (options.traits.applies === "strict") {
        await applyStrictly(database, table, tableChanges, options);
      } else if (isInbound(table, options.traits)) {
        await applyTolerantly(database, table, tableChanges, options);
      } else {
        options.warn(`ignored table ${table}: a peer may not write it`);
      }
    }
  });
}

/** August takes rows of a fixed list of tables only: not of its own `peers` and `event_logs`. */
function isInbound(table: string, traits: GenerationTraits): boolean {
  return pushedTables(traits.generation).includes(table) ||
    PULLED_ONLY_TABLES.some((name) => name === table);
}

async function applyStrictly(
  database: PhoneDatabase,
  table: string,
  { created, updated, deleted }: TableChanges,
  { beforeBatch }: ApplyOptions,
): Promise<void> {
  // Null for an unknown table. Nothing notices until the first list with a row in it.
  const collection = database.get(table);
  for (const rows of batchesOf(created)) {
    await beforeBatch();
    const held = await heldRecords(collection, rows, collection.schema);
    await commit(
      database,
      rows.map((row) => {
        const raw = pulledRow(row, collection.schema);
        const record = held.get(raw.id);
        return record ? preparedMerge(record, raw) : preparedInsert(collection, raw);
      }),
    );
  }
  for (const rows of batchesOf(updated)) {
    await beforeBatch();
    const held = await heldRecords(collection, rows, collection.schema);
    await commit(
      database,
      rows.flatMap((row) => {
        const raw = pulledRow(row, collection.schema);
        const record = held.get(raw.id);
        return record ? [preparedMerge(record, raw)] : [];
      }),
    );
  }
  for (const rows of batchesOf(deleted)) {
    await beforeBatch();
    // An id string is taken for a row without an id, gets a random one, and matches nothing.
    const held = await heldRecords(collection, rows, collection.schema);
    await commit(
      database,
      rows.flatMap((row) => {
        const record = held.get(pulledRow(row, collection.schema).id);
        return record ? [record.prepareMarkAsDeleted()] : [];
      }),
    );
  }
}

async function applyTolerantly(
  database: PhoneDatabase,
  table: string,
  { created, updated, deleted }: TableChanges,
  { beforeBatch, warn }: ApplyOptions,
): Promise<void> {
  const collection = database.get(table);
  const hasRows = (created?.length ?? 0) > 0 || (updated?.length ?? 0) > 0;
  const tombstones = new Set(hasRows ? await database.deletedIds(table) : []);
  for (const rows of batchesOf(created)) {
    await beforeBatch();
    const held = await heldRecords(collection, rows, collection.schema);
    const raws = rows.map((row) => pulledRow(row, collection.schema));
    const dropped = raws.map((raw) => raw.id).filter((id) => tombstones.has(id));
    const records = raws.map((raw) => {
      const record = held.get(raw.id);
      return record ? preparedMerge(record, raw) : preparedInsert(collection, raw);
    });
    if (dropped.length > 0) {
      await database.destroyDeleted(table, dropped);
      dropped.forEach((id) => tombstones.delete(id));
    }
    await commit(database, records);
  }
  for (const rows of batchesOf(updated)) {
    await beforeBatch();
    const held = await heldRecords(collection, rows, collection.schema);
    await commit(
      database,
      rows.flatMap((row) => {
        const raw = pulledRow(row, collection.schema);
        const record = held.get(raw.id);
        if (record) return [preparedMerge(record, raw)];
        return tombstones.has(raw.id) ? [] : [preparedInsert(collection, raw)];
      }),
    );
  }
  for (const rows of batchesOf(deleted)) {
    await beforeBatch();
    const ids = rows.filter((row) => typeof row === "string");
    if (ids.length < rows.length) {
      warn(`ignored ${rows.length - ids.length} deletions of ${table} that are not ids`);
    }
    if (ids.length === 0) continue;
    // Whatever the row is: an edit that was never sent goes with it.
    const records = await collection.query(Q.where("id", Q.oneOf(ids))).fetch();
    await commit(database, records.map((record) => record.prepareDestroyPermanently()));
  }
}

function batchesOf(rows: unknown[] | undefined): unknown[][] {
  return rows && rows.length > 0 ? chunked(rows, APPLY_BATCH_ROWS) : [];
}

async function commit(database: PhoneDatabase, records: readonly PhoneRecord[]): Promise<void> {
  if (records.length > 0) await database.batch(records);
}

/** The records the phone holds of `rows`, by id. A row marked deleted locally is not among them. */
async function heldRecords(
  collection: PhoneCollection,
  rows: readonly unknown[],
  schema: TableSchema,
): Promise<Map<string, PhoneRecord>> {
  const ids = rows.map((row) => sanitizedRaw(row, schema).id);
  const records = await collection.query(Q.where("id", Q.oneOf(ids))).fetch();
  return new Map(records.map((record) => [record.id, record]));
}

/** A row as it came down, made to fit the schema: this is where wrong types are erased. */
function pulledRow(row: unknown, schema: TableSchema): RawRow {
  return sanitizedRaw({ ...row as object, _status: "synced", _changed: "" }, schema);
}

function preparedInsert(collection: PhoneCollection, raw: RawRow): PhoneRecord {
  return collection.prepareCreate((record) => {
    record._raw = raw;
  });
}

function preparedMerge(record: PhoneRecord, raw: RawRow): PhoneRecord {
  const local = record._raw;
  const merged = local._changed ? mergedRow(local, raw) : raw;
  return record.prepareUpdate((edited) => {
    edited._raw = merged;
  });
}

/**
 * Keeps the locally changed columns of a row and takes the pulled one for the rest; the row stays
 * to be sent. A column the hub left out has already become null or empty in `pulled`.
 */
function mergedRow(local: RawRow, pulled: RawRow): RawRow {
  const merged: RawRow = { ...local, ...pulled, id: local.id };
  merged._status = local._status;
  merged._changed = local._changed;
  for (const column of local._changed.split(",")) {
    const value = local[column];
    if (value !== undefined) merged[column] = value;
  }
  return merged;
}
