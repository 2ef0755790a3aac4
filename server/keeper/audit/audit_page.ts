/**
 * The audit log for the screen.
 *
 * @module
 */

import {
  type AuditLine,
  type AuditProblem,
  type AuditQuery,
  newestMark,
  readAudit,
} from "../../audit/mod.ts";
import type { Statements } from "../../database/statements.ts";

/** What is known of the log's integrity. */
export interface AuditState {
  /** When the last verification ended, epoch ms; null before the first has. */
  readonly verifiedAtMs: number | null;
  /** The first place where the log is not what was written; null while none is known. */
  readonly problem: AuditProblem | null;
}

/** Entries for the screen, with what makes them legible. */
export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditLine[];
  /** Number of the newest entry of all. */
  readonly total: number;
  /** Whether the log is intact. */
  readonly state: AuditState;
  /** Present names of the accounts in the entries, by id. Looked up now: the log has none. */
  readonly users: Readonly<Record<string, string>>;
  /** Three-word names of the phones in the entries, by number. */
  readonly devices: Readonly<Record<number, string>>;
}

/** A part of an export. */
export interface AuditChunk {
  /** Asks for the next part. */
  readonly ticket: number;
  /** JSON Lines in UTF-8; null after the last. */
  readonly lines: Uint8Array<ArrayBuffer> | null;
}

/** The page that a query asks for. */
export function auditPage(
  statements: Statements,
  query: AuditQuery,
  state: AuditState,
): AuditPage {
  const entries = readAudit(statements, query);
  const total = newestMark(statements)?.entry ?? 0;
  return { entries, total, state, ...namesIn(statements, entries) };
}

function namesIn(
  statements: Statements,
  entries: readonly AuditLine[],
): Pick<AuditPage, "users" | "devices"> {
  const users = new Map<string, string>();
  const devices = new Map<number, string>();
  for (const { who, device_no: number } of entries) {
    const id = who.startsWith("user:") ? who.slice("user:".length) : null;
    if (id !== null && !users.has(id)) {
      const row = statements.get("SELECT coalesce(name, '') FROM users WHERE id = ?")
        .value<[string]>(id);
      if (row !== undefined) users.set(id, row[0]);
    }
    if (number !== null && !devices.has(number)) {
      const row = statements.get("SELECT name FROM device WHERE device_no = ?")
        .value<[string]>(number);
      if (row !== undefined) devices.set(number, row[0]);
    }
  }
  return { users: Object.fromEntries(users), devices: Object.fromEntries(devices) };
}
