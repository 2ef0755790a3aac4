/**
 * The result of a workload, and how a table of them is written.
 *
 * @module
 */

/** One line of the table. */
export interface BenchLine {
  /** `B1` and so on, as in `docs/performance.md`. */
  readonly id: string;
  readonly workload: string;
  readonly measured: string;
  /** What the machine can do at most, in the same unit. */
  readonly limit: string;
  /** How many times the measured cost is that of the limit. */
  readonly ratio: number | null;
  readonly aim: string;
  readonly met: boolean | null;
}

/** The lines as a Markdown table. */
export function tableOf(lines: readonly BenchLine[]): string {
  const head = ["", "workload", "measured", "limit", "times the limit", "aim", "met"];
  const rows = lines.map((line) => [
    line.id,
    line.workload,
    line.measured,
    line.limit,
    line.ratio === null ? "" : line.ratio.toFixed(1),
    line.aim,
    line.met === null ? "" : line.met ? "yes" : "**no**",
  ]);
  const widths = head.map((_, at) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[at]?.length ?? 0))
  );
  const written = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [
    written(head),
    written(widths.map((width) => "-".repeat(width))),
    ...rows.map(written),
  ].join("\n");
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** A rate for people: three digits that count. */
export function perSecond(rate: number): string {
  return `${Number(rate.toPrecision(3)).toLocaleString("en").replaceAll(",", " ")}/s`;
}

/** A time for people. */
export function inMs(ms: number): string {
  return ms < 0.1 ? `${(ms * 1000).toFixed(0)} µs` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** An amount of memory for people. */
export function inMib(kib: number): string {
  return `${(kib / 1024).toFixed(0)} MiB`;
}
