/**
 * Numbers as people type them.
 *
 * @module
 */

/** The text with Western digits in place of those of Arabic keyboards. */
export function westernDigits(text: string): string {
  return text.normalize("NFKC")
    .replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 15));
}

/** A whole number without signs, with the digits of any of the page's languages; or null. */
export function wholeNumber(text: string): number | null {
  const digits = westernDigits(text).trim();
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}
