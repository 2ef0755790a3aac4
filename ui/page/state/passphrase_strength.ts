/**
 * How good a new passphrase is, while it is typed. The hub decides by the same rule (`vault/`).
 *
 * @module
 */

/** Characters a passphrase needs, and how many of them different: `docs/vault.md`. */
export const LEAST_CHARACTERS = 12;
const LEAST_DIFFERENT = 5;

/** How good: 0 nothing typed, 1 refused, 2 taken, 3 good, 4 very good. */
export interface Strength {
  readonly level: 0 | 1 | 2 | 3 | 4;
  /** Characters that are missing. */
  readonly missing: number;
  /** True when there are enough characters and too few different ones. */
  readonly repeats: boolean;
}

/** Looks at length and variety only: no list of words fits three languages. */
export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase.normalize("NFC")];
  const different = new Set(characters).size;
  const missing = Math.max(0, LEAST_CHARACTERS - characters.length);
  const repeats = missing === 0 && different < LEAST_DIFFERENT;
  if (characters.length === 0) return { level: 0, missing, repeats };
  if (missing > 0 || repeats) return { level: 1, missing, repeats };
  if (characters.length >= 20 && different >= 10) return { level: 4, missing, repeats };
  return { level: characters.length >= 16 && different >= 8 ? 3 : 2, missing, repeats };
}
