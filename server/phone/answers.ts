/**
 * The HTTP answers of the LAN listener.
 *
 * @module
 */
import { errorEnvelope, httpStatusOf, type WireErrorCode } from "../wire/mod.ts";

/** What an error answer may carry beside its code. */
export interface ErrorAnswerOptions {
  /** In place of the status that goes with the code. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** The methods of the route. */
  readonly allow?: string;
  /** Asks the client to end the connection: what is left of its request must not pass for one. */
  readonly close?: boolean;
}

/** Where the caller says nothing better: a phone's user tries again by hand. */
const DEFAULT_RETRY_SECONDS: Partial<Record<WireErrorCode, number>> = { TOO_MANY: 60, BUSY: 5 };

/**
 * A 200 answer with `json` as its body.
 *
 * @param byteCount Length of a body that comes piece by piece
 */
export function jsonAnswer(
  json: string | ReadableStream<Uint8Array<ArrayBuffer>>,
  byteCount?: number,
): Response {
  const length = byteCount === undefined ? {} : { "content-length": `${byteCount}` };
  return new Response(json, { headers: { ...headers(), ...length } });
}

/** The one shape of every refusal. */
export function errorAnswer(code: WireErrorCode, options: ErrorAnswerOptions = {}): Response {
  const retryAfterSeconds = options.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS[code];
  return new Response(JSON.stringify(errorEnvelope(code)), {
    status: options.status ?? httpStatusOf(code),
    headers: {
      ...headers(),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` }),
      ...(options.allow === undefined ? {} : { allow: options.allow }),
      ...(options.close === true ? { connection: "close" } : {}),
    },
  });
}

/** Nothing in between may keep an answer. */
function headers(): Record<string, string> {
  return { "content-type": "application/json", "cache-control": "no-store" };
}
