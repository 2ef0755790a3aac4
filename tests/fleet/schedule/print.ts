/**
 * A schedule as text that can be pasted into `regressions_test.ts`.
 *
 * @module
 */

import type { Schedule } from "./step.ts";

/** TypeScript of the schedule, one step a line. */
export function printSchedule({ phones, pageRows, steps }: Schedule): string {
  return `{\n  phones: [\n${linesOf(phones)}  ],\n  pageRows: ${pageRows},\n  steps: [\n${
    linesOf(steps)
  }  ],\n}`;
}

/** A line for each value. */
export function linesOf(values: readonly unknown[]): string {
  return values.map((value) => `    ${literal(value)},\n`).join("");
}

/** TypeScript of a value. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${literal(member)}`);
  return `{ ${members.join(", ")} }`;
}
