/**
 * Stores a deletion that the cloud reports, with what hangs on the row (decision 17).
 *
 * @module
 */

import type { Table } from "../../database/table_shape.ts";
import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import {
  markDeletedWithDependants,
  markDependantsDeleted,
  type MarkedRow,
} from "../../sync/rows/dependants.ts";
import type { StoredRow } from "../../sync/rows/row_store.ts";
import { TIME_COLUMNS } from "../convert/hub_row.ts";
import { RelayDefectError } from "../convert/relay_defect.ts";
import { type CloudEntry, hubRowOf, relayedTable } from "./cloud_rows.ts";
import { heldIdOf } from "./natural_key.ts";
import type { PullScene } from "./pull_scene.ts";

/** The cloud's own time of a deletion is not told: no later than so much after its answer. */
const DELETION_MARGIN_MS = 5 * 60_000;

/** Marks the row deleted, and what hangs on it. */
export function applyDeletion(scene: PullScene, table: Table, data: unknown): void {
  if (typeof data !== "string") throw new RelayDefectError("BAD_ID", "id");
  if (!table.columns.some(({ name }) => name === "is_deleted")) return;
  const { statements, entries } = scene;
  const id = heldIdOf(statements, table.name, data);
  const stored = scene.storeOf(table).find(id);
  const change = () => scene.change();
  const note = (row: MarkedRow) => noteMarked(scene, row);
  if (stored === null) {
    // What hangs on a patient of another clinic may be here without the patient (A30).
    scene.count(table, markDependantsDeleted(statements, table.name, id, change, note));
    return;
  }
  const entry = table.writable ? entries.find(table, stored.row) : null;
  const isDeleted = statements.get(
    `SELECT coalesce(is_deleted, 0) FROM ${table.name} WHERE hub_row = ?`,
  ).value<[number]>(stored.row)?.[0] === 1;
  if (!isDeleted) {
    // The hub has brought it back since, and the cloud has not heard of it yet.
    if (entry !== null && wasDeleted(entry)) return;
    scene.count(table, markDeletedWithDependants(statements, table.name, id, change, note));
  } else if (entry === null || (entry.state === "clean" && entry.base === null)) return;
  if (!table.writable) return;
  entries.see(table, stored.row, {
    ...{ state: "clean", base: null, cloudId: id === data ? null : data },
    cloudUpdatedMs: Math.max(entry?.cloudUpdatedMs ?? 0, scene.cloudMs + DELETION_MARGIN_MS),
    cloudModifiedMs: null,
    stamp: scene.storeOf(table).find(id)?.stamp ?? stored.stamp,
    ...{ keepsSent: false, keepsAsserted: false },
  }, scene.nowMs);
}

/** The version that both sides know last, or that is on its way, was deleted. */
function wasDeleted({ base, sent }: CloudEntry): boolean {
  return base?.is_deleted === 1 || sent?.is_deleted === 1;
}

/**
 * Changes of this hub that the cloud has not seen are hidden by the deletion: they go into a
 * record. A dependant that was on its way goes up as a deletion: it may have come to life there.
 */
function noteMarked(scene: PullScene, row: MarkedRow): void {
  const table = relayedTable(row.table);
  if (!table.writable) return;
  const entry = scene.entries.find(table, row.row);
  if (isChangedHere(entry, row)) {
    scene.conflict({
      ...{ table: row.table, rowId: row.id, column: null, reason: "DELETED_WITH_CHANGES" },
      lost: changesOf(scene, row, entry),
      ...{ kept: { is_deleted: true }, lostWriter: row.writer },
    });
  }
  if (entry === null || (entry.state === "clean" && !entry.hasSent)) return;
  scene.entries.copyStored(table, row.row, hubRowOf(table, scene.storeOf(table), row.id, row));
  if (entry.state === "clean") return;
  const mayBeThere = entry.hasBase || entry.hasSent;
  if (mayBeThere) scene.entries.wake(table, row.row, scene.nowMs);
  else scene.entries.rest(table, row.row, row.stamp);
}

function isChangedHere(entry: CloudEntry | null, { stamp, writer }: StoredRow): boolean {
  if (entry === null) return writer !== CLOUD_WRITER;
  return entry.state !== "clean" || (writer !== CLOUD_WRITER && stamp > entry.stamp);
}

/** What this hub has changed in the row: all of it, where the cloud has never shown it. */
function changesOf(
  scene: PullScene,
  row: MarkedRow,
  entry: CloudEntry | null,
): Record<string, unknown> {
  const table = relayedTable(row.table);
  const hub = hubRowOf(table, scene.storeOf(table), row.id, row);
  const known = entry?.hasBase === true ? entry.base ?? hub : null;
  const changed = Object.entries(hub).filter(([name, value]) =>
    name !== "id" && !TIME_COLUMNS.has(name) &&
    (known === null ? value !== null : value !== (known[name] ?? null))
  );
  return Object.fromEntries(changed);
}
