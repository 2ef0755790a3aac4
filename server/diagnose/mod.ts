/**
 * The report for whoever helps: `--diagnose`, and a button on the page (`docs/logs.md`).
 *
 * @module
 */

export { diagnose, type DiagnoseParts } from "./report.ts";
