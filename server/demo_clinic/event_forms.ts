/**
 * The three forms filled in at a visit, in the shape phones draw them from.
 *
 * @module
 */

import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";
import { type EventField, type EventFormText, FORM_TEXTS } from "./event_form_texts.ts";
import type { Translated } from "./registration_form.ts";

/** A form as the events filled in with it need it. */
export interface EventForm {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly fieldType: string;
    readonly inputType: string;
  }[];
}

/** The three forms by what they are for. */
export const EVENT_FORMS: Readonly<Record<EventFormText["key"], EventForm>> = {
  triage: describe("triage"),
  antenatal: describe("antenatal"),
  consultation: describe("consultation"),
};

function fieldId(formIndex: number, fieldIndex: number): string {
  return demoId("event_field", (formIndex + 1) * 100 + fieldIndex + 1);
}

function describe(key: EventFormText["key"]): EventForm {
  const formIndex = FORM_TEXTS.findIndex((form) => form.key === key);
  const text = FORM_TEXTS[formIndex];
  if (text === undefined) throw new RangeError(`Cannot find event form: no form "${key}"`);
  return {
    id: demoId("event_forms", formIndex + 1),
    name: text.name.en,
    fields: text.fields.map((field, fieldIndex) => ({
      id: fieldId(formIndex, fieldIndex),
      key: field.key,
      name: field.name.en,
      fieldType: field.fieldType,
      inputType: field.inputType,
    })),
  };
}

function drawnField(field: EventField, id: string): Record<string, unknown> {
  return {
    id,
    name: field.name.en,
    description: field.description?.en ?? "",
    required: field.required ?? false,
    fieldType: field.fieldType,
    inputType: field.inputType,
    options: (field.options ?? []).map(({ value, label }) => ({ value, label: label.en })),
    multi: field.multi ?? false,
    ...(field.fieldType === "text" ? { content: field.name.en, size: "md" } : {}),
  };
}

const NOTHING: Translated = { en: "", es: "", ar: "" };

function translationsOf(form: EventFormText, formIndex: number): Record<string, unknown>[] {
  return [
    { fieldId: "__form_name__", name: form.name, description: NOTHING, options: {} },
    { fieldId: "__form_description__", name: form.description, description: NOTHING, options: {} },
    ...form.fields.map((field, fieldIndex) => ({
      fieldId: fieldId(formIndex, fieldIndex),
      name: field.name,
      description: field.description ?? NOTHING,
      options: Object.fromEntries(
        (field.options ?? []).map(({ value, label }) => [value, label]),
      ),
    })),
  ];
}

/** Rows of `event_forms`, for every clinic. */
export function eventFormRows(calendar: DemoCalendar): DemoRow[] {
  return FORM_TEXTS.map((form, formIndex) =>
    completeRow("event_forms", {
      id: demoId("event_forms", formIndex + 1),
      name: form.name.en,
      description: form.description.en,
      language: "en",
      is_editable: 1,
      is_snapshot_form: form.key === "triage" ? 1 : 0,
      form_fields: JSON.stringify(
        form.fields.map((field, index) => drawnField(field, fieldId(formIndex, index))),
      ),
      metadata: "{}",
      clinic_ids: "[]",
      translations: JSON.stringify(translationsOf(form, formIndex)),
      ...written(calendar.at(450, 620), calendar.at(90, 620)),
    })
  );
}
