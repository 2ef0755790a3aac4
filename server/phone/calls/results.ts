/**
 * What a call answers.
 *
 * @module
 */

import type { CallResult } from "../../keeper_api.ts";

/**
 * Business errors of a call, as decision 2 has them.
 *
 * - `NOT_FOUND`: what the call names is not there, or is deleted
 * - `NOT_PERMITTED`: the user may not do or see this
 * - `INVALID`: the arguments cannot be used
 * - `TOO_LARGE`: more was asked for than fits into an answer
 */
export type Refusal = "NOT_FOUND" | "NOT_PERMITTED" | "INVALID" | "TOO_LARGE";

/** Ends a call with a business error. Thrown inside a write it rolls everything back. */
export class CallRefusedError extends Error {
  override readonly name = "CallRefusedError";
  readonly code: Refusal;

  constructor(code: Refusal) {
    super(`Cannot answer call: ${code}`);
    this.code = code;
  }
}

/** Ends the call with a business error. */
export function refuse(code: Refusal): never {
  throw new CallRefusedError(code);
}

const encoder = new TextEncoder();

/**
 * A success. Phones take `null`, `false`, `0` and `""` for a failure to decrypt, so a result is
 * always an object or an array.
 */
export function jsonResult(value: object): CallResult {
  return { ok: true, result: encoder.encode(JSON.stringify(value)) };
}
