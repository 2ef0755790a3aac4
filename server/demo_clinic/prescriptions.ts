/**
 * Prescriptions, their items and what was handed out.
 *
 * @module
 */

import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";
import { batchId, drugId } from "./drugs.ts";
import { type TreatedVisit, treatedVisits } from "./follow_up.ts";
import type { PlannedVisit } from "./visits.ts";

const DAY_MS = 24 * 60 * 60_000;

interface PlannedPrescription {
  readonly index: number;
  readonly visit: TreatedVisit;
  readonly prescribedAtMs: number;
  /** Null while it waits at the pharmacy. */
  readonly filledAtMs: number | null;
}

/** Every third prescription has not been picked up. */
function plan(visits: readonly PlannedVisit[]): PlannedPrescription[] {
  return treatedVisits(visits).map((visit, index) => {
    const prescribedAtMs = visit.atMs + 28 * 60_000;
    const filledAtMs = index % 3 === 2 ? null : prescribedAtMs + 20 * 60_000;
    return { index, visit, prescribedAtMs, filledAtMs };
  });
}

/** Rows of `prescriptions`. */
export function prescriptionRows(visits: readonly PlannedVisit[]): DemoRow[] {
  return plan(visits).map(({ index, visit, prescribedAtMs, filledAtMs }) =>
    completeRow("prescriptions", {
      id: demoId("prescriptions", index + 1),
      patient_id: visit.patientId,
      provider_id: visit.provider.id,
      filled_by: filledAtMs === null ? null : visit.provider.id,
      pickup_clinic_id: visit.clinicId,
      visit_id: visit.id,
      priority: "normal",
      expiration_date: prescribedAtMs + 180 * DAY_MS,
      prescribed_at: prescribedAtMs,
      filled_at: filledAtMs,
      status: filledAtMs === null ? "pending" : "picked-up",
      items: "[]",
      notes: "",
      metadata: "{}",
      ...written(prescribedAtMs, filledAtMs ?? prescribedAtMs),
    })
  );
}

/** Rows of `prescription_items`: one for every prescription. */
export function prescriptionItemRows(visits: readonly PlannedVisit[]): DemoRow[] {
  return plan(visits).map(({ index, visit, prescribedAtMs, filledAtMs }) =>
    completeRow("prescription_items", {
      id: demoId("prescription_items", index + 1),
      prescription_id: demoId("prescriptions", index + 1),
      patient_id: visit.patientId,
      drug_id: drugId(visit.condition.drug),
      clinic_id: visit.clinicId,
      dosage_instructions: visit.condition.instructions,
      quantity_prescribed: visit.condition.quantity,
      quantity_dispensed: filledAtMs === null ? 0 : visit.condition.quantity,
      refills_authorized: visit.condition.chronic ? 3 : 0,
      refills_used: 0,
      item_status: filledAtMs === null ? "active" : "completed",
      recorded_by_user_id: visit.provider.id,
      metadata: "{}",
      ...written(prescribedAtMs, filledAtMs ?? prescribedAtMs),
    })
  );
}

/** Rows of `dispensing_records`: one for every prescription that was picked up. */
export function dispensingRows(visits: readonly PlannedVisit[]): DemoRow[] {
  return plan(visits).flatMap(({ index, visit, filledAtMs }) =>
    filledAtMs === null ? [] : [completeRow("dispensing_records", {
      id: demoId("dispensing_records", index + 1),
      clinic_id: visit.clinicId,
      drug_id: drugId(visit.condition.drug),
      batch_id: batchId(visit.condition.drug),
      prescription_item_id: demoId("prescription_items", index + 1),
      patient_id: visit.patientId,
      quantity_dispensed: visit.condition.quantity,
      dosage_instructions: visit.condition.instructions,
      days_supply: visit.condition.days,
      dispensed_by: visit.provider.id,
      dispensed_at: filledAtMs,
      recorded_by_user_id: visit.provider.id,
      metadata: "{}",
      ...written(filledAtMs),
    })]
  );
}
