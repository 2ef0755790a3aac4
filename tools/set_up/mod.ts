/**
 * Gets a machine ready: everything that is missing and can be had is installed or built.
 *
 * @module
 */

import { type Part, PARTS, type Purpose } from "./parts.ts";
import { type Progress, stderrProgress } from "./progress.ts";

export type { Progress, Purpose };
export { findChromium } from "./chromium.ts";
export { SetUpError } from "./set_up_error.ts";

/** The exit code that says the native library cannot be had. */
export const EXIT_LIBRARY_MISSING = 7;

/** A part that could not be had although the rest can go on without it. */
export interface LeftOut {
  /** What is left out: `browser tests`. */
  readonly purpose: Purpose;
  /** Which part is missing. */
  readonly part: string;
  /** Why, and what to do. */
  readonly why: string;
}

/**
 * Sees to every part that is wanted.
 *
 * @returns the parts that could not be had and can be done without
 * @throws when the hub itself cannot run; the message says what to do
 */
export async function setUp(
  wanted: readonly Purpose[] = ["hub"],
  progress: Progress = stderrProgress(),
  parts: readonly Part[] = PARTS,
): Promise<LeftOut[]> {
  const leftOut: LeftOut[] = [];
  for (const { name, purpose, provide } of parts) {
    if (purpose !== "hub" && !wanted.includes(purpose)) continue;
    try {
      await provide(progress);
    } catch (error) {
      if (purpose === "hub") throw error;
      leftOut.push({ purpose, part: name, why: messageOf(error) });
    }
  }
  return leftOut;
}

/** What an error says, without where in the code it was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
