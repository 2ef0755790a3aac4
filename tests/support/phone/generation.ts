/**
 * The three generations of the phone app that are in the field, as one table of differences
 * (the table in `phones.md`). Everything not listed here is the same in all three.
 *
 * @module
 */

/** A generation of the phone app, by the month of 2026 in which it came out. */
export type Generation = "march" | "may" | "august";

/** Every generation, oldest first: for tests that run over the whole fleet. */
export const GENERATIONS: readonly Generation[] = ["march", "may", "august"];

/** What a generation does differently. Each field is a line of the table in `phones.md`. */
export interface GenerationTraits {
  /** Whose traits these are. */
  readonly generation: Generation;
  /** Version of the local schema. */
  readonly schemaVersion: 9 | 12;
  /** Reads a clear-text `error` of a 200 envelope before it tries to decrypt. */
  readonly readsEnvelopeError: boolean;
  /** On `AUTH_FAILED`, logs in again once with the stored password and repeats that one call. */
  readonly renewsToken: boolean;
  /**
   * How a pull is applied. `strict`: unknown tables throw, unknown `updated` rows are skipped,
   * `deleted` objects mark deleted. `tolerant`: unknown tables are ignored, `updated` rows are
   * inserted, `deleted` id strings destroy.
   */
  readonly applies: "strict" | "tolerant";
  /** Has "Upload device data" and "Download from server" (development builds). */
  readonly hasForceSync: boolean;
  /** A second sync while one runs is skipped (older) or joins the running one (newer). */
  readonly joinsRunningSync: boolean;
  /** Takes a plain `http://` text for a cloud address when it is scanned. */
  readonly acceptsHttpCloud: boolean;
  /** Which of several active peers is synced with. */
  readonly prefersPeer: "first-hub" | "least-recently-updated";
}

const OLDER = {
  schemaVersion: 9,
  readsEnvelopeError: false,
  renewsToken: false,
  applies: "strict",
  hasForceSync: true,
  joinsRunningSync: false,
  prefersPeer: "first-hub",
} as const;

const TRAITS: Readonly<Record<Generation, GenerationTraits>> = {
  march: { ...OLDER, generation: "march", acceptsHttpCloud: true },
  may: { ...OLDER, generation: "may", acceptsHttpCloud: false },
  august: {
    generation: "august",
    schemaVersion: 12,
    readsEnvelopeError: true,
    renewsToken: true,
    applies: "tolerant",
    hasForceSync: false,
    joinsRunningSync: true,
    acceptsHttpCloud: false,
    prefersPeer: "least-recently-updated",
  },
};

/** The traits of a generation. */
export function traitsOf(generation: Generation): GenerationTraits {
  return TRAITS[generation];
}
