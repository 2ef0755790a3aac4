/**
 * Merges what the cloud holds of a row into what the hub holds, column by column (decisions 20 and
 * 21). Pure.
 *
 * Three versions are compared: the hub's, the cloud's as it arrived, and the base, the last version
 * that both agreed on. A push that was sent and not confirmed may have been taken or dropped
 * without a word (A24); which of the two is told from the arriving row itself, because the cloud
 * takes rows whole.
 *
 * @module
 */

import type { Column, ColumnKind, Table } from "../database/table_shape.ts";
import {
  cloudImage,
  columnsWhoseFirstValueStays,
  isFilledIn,
  isNeverTaken,
} from "./convert/cloud_image.ts";
import { CLOUD_COLUMNS } from "./convert/cloud_columns.ts";
import { type HubRow, type HubValue, TIME_COLUMNS } from "./convert/hub_row.ts";
import { RelayDefectError } from "./convert/relay_defect.ts";

/** The versions of one row, in hub form. */
export interface RowVersions {
  /** What the cloud was last known to hold; null when it never was known to hold the row. */
  readonly base: HubRow | null;
  /** What was sent and has not been confirmed; null when nothing is on its way. */
  readonly sent: HubRow | null;
  readonly hub: HubRow;
  /** As it arrived. */
  readonly cloud: HubRow;
  /**
   * How often the cloud has said success to pushes of this row since it was last edited here or
   * confirmed. Default: 0.
   */
  readonly asserted?: number;
}

/** The cloud's value stays because the hub's was sent often enough; the hub's loses. */
export interface YieldedColumn {
  readonly column: string;
  /** The hub's value, which loses. */
  readonly hub: HubValue;
}

/** Both sides hold values of their own; the hub's stays, and goes up where the cloud takes it. */
export interface ColumnConflict {
  readonly column: string;
  /** The cloud's value, which loses. */
  readonly cloud: HubValue;
}

/** What becomes of the row. */
export interface MergedRow {
  /** Values to store that differ from the hub's. Empty: nothing changed but times. */
  readonly take: HubRow;
  /** Times to store, without a new stamp by themselves. */
  readonly times: HubRow;
  readonly conflicts: readonly ColumnConflict[];
  /** Columns of `take` whose hub's value must be recorded. */
  readonly yielded: readonly YieldedColumn[];
  /** True when the hub holds something the cloud does not: the row must go up. */
  readonly hubIsAhead: boolean;
  /** True when the row came back with everything that was sent. */
  readonly confirmed: boolean;
}

/**
 * After so many pushes the hub gives in. Two hubs that changed the same column would otherwise each
 * take the other's value for a sign that its own push was dropped, and send its own for ever.
 */
const MAX_ASSERTIONS = 2;

/** Columns that change with others and are never compared by themselves. */
const FOLLOWING: ReadonlyMap<string, string | null> = new Map([
  ["deleted_at", "is_deleted"],
  ["last_modified_by", null],
]);

