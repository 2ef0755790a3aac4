/**
 * Which patients a user may see (decisions 16 and 18), as SQL for calls and for sync.
 *
 * @module
 */

/** Live rows of these at a clinic make their patient visible there. */
export const PATIENT_LINKS = [
  { table: "visits", clinicColumn: "clinic_id" },
  { table: "appointments", clinicColumn: "clinic_id" },
  { table: "prescriptions", clinicColumn: "pickup_clinic_id" },
] as const;

/**
 * A condition on a row of `patients`: its clinic is empty or one where the user may view history,
 * or a live visit, appointment or prescription is at such a clinic.
 *
 * @param patients Name or alias of `patients` in the statement
 * @param parameter The parameter that a JSON list of those clinics is bound to, for instance `?1`;
 * null stands for every clinic
 */
export function visiblePatientSql(patients: string, parameter: string): string {
  const clinics = `(SELECT value FROM json_each(${parameter}))`;
  const links = PATIENT_LINKS.map(({ table, clinicColumn }) =>
    `EXISTS (SELECT 1 FROM ${table} AS link WHERE link.patient_id = ${patients}.id
       AND coalesce(link.is_deleted, 0) = 0 AND link.${clinicColumn} IN ${clinics})`
  );
  return `(${parameter} IS NULL OR coalesce(${patients}.primary_clinic_id, '') = ''
    OR ${patients}.primary_clinic_id IN ${clinics} OR ${links.join(" OR ")})`;
}
