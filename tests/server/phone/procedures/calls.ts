/** The cases of every procedure. */

import { APPOINTMENT_CALLS } from "./appointment_calls.ts";
import type { CallCase } from "./call_case.ts";
import { CARE_CALLS } from "./care_calls.ts";
import { MEDICINE_CALLS, SYNC_CALLS } from "./medicine_calls.ts";
import { PATIENT_CALLS, REFERENCE_CALLS } from "./patient_calls.ts";
import { PRESCRIPTION_CALLS } from "./prescription_calls.ts";

/** Queries first, for what commands change; `delete_patient` last: the others need its patient. */
export const CALLS: readonly CallCase[] = [
  ...SYNC_CALLS,
  ...PATIENT_CALLS,
  ...CARE_CALLS,
  ...APPOINTMENT_CALLS,
  ...PRESCRIPTION_CALLS,
  ...MEDICINE_CALLS,
  ...REFERENCE_CALLS,
].sort((a, b) => turnOf(a) - turnOf(b));

function turnOf({ kind, name }: CallCase): number {
  return kind === "query" ? 0 : name === "delete_patient" ? 2 : 1;
}

/** The title of a case. */
export function titleOf({ name, scenario }: CallCase): string {
  return scenario === undefined ? name : `${name} (${scenario})`;
}
