/**
 * Entries for the screen.
 *
 * @module
 */

import type { AuditStatements } from "./audit_statements.ts";
import type { AuditKind } from "./audit_kinds.ts";
import { entriesBefore, type StoredEntry } from "./audit_store.ts";

/** Most entries of one answer. */
export const MAX_AUDIT_ENTRIES = 500;

/** Which entries. */
export interface AuditQuery {
  /** Only entries with a lower number: the last one of the answer before. */
  readonly before?: number;
  /** At most so many, up to 500; 100 by default. */
  readonly limit?: number;
  /** Only these kinds; all when empty or missing. */
  readonly kinds?: readonly AuditKind[];
}

/** An entry as pages and exports have it. */
export interface AuditLine {
  /** Its number: 1 is the first, no number is left out. */
  readonly entry: number;
  /** When, epoch ms by the hub's wall clock; numbers say the order. */
  readonly at_ms: number;
  /** An `AuditKind`; one this version does not know if a newer one wrote it. */
  readonly kind: string;
  /** `operator`, `hub`, `cloud`, `phone` or `user:` and the account's id. */
  readonly who: string;
  /** Number of the phone, null when none is known. */
  readonly device_no: number | null;
  /** Ids and counts: `AuditDetails`. */
  readonly detail: AuditLineDetail;
  /** Hash of the entry before, hex. */
  readonly previous: string;
  /** Its own hash, hex. */
  readonly hash: string;
}

/** Members of a detail. */
export type AuditLineDetail = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** The newest entries first. */
export function readAudit(statements: AuditStatements, query: AuditQuery = {}): AuditLine[] {
  const { before = Number.MAX_SAFE_INTEGER, limit = 100, kinds = [] } = query;
  const most = Math.min(Math.max(1, Math.trunc(limit)), MAX_AUDIT_ENTRIES);
  return entriesBefore(statements, before, most, kinds).map(auditLine);
}

/** How pages and exports show a stored entry. */
export function auditLine(row: StoredEntry): AuditLine {
  return {
    entry: row.entry,
    at_ms: row.atMs,
    kind: row.kind,
    who: row.who,
    device_no: row.deviceNo,
    detail: readDetail(row.detail),
    previous: row.previous.toHex(),
    hash: row.hash.toHex(),
  };
}

/** A detail that somebody has tampered with need not be JSON: its entry is shown all the same. */
function readDetail(text: string): AuditLineDetail {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as AuditLineDetail;
  } catch {
    // The verification names the entry.
  }
  return { unreadable: text };
}
