/**
 * Writes values of the cloud into a row that the hub holds.
 *
 * @module
 */

import type { Table } from "../../database/table_shape.ts";
import { type HubRow, type HubValue, TIME_COLUMNS } from "../convert/hub_row.ts";
import { same } from "../merge_three_way.ts";
import type { MetRow } from "./cloud_version.ts";
import type { PullScene } from "./pull_scene.ts";

/** Whether the hub's row is the cloud's, the times apart. */
export function isSameVersion(table: Table, hub: HubRow, cloud: HubRow): boolean {
  return table.columns.every(({ name, kind }) =>
    TIME_COLUMNS.has(name) || cloud[name] === undefined ||
    same(kind, cloud[name] ?? null, hub[name] ?? null)
  );
}

/**
 * Stores values with a new stamp. Times alone are no change that phones are told of (decision 21).
 *
 * @returns the new stamp, null when there is none
 */
export function writeRow(
  scene: PullScene,
  { table, stored, hub }: Pick<MetRow, "table" | "stored" | "hub">,
  take: HubRow,
  times: HubRow,
): number | null {
  if (Object.keys(take).length === 0) {
    for (const [name, value] of Object.entries(times)) {
      scene.statements.get(`UPDATE ${table.name} SET "${name}" = ? WHERE hub_row = ?`)
        .run(value, stored.row);
    }
    return null;
  }
  const set: HubRow = { ...take, ...times };
  const values = new Map<number, HubValue>();
  table.columns.forEach(({ name }, i) => {
    const value = set[name];
    if (value !== undefined) values.set(i, value);
  });
  const before = table.columns.map(({ name }) => hub[name] ?? null);
  const change = scene.change();
  scene.storeOf(table).update(stored, { values, sendBack: false }, change, before);
  scene.count(table);
  return change.stamp;
}
