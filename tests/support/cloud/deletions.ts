/**
 * What deleting does in the cloud, asked by a hub or by a person (`cloud.md` 3.4, deletes).
 *
 * @module
 */

import type { CloudClocks } from "./cloud_clocks.ts";
import type { CloudDatabase } from "./cloud_database.ts";
import { type Stored, storeValue } from "./pg_value.ts";

/** Tables whose rows hang on a patient or a visit, and the column that says so. */
const DEPENDANTS: Readonly<Record<string, readonly (readonly [table: string, column: string])[]>> =
  {
    patients: [
      ["patient_additional_attributes", "patient_id"],
      ["visits", "patient_id"],
      ["events", "patient_id"],
      ["appointments", "patient_id"],
      ["prescriptions", "patient_id"],
      ["patient_vitals", "patient_id"],
      ["patient_problems", "patient_id"],
    ],
    visits: [
      ["events", "visit_id"],
      ["appointments", "current_visit_id"],
      ["prescriptions", "visit_id"],
      ["patient_vitals", "visit_id"],
      ["patient_problems", "visit_id"],
    ],
  };

/** Tables where a hub's deletion does nothing. */
const UNDELETABLE = new Set(["clinic_departments", "drug_catalogue", "device_pin_codes"]);

/**
 * Deletes a row as the cloud does for a hub; an unknown id is no error.
 *
 * @returns how many rows were there
 * @throws {PgError} if the id is none, or an item that something refers to
 */
export function deleteForHub(
  database: CloudDatabase,
  clocks: CloudClocks,
  table: string,
  id: unknown,
): number {
  if (UNDELETABLE.has(table)) return 0;
  const key = storedId(database, table, id);
  if (table === "prescription_items") return database.remove(table, "id = ?", [key]);
  return softDelete(database, clocks, table, key);
}

/**
 * Marks a row deleted, and what hangs on it. The dependants get the mark alone and no time, so that
 * no pull ever reports them.
 */
export function softDelete(
  database: CloudDatabase,
  clocks: CloudClocks,
  table: string,
  id: Stored,
): number {
  const now = clocks.databaseIso();
  const marks = { is_deleted: true, deleted_at: now, updated_at: now, last_modified: now };
  const found = database.update(table, marks, "id = ?", [id]);
  for (const [dependant, column] of DEPENDANTS[table] ?? []) {
    database.update(dependant, { is_deleted: true }, `"${column}" = ?`, [id]);
  }
  return found;
}

function storedId(database: CloudDatabase, table: string, id: unknown): Stored {
  const column = database.table(table).columns.get("id");
  return column === undefined ? null : storeValue(column, id);
}
