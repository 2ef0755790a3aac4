/**
 * A schedule as text that can be pasted into `regressions_test.ts`.
 *
 * @module
 */

import type { Schedule } from "./step.ts";

/** TypeScript of the schedule, one step a line. */
export function printSchedule({ phones, pageRows, steps }: Schedule): string {
  const lines = (values: readonly unknown[]) =>
    values.map((value) => `    ${literal(value)},\n`).join("");
  return `{\n  phones: [\n${lines(phones)}  ],\n  pageRows: ${pageRows},\n  steps: [\n${
    lines(steps)
  }  ],\n}`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${literal(member)}`);
  return `{ ${members.join(", ")} }`;
}
