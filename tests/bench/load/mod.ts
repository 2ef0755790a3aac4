/**
 * A load generator that plays phones over HTTP, in a process of its own, and what it is made of.
 *
 * @module
 */

export { type BenchRow, benchRows, type BenchTable, pushOf, type RowOrder } from "./bench_rows.ts";
export type { ClinicResult, PageResult, ProbedCall } from "./jobs.ts";
export type { Latencies } from "./latencies.ts";
export type { CallKind, Target } from "./load_phone.ts";
export { LoadProcess } from "./load_process.ts";
export type { AcceptedEncoding } from "./raw_exchange.ts";
export { open as openText, phoneKeyPair, seal as sealText, sessionKey } from "./sealed_text.ts";
