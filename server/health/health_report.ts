/**
 * What the operator is told of the hub's health.
 *
 * @module
 */

import type { HealthFacts } from "./health_facts.ts";
import type { HealthProblem } from "./health_problem.ts";

/** Problems and everything they were found from. */
export interface HealthReport {
  /**
   * `stopped`: no hub runs on the directory. `new`: there is none. `silent`: one runs, and does not
   * answer.
   */
  readonly state: "unlocked" | "locked" | "stopped" | "new" | "silent";
  /** Epoch ms. */
  readonly checkedAtMs: number;
  /** The most pressing first. */
  readonly problems: readonly HealthProblem[];
  /** What was measured. */
  readonly facts: HealthFacts;
}
