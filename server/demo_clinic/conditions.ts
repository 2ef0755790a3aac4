/**
 * What the demo's patients come with, and what is given for it.
 *
 * Plausible for a look at the screens; no medical advice.
 *
 * @module
 */

/** A condition a patient of the demo may have. */
export type ConditionName =
  | "hypertension"
  | "diabetes"
  | "asthma"
  | "anaemia"
  | "diarrhoea"
  | "chest_infection"
  | "reflux"
  | "back_pain";

/** One condition: its ICD-10 code, the complaint behind it and the usual drug. */
export interface Condition {
  readonly code: string;
  readonly label: string;
  readonly chronic: boolean;
  readonly complaint: { readonly en: string; readonly es: string; readonly ar: string };
  /** Generic name in the drug catalogue. */
  readonly drug: string;
  readonly instructions: string;
  readonly quantity: number;
  readonly days: number;
}

/** Every condition by name. */
export const CONDITIONS: Readonly<Record<ConditionName, Condition>> = {
  hypertension: {
    code: "I10",
    label: "Essential (primary) hypertension",
    chronic: true,
    complaint: { en: "Headache", es: "Dolor de cabeza", ar: "صداع" },
    drug: "Amlodipine",
    instructions: "1 tablet every morning",
    quantity: 30,
    days: 30,
  },
  diabetes: {
    code: "E11.9",
    label: "Type 2 diabetes mellitus without complications",
    chronic: true,
    complaint: { en: "Thirst and tiredness", es: "Sed y cansancio", ar: "عطش وتعب" },
    drug: "Metformin",
    instructions: "1 tablet twice a day with meals",
    quantity: 60,
    days: 30,
  },
  asthma: {
    code: "J45.9",
    label: "Asthma, unspecified",
    chronic: true,
    complaint: { en: "Wheezing at night", es: "Silbidos por la noche", ar: "صفير ليلي" },
    drug: "Salbutamol",
    instructions: "2 puffs when short of breath",
    quantity: 1,
    days: 60,
  },
  anaemia: {
    code: "D50.9",
    label: "Iron deficiency anaemia, unspecified",
    chronic: false,
    complaint: { en: "Tired and dizzy", es: "Cansancio y mareo", ar: "تعب ودوار" },
    drug: "Ferrous sulfate and folic acid",
    instructions: "1 tablet a day",
    quantity: 60,
    days: 60,
  },
  diarrhoea: {
    code: "A09",
    label: "Gastroenteritis and colitis of unspecified origin",
    chronic: false,
    complaint: { en: "Diarrhoea", es: "Diarrea", ar: "إسهال" },
    drug: "Oral rehydration salts",
    instructions: "1 sachet in 1 litre of clean water, small sips",
    quantity: 6,
    days: 3,
  },
  chest_infection: {
    code: "J18.9",
    label: "Pneumonia, unspecified organism",
    chronic: false,
    complaint: { en: "Cough and fever", es: "Tos y fiebre", ar: "سعال وحمى" },
    drug: "Amoxicillin",
    instructions: "1 capsule three times a day",
    quantity: 15,
    days: 5,
  },
  reflux: {
    code: "K21.9",
    label: "Gastro-oesophageal reflux disease without oesophagitis",
    chronic: false,
    complaint: { en: "Burning after meals", es: "Ardor después de comer", ar: "حرقة بعد الأكل" },
    drug: "Omeprazole",
    instructions: "1 capsule before breakfast",
    quantity: 28,
    days: 28,
  },
  back_pain: {
    code: "M54.5",
    label: "Low back pain",
    chronic: false,
    complaint: { en: "Back pain", es: "Dolor de espalda", ar: "ألم في الظهر" },
    drug: "Ibuprofen",
    instructions: "1 tablet up to three times a day with food",
    quantity: 15,
    days: 5,
  },
};
