/**
 * Stores one stock row of the cloud. The cloud takes no stock from a hub and takes off by itself
 * what dispensing records say; so its number counts, less the records that have not come back from
 * it (decision 20). A count of the hub's own stays until the cloud's number moves for another reason
 * than this hub's records; then it goes into a conflict record.
 *
 * @module
 */

import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import type { HubRow, HubValue } from "../convert/hub_row.ts";
import { mergeThreeWay, stockFromCloud } from "../merge_three_way.ts";
import { baseOf, type MetRow, timeOf } from "./cloud_version.ts";
import type { PullScene } from "./pull_scene.ts";
import { isSameVersion, writeRow } from "./write_row.ts";

const QUANTITY = "quantity_available";

/** Stores it over the hub's row. */
export function applyStock(scene: PullScene, met: MetRow): void {
  const { table, stored, hub, cloudId } = met;
  const cloud = withPending(scene, met.cloud);
  const base = baseOf(met);
  // What the hub would show if nobody but its own dispensing had moved the stock.
  const expected = base === null ? null : { ...base, [QUANTITY]: expectedStock(scene, met) };
  const merged = mergeThreeWay(table, { base: expected, sent: null, hub, cloud });
  const take: Record<string, HubValue> = { ...merged.take };
  for (const { column, cloud: theirs } of merged.conflicts) {
    // It can never go up, so the cloud's stays.
    take[column] = theirs;
    if ((hub[column] ?? null) === null) continue;
    scene.conflict({
      ...{ table: table.name, rowId: met.id, column, reason: "CLOUD_CHANGED" },
      ...{ lost: hub[column] ?? null, kept: theirs, lostWriter: stored.writer },
    });
  }
  writeRow(scene, met, take, merged.times);
  const now: HubRow = { ...hub, ...take };
  const isCloudVersion = isSameVersion(table, now, cloud);
  scene.entries.see(table, stored.row, {
    state: isCloudVersion ? "clean" : "here",
    base: isCloudVersion ? null : { ...now, ...cloud },
    ...{ cloudId, cloudUpdatedMs: timeOf(cloud, "updated_at") },
    cloudModifiedMs: timeOf(cloud, "last_modified"),
    stamp: newestRecord(scene),
    ...{ keepsSent: false, keepsAsserted: false },
  }, scene.nowMs);
}

/** A stock row of the cloud less what was handed out here and has not come back. */
export function withPending(scene: PullScene, cloud: HubRow): HubRow {
  const quantity = cloud[QUANTITY];
  if (typeof quantity !== "number") return cloud;
  const pending = scene.statements.get(
    `${RECORDS} AND NOT EXISTS (SELECT 1 FROM cloud_row WHERE table_no = 18 AND has_base = 1
       AND cloud_row.hub_row = record.hub_row)`,
  ).values<[number]>(...placeOf(cloud)).flat();
  return { ...cloud, [QUANTITY]: stockFromCloud(quantity, pending) };
}

/** The stock both agreed on last, less what was handed out here since. */
function expectedStock(scene: PullScene, { hub, entry }: MetRow): number {
  const base = entry?.base ?? null;
  if (base === null) return Number(hub[QUANTITY] ?? 0);
  const since = scene.statements.get(`${RECORDS} AND hub_first_stamp > ?`)
    .values<[number]>(...placeOf(hub), entry?.stamp ?? 0).flat();
  return stockFromCloud(Number(base[QUANTITY] ?? 0), since);
}

/** Quantities of this hub's own dispensing records for a stock row. */
const RECORDS = `SELECT coalesce(quantity_dispensed, 0) FROM dispensing_records AS record
  WHERE drug_id = ? AND clinic_id = ? AND coalesce(batch_id, '') = coalesce(?, '')
    AND hub_first_writer <> ${CLOUD_WRITER}`;

function placeOf(stock: HubRow): [HubValue, HubValue, HubValue] {
  return [stock.drug_id ?? null, stock.clinic_id ?? null, stock.batch_id ?? null];
}

/** Records that are stored from now on have later stamps. */
function newestRecord(scene: PullScene): number {
  return scene.statements.get("SELECT coalesce(max(hub_first_stamp), 0) FROM dispensing_records")
    .value<[number]>()?.[0] ?? 0;
}
