/**
 * Stores one row of the cloud (decisions 20 and 21).
 *
 * @module
 */

import type { Table } from "../../database/table_shape.ts";
import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import { isBookkeeping } from "../../sync/merge/merge_row.ts";
import { isHeldDeleted, parentsOf } from "../../sync/rows/dependants.ts";
import { fromCloud } from "../convert/from_cloud.ts";
import type { HubRow } from "../convert/hub_row.ts";
import { type MergedRow, mergeThreeWay } from "../merge_three_way.ts";
import { applyStock, withPending } from "./apply_stock.ts";
import { hubRowOf } from "./cloud_rows.ts";
import { baseOf, type MetRow, sentOf, timeOf } from "./cloud_version.ts";
import { heldId } from "./natural_key.ts";
import { RETRY_MS } from "./outgoing.ts";
import type { PullScene } from "./pull_scene.ts";
import { reviveItems } from "./revive_items.ts";
import { isSameVersion, writeRow } from "./write_row.ts";

/** After so many pushes that came back as if nothing was sent, it is only tried weekly (A24). */
const MAX_ASSERTED = 3;

/** Stores it. @throws {RelayDefectError | SqliteError} when the hub cannot take it */
export function applyRow(scene: PullScene, table: Table, data: unknown): void {
  const arrived = fromCloud(table, data, scene.isEast);
  const ownId = String(arrived.id);
  const id = heldId(scene.statements, table.name, arrived);
  const cloud = { ...arrived, id };
  const store = scene.storeOf(table);
  const stored = store.find(id);
  const cloudId = id === ownId ? null : ownId;
  if (stored === null) {
    const isStock = table.name === "clinic_inventory";
    return insert(scene, table, isStock ? withPending(scene, cloud) : cloud);
  }
  const hub = hubRowOf(table, store, id, stored);
  const met = {
    ...{ table, id, stored, hub, cloud, cloudId },
    entry: scene.entries.find(table, stored.row),
  };
  if (table.name === "clinic_inventory") return applyStock(scene, met);
  if (!table.writable) return takeAll(scene, met);
  mergeInto(scene, met);
}

/** A row the hub does not hold. A new child of something that was deleted here stays hidden. */
function insert(scene: PullScene, table: Table, cloud: HubRow): void {
  const id = String(cloud.id);
  const store = scene.storeOf(table);
  const isOrphan = cloud.is_deleted !== 1 && parentsOf(table.name).some((link) => {
    const parent = cloud[link.column];
    return typeof parent === "string" &&
      isHeldDeleted(scene.statements, link.table, parent);
  });
  const row: HubRow = isOrphan ? { ...cloud, is_deleted: 1, deleted_at: scene.nowMs } : cloud;
  const values = table.columns.map(({ name }) => row[name]);
  store.insert({ id, values, extra: null, exact: true }, scene.change());
  scene.count(table);
  // Its deletion may have been told while it was not here.
  if (row.is_deleted !== 1) reviveItems(scene, table.name, id);
  const stored = store.find(id);
  if (stored === null || !table.writable) return;
  // The cloud's own deletion of the parent goes with its items too, it only does not say so.
  const isItem = table.name === "prescription_items";
  if (isOrphan && !isItem) {
    scene.conflict({
      ...{ table: table.name, rowId: id, column: null, reason: "PARENT_DELETED" },
      ...{ lost: { is_deleted: false }, kept: { is_deleted: true }, lostWriter: CLOUD_WRITER },
    });
  }
  scene.entries.see(table, stored.row, {
    ...{ state: isOrphan && !isItem ? "dirty" : "clean", base: isOrphan ? cloud : null },
    ...{ cloudId: null, cloudUpdatedMs: timeOf(cloud, "updated_at") },
    ...{ cloudModifiedMs: timeOf(cloud, "last_modified"), stamp: stored.stamp },
    ...{ keepsSent: false, keepsAsserted: false },
  }, scene.nowMs);
}

/** What the cloud owns is taken as it is. */
function takeAll(scene: PullScene, met: MetRow): void {
  const { table, hub, cloud } = met;
  const merged = mergeThreeWay(table, { base: null, sent: null, hub, cloud });
  writeRow(scene, met, merged.take, merged.times);
}

