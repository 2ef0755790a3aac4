/**
 * What the three event forms ask, in three languages.
 *
 * @module
 */

import type { Translated } from "./registration_form.ts";

/** One question, or a text shown between questions. */
export interface EventField {
  /** Names the field inside this folder. */
  readonly key: string;
  readonly name: Translated;
  readonly description?: Translated;
  readonly fieldType: "free-text" | "options" | "date" | "diagnosis" | "medicine" | "text";
  readonly inputType:
    | "text"
    | "textarea"
    | "number"
    | "radio"
    | "checkbox"
    | "dropdown"
    | "date"
    | "input-group";
  readonly options?: readonly { readonly value: string; readonly label: Translated }[];
  readonly required?: true;
  readonly multi?: true;
}

/** One form. */
export interface EventFormText {
  readonly key: "triage" | "antenatal" | "consultation";
  readonly name: Translated;
  readonly description: Translated;
  readonly fields: readonly EventField[];
}

const TRIAGE: EventFormText = {
  key: "triage",
  name: { en: "Triage", es: "Triaje", ar: "الفرز" },
  description: {
    en: "The first look at a patient who comes in",
    es: "Primera valoración de quien llega",
    ar: "التقييم الأول للمريض عند وصوله",
  },
  fields: [
    {
      key: "complaint",
      name: { en: "Main complaint", es: "Motivo de consulta", ar: "الشكوى الرئيسية" },
      fieldType: "free-text",
      inputType: "text",
      required: true,
    },
    {
      key: "days",
      name: { en: "For how many days", es: "Desde hace cuántos días", ar: "منذ كم يوم" },
      fieldType: "free-text",
      inputType: "number",
    },
    {
      key: "urgency",
      name: { en: "Urgency", es: "Urgencia", ar: "درجة الاستعجال" },
      fieldType: "options",
      inputType: "radio",
      required: true,
      options: [
        { value: "can wait", label: { en: "Can wait", es: "Puede esperar", ar: "يمكن الانتظار" } },
        { value: "soon", label: { en: "Soon", es: "Pronto", ar: "قريبًا" } },
        { value: "now", label: { en: "Now", es: "Ahora", ar: "الآن" } },
      ],
    },
  ],
};

const ANTENATAL: EventFormText = {
  key: "antenatal",
  name: { en: "Antenatal visit", es: "Control prenatal", ar: "زيارة الحمل" },
  description: {
    en: "For each visit during a pregnancy",
    es: "Para cada control durante el embarazo",
    ar: "لكل زيارة خلال الحمل",
  },
  fields: [
    {
      key: "last_period",
      name: {
        en: "First day of the last period",
        es: "Primer día de la última regla",
        ar: "أول يوم من آخر دورة شهرية",
      },
      fieldType: "date",
      inputType: "date",
      required: true,
    },
    {
      key: "fetal_heart_rate",
      name: { en: "Fetal heart rate", es: "Frecuencia cardíaca fetal", ar: "نبض الجنين" },
      description: { en: "Beats per minute", es: "Latidos por minuto", ar: "نبضة في الدقيقة" },
      fieldType: "free-text",
      inputType: "number",
    },
    {
      key: "warning",
      name: {
        en: "Any sign below: call the doctor before the patient leaves",
        es: "Ante cualquier signo: avise al médico antes de que la paciente se vaya",
        ar: "عند وجود أي علامة أدناه: اتصل بالطبيب قبل مغادرة المريضة",
      },
      fieldType: "text",
      inputType: "text",
    },
    {
      key: "signs",
      name: { en: "Danger signs", es: "Signos de alarma", ar: "علامات الخطر" },
      fieldType: "options",
      inputType: "checkbox",
      multi: true,
      options: [
        { value: "bleeding", label: { en: "Bleeding", es: "Sangrado", ar: "نزيف" } },
        {
          value: "headache",
          label: { en: "Severe headache", es: "Dolor de cabeza intenso", ar: "صداع شديد" },
        },
        { value: "swelling", label: { en: "Swelling", es: "Hinchazón", ar: "تورم" } },
      ],
    },
    {
      key: "notes",
      name: { en: "Notes", es: "Notas", ar: "ملاحظات" },
      fieldType: "free-text",
      inputType: "textarea",
    },
  ],
};

const CONSULTATION: EventFormText = {
  key: "consultation",
  name: { en: "Consultation", es: "Consulta", ar: "استشارة" },
  description: {
    en: "What was found, and what was decided",
    es: "Qué se encontró y qué se decidió",
    ar: "ما وُجد وما تقرر",
  },
  fields: [
    {
      key: "diagnosis",
      name: { en: "Diagnosis", es: "Diagnóstico", ar: "التشخيص" },
      fieldType: "diagnosis",
      inputType: "dropdown",
      multi: true,
    },
    {
      key: "medicine",
      name: { en: "Medicine", es: "Medicamentos", ar: "الأدوية" },
      fieldType: "medicine",
      inputType: "input-group",
      multi: true,
    },
    {
      key: "plan",
      name: { en: "Plan", es: "Plan", ar: "الخطة" },
      fieldType: "free-text",
      inputType: "textarea",
      required: true,
    },
    {
      key: "follow_up",
      name: { en: "Follow-up", es: "Seguimiento", ar: "المتابعة" },
      fieldType: "options",
      inputType: "dropdown",
      options: [
        { value: "none", label: { en: "None", es: "Ninguno", ar: "لا توجد" } },
        { value: "one week", label: { en: "In a week", es: "En una semana", ar: "بعد أسبوع" } },
        { value: "one month", label: { en: "In a month", es: "En un mes", ar: "بعد شهر" } },
      ],
    },
  ],
};

/** The three forms in the order of their ids. */
export const FORM_TEXTS: readonly EventFormText[] = [TRIAGE, ANTENATAL, CONSULTATION];
