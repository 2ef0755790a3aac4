/**
 * What a row of the hub looks like when it comes back from the cloud: narrowed to the cloud's types
 * and without what the cloud is known to lose (A27). A row that comes back like this has not been
 * changed there.
 *
 * @module
 */

import type { Table } from "../../database/table_shape.ts";
import { CLOUD_COLUMNS } from "./cloud_columns.ts";
import { fromCloud } from "./from_cloud.ts";
import type { HubRow, HubValue } from "./hub_row.ts";
import { toCloud } from "./to_cloud.ts";

/** What becomes of a column on its way through the cloud. */
type Loss = (value: HubValue) => HubValue;

const toNull: Loss = () => null;
const toEmptyObject: Loss = () => "{}";
const zeroToNull: Loss = (value) => value === 0 || value === "" ? null : value;

const LOSSES: ReadonlyMap<string, Readonly<Record<string, Loss>>> = new Map(Object.entries({
  patients: { deleted_at: toNull },
  patient_additional_attributes: {
    number_value: zeroToNull,
    boolean_value: zeroToNull,
    string_value: zeroToNull,
  },
  prescriptions: { items: () => "[]", metadata: toEmptyObject },
  patient_vitals: { event_id: toNull },
  prescription_items: {
    metadata: toEmptyObject,
    is_deleted: () => 0,
    recorded_by_user_id: toNull,
  },
}));

/** True for a column whose value the cloud never takes: sending it again is of no use. */
export function isNeverTaken(table: string, column: string): boolean {
  const lose = LOSSES.get(table)?.[column];
  return lose !== undefined && lose !== zeroToNull;
}

/** Columns the cloud takes with a new row and never again. */
const FIRST_VALUE_STAYS: ReadonlyMap<string, readonly string[]> = new Map([
  ["prescriptions", ["prescribed_at", "filled_at"]],
]);

/** Columns the cloud takes with a new row and never again. */
export function columnsWhoseFirstValueStays(table: string): readonly string[] {
  return FIRST_VALUE_STAYS.get(table) ?? [];
}

/** Columns that the cloud fills in by itself where a new row leaves them empty. */
const FILLED_IN: ReadonlyMap<string, string> = new Map([["dispensing_records", "batch_id"]]);

/** True for a column that the cloud fills in where a new row leaves it empty: nobody's edit. */
export function isFilledIn(table: string, column: string): boolean {
  return FILLED_IN.get(table) === column;
}

/**
 * The row as the cloud would give it back. Columns the cloud does not have stay as they are.
 *
 * @param before what the cloud held, in hub form; null if the row is new there
 * @throws {RelayDefectError} if the row cannot go to the cloud at all
 */
export function cloudImage(table: Table, row: HubRow, before: HubRow | null): HubRow {
  const updatedAtMs = typeof row.updated_at === "number" ? row.updated_at : 0;
  const sent = toCloud(table, row, updatedAtMs).row;
  const image: Record<string, HubValue> = { ...row, ...fromCloud(table, shown(table, sent)) };
  for (const [column, lose] of Object.entries(LOSSES.get(table.name) ?? {})) {
    if (image[column] !== undefined) image[column] = lose(image[column]);
  }
  if (before !== null) {
    for (const column of columnsWhoseFirstValueStays(table.name)) {
      const first = before[column];
      if (first !== undefined) image[column] = first;
    }
  }
  return image;
}

/** What the cloud's JSON shows of a row it was sent. */
function shown(table: Table, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const echo: Record<string, unknown> = {};
  for (const { name, kind } of CLOUD_COLUMNS.get(table.name) ?? []) {
    const value = row[name];
    if (typeof value !== "string") echo[name] = value;
    // PostgreSQL gives UUIDs back in lower case, and JSON text as what it says.
    else if (kind === "uuid") echo[name] = value.toLowerCase();
    else echo[name] = kind === "json" ? JSON.parse(value) : value;
  }
  return echo;
}
