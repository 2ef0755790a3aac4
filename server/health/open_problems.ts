/**
 * Which problems there are, and since when.
 *
 * @module
 */

import { type FoundProblem, HEALTH_PROBLEMS, type HealthProblem } from "./health_problem.ts";

/** What has changed since the last look. */
export interface ProblemNews {
  /** Problems that were not there before. */
  readonly began: readonly HealthProblem[];
  /** Problems that are gone. */
  readonly ended: readonly HealthProblem[];
}

/** See the module. */
export class OpenProblems {
  #list: readonly HealthProblem[] = [];

  /** In the order they were found in. */
  get list(): readonly HealthProblem[] {
    return this.#list;
  }

  /** Takes over what was found now; null when it is what was found before, figures included. */
  take(found: readonly FoundProblem[], nowMs: number): ProblemNews | null {
    const before = new Map(this.#list.map((problem) => [problem.code, problem]));
    const list = found.map(({ code, values }): HealthProblem => ({
      code,
      values,
      severity: HEALTH_PROBLEMS[code],
      sinceMs: before.get(code)?.sinceMs ?? nowMs,
    }));
    const isSame = JSON.stringify(list) === JSON.stringify(this.#list);
    this.#list = list;
    if (isSame) return null;
    const present = new Set(list.map(({ code }) => code));
    return {
      began: list.filter(({ code }) => !before.has(code)),
      ended: [...before.values()].filter(({ code }) => !present.has(code)),
    };
  }
}
