/**
 * Makes visits: for those who ask for one, and for events that come without.
 *
 * @module
 */

import { requireNewCare, storedBefore, userName } from "./care_records.ts";
import type { WriteCall } from "./define_call.ts";
import { createRecord } from "./record_writer.ts";

/** A visit a call asks for; what it leaves open is the user's. */
export interface NewVisit {
  readonly id?: string | null | undefined;
  readonly patient_id: string;
  readonly clinic_id?: string | null | undefined;
  readonly provider_id?: string | null | undefined;
  readonly provider_name?: string | null | undefined;
  readonly check_in_timestamp?: number | null | undefined;
  readonly metadata?: string | null | undefined;
  readonly created_at?: number | null | undefined;
}

/** Stores a visit: at the user's clinic, with the user as provider, now, unless it says otherwise. */
export function createVisit(call: WriteCall, visit: NewVisit): string {
  const before = storedBefore(call, "visits", visit.id, visit.patient_id);
  if (before !== null) return before.id;
  const providerId = visit.provider_id ?? call.permissions.userId;
  const values = {
    patient_id: visit.patient_id,
    clinic_id: visit.clinic_id ?? call.permissions.homeClinicId,
    provider_id: providerId,
    provider_name: visit.provider_name || userName(call, providerId),
    check_in_timestamp: visit.check_in_timestamp ?? call.nowMs,
    metadata: visit.metadata ?? "{}",
    created_at: visit.created_at,
  };
  requireNewCare(call, "visits", values);
  return createRecord(call, "visits", visit.id, values);
}
