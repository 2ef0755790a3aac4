/**
 * The patients of the demo clinic. Every person here is made up.
 *
 * @module
 */

import { FIRST_CLINIC_ID, SECOND_CLINIC_ID } from "./accounts.ts";
import type { ConditionName } from "./conditions.ts";

/** Language a person would rather speak. */
export type PersonLanguage = "ar" | "es" | "en";

/** One made-up patient. */
export interface Person {
  readonly givenName: string;
  readonly surname: string;
  readonly sex: "male" | "female";
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth: string;
  readonly hometown: string;
  /** Empty for people who do not live in a camp. */
  readonly camp: string;
  /** Null for the one patient whom no clinic has claimed: everyone sees that one. */
  readonly clinicId: string | null;
  readonly language: PersonLanguage;
  readonly condition: ConditionName | null;
}

type Entry = readonly [
  givenName: string,
  surname: string,
  sex: "male" | "female",
  dateOfBirth: string,
  hometown: string,
  camp: string,
  language: PersonLanguage,
  condition: ConditionName | null,
];

const AT_FIRST_CLINIC: readonly Entry[] = [
  ["أمل", "الزيتوني", "female", "1989-03-12", "عين الورد", "Block A", "ar", "anaemia"],
  ["يوسف", "حداد الجبل", "male", "1958-11-02", "عين الورد", "Block A", "ar", "hypertension"],
  ["ليان", "السنديان", "female", "2017-06-21", "تل القمر", "Block A", "ar", "diarrhoea"],
  ["كريم", "البستاني العالي", "male", "1975-01-30", "تل القمر", "Block B", "ar", "diabetes"],
  ["هدى", "نهر الفضة", "female", "1996-08-17", "وادي الغزال", "Block B", "ar", null],
  ["سامر", "قمر الدين الراعي", "male", "2012-12-05", "وادي الغزال", "Block B", "ar", "asthma"],
  ["نور", "العصافير", "female", "2021-04-09", "عين الورد", "Block C", "ar", "chest_infection"],
  ["داود", "الحقل الأخضر", "male", "1949-09-25", "تل القمر", "Block C", "ar", "hypertension"],
  ["رنا", "ياسمين الدار", "female", "1992-02-14", "وادي الغزال", "Block C", "ar", "reflux"],
  ["Grace", "Thornfield", "female", "1984-05-19", "Harrow Bridge", "Block D", "en", "diabetes"],
  ["Peter", "Amberley", "male", "2008-10-11", "Harrow Bridge", "Block D", "en", null],
  ["Miriam", "Stonecastle", "female", "1968-07-07", "Kettle Bay", "", "en", "hypertension"],
  ["Daniel", "Quickwater", "male", "2019-01-23", "Kettle Bay", "", "en", "diarrhoea"],
  ["Ruth", "Hollowell", "female", "1998-12-01", "Kettle Bay", "", "en", "anaemia"],
  ["Samuel", "Larkrise", "male", "1981-06-15", "Harrow Bridge", "", "en", "back_pain"],
];

const AT_SECOND_CLINIC: readonly Entry[] = [
  ["Inés", "Valdeluna", "female", "1990-04-03", "Río Manso", "", "es", "anaemia"],
  ["Mateo", "Cerroverde", "male", "1963-02-27", "Río Manso", "", "es", "diabetes"],
  ["Camila", "Fuentealta", "female", "2015-09-13", "Loma Azul", "", "es", "asthma"],
  ["Joaquín", "Piedrabuena Sol", "male", "1955-05-08", "Loma Azul", "", "es", "hypertension"],
  ["Valeria", "Montesclaros Luz", "female", "2022-07-30", "Loma Azul", "", "es", "diarrhoea"],
  ["Andrés", "Riosereno", "male", "1987-11-19", "Puerto Calmo", "", "es", "back_pain"],
  ["Rosario", "Campoflor", "female", "1971-03-05", "Puerto Calmo", "", "es", "reflux"],
  ["Tadeo", "Nubeclara", "male", "2010-08-28", "Puerto Calmo", "", "es", null],
  ["Pilar", "Arroyoseco", "female", "1994-10-22", "Río Manso", "", "es", null],
];

const AT_NO_CLINIC: readonly Entry[] = [
  ["Elena", "Farwanderer", "female", "1979-12-12", "Kettle Bay", "", "en", null],
];

function person(clinicId: string | null): (entry: Entry) => Person {
  return ([givenName, surname, sex, dateOfBirth, hometown, camp, language, condition]) => ({
    givenName,
    surname,
    sex,
    dateOfBirth,
    hometown,
    camp,
    clinicId,
    language,
    condition,
  });
}

/** The 25 patients in the order of their ids. */
export const PEOPLE: readonly Person[] = [
  ...AT_FIRST_CLINIC.map(person(FIRST_CLINIC_ID)),
  ...AT_SECOND_CLINIC.map(person(SECOND_CLINIC_ID)),
  ...AT_NO_CLINIC.map(person(null)),
];
