/**
 * What of an entry is kept: text that can hold an id, a code or a count, and nothing else.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { TABLE_BY_NAME } from "../database/tables.ts";
import type { AuditActor, AuditEntry } from "./audit_kinds.ts";

/** Ids, codes, addresses, three-word names and `table/id`. No space: no sentence, no full name. */
const PLAIN = /^[\w.:%/-]{0,100}$/;
/** As many members of a list are kept. */
const MAX_LISTED = 32;
const MARK_HEX_DIGITS = 16;

/**
 * The text, or a mark of it where it could be more than an id: phones choose the ids of their rows.
 * The same text always has the same mark, so that somebody who holds the id can look for it.
 */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text;
  const digest = createHash("sha256").update(text.toWellFormed()).digest("hex");
  return `~${digest.slice(0, MARK_HEX_DIGITS)}`;
}

/** Who, as one text. */
export function actorText(who: AuditActor): string {
  return typeof who === "string" ? who : `user:${plainText(who.userId)}`;
}

/** The detail as canonical JSON: keys sorted, no white space, ASCII only. */
export function detailText({ detail, folded }: Pick<AuditEntry, "detail" | "folded">): string {
  const members: Record<string, unknown> = { ...detail };
  if (folded !== undefined && folded.times > 1) {
    members.times = folded.times;
    members.until_ms = folded.untilMs;
  }
  const kept = Object.keys(members).sort().map((name) => [name, plainValue(name, members[name])]);
  return JSON.stringify(Object.fromEntries(kept));
}

function plainValue(name: string, value: unknown): unknown {
  if (typeof value === "string") return name === "table" ? knownTable(value) : plainText(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : Math.trunc(value);
  if (Array.isArray(value)) {
    return value.slice(0, MAX_LISTED).map((member) => plainText(String(member)));
  }
  return typeof value === "boolean" ? value : null;
}

/** A phone may send rows of tables whose names it made up. */
export function knownTable(name: string): string {
  return TABLE_BY_NAME.has(name) ? name : "other";
}
