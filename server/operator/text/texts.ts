/**
 * What the page says, in every language it speaks.
 *
 * @module
 */
import { AR } from "./ar.ts";
import { EN, type TextKey } from "./en.ts";
import { ES } from "./es.ts";

export type { TextKey } from "./en.ts";

/** A language of the page, as BCP 47 has it. */
export type Language = "en" | "es" | "ar";

/** The texts by language and key. */
export const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = {
  en: EN,
  es: ES,
  ar: AR,
};
