/**
 * What an answer of the cloud means, whichever generation gave it (decision 23, A25, B24).
 *
 * @module
 */

import { retryAfterMs } from "./pace.ts";

/** What an answer means. */
export type CloudAnswer =
  /** Done. Ids that the cloud names as refused are not stored. */
  | { readonly kind: "success"; readonly rejected: readonly string[] }
  /** It broke off; if rows were sent, one of them may be the reason. */
  | { readonly kind: "failure"; readonly status: number }
  /** The key is not valid any more. */
  | { readonly kind: "unauthorised" }
  /** Too many requests; wait so long. */
  | { readonly kind: "too many"; readonly waitMs: number }
  /** Somebody else answered, a proxy or a sign-in page, or the cloud is down: not the rows' fault. */
  | { readonly kind: "not the cloud"; readonly status: number };

/** As much of an answer as is looked at. */
export interface AnswerText {
  readonly status: number;
  /** `Retry-After`. */
  readonly retryAfter: string | null;
  readonly text: string;
}

/** Gateways say these when they cannot reach the server behind them. */
export const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);
/** More than the cloud, or a gateway before it, takes at once: less of it may do. */
export const TOO_LARGE_STATUS = 413;
/** The older cloud's way to say that a prescription item failed. */
const LOST_ERROR = "[object Object]";

/** Reads the answer of a push. Success is `success === true`, whatever the status says. */
export function readPushAnswer(answer: AnswerText, nowMs: number): CloudAnswer {
  const { status, text } = answer;
  const refusal = readRefusal(answer, nowMs);
  if (refusal !== null) return refusal;
  if (status === TOO_LARGE_STATUS) return { kind: "failure", status };
  const body = parse(text);
  if (isOk(status) && body?.success === true) {
    return { kind: "success", rejected: idsIn(body.rejected) };
  }
  if (text.trim() === LOST_ERROR || (body !== null && !isRedirect(status))) {
    return { kind: "failure", status };
  }
  return { kind: "not the cloud", status };
}

/**
 * Reads the status of any answer that is no success by itself.
 *
 * @returns null if the body decides
 */
export function readRefusal({ status, retryAfter }: AnswerText, nowMs: number): CloudAnswer | null {
  if (status === 401 || status === 403) return { kind: "unauthorised" };
  if (status === 429) return { kind: "too many", waitMs: retryAfterMs(retryAfter, nowMs) };
  if (GATEWAY_STATUSES.has(status)) return { kind: "not the cloud", status };
  return null;
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/**
 * Every text that may be the id of a refused row: nobody has written down whether they come as a
 * list, by table, by id or in objects. What is no row's id is nobody's. An object that has an `id`
 * is that row, whatever else it names.
 */
function idsIn(rejected: unknown): string[] {
  if (typeof rejected === "string") return [rejected];
  if (typeof rejected !== "object" || rejected === null) return [];
  if (Array.isArray(rejected)) return rejected.flatMap(idsIn);
  const { id } = rejected as Record<string, unknown>;
  if (typeof id === "string") return [id];
  return Object.entries(rejected).flatMap(([key, value]) =>
    key === "id" ? [] : [key, ...idsIn(value)]
  );
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : null;
  } catch {
    return null;
  }
}
