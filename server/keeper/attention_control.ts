/**
 * What waits for a person's decision, as the operator acts on it.
 *
 * @module
 */

import { appendAudit } from "../audit/mod.ts";
import { HUB_WRITER } from "../sync/apply_push.ts";
import { RowDefectError } from "../sync/arriving_row.ts";
import {
  type Attention,
  type ConflictDetail,
  dismissQuarantined,
  type QuarantinedContent,
  readAttention,
  readConflict,
  readQuarantined,
} from "../sync/attention.ts";
import { type ConflictChoice, resolveConflict } from "../sync/resolve_conflict.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import { WireError } from "../wire/errors.ts";

/** Entries of each kind that are listed; the totals say how many there are. */
const LISTED = 200;
/** Entries of an export read at a time. */
const EXPORTED_AT_ONCE = 200;

/** Conflicts and rows put aside. Rejects with `NOT_FOUND` for one that is not open any more. */
export interface AttentionControl {
  /** The newest open ones. */
  attention(): Promise<Attention>;
  /** One conflict with its values. */
  conflict(conflictNo: number): Promise<ConflictDetail>;
  /** Lets the stored value stay, or stores the one that lost; `INVALID` when it cannot be stored. */
  resolveConflict(conflictNo: number, choice: ConflictChoice): Promise<void>;
  /** Tries a row again; false when it is still put aside. */
  retryQuarantined(quarantineNo: number): Promise<boolean>;
  /** Takes a row out of the list without storing it; it stays in the database. */
  dismissQuarantined(quarantineNo: number): Promise<void>;
  /** The next rows put aside after this number, whole; none at the end. */
  quarantined(after: number): Promise<readonly QuarantinedContent[]>;
}

/** On an open hub. */
export function attentionOf(engine: SyncEngine): AttentionControl {
  const nowMs = () => engine.wallClock.nowMs();
  return {
    attention: () => Promise.resolve(engine.read((read) => readAttention(read, LISTED))),
    conflict: (conflictNo) => {
      const conflict = engine.read((read) => readConflict(read, conflictNo));
      return conflict === null ? Promise.reject(notFound()) : Promise.resolve(conflict);
    },
    resolveConflict: async (conflictNo, choice) => {
      const done = await engine.write((statements, stamps) => {
        const change = { stamp: stamps.take(), writer: HUB_WRITER, nowMs: nowMs() };
        const resolved = resolveConflict(statements, conflictNo, choice, change);
        const detail = { what: `conflict_${choice}`, count: 1 } as const;
        if (resolved) {
          appendAudit(statements, { kind: "rows_decided", who: "operator", detail, atMs: nowMs() });
        }
        return resolved;
      }).catch((error) => {
        throw error instanceof RowDefectError ? new WireError("INVALID", { cause: error }) : error;
      });
      if (!done) throw notFound();
    },
    retryQuarantined: async (quarantineNo) => {
      const result = await engine.retryQuarantined(quarantineNo);
      if (result === null) throw notFound();
      engine.audit.note({
        ...{ kind: "rows_decided", who: "operator" },
        detail: { what: `retry_${result}`, count: 1 },
      });
      return result === "stored";
    },
    dismissQuarantined: async (quarantineNo) => {
      const done = await engine.write((statements) => {
        const dismissed = dismissQuarantined(statements, quarantineNo, nowMs());
        const detail = { what: "dismissed", count: 1 } as const;
        if (dismissed) {
          appendAudit(statements, { kind: "rows_decided", who: "operator", detail, atMs: nowMs() });
        }
        return dismissed;
      });
      if (!done) throw notFound();
    },
    quarantined: (after) => {
      const rows = engine.read((read) => readQuarantined(read, after, EXPORTED_AT_ONCE));
      const detail = { what: "put_aside", count: rows.length };
      if (rows.length > 0) engine.audit.note({ kind: "exported", who: "operator", detail });
      return Promise.resolve(rows);
    },
  };
}

function notFound(): WireError {
  return new WireError("NOT_FOUND");
}
