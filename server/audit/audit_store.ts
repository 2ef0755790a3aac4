/**
 * Table `audit_entry`.
 *
 * @module
 */

import type { AuditStatements } from "./audit_statements.ts";
import type { AuditEntry, AuditKind } from "./audit_kinds.ts";
import { entryHash, type HashedEntry, NO_PREVIOUS } from "./entry_hash.ts";
import { actorText, detailText } from "./entry_text.ts";

/** A place in the log: the number of an entry and its hash, 64 hex digits. */
export interface AuditMark {
  /** From 1. */
  readonly entry: number;
  /** Of the entry and, through the chain, of all before it. */
  readonly hash: string;
}

/** A stored entry. */
export interface StoredEntry extends HashedEntry {
  readonly hash: Uint8Array;
}

type EntryRow = [
  ...[number, number, string, string, number | null, string],
  ...[Uint8Array, Uint8Array],
];

const COLUMNS = "entry_no, at_ms, kind, who, device_no, detail, previous, hash";

/**
 * Adds an entry to the log. Belongs inside the write transaction of what it records: both are
 * stored, or neither.
 */
export function appendAudit(statements: AuditStatements, entry: AuditEntry): AuditMark {
  const newest = statements.get(
    "SELECT entry_no, hash FROM audit_entry ORDER BY entry_no DESC LIMIT 1",
  ).value<[number, Uint8Array]>();
  const row: HashedEntry = {
    entry: (newest?.[0] ?? 0) + 1,
    atMs: Math.trunc(entry.atMs),
    kind: entry.kind,
    who: actorText(entry.who),
    deviceNo: entry.deviceNo ?? null,
    detail: detailText(entry),
    previous: newest?.[1] ?? NO_PREVIOUS,
  };
  const hash = entryHash(row);
  statements.get(`INSERT INTO audit_entry (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`).run(
    ...[row.entry, row.atMs, row.kind, row.who, row.deviceNo, row.detail, row.previous, hash],
  );
  return { entry: row.entry, hash: hash.toHex() };
}

/** The newest entry's place; null when the log is empty. */
export function newestMark(statements: AuditStatements): AuditMark | null {
  const row = statements.get(
    "SELECT entry_no, hash FROM audit_entry ORDER BY entry_no DESC LIMIT 1",
  ).value<[number, Uint8Array]>();
  return row === undefined ? null : { entry: row[0], hash: row[1].toHex() };
}

/** Entries after a number, in order. */
export function entriesAfter(
  statements: AuditStatements,
  after: number,
  limit: number,
): StoredEntry[] {
  return statements.get(
    `SELECT ${COLUMNS} FROM audit_entry WHERE entry_no > ? ORDER BY entry_no LIMIT ?`,
  ).values<EntryRow>(after, limit).map(storedEntry);
}

/** Entries before a number, newest first, of the kinds; no kinds means all. */
export function entriesBefore(
  statements: AuditStatements,
  before: number,
  limit: number,
  kinds: readonly AuditKind[],
): StoredEntry[] {
  const chosen = kinds.length === 0 ? "" : `AND kind IN (SELECT value FROM json_each(?3))`;
  return statements.get(
    `SELECT ${COLUMNS} FROM audit_entry WHERE entry_no < ?1 ${chosen}
     ORDER BY entry_no DESC LIMIT ?2`,
  ).values<EntryRow>(before, limit, ...(kinds.length === 0 ? [] : [JSON.stringify(kinds)]))
    .map(storedEntry);
}

/** True when an entry has this hash. Reads the whole log: for a log already known to be damaged. */
export function hasHash(statements: AuditStatements, hash: Uint8Array): boolean {
  return statements.get("SELECT 1 FROM audit_entry WHERE hash = ?").value(hash) !== undefined;
}

function storedEntry(row: EntryRow): StoredEntry {
  const [entry, atMs, kind, who, deviceNo, detail, previous, hash] = row;
  return { entry, atMs, kind, who, deviceNo, detail, previous, hash };
}
