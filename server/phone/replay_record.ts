/**
 * What is remembered of a request and of its answer.
 *
 * @module
 */
import type { TextInParts, WireErrorCode } from "../wire/mod.ts";

/** A sealed body: as text, or in parts where it is long. */
export type SealedBody = string | TextInParts;

/** The answer to a request: a sealed body, a result still to be sealed, or a refusal. */
export type Answer =
  | { readonly kind: "sealed"; readonly body: SealedBody; readonly result: Uint8Array | null }
  | { readonly kind: "plain"; readonly result: Uint8Array }
  | {
    readonly kind: "refused";
    readonly code: WireErrorCode;
    readonly retryAfterSeconds?: number;
  };

/** What is remembered of one request. */
export interface ReplayRecord {
  readonly digest: string;
  /** A query that was answered. */
  answered: boolean;
  /** Ends when the query has run as often as it arrived so far; never rejects. */
  settled: Promise<void>;
  /** The command while it runs. */
  pending: Promise<Answer> | null;
  /** The command's answer; `"dropped"` once there was no room for it. */
  answer: Answer | "dropped" | null;
}
