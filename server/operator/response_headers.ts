/**
 * What every answer of the operator's side tells the browser.
 *
 * @module
 */
import { createMiddleware } from "hono/factory";

/** Nothing from elsewhere runs, is framed, is kept, or learns where the operator has been. */
export const STRICT_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  // Also no compression on the way: live events must not wait in a buffer.
  "cache-control": "no-store, no-transform",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** Sets {@linkcode STRICT_HEADERS} on every answer, refusals too. */
export function strictHeaders() {
  return createMiddleware(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(STRICT_HEADERS)) context.header(name, value);
  });
}
