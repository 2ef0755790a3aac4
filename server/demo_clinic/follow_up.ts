/**
 * Problem lists and appointments.
 *
 * @module
 */

import { firstDepartmentOf } from "./clinics.ts";
import { type Condition, CONDITIONS } from "./conditions.ts";
import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";
import { registeredDaysAgo } from "./patients.ts";
import { lastVisits, type PlannedVisit } from "./visits.ts";

/** A visit of someone who has a condition. */
export interface TreatedVisit extends PlannedVisit {
  readonly condition: Condition;
}

/** The first visit of every patient with a condition. */
export function treatedVisits(visits: readonly PlannedVisit[]): TreatedVisit[] {
  return visits.flatMap((visit) => {
    const name = visit.person.condition;
    return name === null || visit.order > 0 ? [] : [{ ...visit, condition: CONDITIONS[name] }];
  });
}

/** Rows of `patient_problems`: chronic ones go on, the others ended when the medicine did. */
export function problemRows(calendar: DemoCalendar, visits: readonly PlannedVisit[]): DemoRow[] {
  return treatedVisits(visits).map((visit, index) => {
    const { chronic, code, label, days } = visit.condition;
    const seenDaysAgo = registeredDaysAgo(visit.personIndex);
    const over = !chronic && seenDaysAgo > days;
    return completeRow("patient_problems", {
      id: demoId("patient_problems", index + 1),
      patient_id: visit.patientId,
      visit_id: visit.id,
      problem_code_system: "icd10",
      problem_code: code,
      problem_label: label,
      clinical_status: over ? "resolved" : "active",
      verification_status: "confirmed",
      severity_score: chronic ? 5 : 3,
      onset_date: calendar.day(seenDaysAgo + (chronic ? 365 : 3)),
      end_date: over ? calendar.day(seenDaysAgo - days) : null,
      recorded_by_user_id: visit.provider.id,
      metadata: "{}",
      ...written(visit.atMs + 25 * 60_000),
    });
  });
}

function appointmentRow(
  index: number,
  madeAt: PlannedVisit,
  atMs: number,
  fulfilledBy: PlannedVisit | null,
): DemoRow {
  const status = fulfilledBy === null ? "pending" : "completed";
  const department = { ...firstDepartmentOf(madeAt.clinicId), seen_at: null, seen_by: null };
  return completeRow("appointments", {
    id: demoId("appointments", index + 1),
    provider_id: madeAt.provider.id,
    clinic_id: madeAt.clinicId,
    patient_id: madeAt.patientId,
    user_id: madeAt.provider.id,
    current_visit_id: madeAt.id,
    fulfilled_visit_id: fulfilledBy?.id ?? null,
    timestamp: atMs,
    duration: 15,
    reason: "checkup",
    notes: "",
    is_walk_in: 0,
    departments: JSON.stringify([{ ...department, status }]),
    status,
    metadata: "{}",
    ...written(madeAt.atMs + 30 * 60_000, (fulfilledBy ?? madeAt).atMs + 30 * 60_000),
  });
}

/** Rows of `appointments`: one kept for every second visit, one ahead for every chronic patient. */
export function appointmentRows(
  calendar: DemoCalendar,
  visits: readonly PlannedVisit[],
): DemoRow[] {
  const kept = visits.flatMap((visit, index) => {
    const next = visits[index + 1];
    return visit.order === 0 && next?.personIndex === visit.personIndex ? [{ visit, next }] : [];
  });
  const ahead = lastVisits(visits).filter((visit) => {
    const name = visit.person.condition;
    return name !== null && CONDITIONS[name].chronic;
  });
  return [
    ...kept.map(({ visit, next }, index) => appointmentRow(index, visit, next.atMs, next)),
    ...ahead.map((visit, index) => {
      const atMs = calendar.at(-(2 + index * 3), 540 + index * 20);
      return appointmentRow(kept.length + index, visit, atMs, null);
    }),
  ];
}
