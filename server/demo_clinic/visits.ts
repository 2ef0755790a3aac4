/**
 * Who came when.
 *
 * @module
 */

import { type DemoProvider, FIRST_CLINIC_ID, providerAt } from "./accounts.ts";
import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";
import { patientId, registeredAtMs, registeredDaysAgo } from "./patients.ts";
import { PEOPLE, type Person } from "./people.ts";

/** One visit, as the rows that hang on it need it. */
export interface PlannedVisit {
  readonly id: string;
  /** Position among all visits, from 0. */
  readonly index: number;
  /** Position among the visits of its patient, from 0. */
  readonly order: number;
  readonly person: Person;
  readonly personIndex: number;
  readonly patientId: string;
  readonly clinicId: string;
  readonly provider: DemoProvider;
  readonly atMs: number;
}

/** Everyone comes on the day of registration, every second person again, every fourth a third time. */
function visitTimes(calendar: DemoCalendar, personIndex: number): number[] {
  const times = [registeredAtMs(calendar, personIndex) + 15 * 60_000];
  const minuteOfDay = 500 + ((personIndex * 29) % 400);
  if (personIndex % 2 === 0) {
    times.push(calendar.at(Math.floor(registeredDaysAgo(personIndex) / 2), minuteOfDay));
  }
  if (personIndex % 4 === 0) {
    times.push(calendar.at(1 + (personIndex % 3), minuteOfDay));
  }
  return times;
}

/** All visits, patient by patient, each patient's oldest first. */
export function planVisits(calendar: DemoCalendar): PlannedVisit[] {
  const visits: PlannedVisit[] = [];
  PEOPLE.forEach((person, personIndex) => {
    const clinicId = person.clinicId ?? FIRST_CLINIC_ID;
    visitTimes(calendar, personIndex).forEach((atMs, order) => {
      const index = visits.length;
      visits.push({
        id: demoId("visits", index + 1),
        index,
        order,
        person,
        personIndex,
        patientId: patientId(personIndex),
        clinicId,
        provider: providerAt(clinicId),
        atMs,
      });
    });
  });
  return visits;
}

/** The last visit of every patient, in the order of patients. */
export function lastVisits(visits: readonly PlannedVisit[]): PlannedVisit[] {
  return [...new Map(visits.map((visit) => [visit.personIndex, visit])).values()];
}

/** Rows of `visits`. */
export function visitRows(visits: readonly PlannedVisit[]): DemoRow[] {
  return visits.map((visit) =>
    completeRow("visits", {
      id: visit.id,
      patient_id: visit.patientId,
      clinic_id: visit.clinicId,
      provider_id: visit.provider.id,
      provider_name: visit.provider.name,
      check_in_timestamp: visit.atMs,
      metadata: "{}",
      ...written(visit.atMs),
    })
  );
}
