/**
 * Patients and the answers to the clinic's own registration fields.
 *
 * @module
 */

import { FIRST_CLINIC_ID, providerAt } from "./accounts.ts";
import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";
import { PEOPLE, type Person } from "./people.ts";
import { registrationFieldId } from "./registration_form.ts";

/** Id of the patient at a position of `PEOPLE`. */
export function patientId(personIndex: number): string {
  return demoId("patients", personIndex + 1);
}

/** How many days before the demo a patient was registered. */
export function registeredDaysAgo(personIndex: number): number {
  return 190 - personIndex * 7;
}

/** Epoch ms at which a patient was registered. */
export function registeredAtMs(calendar: DemoCalendar, personIndex: number): number {
  return calendar.at(registeredDaysAgo(personIndex), 480 + ((personIndex * 13) % 300));
}

function patientRow(calendar: DemoCalendar, person: Person, index: number): DemoRow {
  const number = String(index + 1).padStart(4, "0");
  return completeRow("patients", {
    id: patientId(index),
    given_name: person.givenName,
    surname: person.surname,
    date_of_birth: person.dateOfBirth,
    sex: person.sex,
    citizenship: "Demoland",
    hometown: person.hometown,
    phone: index % 3 === 2 ? "" : `+000 555 ${number}`,
    camp: person.camp,
    government_id: index % 4 === 3 ? "" : `DEMO-${number}`,
    external_patient_id: `P-${number}`,
    additional_data: "{}",
    metadata: "{}",
    primary_clinic_id: person.clinicId,
    last_modified_by: providerAt(person.clinicId ?? FIRST_CLINIC_ID).id,
    ...written(registeredAtMs(calendar, index)),
  });
}

/** Rows of `patients`. */
export function patientRows(calendar: DemoCalendar): DemoRow[] {
  return PEOPLE.map((person, index) => patientRow(calendar, person, index));
}

const LANGUAGE_NAMES = { ar: "Arabic", es: "Spanish", en: "English" } as const;

/** Rows of `patient_additional_attributes`: a text and a number for every patient. */
export function attributeRows(calendar: DemoCalendar): DemoRow[] {
  return PEOPLE.flatMap((person, index) => {
    const common = {
      patient_id: patientId(index),
      metadata: "{}",
      ...written(registeredAtMs(calendar, index)),
    };
    return [
      completeRow("patient_additional_attributes", {
        id: demoId("patient_additional_attributes", index * 2 + 1),
        attribute_id: registrationFieldId("preferred_language"),
        attribute: "preferred_language",
        string_value: LANGUAGE_NAMES[person.language],
        ...common,
      }),
      completeRow("patient_additional_attributes", {
        id: demoId("patient_additional_attributes", index * 2 + 2),
        attribute_id: registrationFieldId("household_size"),
        attribute: "household_size",
        number_value: 1 + ((index * 5) % 8),
        ...common,
      }),
    ];
  });
}
