/**
 * What the last check of the database found, kept in the database itself.
 *
 * @module
 */

import { z } from "zod";
import { Database } from "@db/sqlite";
import type { Statements } from "../database/statements.ts";

/** Name of the setting. */
const NAME = "integrity_check";
const STORE =
  "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
/** Waited for another writer, ms. */
const BUSY_MS = 1_000;

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

/**
 * Keeps it through a connection of its own: one that has met damage takes nothing more.
 *
 * @param path File path of `hub.db`
 * @param key SQLCipher raw key, 32 bytes
 * @throws {SqliteError}
 */
export function storeIntegrityApart(path: string, key: Uint8Array, record: IntegrityRecord): void {
  using database = new Database(path, { key });
  database.busyTimeout(BUSY_MS);
  database.prepare(STORE).run(NAME, JSON.stringify(record));
}

/** Keeps it. Belongs inside a write transaction. */
export function storeIntegrity(statements: Statements, record: IntegrityRecord): void {
  statements.get(STORE).run(NAME, JSON.stringify(record));
}
