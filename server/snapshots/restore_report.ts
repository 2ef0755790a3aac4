/**
 * What a restore did, kept in the restored database until the operator has taken note of it.
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";
import type { ComparedPhone, TableComparison } from "./compare_copies.ts";

/** What a restore did. */
export interface RestoreReport {
  /** When, epoch ms. */
  readonly atMs: number;
  /** When the copy was made, epoch ms; null when it does not say. */
  readonly copyAtMs: number | null;
  /** Rows that came back, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** What did not come back; null when the data before could not be opened. */
  readonly lost: {
    readonly tables: Readonly<Record<string, TableComparison>>;
    readonly notInCloud: number;
  } | null;
  /** The copy with the data of before, to take the restore back; null when there was none. */
  readonly asideId: string | null;
  /** Phones the restore concerns, and phones that have shown since that they were ahead. */
  readonly phones: readonly ReportedPhone[];
}

/** A phone in the report. */
export interface ReportedPhone extends Omit<ComparedPhone, "why"> {
  /** As before the restore, or `ahead`: it has shown afterwards that it was. */
  readonly why: ComparedPhone["why"] | "ahead";
  /** Since when it has shown that it was ahead, epoch ms; null while it has not. */
  readonly aheadSinceMs: number | null;
}

const NAME = "restore_report";
/** Which phones were ahead, and when; a restore begins it anew (`keeper/ahead_watch.ts`). */
export const AHEAD_SIGNS = "ahead_signs";

/** Reads the report; null when there is none, or it was taken note of. */
export function readRestoreReport(statements: Statements): RestoreReport | null {
  const text = statements.get("SELECT value FROM hub_setting WHERE name = ?")
    .value<[string]>(NAME)?.[0];
  return text === undefined ? null : JSON.parse(text) as RestoreReport;
}

/** Stores the report, or removes it. Belongs inside a write transaction. */
export function storeRestoreReport(statements: Statements, report: RestoreReport | null): void {
  if (report === null) {
    statements.get("DELETE FROM hub_setting WHERE name = ?").run(NAME);
    return;
  }
  statements.get(
    "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(NAME, JSON.stringify(report));
}
