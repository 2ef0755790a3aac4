/**
 * Which permission a record asks for: the one table of decision 18.
 *
 * @module
 */

import type { PermissionFlag } from "./user_permissions.ts";

/** What is done to a record. */
export type RecordAction = "create" | "change" | "delete";

type Flags = Readonly<Record<RecordAction, PermissionFlag | null>>;

const CARE: Flags = {
  create: "can_edit_records",
  change: "can_edit_records",
  delete: "can_delete_records",
};
const PRESCRIBING: Flags = {
  create: "can_prescribe_medications",
  change: "can_prescribe_medications",
  delete: "can_delete_records",
};
const DISPENSING: Flags = {
  create: "can_dispense_medications",
  change: "can_dispense_medications",
  // Nobody takes back what was handed out.
  delete: null,
};
const PATIENT: Flags = {
  create: "can_register_patients",
  change: "can_edit_records",
  delete: "can_delete_patient_records",
};

const BY_TABLE: ReadonlyMap<string, Flags> = new Map([
  ["patients", PATIENT],
  ["patient_additional_attributes", PATIENT],
  ["visits", { ...CARE, delete: "can_delete_patient_visits" }],
  ["events", CARE],
  ["patient_vitals", CARE],
  ["patient_problems", CARE],
  ["appointments", CARE],
  ["patient_risk_profiles", CARE],
  ["prescriptions", PRESCRIBING],
  ["prescription_items", PRESCRIBING],
  ["dispensing_records", DISPENSING],
  ["clinic_inventory", DISPENSING],
]);

/** Tables where changing another user's record also needs `can_edit_other_provider_event`. */
const OWNED: ReadonlyMap<string, string> = new Map([
  ["events", "recorded_by_user_id"],
  ["prescriptions", "provider_id"],
]);

/**
 * The flag that decides, or null when nobody may do it. A table nobody knows is decided like other
 * records of care.
 */
export function flagFor(table: string, action: RecordAction): PermissionFlag | null {
  return (BY_TABLE.get(table) ?? CARE)[action];
}

/** The column that names whose record it is, where that matters; else null. */
export function ownerColumn(table: string): string | null {
  return OWNED.get(table) ?? null;
}
