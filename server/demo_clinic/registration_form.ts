/**
 * The form a phone shows to register a patient.
 *
 * @module
 */

import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";

/** A text in the three languages. */
export interface Translated {
  readonly en: string;
  readonly es: string;
  readonly ar: string;
}

interface Field {
  readonly column: string;
  readonly label: Translated;
  readonly fieldType: "number" | "text" | "select" | "date";
  readonly options?: readonly Translated[];
  readonly required?: true;
  readonly searchable?: true;
  /** False for the clinic's own fields, which are stored as additional attributes. */
  readonly base?: false;
}

const SEXES: readonly Translated[] = [
  { en: "male", es: "masculino", ar: "ذكر" },
  { en: "female", es: "femenino", ar: "أنثى" },
];

const LANGUAGES: readonly Translated[] = [
  { en: "Arabic", es: "Árabe", ar: "العربية" },
  { en: "Spanish", es: "Español", ar: "الإسبانية" },
  { en: "English", es: "Inglés", ar: "الإنجليزية" },
];

const FIELDS: readonly Field[] = [
  {
    column: "given_name",
    label: { en: "First name", es: "Nombre", ar: "الاسم الأول" },
    fieldType: "text",
    required: true,
    searchable: true,
  },
  {
    column: "surname",
    label: { en: "Last name", es: "Apellido", ar: "اسم العائلة" },
    fieldType: "text",
    required: true,
    searchable: true,
  },
  {
    column: "date_of_birth",
    label: { en: "Date of birth", es: "Fecha de nacimiento", ar: "تاريخ الميلاد" },
    fieldType: "date",
    required: true,
  },
  {
    column: "sex",
    label: { en: "Sex", es: "Sexo", ar: "الجنس" },
    fieldType: "select",
    options: SEXES,
    required: true,
  },
  { column: "phone", label: { en: "Phone", es: "Teléfono", ar: "الهاتف" }, fieldType: "text" },
  {
    column: "citizenship",
    label: { en: "Citizenship", es: "Nacionalidad", ar: "الجنسية" },
    fieldType: "text",
  },
  { column: "camp", label: { en: "Camp", es: "Campamento", ar: "المخيم" }, fieldType: "text" },
  {
    column: "government_id",
    label: { en: "Government ID", es: "Documento de identidad", ar: "رقم الهوية" },
    fieldType: "text",
    searchable: true,
  },
  {
    column: "external_patient_id",
    label: { en: "Patient file number", es: "Número de expediente", ar: "رقم ملف المريض" },
    fieldType: "text",
    searchable: true,
  },
  {
    column: "primary_clinic_id",
    label: { en: "Clinic", es: "Clínica", ar: "العيادة" },
    fieldType: "select",
  },
  {
    column: "preferred_language",
    label: { en: "Preferred language", es: "Idioma preferido", ar: "اللغة المفضلة" },
    fieldType: "select",
    options: LANGUAGES,
    base: false,
  },
  {
    column: "household_size",
    label: { en: "People in the household", es: "Personas en el hogar", ar: "عدد أفراد الأسرة" },
    fieldType: "number",
    base: false,
  },
];

/** Id of the field that fills a column or an own attribute. */
export function registrationFieldId(column: string): string {
  const index = FIELDS.findIndex((field) => field.column === column);
  if (index < 0) throw new RangeError(`Cannot find registration field: no column "${column}"`);
  return demoId("registration_field", index + 1);
}

/** The one row of `registration_forms`: it holds for both clinics. */
export function registrationFormRows(calendar: DemoCalendar): DemoRow[] {
  const fields = FIELDS.map((field, index) => ({
    id: demoId("registration_field", index + 1),
    position: index + 1,
    column: field.column,
    label: field.label,
    fieldType: field.fieldType,
    options: field.options ?? [],
    required: field.required ?? false,
    baseField: field.base ?? true,
    visible: true,
    isSearchField: field.searchable ?? false,
    deleted: false,
  }));
  return [completeRow("registration_forms", {
    id: demoId("registration_forms", 1),
    name: "Patient registration",
    fields: JSON.stringify(fields),
    metadata: "{}",
    ...written(calendar.at(450, 600), calendar.at(120, 660)),
  })];
}
