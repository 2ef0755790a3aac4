/**
 * The totals of a test run, read from what `deno test` prints at its end.
 *
 * @module
 */

/** How many tests passed and failed. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  /** Tests that decided not to run here. */
  readonly ignored: number;
}

// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[0-9;]*m/g;

const SUMMARY = /^(?:ok|FAILED) \| (\d+) passed\b.*? \| (\d+) failed\b(.*)$/;

/** The totals in a line of `deno test`, `undefined` for every other line. */
export function totalsIn(line: string): Totals | undefined {
  const match = SUMMARY.exec(line.replaceAll(COLOUR, "").trim());
  if (match === null) return undefined;
  const ignored = /\| (\d+) ignored/.exec(match[3] ?? "");
  return {
    passed: Number(match[1]),
    failed: Number(match[2]),
    ignored: Number(ignored?.[1] ?? 0),
  };
}

/**
 * The totals as they are reported: a run that broke, ran nothing or could not be counted has failed
 * once even if no test did.
 *
 * @param found what the last summary line said, `undefined` without one
 * @param exitedWell whether `deno test` ended with exit code 0
 */
export function verdictOf(found: Totals | undefined, exitedWell: boolean): Totals {
  const totals = found ?? { passed: 0, failed: 0, ignored: 0 };
  const ranNothing = totals.passed + totals.failed === 0;
  const broke = (!exitedWell || ranNothing) && totals.failed === 0;
  return broke ? { ...totals, failed: 1 } : totals;
}

/** The line every test run ends with. */
export function closingLine(totals: Pick<Totals, "passed" | "failed">): string {
  return `${totals.passed} passed, ${totals.failed} failed`;
}
