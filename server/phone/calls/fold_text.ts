/**
 * Brings text into the form in which it is searched: the way it is written on one day must find
 * the way it was written on another.
 *
 * @module
 */

/** Letters that Unicode does not take apart, and those people write one for the other. */
const SAME: ReadonlyMap<string, string> = new Map([
  // Arabic: alef wasla, alef maksura and Farsi yeh, teh marbuta, keheh, forms of heh.
  ["\u0671", "\u0627"],
  ["\u0649", "\u064a"],
  ["\u06cc", "\u064a"],
  ["\u0629", "\u0647"],
  ["\u06a9", "\u0643"],
  ["\u06be", "\u0647"],
  ["\u06c1", "\u0647"],
  ["\u06c3", "\u0647"],
  ["\u06d5", "\u0647"],
  // A hamza on its own and tatweel are as often left out as written.
  ["\u0621", ""],
  ["\u0640", ""],
  // Latin.
  ["\u0131", "i"],
  ["\u00df", "ss"],
  ["\u00e6", "ae"],
  ["\u0153", "oe"],
  ["\u00f8", "o"],
  ["\u0142", "l"],
  ["\u0111", "d"],
  ["\u00f0", "d"],
  ["\u00fe", "th"],
]);
const SAME_PATTERN = new RegExp(`[${[...SAME.keys()].join("")}]`, "gu");

/** Combining marks, invisible characters, apostrophes and the letters that stand for them. */
const DROPPED = /[\p{M}\p{Cf}'`\u00b4\u2018\u2019\u02b9-\u02bf]/gu;
const BETWEEN_WORDS = /[\s\p{Pd}]+/gu;
/** Arabic-Indic digits, the Eastern ones too. */
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/gu;
// deno-lint-ignore no-control-regex -- ASCII is what it says
const ASCII = /^[\x00-\x7f]*$/;

/**
 * Folded text: lower case; NFKD without combining marks (diacritics, harakat, hamza above and
 * below); one form for alef, yeh, heh with teh marbuta, and kaf; no tatweel; ASCII digits; dashes
 * and white space as one space, none at the ends.
 */
export function foldText(text: string): string {
  let folded = text;
  if (!ASCII.test(folded)) {
    folded = folded.normalize("NFKD").toLowerCase()
      .replace(DIGITS, (digit) => String((digit.codePointAt(0) as number) & 0xf))
      .replace(SAME_PATTERN, (letter) => SAME.get(letter) as string);
  }
  return folded.toLowerCase().replace(DROPPED, "").replace(BETWEEN_WORDS, " ").trim();
}

/**
 * A folded name: without spaces too, because one name is written as one word or as two, in Arabic
 * (Abd al-Rahman) as in Latin script (Anne-Marie).
 */
export function foldName(name: string): string {
  return foldText(name).replaceAll(" ", "");
}
