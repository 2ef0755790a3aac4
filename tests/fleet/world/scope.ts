/**
 * Rule 16 of `docs/decisions/`, from its text: what a user may be sent.
 *
 * @module
 */

import type { Database } from "@db/sqlite";

/** Tables that everybody is sent. */
export const REFERENCE: ReadonlySet<string> = new Set([
  "clinics",
  "users",
  "user_clinic_permissions",
  "app_config",
  "registration_forms",
  "event_forms",
  "clinic_departments",
  "drug_catalogue",
]);

/** What a user sees at one moment. */
export interface Scope {
  seesPatient(patientId: string): boolean;
  /** A row of any table, as it is stored or as it was sent. */
  seesRow(table: string, row: Readonly<Record<string, unknown>>): boolean;
}

const NOTHING: Scope = { seesPatient: () => false, seesRow: () => false };

/** Clinics where patients hang on something live. */
const PLACES = `
  SELECT patient_id, clinic_id FROM visits WHERE coalesce(is_deleted, 0) = 0
  UNION ALL SELECT patient_id, clinic_id FROM appointments WHERE coalesce(is_deleted, 0) = 0
  UNION ALL SELECT patient_id, pickup_clinic_id FROM prescriptions
    WHERE coalesce(is_deleted, 0) = 0`;

/** What the user sees now. */
export function scopeOf(database: Database, userId: string): Scope {
  const user = database.prepare("SELECT role FROM users WHERE id = ? AND coalesce(is_deleted, 0) = 0")
    .value<[string]>(userId);
  if (user === undefined) return NOTHING;
  const all = user[0] === "super_admin";
  const clinics = new Set(
    database.prepare(
      `SELECT clinic_id FROM user_clinic_permissions
       WHERE user_id = ? AND (coalesce(can_view_history, 0) = 1 OR coalesce(is_clinic_admin, 0) = 1)`,
    ).values<[string]>(userId).map(([clinic]) => clinic),
  );
  const seesClinic = (clinic: unknown) =>
    all || clinic === null || clinic === undefined || clinic === "" || clinics.has(String(clinic));
  const patients = new Set<string>();
  for (
    const [id, clinic] of database.prepare("SELECT id, primary_clinic_id FROM patients")
      .values<[string, string | null]>()
  ) {
    if (seesClinic(clinic)) patients.add(id);
  }
  const held = new Set(
    database.prepare("SELECT id FROM patients").values<[string]>().map(([id]) => id),
  );
  for (const [id, clinic] of database.prepare(PLACES).values<[string, string | null]>()) {
    if (clinic !== null && clinic !== "" && seesClinic(clinic) && held.has(id)) patients.add(id);
  }
  const seesPatient = (id: string) => patients.has(id);
  return {
    seesPatient,
    seesRow: (table, row) => {
      if (REFERENCE.has(table)) return true;
      if (table === "patients") return seesPatient(String(row.id));
      const patient = row.patient_id;
      if (typeof patient === "string" && patient !== "") return seesPatient(patient);
      return seesClinic(table === "prescriptions" ? row.pickup_clinic_id : row.clinic_id);
    },
  };
}
