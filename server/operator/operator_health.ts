/**
 * Health and drain as the page sees them.
 *
 * @module
 */

import type { HealthProblem, HealthReport } from "../health/mod.ts";

/** What is still under way while the hub locks or stops. */
export interface DrainStatus {
  /** Phones with a request under way. */
  readonly phones: number;
  /** Their requests. */
  readonly requests: number;
  /** Epoch ms after which nobody waits for them. */
  readonly untilMs: number;
}

/** The hub's health. */
export interface OperatorHealth {
  /** What was found at the last look. */
  readonly problems: readonly HealthProblem[];
  /** Measures everything now. */
  look(): Promise<HealthReport>;
  /** Checks the database now; resolves when the check has ended. `LOCKED` while none is open. */
  checkDatabase(): Promise<void>;
}
