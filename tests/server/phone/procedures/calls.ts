/** The cases of every procedure. */

import { APPOINTMENT_CALLS } from "./appointment_calls.ts";
import type { CallCase } from "./call_case.ts";
import { CARE_CALLS } from "./care_calls.ts";
import { MEDICINE_CALLS, PRESCRIPTION_CALLS, SYNC_CALLS } from "./medicine_calls.ts";
import { PATIENT_CALLS, REFERENCE_CALLS } from "./patient_calls.ts";

/** In the order of the documentation; `delete_patient` last, because others need its patient. */
export const CALLS: readonly CallCase[] = [
  ...SYNC_CALLS,
  ...PATIENT_CALLS,
  ...CARE_CALLS,
  ...APPOINTMENT_CALLS,
  ...PRESCRIPTION_CALLS,
  ...MEDICINE_CALLS,
  ...REFERENCE_CALLS,
].sort((a, b) => Number(a.name === "delete_patient") - Number(b.name === "delete_patient"));

/** The title of a case. */
export function titleOf({ name, scenario }: CallCase): string {
  return scenario === undefined ? name : `${name} (${scenario})`;
}