/** Merges a row that the hub holds. A row it does not hold is stored as it arrived. */
export function mergeThreeWay(table: Table, versions: RowVersions): MergedRow {
  const { hub, cloud, base, sent } = versions;
  if (!table.writable) return takeAll(table, hub, cloud);
  const columns = table.columns.filter(({ name }) =>
    cloud[name] !== undefined && !TIME_COLUMNS.has(name) && !FOLLOWING.has(name)
  );
  const { last, confirmed } = agreedOn(table, columns, versions);
  const givesIn = (versions.asserted ?? 0) >= MAX_ASSERTIONS && wasRewritten(versions);
  const hubImage = image(table, hub, base);
  const firstStays = columnsWhoseFirstValueStays(table.name);
  const take: Record<string, HubValue> = {};
  const conflicts: ColumnConflict[] = [];
  const yielded: YieldedColumn[] = [];
  let hubIsAhead = false;
  for (const { name, kind } of columns) {
    const theirs = cloud[name] ?? null;
    const ours = hubImage[name] ?? null;
    const own = hub[name] ?? null;
    if (same(kind, theirs, ours) || same(kind, theirs, own)) continue;
    const agreed = last.get(name);
    if (agreed === undefined && firstStays.includes(name) && theirs === null) continue;
    const canGoUp = !isNeverTaken(table.name, name);
    if (!canGoUp && sent === null && base !== null && same(kind, own, base[name] ?? null)) {
      // It came from the cloud, and has been changed there alone.
      take[name] = theirs;
      continue;
    }
    const isOurs = agreed === undefined || !same(kind, ours, agreed);
    if (givesIn && canGoUp && isOurs) {
      yielded.push({ column: name, hub: own });
      take[name] = theirs;
    } else if (agreed !== undefined && same(kind, theirs, agreed)) {
      hubIsAhead ||= canGoUp;
    } else if (agreed !== undefined && same(kind, ours, agreed)) {
      // Who edited the cloud's value could not see the hub's, and it cannot be sent there.
      const hidden = firstStays.includes(name) ? own !== ours : isHidden(kind, own, ours);
      if (hidden) conflicts.push({ column: name, cloud: theirs });
      else take[name] = theirs;
    } else {
      conflicts.push({ column: name, cloud: theirs });
      hubIsAhead ||= canGoUp;
    }
  }
  follow(take, hub, cloud);
  const times = laterTimes(table, hub, cloud);
  return { take, times, conflicts, yielded, hubIsAhead, confirmed };
}

/** Whether anybody, this hub included, has written the cloud's row since the base. */
function wasRewritten({ base, cloud }: RowVersions): boolean {
  return base === null || cloud.last_modified !== base.last_modified ||
    cloud.updated_at !== base.updated_at;
}

/**
 * Stock as the hub shows it: the cloud's number less what was handed out here and has not come back
 * from the cloud, which takes it off by itself (decision 20).
 *
 * @param pending quantities of those dispensing records
 */
export function stockFromCloud(cloudQuantity: number, pending: Iterable<number>): number {
  let left = cloudQuantity;
  for (const quantity of pending) left -= Math.max(0, quantity);
  return left;
}

/** Whether two values of a column are the same, whatever order the keys of JSON have. */
export function same(kind: ColumnKind, a: HubValue, b: HubValue): boolean {
  if (a === b) return true;
  if (kind !== "json" || typeof a !== "string" || typeof b !== "string") return false;
  return canonicalJson(a) === canonicalJson(b);
}

function takeAll(table: Table, hub: HubRow, cloud: HubRow): MergedRow {
  const take: Record<string, HubValue> = {};
  for (const { name, kind } of table.columns) {
    const theirs = cloud[name];
    if (theirs === undefined || TIME_COLUMNS.has(name)) continue;
    if (!same(kind, theirs, hub[name] ?? null)) take[name] = theirs;
  }
  const times = laterTimes(table, hub, cloud);
  return { take, times, conflicts: [], yielded: [], hubIsAhead: false, confirmed: false };
}

/** A table that is never sent, or a row that cannot be, comes back as it is. */
function image(table: Table, row: HubRow, before: HubRow | null): HubRow {
  if (!CLOUD_COLUMNS.has(table.name)) return row;
  try {
    return cloudImage(table, row, before);
  } catch (error) {
    if (error instanceof RelayDefectError) return row;
    throw error;
  }
}

/** The last value of each column that both sides agreed on, where there is one. */
interface Agreed {
  readonly last: ReadonlyMap<string, HubValue>;
  readonly confirmed: boolean;
}

/**
 * With nothing on its way that is the base. Otherwise it depends on whether the cloud has taken
 * what was sent: rows are taken whole, so if none of the values that the push brought is there, it
 * was dropped; if all are, it was taken. In between it was either taken and edited since, or dropped
 * while somebody typed the same: then nothing is agreed about the values that are not there, and
 * nobody's is given up without a record. The same holds where somebody has written the row and
 * nothing of it differs from the base: the push was dropped for that, or taken and undone.
 */
