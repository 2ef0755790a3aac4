/** Whether a hub and the simulated cloud hold the same. */

import { cloudImage } from "../../server/relay/convert/cloud_image.ts";
import { RELAYED_TABLES } from "../../server/relay/convert/cloud_columns.ts";
import { fromCloud } from "../../server/relay/convert/from_cloud.ts";
import { type HubRow, TIME_COLUMNS } from "../../server/relay/convert/hub_row.ts";
import { same } from "../../server/relay/merge_three_way.ts";
import type { SimulatedCloud } from "../support/cloud/mod.ts";
import type { TestEngine } from "../support/open_engine.ts";
import { tableOf } from "../server/relay/hub_rows.ts";

/** Columns that nobody compares by themselves. */
const ASIDE = new Set([...TIME_COLUMNS, "deleted_at", "last_modified_by"]);

/** Every difference in the relayed tables, what the cloud is known to lose apart. */
export function differences(hub: TestEngine, cloud: SimulatedCloud): string[] {
  const isEast = hub.database.reader.prepare("SELECT dates_east FROM relay_state")
    .value<[number]>()?.[0] === 1;
  return RELAYED_TABLES.flatMap((name) => {
    const table = tableOf(name);
    const theirs = new Map(cloud.rows(name).map((row) => [keyOf(name, row), row]));
    const found: string[] = [];
    const rows = hub.database.reader.prepare(`SELECT * FROM ${name}`).all<HubRow>();
    for (const row of rows) {
      const key = keyOf(name, row);
      const arrived = theirs.get(key);
      theirs.delete(key);
      if (arrived === undefined) {
        if (row.is_deleted !== 1) found.push(`${name} ${key} is not in the cloud`);
        continue;
      }
      const cloudRow = fromCloud(table, arrived, isEast);
      const image = cloudImage(table, row, cloudRow);
      const isDeleted = row.is_deleted === 1 && cloudRow.is_deleted === 1;
      for (const { name: column, kind } of table.columns) {
        if (ASIDE.has(column) || isDeleted) continue;
        const [a, b] = [image[column] ?? null, cloudRow[column] ?? null];
        if (!same(kind, a, b)) found.push(`${name} ${key} ${column}: ${a} here, ${b} there`);
      }
    }
    for (const [key, row] of theirs) {
      if (row.is_deleted !== true) found.push(`${name} ${key} is in the cloud alone`);
    }
    return found;
  });
}

function keyOf(table: string, row: Readonly<Record<string, unknown>>): string {
  return table === "patient_additional_attributes"
    ? `${row.patient_id}/${row.attribute_id}`
    : String(row.id);
}

/** Entries of `cloud_row` that are not clean: table, id, state, reason. */
export function unsettled(hub: TestEngine): [string, string, string, string | null][] {
  return RELAYED_TABLES.flatMap((name) =>
    hub.database.reader.prepare(
      `SELECT '${name}', id, state, cloud_row.reason FROM cloud_row JOIN ${name} USING (hub_row)
       WHERE table_no = ? AND state <> 'clean' ORDER BY hub_row`,
    ).values<[string, string, string, string | null]>(tableOf(name).number)
  );
}
