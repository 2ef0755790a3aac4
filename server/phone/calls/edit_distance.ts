/**
 * How far two words are apart.
 *
 * @module
 */

/** Levenshtein distance: letters to insert, delete or replace. Counts UTF-16 units. */
export function editDistance(one: string, other: string): number {
  if (one === other) return 0;
  let previous = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const current = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (previous[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const deleted = (previous[j] as number) + 1;
      const inserted = (current[j - 1] as number) + 1;
      current.push(Math.min(replaced, deleted, inserted));
    }
    previous = current;
  }
  return previous[other.length] as number;
}
