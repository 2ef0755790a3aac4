/**
 * The part of WatermelonDB the phone uses, with types narrow enough for this folder.
 *
 * It is the real library, in the version the app pins (0.28.1-0). Its modules are CommonJS: Deno
 * gives the module object where a default import is written, so the default is taken out here.
 *
 * @module
 */

import databaseModule from "@nozbe/watermelondb/Database/index.js";
import modelModule from "@nozbe/watermelondb/Model/index.js";
import * as queryModule from "@nozbe/watermelondb/QueryDescription/index.js";
import { sanitizedRaw as sanitize } from "@nozbe/watermelondb/RawRecord/index.js";
import { appSchema as makeSchema, tableSchema } from "@nozbe/watermelondb/Schema/index.js";
import lokiModule from "@nozbe/watermelondb/adapters/lokijs/index.js";
import loggerModule from "@nozbe/watermelondb/utils/common/logger/index.js";
import type { Table } from "./tables.ts";

/** A value of a column. */
export type RawValue = string | number | boolean | null;

/** WatermelonDB's own mark of what must still be sent. */
export type SyncStatus = "synced" | "created" | "updated" | "deleted";

/** A row as the phone stores and sends it: its columns, `_status` and `_changed`. */
export interface RawRow {
  /** The primary key. */
  id: string;
  /** What must still be sent of it. */
  _status: SyncStatus;
  /** Comma list of the columns changed since the last sync. */
  _changed: string;
  /** Any column of the table. */
  [column: string]: RawValue;
}

/** Opaque schema of one table. */
export interface TableSchema {
  readonly name: string;
  readonly columns: Readonly<Record<string, { readonly type: string }>>;
}

/** A record: a live object over a row. */
export interface PhoneRecord {
  readonly id: string;
  _raw: RawRow;
  prepareUpdate(change: (record: PhoneRecord) => void): PhoneRecord;
  prepareMarkAsDeleted(): PhoneRecord;
  prepareDestroyPermanently(): PhoneRecord;
  update(change: (record: PhoneRecord) => void): Promise<PhoneRecord>;
  markAsDeleted(): Promise<void>;
  /** Sets a column as a model field does: sanitized, and noted in `_changed` unless creating. */
  _setRaw(column: string, value: unknown): void;
}

/** The class of a table's records. */
export interface RecordClass {
  new (...args: never[]): PhoneRecord;
  table: string;
}

/** One table, as the app sees it: rows marked deleted are invisible to every query. */
export interface PhoneCollection {
  readonly schema: TableSchema;
  query(...clauses: unknown[]): { fetch(): Promise<PhoneRecord[]>; fetchCount(): Promise<number> };
  prepareCreate(build: (record: PhoneRecord) => void): PhoneRecord;
  find(id: string): Promise<PhoneRecord>;
}

/** A document store of LokiJS. */
export interface LokiCollection {
  readonly data: readonly object[];
  by(field: "id", id: string): object | undefined;
  insert(rows: object[]): void;
}

/** The in-memory database under the adapter. */
export interface Loki {
  getCollection(table: string): LokiCollection;
}

/** One operation of a batch, as the adapter gets it. */
export type BatchOperation = readonly [type: string, table: string, rawOrId: RawRow | string];

/** What the adapter reports back. */
export type ResultCallback = (result: { value: undefined } | { error: Error }) => void;

/** The adapter the simulated phone builds on. */
export interface LokiAdapter {
  readonly _driver: { readonly loki: Loki };
  batch(operations: readonly BatchOperation[], callback: ResultCallback): void;
}

/** The database. */
export interface WatermelonDatabase {
  /** Null for an unknown table, whatever the type says: the app relies on it being there too. */
  get(table: string): PhoneCollection;
  write<T>(work: () => Promise<T>): Promise<T>;
  batch(records: readonly PhoneRecord[]): Promise<void>;
  readonly adapter: {
    getDeletedRecords(table: string): Promise<string[]>;
    destroyDeletedRecords(table: string, ids: readonly string[]): Promise<void>;
    unsafeExecute(work: { loki: (loki: Loki) => void }): Promise<void>;
  };
}

function defaultOf<T>(module: unknown): T {
  return (module as { default: T }).default;
}

/** The base class of all records. */
export const Model: RecordClass = defaultOf(modelModule);

/** The LokiJS adapter. */
export const LokiJsAdapter: new (options: object) => LokiAdapter = defaultOf(lokiModule);

/** The database class. */
export const Database: new (options: object) => WatermelonDatabase = defaultOf(databaseModule);

/** The query clauses the app uses. */
export const Q: {
  where(column: string, comparison: unknown): unknown;
  oneOf(values: readonly string[]): unknown;
  gt(value: number): unknown;
  eq(value: RawValue): unknown;
  notIn(values: readonly string[]): unknown;
  and(...clauses: unknown[]): unknown;
  or(...clauses: unknown[]): unknown;
} = queryModule as never;

/**
 * WatermelonDB's own sanitizer: unknown columns dropped, wrong types erased to null, `""`, `0` or
 * `false`, a missing or non-string id replaced by a random one.
 */
export function sanitizedRaw(dirty: unknown, schema: TableSchema): RawRow {
  return sanitize(dirty as never, schema as never) as unknown as RawRow;
}

/** The schema of a whole database. */
export function appSchema(version: number, tables: readonly Table[]): object {
  return makeSchema({
    version,
    tables: tables.map(({ name, columns }) =>
      tableSchema({ name: name as never, columns: columns as never })
    ),
  });
}

/** Stops WatermelonDB from writing to the console. */
export function silenceWatermelon(): void {
  defaultOf<{ silence(): void }>(loggerModule).silence();
}
