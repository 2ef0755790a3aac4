/**
 * Stores rows as the relay will: as a writer of its own, with new stamps.
 *
 * @module
 */

import type { Statements } from "../../../server/database/statements.ts";
import { TABLE_BY_NAME } from "../../../server/database/tables.ts";
import type { Table } from "../../../server/database/table_shape.ts";
import { storeHubRows } from "../../../server/keeper/store_hub_rows.ts";
import { RowStore } from "../../../server/sync/rows/row_store.ts";
import type { SyncEngine } from "../../../server/sync/sync_engine.ts";
import type { CloudRow, CloudTable } from "./fleet_clinic.ts";

/** The cloud, in table `writer`. */
const CLOUD_WRITER = 2;

/** Inserts rows the hub does not hold; changes the given columns of those it does. */
export function storeCloudRows(engine: SyncEngine, tables: readonly CloudTable[]): Promise<void> {
  const nowMs = engine.wallClock.nowMs();
  return engine.write((statements, stamps) => {
    for (const { table, rows } of tables) {
      const shape = TABLE_BY_NAME.get(table);
      if (shape === undefined) throw new RangeError(`Cannot store rows: no table "${table}"`);
      const store = new RowStore(statements, shape);
      for (const row of rows) {
        const stored = store.find(row.id);
        if (stored === null) {
          const write = { stamps, writer: CLOUD_WRITER, nowMs };
          storeHubRows(statements, [{ table, rows: [row] }], write);
        } else {
          change(statements, shape, row, { stamp: stamps.take(), nowMs });
        }
      }
    }
  });
}

function change(
  statements: Statements,
  shape: Table,
  row: CloudRow,
  { stamp, nowMs }: { readonly stamp: number; readonly nowMs: number },
): void {
  const store = new RowStore(statements, shape);
  const stored = store.find(row.id);
  if (stored === null) return;
  const set: Readonly<Record<string, string | number | null>> = { updated_at: nowMs, ...row };
  const values = shape.columns.map(({ name }) => set[name]);
  store.replace(stored, { id: row.id, values, extra: null, exact: true }, {
    ...{ stamp, nowMs, writer: CLOUD_WRITER },
  });
}
