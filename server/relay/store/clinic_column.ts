/**
 * Which clinic a row is of in the cloud's eyes: it takes rows of the hub's clinics alone, shows
 * those alone, and rows of no clinic to nobody.
 *
 * @module
 */

import type { HubRow } from "../convert/hub_row.ts";

const COLUMNS: Readonly<Record<string, string>> = {
  patients: "primary_clinic_id",
  visits: "clinic_id",
  appointments: "clinic_id",
  dispensing_records: "clinic_id",
  prescription_items: "clinic_id",
  prescriptions: "pickup_clinic_id",
};

/** The column that says so; null for a table whose rows belong to all. */
export function clinicOf(table: string): string | null;
/** The row's clinic; null when it has none. */
export function clinicOf(table: string, row: HubRow): string | null;
export function clinicOf(table: string, row?: HubRow): string | null {
  const column = COLUMNS[table] ?? null;
  if (row === undefined || column === null) return column;
  const clinic = row[column];
  return typeof clinic === "string" && clinic !== "" ? clinic : null;
}
