/**
 * Reads who sends a body before the body is there.
 *
 * @module
 */

/** An id has at most 200 characters; phones send it first. */
const PEEK_BYTES = 1024;
const STARTS_WITH_ID = /^\s*\{\s*"client_id"\s*:\s*"([^"\\]{0,200})"/;

/**
 * The `client_id` at the very start of a request body, where every phone puts it, or null. A hint
 * only: enough to name who sends too much and to refuse strangers early, never to trust.
 */
export function peekClientId(start: Uint8Array): string | null {
  const text = new TextDecoder().decode(start.subarray(0, PEEK_BYTES));
  return STARTS_WITH_ID.exec(text)?.[1] ?? null;
}
