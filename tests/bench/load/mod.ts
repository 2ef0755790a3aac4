/**
 * A load generator that plays phones over HTTP, in a process of its own.
 *
 * @module
 */

export { type BenchRow, benchRows, type BenchTable, pushOf, type RowOrder } from "./bench_rows.ts";
export type { ClinicResult, PageResult, ProbedCall } from "./jobs.ts";
export type { Latencies } from "./latencies.ts";
export { LoadProcess } from "./load_process.ts";
export type { AcceptedEncoding } from "./raw_exchange.ts";
