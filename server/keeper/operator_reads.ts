/**
 * What the operator is shown of accounts, clinics and the growth of records: names of accounts and
 * clinics and counts, nothing of a patient.
 *
 * @module
 */

import { statfs } from "node:fs/promises";
import type { Statements } from "../database/statements.ts";
import { TABLES } from "../database/tables.ts";

const DAY_MS = 86_400_000;

/** Name of each account that still has one. */
export function accountNames(statements: Statements): ReadonlyMap<string, string> {
  return new Map(
    statements.get("SELECT id, name FROM users WHERE coalesce(name, '') <> ''")
      .values<[string, string]>(),
  );
}

/** Names of the clinics that are not deleted; the id where one has no name. */
export function clinicNames(statements: Statements): string[] {
  return statements.get(
    `SELECT coalesce(nullif(name, ''), id) FROM clinics
     WHERE coalesce(is_deleted, 0) = 0 ORDER BY 1`,
  ).values<[string]>().map(([name]) => name);
}

/**
 * How many rows were first stored on each of the last days, by table; tables without any are left
 * out. A day here is 24 hours ending at `untilMs`. Reads indexes only.
 */
export function recordGrowth(
  statements: Statements,
  untilMs: number,
  days: number,
): Record<string, number[]> {
  const sinceMs = untilMs - days * DAY_MS;
  const growth: Record<string, number[]> = {};
  for (const { name } of TABLES) {
    const counts = statements.get(
      `SELECT (hub_first_stamp - ?1) / ${DAY_MS}, count(*) FROM ${name}
       WHERE hub_first_stamp >= ?1 AND hub_first_stamp < ?2 GROUP BY 1`,
    ).values<[number, number]>(sinceMs, untilMs);
    if (counts.length === 0) continue;
    const bars = new Array<number>(days).fill(0);
    for (const [day, count] of counts) bars[day] = count;
    growth[name] = bars;
  }
  return growth;
}

/** Bytes an ordinary user may still write where `path` is; null when the system does not say. */
export async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}