function agreedOn(
  table: Table,
  columns: readonly Column[],
  versions: RowVersions,
): Agreed {
  const { base, sent, cloud } = versions;
  const last = new Map<string, HubValue>();
  if (base !== null) {
    for (const { name } of columns) last.set(name, base[name] ?? null);
  }
  if (sent === null) return { last, confirmed: false };
  const sentImage = image(table, sent, base);
  if (base === null) {
    for (const { name } of columns) last.set(name, sentImage[name] ?? null);
    // An earlier push may have brought the row, with the values that stay.
    for (const name of columnsWhoseFirstValueStays(table.name)) last.delete(name);
    if (!isUntouched(table, cloud)) return { last, confirmed: true };
    // Somebody else's row was there first, and the push was dropped.
    const others = columns.filter(({ name, kind }) =>
      last.has(name) && !same(kind, cloud[name] ?? null, last.get(name) ?? null) &&
      !(isFilledIn(table.name, name) && (last.get(name) ?? null) === null)
    );
    for (const { name } of others) last.delete(name);
    return { last, confirmed: others.length === 0 };
  }
  const news = columns.filter(({ name, kind }) =>
    !same(kind, sentImage[name] ?? null, base[name] ?? null)
  );
  // What the cloud takes from nobody says nothing by not being there.
  const taken = news.filter(({ name }) => !isNeverTaken(table.name, name));
  const there = news.filter(({ name, kind }) =>
    same(kind, cloud[name] ?? null, sentImage[name] ?? null)
  );
  const mayBeUndone = () =>
    (versions.asserted ?? 0) > 0 && wasRewritten(versions) &&
    columns.every(({ name, kind }) => same(kind, cloud[name] ?? null, base[name] ?? null));
  if (there.length > 0 || mayBeUndone()) {
    for (const { name } of taken) last.delete(name);
    for (const { name } of there) last.set(name, sentImage[name] ?? null);
  }
  return { last, confirmed: taken.every((column) => there.includes(column)) };
}

/** Whether nobody has written the cloud's row since it was made. An update of vitals hides that. */
function isUntouched(table: Table, { last_modified: last, server_created_at: made }: HubRow) {
  return table.name !== "patient_vitals" && typeof last === "number" && last === made;
}

/** Whether the hub holds something that the cloud's version of it does not show. */
function isHidden(kind: ColumnKind, value: HubValue, image: HubValue): boolean {
  const rounded = (kind === "real" || kind === "integer") && image !== null;
  return value !== null && !rounded && !same(kind, value, image);
}

function follow(take: Record<string, HubValue>, hub: HubRow, cloud: HubRow): void {
  for (const [column, leader] of FOLLOWING) {
    const theirs = cloud[column];
    const leads = leader === null ? Object.keys(take).length > 0 : take[leader] !== undefined;
    if (leads && theirs !== undefined && theirs !== (hub[column] ?? null)) take[column] = theirs;
  }
}

/** The hub keeps its `created_at`: the cloud renews that of vitals and problems. */
function laterTimes(table: Table, hub: HubRow, cloud: HubRow): HubRow {
  const times: Record<string, HubValue> = {};
  for (const { name } of table.columns) {
    if (!TIME_COLUMNS.has(name)) continue;
    const theirs = cloud[name] ?? null;
    const ours = hub[name] ?? null;
    if (typeof theirs !== "number" || (name === "created_at" && ours !== null)) continue;
    if (ours === null || theirs > Number(ours)) times[name] = theirs;
  }
  return times;
}

function canonicalJson(text: string): string {
  try {
    return JSON.stringify(sortKeys(JSON.parse(text)));
  } catch {
    return text;
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
