/**
 * What waits for a person's decision, as the operator acts on it.
 *
 * @module
 */

import { appendAudit, type RowDecision } from "../audit/mod.ts";
import type { Statements } from "../database/statements.ts";
import { HUB_WRITER } from "../sync/push/apply_push.ts";
import { RowDefectError } from "../sync/rows/arriving_row.ts";
import {
  type Attention,
  type ConflictDetail,
  dismissQuarantined,
  type QuarantinedContent,
  readAttention,
  readConflict,
  readQuarantined,
} from "../sync/attention/attention.ts";
import { type ConflictChoice, resolveConflict } from "../sync/attention/resolve_conflict.ts";
import type { Change } from "../sync/rows/row_store.ts";
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
  /** Takes a row out of the list without storing it; it stays in the database while there is room. */
  dismissQuarantined(quarantineNo: number): Promise<void>;
  /** The next rows put aside after this number, whole; none at the end. */
  quarantined(after: number): Promise<readonly QuarantinedContent[]>;
}

/** Runs something on the open hub. */
type OnEngine = <T>(act: (engine: SyncEngine) => T | Promise<T>) => Promise<T>;

/** On the hub that `onEngine` gives. */
export function attentionOf(onEngine: OnEngine): AttentionControl {
  return {
    attention: () => onEngine((engine) => engine.read((read) => readAttention(read, LISTED))),
    conflict: (conflictNo) =>
      onEngine((engine) =>
        engine.read((read) => readConflict(read, conflictNo)) ?? Promise.reject(notFound())
      ),
    resolveConflict: (conflictNo, choice) =>
      onEngine((engine) =>
        decide(
          engine,
          `conflict_${choice}`,
          (statements, change) => resolveConflict(statements, conflictNo, choice, change),
        )
      ),
    retryQuarantined: (quarantineNo) =>
      onEngine(async (engine) => {
        const result = await engine.retryQuarantined(quarantineNo);
        if (result === null) throw notFound();
        const detail = { what: `retry_${result}`, count: 1 } as const;
        engine.audit.note({ kind: "rows_decided", who: "operator", detail });
        return result === "stored";
      }),
    dismissQuarantined: (quarantineNo) =>
      onEngine((engine) =>
        decide(
          engine,
          "dismissed",
          (statements, { nowMs }) => dismissQuarantined(statements, quarantineNo, nowMs),
        )
      ),
    quarantined: (after) =>
      onEngine((engine) => engine.read((read) => readQuarantined(read, after, EXPORTED_AT_ONCE))),
  };
}

/** Writes a decision together with its entry in the audit log. */
async function decide(
  engine: SyncEngine,
  what: RowDecision,
  act: (statements: Statements, change: Change) => boolean,
): Promise<void> {
  const nowMs = engine.wallClock.nowMs();
  const done = await engine.write((statements, stamps) => {
    if (!act(statements, { stamp: stamps.take(), writer: HUB_WRITER, nowMs })) return false;
    const detail = { what, count: 1 };
    appendAudit(statements, { kind: "rows_decided", who: "operator", detail, atMs: nowMs });
    return true;
  }).catch((error) => {
    throw error instanceof RowDefectError ? new WireError("INVALID", { cause: error }) : error;
  });
  if (!done) throw notFound();
}

function notFound(): WireError {
  return new WireError("NOT_FOUND");
}
