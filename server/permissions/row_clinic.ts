/**
 * The clinic at which a record's permissions are decided (decision 18).
 *
 * @module
 */

import type { RowReader } from "./user_permissions.ts";

const OWN_CLINIC = ["clinic_id", "pickup_clinic_id", "primary_clinic_id"] as const;

/**
 * The row's own clinic, else that of its visit, else its patient's; null when none of them has one:
 * then the user's home clinic decides.
 *
 * @param column The row's value of a column; anything but a text that is not empty stands for none
 */
export function clinicOfRow(
  statements: RowReader,
  column: (name: string) => unknown,
): string | null {
  for (const name of OWN_CLINIC) {
    const clinic = named(column(name));
    if (clinic !== null) return clinic;
  }
  const visitId = named(column("visit_id"));
  const visited = visitId === null
    ? null
    : named(statements.get("SELECT clinic_id FROM visits WHERE id = ?").value(visitId)?.[0]);
  if (visited !== null) return visited;
  const patientId = named(column("patient_id"));
  if (patientId === null) return null;
  return named(
    statements.get("SELECT primary_clinic_id FROM patients WHERE id = ?").value(patientId)?.[0],
  );
}

function named(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
