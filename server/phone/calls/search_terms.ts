/**
 * What people type into a search box, and lists they filter by.
 *
 * @module
 */

import { z } from "zod";
import { foldText } from "./fold_text.ts";

/** Longer than any name. */
const MAX_TERM = 500; // characters
/** Of a text, what is searched: every search would wait for what somebody pasted into a field. */
export const MAX_SEARCHED_CHARS = 2_000;

/** Text to search for. Empty text searches for nothing, which everything matches. */
export const searchTerm: z.ZodType<string> = z.string().max(MAX_TERM)
  .transform((term) => term.trim());

/** Absent, null (both empty), or text to search for. */
export const optionalSearchTerm: z.ZodType<string, unknown> = searchTerm.nullish()
  .transform((term) => term ?? "");

/**
 * Absent, or a list of texts, as JSON for `json_each`; one text counts as a list of one. Null when
 * nothing is asked: an empty list and `""` ask for nothing too.
 */
export const filterList: z.ZodType<string | null, unknown> = z.union([
  z.string(),
  z.array(z.string()),
]).nullish().transform((value) => {
  const texts = [value ?? []].flat().filter((text) => text !== "");
  return texts.length === 0 ? null : JSON.stringify(texts);
});

/**
 * Whether texts hold every word of the term, each in any of them: case, accents and the ways of
 * writing Arabic letters make no difference, and no character stands for another.
 */
export function matcher(term: string): (texts: readonly (string | null)[]) => boolean {
  const folded = foldText(term);
  // Nothing but signs that folding drops: those are what is looked for.
  if (folded === "") return (texts) => texts.some((text) => text?.includes(term));
  const words = folded.split(" ");
  return (texts) => {
    const haystack = texts.map((text) => foldText(text ?? "")).join("\n");
    return words.every((word) =>
      // A name is written as one word or as two.
      haystack.includes(word) || haystack.replaceAll(" ", "").includes(word)
    );
  };
}

/** True in SQL when the parameter is null or a list that holds the value. */
export function oneOf(value: string, parameter: string): string {
  return `(${parameter} IS NULL OR ${value} IN (SELECT value FROM json_each(${parameter})))`;
}
