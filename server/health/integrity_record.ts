/**
 * What the last check of the database found, kept in the database itself.
 *
 * @module
 */

import { z } from "zod";
import type { Statements } from "../database/statements.ts";

/** Name of the setting. */
const NAME = "integrity_check";

const Stored = z.object({
  result: z.enum(["good", "damaged"]),
  atMs: z.number(),
  tookMs: z.number(),
});

/** A check that has come to a verdict. */
export type IntegrityRecord = z.infer<typeof Stored>;

/** The last one; null before the first. */
export function readIntegrity(statements: Statements): IntegrityRecord | null {
  const [text] = statements.get("SELECT value FROM hub_setting WHERE name = ?")
    .value<[string]>(NAME) ?? [];
  if (text === undefined) return null;
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Keeps it. Belongs inside a write transaction. */
export function storeIntegrity(statements: Statements, record: IntegrityRecord): void {
  statements.get(
    "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(NAME, JSON.stringify(record));
}
