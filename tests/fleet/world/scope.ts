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
  /** A row of any table, as it is stored or as it was sent, must be sent. */
  seesRow(table: string, row: Readonly<Record<string, unknown>>): boolean;
  /**
   * It may be sent: a deleted row also to those who saw its patient by something that is deleted
   * itself by now. The deletion of the last visit must reach them.
   */
  mayBeSent(table: string, row: Readonly<Record<string, unknown>>): boolean;
}

const NOTHING: Scope = { seesRow: () => false, mayBeSent: () => false };

/** Clinics where something hangs on patients, and whether it is deleted. */
const PLACES = `
  SELECT patient_id, clinic_id, coalesce(is_deleted, 0) FROM visits
  UNION ALL SELECT patient_id, clinic_id, coalesce(is_deleted, 0) FROM appointments
  UNION ALL SELECT patient_id, pickup_clinic_id, coalesce(is_deleted, 0) FROM prescriptions`;

/** Nobody's permissions are checked (rule 18). */
export function isOpenToAll(database: Database): boolean {
  return database.prepare(
    `SELECT 1 FROM app_config WHERE namespace = 'auth'
       AND key = 'disable-mobile-permissions-checking' AND value = 'true'`,
  ).value<[number]>() !== undefined;
}

/** What the user sees now. */
export function scopeOf(database: Database, userId: string): Scope {
  const user = database.prepare(
    "SELECT role FROM users WHERE id = ? AND coalesce(is_deleted, 0) = 0",
  )
    .value<[string]>(userId);
  if (user === undefined) return NOTHING;
  const all = user[0] === "super_admin" || isOpenToAll(database);
  const clinics = new Set(
    database.prepare(
      `SELECT clinic_id FROM user_clinic_permissions
       WHERE user_id = ? AND (coalesce(can_view_history, 0) = 1 OR coalesce(is_clinic_admin, 0) = 1)`,
    ).values<[string]>(userId).map(([clinic]) => clinic),
  );
  const seesClinic = (clinic: unknown) =>
    all || clinic === null || clinic === undefined || clinic === "" || clinics.has(String(clinic));
  const live = new Set<string>();
  const ever = new Set<string>();
  const patients = database.prepare("SELECT id, primary_clinic_id FROM patients")
    .values<[string, string | null]>();
  for (const [id, clinic] of patients) {
    if (seesClinic(clinic)) live.add(id);
  }
  const held = new Set(patients.map(([id]) => id));
  const places = database.prepare(PLACES).values<[string, string | null, number]>();
  for (const [id, clinic, isDeleted] of places) {
    if (clinic === null || clinic === "" || !seesClinic(clinic) || !held.has(id)) continue;
    (isDeleted === 1 ? ever : live).add(id);
  }
  const sees = (
    isVisible: (patientId: string) => boolean,
    table: string,
    row: Readonly<Record<string, unknown>>,
  ) => {
    if (REFERENCE.has(table)) return true;
    if (table === "patients") return isVisible(String(row.id));
    const patient = row.patient_id;
    if (typeof patient === "string" && patient !== "") return isVisible(patient);
    return seesClinic(table === "prescriptions" ? row.pickup_clinic_id : row.clinic_id);
  };
  return {
    seesRow: (table, row) => sees((id) => live.has(id), table, row),
    mayBeSent: (table, row) => {
      const isDeleted = row.is_deleted === 1 || row.is_deleted === true;
      return sees((id) => live.has(id) || (isDeleted && ever.has(id)), table, row);
    },
  };
}
