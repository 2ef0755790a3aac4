/**
 * The phone's local database: real WatermelonDB over an in-memory store that behaves like the
 * phone's SQLite where the two differ (`sync.md` 1.2 and 4.3).
 *
 * @module
 */

import type { GenerationTraits } from "./generation.ts";
import { type Table, tablesOf } from "./tables.ts";
import {
  appSchema,
  type BatchOperation,
  Database,
  LokiJsAdapter,
  Model,
  type PhoneCollection,
  type PhoneRecord,
  type RawRow,
  type RecordClass,
  type ResultCallback,
  sanitizedRaw,
  silenceWatermelon,
  type WatermelonDatabase,
} from "./watermelon.ts";

/** The phone's clock, epoch milliseconds. */
export type Clock = () => number;

/** Every committed row of every table, the ones marked deleted too: a backup of the phone. */
export type DatabaseSnapshot = Readonly<Record<string, readonly RawRow[]>>;

/** An open local database of one phone. */
export class PhoneDatabase {
  /** The tables it has, by name. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly #database: WatermelonDatabase;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(database: WatermelonDatabase, tables: readonly Table[]) {
    this.#database = database;
    this.tables = new Map(tables.map((table) => [table.name, table]));
  }

  /**
   * Opens an empty database, or one that holds `snapshot`.
   *
   * @param clock gives `created_at` and `updated_at` of local changes
   */
  static async open(
    traits: GenerationTraits,
    clock: Clock,
    snapshot: DatabaseSnapshot = {},
  ): Promise<PhoneDatabase> {
    silenceWatermelon();
    // The app in the field is a release build: without this WatermelonDB runs its developer
    // checks, which throw from a timer where the release build only carries on.
    if (Deno.env.get("NODE_ENV") === undefined) Deno.env.set("NODE_ENV", "production");
    const tables = tablesOf(traits.generation);
    const adapter = new SqliteLikeAdapter({
      dbName: "phone",
      schema: appSchema(traits.schemaVersion, tables),
      useWebWorker: false,
      useIncrementalIndexedDB: true,
      extraLokiOptions: { autosave: false, verbose: false },
    });
    const modelClasses = tables.map((table) => recordClass(table, clock));
    const opened = new PhoneDatabase(new Database({ adapter, modelClasses }), tables);
    await opened.#load(snapshot);
    return opened;
  }

  /** A table as the app gets it: null for an unknown one, whatever the type says. */
  get(table: string): PhoneCollection {
    return this.#database.get(table);
  }

  /** Runs `work` as the only writer. A failure in the middle keeps the batches before it. */
  write<T>(work: () => Promise<T>): Promise<T> {
    // Queued here, one at a time, because WatermelonDB's own queue goes on by a timer.
    const done = this.#writing.then(() => this.#database.write(work));
    this.#writing = done.catch(() => {});
    return done;
  }

  /** Commits prepared records together or not at all. Inside {@linkcode write} only. */
  batch(records: readonly PhoneRecord[]): Promise<void> {
    return this.#database.batch(records);
  }

  /** Ids of the rows that are marked deleted locally: no query shows them. */
  deletedIds(table: string): Promise<string[]> {
    return this.#database.adapter.getDeletedRecords(table);
  }

  /** Removes rows that are marked deleted. */
  destroyDeleted(table: string, ids: readonly string[]): Promise<void> {
    return this.#database.adapter.destroyDeletedRecords(table, ids);
  }

  /** Copies of what is committed, in the order it was inserted. */
  async snapshot(): Promise<DatabaseSnapshot> {
    const rows: Record<string, RawRow[]> = {};
    await this.#database.adapter.unsafeExecute({
      loki: (loki) => {
        for (const table of this.tables.keys()) {
          const { schema } = this.get(table);
          rows[table] = loki.getCollection(table).data.map((row) => sanitizedRaw(row, schema));
        }
      },
    });
    return rows;
  }

  async #load(snapshot: DatabaseSnapshot): Promise<void> {
    await this.#database.adapter.unsafeExecute({
      loki: (loki) => {
        for (const [table, rows] of Object.entries(snapshot)) {
          if (!this.tables.has(table)) continue;
          loki.getCollection(table).insert(rows.map((row) => ({ ...row })));
        }
      },
    });
  }
}

/**
 * Loki refuses a second row of an id only after it has inserted the rows before it, and then
 * leaves its driver broken. SQLite fails the statement and rolls the whole batch back: so look
 * first, and touch nothing when the batch would fail.
 */
class SqliteLikeAdapter extends LokiJsAdapter {
  override batch(operations: readonly BatchOperation[], callback: ResultCallback): void {
    const { loki } = this._driver;
    const inserted = new Set<string>();
    for (const [type, table, raw] of operations) {
      if (type !== "create" || typeof raw === "string") continue;
      const key = `${table}/${raw.id}`;
      if (inserted.has(key) || loki.getCollection(table).by("id", raw.id)) {
        return callback({ error: new Error(`UNIQUE constraint failed: ${table}.id`) });
      }
      inserted.add(key);
    }
    super.batch(operations, callback);
  }
}

/** The record class of a table. `updated_at` is set first, as the library does for its models. */
function recordClass(table: Table, clock: Clock): RecordClass {
  return class extends Model {
    static override table = table.name;

    override prepareUpdate(change: (record: PhoneRecord) => void): PhoneRecord {
      return super.prepareUpdate((record) => {
        if (table.setsUpdatedAt) record._setRaw("updated_at", clock());
        change(record);
      });
    }
  };
}
