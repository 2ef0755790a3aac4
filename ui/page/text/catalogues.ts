/**
 * What the page says, in every language it speaks.
 *
 * @module
 */
import { AR } from "./ar/catalogue.ts";
import { EN } from "./en/catalogue.ts";
import { ES } from "./es/catalogue.ts";
import type { Catalogue, Language } from "./text.ts";

/** A text of the page. */
export type TextKey = keyof typeof EN;

/** The texts by language and key. */
export const CATALOGUES: Readonly<Record<Language, Catalogue<TextKey>>> = {
  en: EN,
  es: ES,
  ar: AR,
};
