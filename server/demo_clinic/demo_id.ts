/**
 * Fixed ids: the same row has the same id in every demo.
 *
 * @module
 */

const KINDS = {
  clinics: 1,
  users: 2,
  user_clinic_permissions: 3,
  app_config: 4,
  registration_forms: 5,
  event_forms: 6,
  clinic_departments: 7,
  drug_catalogue: 8,
  drug_batches: 9,
  clinic_inventory: 10,
  patients: 11,
  patient_additional_attributes: 12,
  visits: 13,
  events: 14,
  appointments: 15,
  prescriptions: 16,
  prescription_items: 17,
  dispensing_records: 18,
  patient_vitals: 19,
  patient_problems: 20,
  registration_field: 101,
  event_field: 102,
} as const;

/** What a fixed id names: a table, or a field of a form. */
export type DemoKind = keyof typeof KINDS;

/**
 * The id of the `index`-th row of a kind, shaped like a version 4 UUID and recognisable as made up.
 *
 * @example
 * demoId("patients", 3); // "dec00000-000b-4000-8000-000000000003"
 */
export function demoId(kind: DemoKind, index: number): string {
  const group = KINDS[kind].toString(16).padStart(4, "0");
  return `dec00000-${group}-4000-8000-${index.toString(16).padStart(12, "0")}`;
}
