/**
 * The clinic of `--demo`: made-up people and records to look at, to test with and to show.
 *
 * Pure data: nothing here opens a file, a database or a socket.
 *
 * @module
 */

export { DEMO_ACCOUNTS, type DemoAccount } from "./accounts.ts";
export type { DemoRow, DemoTable } from "./demo_row.ts";
export { buildDemoClinic, type DemoClinic, type DemoClinicOptions } from "./build_demo_clinic.ts";
