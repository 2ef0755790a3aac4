/**
 * The forms filled in at the visits.
 *
 * @module
 */

import { CONDITIONS } from "./conditions.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";
import { drugId } from "./drugs.ts";
import { EVENT_FORMS, type EventForm } from "./event_forms.ts";
import type { PlannedVisit } from "./visits.ts";

type Answers = Readonly<Record<string, unknown>>;

const CHECK_UP = { en: "Check-up", es: "Control de rutina", ar: "فحص دوري" } as const;
const WELL = { en: "No change needed", es: "Sin cambios", ar: "لا حاجة إلى تغيير" } as const;
const TREAT = {
  en: "Treat and come back if worse",
  es: "Tratar y volver si empeora",
  ar: "علاج والعودة عند عدم التحسن",
} as const;

/** Which made-up patients are pregnant: positions in `PEOPLE`. */
const PREGNANT: ReadonlySet<number> = new Set([4, 23]);

function triage(visit: PlannedVisit): Answers {
  const { condition, language } = visit.person;
  const complaint = condition === null || visit.order > 0
    ? CHECK_UP
    : CONDITIONS[condition].complaint;
  return {
    complaint: complaint[language],
    days: visit.order > 0 ? 0 : 1 + (visit.personIndex % 6),
    urgency: condition === "chest_infection" && visit.order === 0 ? "now" : "can wait",
  };
}

function antenatal(visit: PlannedVisit): Answers {
  const lastPeriodMs = visit.atMs - (70 + visit.order * 40) * 24 * 60 * 60_000;
  return {
    last_period: new Date(lastPeriodMs).toISOString().slice(0, 10),
    fetal_heart_rate: 138 + visit.order * 3,
    signs: "",
    notes: WELL[visit.person.language],
  };
}

function consultation(visit: PlannedVisit): Answers {
  const { condition: name, language } = visit.person;
  if (name === null) {
    return { diagnosis: [], medicine: [], plan: WELL[language], follow_up: "none" };
  }
  const condition = CONDITIONS[name];
  return {
    diagnosis: [{ code: condition.code, desc: condition.label }],
    medicine: [{
      id: drugId(condition.drug),
      name: condition.drug,
      dosageInstructions: condition.instructions,
      duration: condition.days,
      durationUnits: "days",
    }],
    plan: visit.order === 0 ? TREAT[language] : WELL[language],
    follow_up: condition.chronic ? "one month" : "one week",
  };
}

function filledIn(form: EventForm, answers: Answers): string {
  return JSON.stringify(
    form.fields.filter((field) => field.key in answers).map((field) => ({
      fieldId: field.id,
      name: field.name,
      fieldType: field.fieldType,
      inputType: field.inputType,
      value: answers[field.key],
    })),
  );
}

/** Rows of `events`: a triage at every visit, then what the visit was about. */
export function eventRows(visits: readonly PlannedVisit[]): DemoRow[] {
  return visits.flatMap((visit) => {
    const event = (slot: number, form: EventForm, answers: Answers): DemoRow =>
      completeRow("events", {
        id: demoId("events", visit.index * 2 + slot + 1),
        patient_id: visit.patientId,
        form_id: form.id,
        visit_id: visit.id,
        event_type: form.name,
        form_data: filledIn(form, answers),
        metadata: "{}",
        recorded_by_user_id: visit.provider.id,
        ...written(visit.atMs + (8 + slot * 12) * 60_000),
      });
    const second = PREGNANT.has(visit.personIndex)
      ? event(1, EVENT_FORMS.antenatal, antenatal(visit))
      : event(1, EVENT_FORMS.consultation, consultation(visit));
    return [event(0, EVENT_FORMS.triage, triage(visit)), second];
  });
}
