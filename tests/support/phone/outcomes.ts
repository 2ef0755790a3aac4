/**
 * What an action on a phone ends in: nothing on a phone throws for trouble with the network.
 *
 * @module
 */

import type { CountsByTable } from "./changes.ts";
import type { SyncStep } from "./crash.ts";
import type { RpcErrorCode } from "./rpc_result.ts";

/** What scanning a QR code ended in. */
export type ScanOutcome =
  | { readonly ok: true; readonly type: "sync_hub"; readonly hubId: string }
  | { readonly ok: true; readonly type: "cloud"; readonly url: string }
  | { readonly ok: false; readonly error: string };

/** What signing in ended in. */
export interface LoginOutcome {
  /** Whether the hub took the e-mail and password. */
  readonly ok: boolean;
  /** The app counts as signed in only if it got a user id, a name and an e-mail. */
  readonly signedIn: boolean;
  /** Why it failed: for a call that failed its code and message, or null. */
  readonly error: string | null;
  /** The hub's answer as it was, when there was one. */
  readonly answer: unknown;
}

/**
 * Why a sync failed: the code of the failed call, or that there was no peer, no hub among the
 * peers, no handshake; `APPLY_FAILED` stands for any exception outside the calls, `KILLED` for a
 * {@linkcode PhoneCrash}.
 */
export type SyncErrorCode =
  | RpcErrorCode
  | "NO_PEER"
  | "NOT_A_HUB"
  | "NOT_CONNECTED"
  | "APPLY_FAILED"
  | "KILLED";

/** What one sync ended in. It tells what was done even when it failed. */
export interface SyncOutcome {
  /** Whether it went through to the storing of the cursor. */
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
  /** What the app would log as warnings: ignored tables and deletions (August). */
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
