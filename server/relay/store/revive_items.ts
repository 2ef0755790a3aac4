/**
 * Prescription items that come alive with their patient or prescription. The cloud tells of neither
 * their end nor their return: an item has no mark there, and its update is shown to nobody.
 *
 * @module
 */

import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import { isHeldDeleted, parentsOf } from "../../sync/rows/dependants.ts";
import { hubRowOf, relayedTable } from "./cloud_rows.ts";
import type { PullScene } from "./pull_scene.ts";
import { writeRow } from "./write_row.ts";

const ITEMS = "prescription_items";

/**
 * Call it when the cloud has brought a row back. Of what hangs on it, items come alive that the
 * cloud's deletion of a parent had hidden; those that this hub has deleted stay so, and those of
 * which another parent is deleted.
 */
export function reviveItems(scene: PullScene, parentTable: string, parentId: string): void {
  const { statements } = scene;
  const links = parentsOf(ITEMS);
  const link = links.find(({ table }) => table === parentTable);
  if (link === undefined) return;
  const table = relayedTable(ITEMS);
  const store = scene.storeOf(table);
  const hidden = statements.get(
    `SELECT id FROM ${ITEMS} AS item JOIN cloud_row ON table_no = ${table.number}
       AND cloud_row.hub_row = item.hub_row
     WHERE "${link.column}" = ? AND is_deleted = 1 AND hub_writer = ${CLOUD_WRITER}
       AND state = 'clean' AND has_base = 1
       AND (has_sent = 0 OR coalesce(sent ->> 'is_deleted', has_sent) <> 1)`,
  ).values<[string]>(parentId);
  for (const [id] of hidden) {
    const stored = store.find(id);
    if (stored === null) continue;
    const hub = hubRowOf(table, store, id, stored);
    const isBelowDeleted = links.some(({ column, table }) => {
      const parent = hub[column];
      return typeof parent === "string" && isHeldDeleted(statements, table, parent);
    });
    if (!isBelowDeleted) {
      writeRow(scene, { table, stored, hub }, { is_deleted: 0, deleted_at: null }, {});
    }
  }
}
