/**
 * What was measured at each visit: plausible for the patient's age, the same every time.
 *
 * @module
 */

import { ageYears } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";
import type { PlannedVisit } from "./visits.ts";

/** Years below which blood pressure is not taken here. */
const BLOOD_PRESSURE_FROM_YEARS = 12;

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function measure(visit: PlannedVisit): DemoRow {
  const years = ageYears(visit.person.dateOfBirth, visit.atMs);
  const vary = (step: number, span: number): number => (visit.index * step) % span;
  const grown = Math.min(years, 18);
  const heightCm = 62 + grown * 5.8 + ((visit.personIndex * 7) % 12);
  const bodyMass = years < 18
    ? 15.5 + Math.max(0, years - 6) * 0.45
    : 20 + ((visit.personIndex * 11) % 10);
  const weightKg = bodyMass * (heightCm / 100) ** 2 + visit.order * 0.4;
  const raised = visit.person.condition === "hypertension" ? 32 : 0;
  const feverish = visit.person.condition === "chest_infection" && visit.order === 0;
  return {
    ...(years >= BLOOD_PRESSURE_FROM_YEARS
      ? {
        systolic_bp: 108 + raised + vary(7, 22),
        diastolic_bp: 68 + Math.floor(raised / 2) + vary(5, 14),
        bp_position: "sitting",
      }
      : {}),
    height_cm: round(heightCm, 1),
    weight_kg: round(weightKg, 1),
    bmi: round(weightKg / (heightCm / 100) ** 2, 1),
    heart_rate: (years < 6 ? 104 : 72) + vary(11, 18),
    pulse_rate: (years < 6 ? 104 : 72) + vary(11, 18),
    oxygen_saturation: (feverish ? 93 : 97) + vary(1, 3),
    respiratory_rate: (years < 6 ? 26 : 15) + vary(3, 5) + (feverish ? 14 : 0),
    temperature_celsius: round(feverish ? 39.1 : 36.4 + vary(3, 8) / 10, 1),
    pain_level: visit.person.condition === "back_pain" ? 6 - visit.order : 0,
  };
}

/** Rows of `patient_vitals`: one for every visit. */
export function vitalsRows(visits: readonly PlannedVisit[]): DemoRow[] {
  return visits.map((visit) =>
    completeRow("patient_vitals", {
      id: demoId("patient_vitals", visit.index + 1),
      patient_id: visit.patientId,
      visit_id: visit.id,
      timestamp: visit.atMs + 5 * 60_000,
      ...measure(visit),
      recorded_by_user_id: visit.provider.id,
      metadata: "{}",
      ...written(visit.atMs + 5 * 60_000),
    })
  );
}