function mergeInto(scene: PullScene, met: MetRow): void {
  const { table, id, stored, hub, cloud, cloudId, entry } = met;
  const asserted = entry?.asserted ?? 0;
  const merged = mergeThreeWay(table, {
    ...{ base: baseOf(met), sent: sentOf(met), hub, cloud, asserted },
  });
  if (merged.take.is_deleted === 0) recordReplaced(scene, met, merged.take);
  const isNew = writeRow(scene, met, merged.take, merged.times);
  record(scene, met, merged);
  if (merged.take.is_deleted === 0) reviveItems(scene, table.name, id);
  if (isDeletedItem(scene, met)) return;
  const now: HubRow = { ...hub, ...merged.take };
  const isCloudVersion = isSameVersion(table, now, cloud);
  const { confirmed, hubIsAhead, yielded } = merged;
  const wasEdited = entry !== null && entry.sent !== null;
  const isGivenUp = hubIsAhead && !confirmed && !wasEdited && entry?.hasSent === true &&
    entry.state !== "dirty" && asserted >= MAX_ASSERTED;
  const seen = {
    state: isGivenUp ? "sent" : hubIsAhead ? "dirty" : "clean",
    base: isCloudVersion ? null : { ...now, ...cloud },
    ...{ cloudId, cloudUpdatedMs: timeOf(cloud, "updated_at") },
    cloudModifiedMs: timeOf(cloud, "last_modified"),
    stamp: isNew ?? stored.stamp,
    keepsSent: isGivenUp,
    keepsAsserted: hubIsAhead && !confirmed && !wasEdited && yielded.length === 0,
  } as const;
  if (entry !== null && seen.state === "clean" && isAsKnown(entry, seen)) return;
  scene.entries.see(table, stored.row, seen, scene.nowMs);
}

/**
 * The cloud's items have no mark: what the hub wants deleted looks like any other. A deletion that
 * the cloud took by its word and did not keep, or that another hub has undone, is tried again, and
 * then put aside.
 */
function isDeletedItem(scene: PullScene, met: MetRow): boolean {
  const { table, stored, hub, entry } = met;
  if (table.name !== "prescription_items" || hub.is_deleted !== 1 || entry === null) return false;
  if (entry.state !== "clean") return true;
  if (sentOf(met)?.is_deleted !== 1) return false;
  if (entry.asserted < MAX_ASSERTED) scene.entries.wake(table, stored.row, scene.nowMs);
  else {
    const nextTryMs = scene.nowMs + RETRY_MS;
    const about = { reason: "REFUSED_BY_CLOUD", nextTryMs, stamp: stored.stamp };
    scene.entries.putAside(table, stored.row, "refused", about);
  }
  return true;
}

/** Nothing has changed since the cloud showed the row last. */
function isAsKnown(
  entry: NonNullable<MetRow["entry"]>,
  seen: {
    readonly base: HubRow | null;
    readonly cloudId: string | null;
    readonly cloudUpdatedMs: number | null;
    readonly cloudModifiedMs: number | null;
    readonly stamp: number;
  },
): boolean {
  return entry.state === "clean" && entry.hasBase && entry.base === null && seen.base === null &&
    !entry.hasSent && entry.cloudId === seen.cloudId && entry.stamp === seen.stamp &&
    entry.cloudUpdatedMs === seen.cloudUpdatedMs && entry.cloudModifiedMs === seen.cloudModifiedMs;
}

/** Values that lost, on either side. */
function record(scene: PullScene, met: MetRow, merged: MergedRow): void {
  const { table, id, stored, hub, cloud } = met;
  const about = { table: table.name, rowId: id } as const;
  for (const { column, cloud: lost } of merged.conflicts) {
    const reason = "CLOUD_CHANGED" as const;
    const kept = hub[column] ?? null;
    scene.conflict({ ...about, column, reason, lost, kept, lostWriter: CLOUD_WRITER });
  }
  for (const { column, hub: lost } of merged.yielded) {
    const reason = "CLOUD_CHANGED" as const;
    const kept = cloud[column] ?? null;
    scene.conflict({ ...about, column, reason, lost, kept, lostWriter: stored.writer });
  }
  const isHidden = hub.is_deleted === 1 && merged.take.is_deleted === undefined;
  if (!isHidden || Object.keys(merged.take).length === 0) return;
  scene.conflict({
    ...{ ...about, column: null, reason: "ROW_DELETED", lost: merged.take },
    ...{ kept: { is_deleted: true }, lostWriter: CLOUD_WRITER },
  });
}

/**
 * A row that comes back to life may come with what another hub holds of it, which saw the deletion
 * and no value before it: what the cloud had agreed on with this hub is replaced unseen. Call it
 * before the row is written.
 */
function recordReplaced(scene: PullScene, { table, id, stored, hub }: MetRow, take: HubRow): void {
  const writes = scene.storeOf(table).writesOf(stored);
  for (const [column, kept] of Object.entries(take)) {
    const lost = hub[column] ?? null;
    const lostWriter = writes.get(column)?.writer ?? stored.firstWriter;
    const isMark = column === "is_deleted" || column === "deleted_at" || isBookkeeping(column);
    if (isMark || lost === null || lost === "" || lostWriter === CLOUD_WRITER) continue;
    const about = { table: table.name, rowId: id, column, reason: "CLOUD_CHANGED" } as const;
    scene.conflict({ ...about, lost, kept, lostWriter });
  }
}
