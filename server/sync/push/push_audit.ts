/**
 * What the audit log says of a push: how many rows, which were refused, and which only a user named
 * in the row was allowed to write (decisions 15 and 18).
 *
 * @module
 */

import { type AuditEntry, pushEntry, type StoredPush } from "../../audit/mod.ts";
import type { PushReport } from "./push_report.ts";

/** The entries of a push, to be written with it. */
export function pushAuditEntries(
  push: Omit<StoredPush, "putAside">,
  report: PushReport,
): AuditEntry[] {
  const about = { who: { userId: push.userId }, deviceNo: push.device.deviceNo };
  const entries: AuditEntry[] = [pushEntry({ ...push, putAside: report.putAside })];
  const atMs = push.nowMs;
  for (const { table, reason, count } of report.refused) {
    if (reason !== "NOT_PERMITTED" && reason !== "SERVER_OWNED") continue;
    const kind = reason === "SERVER_OWNED" ? "server_owned_push" : "push_refused";
    entries.push({ ...about, kind, detail: { table, count }, atMs });
  }
  for (const { table, count } of report.byNamedUser) {
    entries.push({ ...about, kind: "push_by_named_user", detail: { table, count }, atMs });
  }
  return entries;
}
