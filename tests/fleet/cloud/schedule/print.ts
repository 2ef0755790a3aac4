/**
 * A schedule as text that can be pasted into `cloud_regressions_test.ts`.
 *
 * @module
 */

import { linesOf, literal } from "../../schedule/print.ts";
import type { CloudSchedule } from "./step.ts";

/** TypeScript of the schedule, one step a line. */
export function printCloudSchedule({ hubs, steps, ...rest }: CloudSchedule): string {
  const fields = Object.entries(rest).map(([name, value]) => `  ${name}: ${literal(value)},\n`);
  return `{\n${fields.join("")}  hubs: [\n${linesOf(hubs)}  ],\n  steps: [\n${
    linesOf(steps)
  }  ],\n}`;
}
