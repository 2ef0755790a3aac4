/**
 * What an action on a phone ends in: nothing on a phone throws for trouble with the network.
 *
 * @module
 */

import type { CountsByTable } from "./changes.ts";
import type { SyncStep } from "./crash.ts";
import type { SyncError } from "./hub_sync.ts";

/** What scanning a QR code ended in. */
export type ScanOutcome =
  | { readonly ok: true; readonly type: "sync_hub"; readonly hubId: string }
  | { readonly ok: true; readonly type: "cloud"; readonly url: string }
  | { readonly ok: false; readonly error: string };

/** What signing in ended in. */
export interface LoginOutcome {
  readonly ok: boolean;
  /** The app counts as signed in only if it got a user id, a name and an e-mail. */
  readonly signedIn: boolean;
  /** Why it failed: for a call that failed its code and message, or null. */
  readonly error: string | null;
  /** The hub's answer as it was, when there was one. */
  readonly answer: unknown;
}

/** Why a sync failed; `APPLY_FAILED` stands for any exception outside the calls. */
export type SyncErrorCode = SyncError["code"] | "APPLY_FAILED" | "KILLED";

/** What one sync ended in. It tells what was done even when it failed. */
export interface SyncOutcome {
  readonly ok: boolean;
  /** Nothing was done: another sync was running. */
  readonly skipped: boolean;
  /** `lastPulledAt` of both calls; null when none was made. */
  readonly cursorSent: number | null;
  /** `timestamp` of the pull, as the hub sent it. */
  readonly timestamp: unknown;
  /** Rows the pull brought, whether or not they could be applied. */
  readonly pulled: CountsByTable;
  /** Rows of a push that was answered 2xx; empty when nothing was sent or the push failed. */
  readonly pushed: CountsByTable;
  /** The code, and the text as the app would log it. */
  readonly error: { readonly code: SyncErrorCode; readonly message: string } | null;
  /** The step that was next when the app was killed. */
  readonly killedAt: SyncStep | null;
  readonly warnings: readonly string[];
}

/** A failed sign-in. */
export function failedLogin(error: string): LoginOutcome {
  return { ok: false, signedIn: false, error, answer: null };
}

/** The outcome of a sync, `fields` over that of one that did nothing. */
export function syncOutcome(fields: Partial<SyncOutcome>): SyncOutcome {
  return {
    ok: false,
    skipped: false,
    cursorSent: null,
    timestamp: undefined,
    pulled: {},
    pushed: {},
    error: null,
    killedAt: null,
    warnings: [],
    ...fields,
  };
}
