/**
 * The phone's own changes: collecting the dirty rows and marking them synced (`sync.md` 4.2).
 *
 * @module
 */

import type { ChangeSet } from "./changes.ts";
import type { PhoneDatabase } from "./phone_database.ts";
import { Q } from "./watermelon.ts";

/**
 * Copies of the rows with a local `_status`, by table, whole and with `_status` and `_changed`.
 *
 * The query for deleted rows is always empty: WatermelonDB adds "not deleted" to every query.
 */
export async function collectChanges(
  database: PhoneDatabase,
  tables: readonly string[],
): Promise<ChangeSet> {
  const changes: ChangeSet = {};
  for (const table of tables) {
    const collection = database.get(table);
    const copies = async (status: string) => {
      const records = await collection.query(Q.where("_status", status)).fetch();
      return records.map((record) => ({ ...record._raw }));
    };
    const created = await copies("created");
    const updated = await copies("updated");
    const deleted = await copies("deleted");
    if (created.length + updated.length + deleted.length > 0) {
      changes[table] = { created, updated, deleted };
    }
  }
  return changes;
}

/**
 * Marks every row of a push synced, whatever the hub did with it and whatever happened to it
 * meanwhile. It is an ordinary update, so `updated_at` becomes the phone's now.
 *
 * @param beforeTable called before each table, inside the writer
 */
export async function markSynced(
  database: PhoneDatabase,
  changes: ChangeSet,
  beforeTable: () => Promise<void>,
): Promise<void> {
  await database.write(async () => {
    for (const [table, { created, updated }] of Object.entries(changes)) {
      await beforeTable();
      const ids = [...created, ...updated].map((row) => (row as { id: string }).id);
      if (ids.length === 0) continue;
      const records = await database.get(table).query(Q.where("id", Q.oneOf(ids))).fetch();
      const marked = records.map((record) =>
        record.prepareUpdate(({ _raw }) => {
          _raw._status = "synced";
          _raw._changed = "";
        })
      );
      if (marked.length > 0) await database.batch(marked);
    }
  });
}
