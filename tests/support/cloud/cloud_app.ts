/**
 * The cloud's routes, as a hub meets them (`cloud.md` 3.1, 3.4, 3.5).
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { authenticate, type Caller } from "./authenticate.ts";
import { deviceOfKey, shownDevice } from "./devices.ts";
import { pull } from "./pull.ts";
import { DatabaseError, push, type PushSource } from "./push.ts";
import { limitedAddress, type RateLimit } from "./rate_limit.ts";
import { streamOf } from "./text_pieces.ts";

/** What the routes work with. */
export interface CloudParts extends PushSource {
  readonly limit: RateLimit;
  /** `MAX_HISTORY_DAYS_SYNC`; 0 is unlimited. */
  readonly maxHistoryDays: number;
  /** Whether a push answers with the ids of refused rows; the newer generation may. */
  readonly reportsRejected: boolean;
  /** Whether answers to pulls are compressed for those who ask. */
  readonly compresses: boolean;
}

/** Builds the routes. */
export function cloudApp(parts: CloudParts): Hono {
  const app = new Hono();
  app.post("/api/hub/verify-key", (context) => verifyKey(parts, context));
  app.get("/api/v2/sync", (context) =>
    guarded(parts, context, async (caller) => {
      const { last_pulled_at: snake, lastPulledAt: camel } = context.req.query();
      const pieces = await pull(parts, caller, Number(snake || camel || 0));
      const headers = { "content-type": "application/json", "cache-control": "no-transform" };
      const asked = /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
      if (!asked || !parts.compresses) return new Response(streamOf(pieces), { headers });
      return new Response(streamOf(pieces).pipeThrough(new CompressionStream("gzip")), {
        headers: { ...headers, "content-encoding": "gzip" },
      });
    }));
  app.post("/api/v2/sync", (context) =>
    guarded(parts, context, async (caller) => {
      const refused = await push(parts, caller, await readJson(context));
      const rejected = parts.reportsRejected && refused.length > 0 ? { rejected: refused } : {};
      return context.json({ success: true, ...rejected });
    }));
  app.onError((error, context) => failure(parts, context, error));
  return app;
}

/** A body that is not JSON. */
class BodyError extends Error {}

async function verifyKey(parts: CloudParts, context: Context): Promise<Response> {
  let body: unknown;
  try {
    body = await readJson(context);
  } catch (error) {
    if (error instanceof BodyError && parts.traits.namesErrors) throw error;
    return context.json({ error: "Internal server error" }, 500);
  }
  const { api_key: apiKey } = (body ?? {}) as Record<string, unknown>;
  if (typeof apiKey !== "string" || apiKey === "") {
    return context.json({ error: "Missing or invalid api_key" }, 400);
  }
  parts.log(`Verifying key ${apiKey}`);
  const device = deviceOfKey(parts.database, apiKey);
  if (device === null) return context.json({ error: "Invalid API key" }, 401);
  return context.json(shownDevice(device));
}

async function guarded(
  parts: CloudParts,
  context: Context,
  answer: (caller: Caller) => Promise<Response>,
): Promise<Response> {
  const address = limitedAddress(context.req.raw.headers);
  const wait = parts.limit.secondsToWait(address, parts.clocks.nodeMs());
  if (wait > 0) {
    const error = "Too many requests. Please try again later.";
    return context.json({ error }, 429, { "Retry-After": String(wait) });
  }
  const credentials = {
    authorization: context.req.header("authorization"),
    peerType: context.req.query("peerType") ?? "unknown",
  };
  const caller = await authenticate(parts.database, credentials, parts.traits.hubsNeedKeys);
  if (caller === null) return context.json({ error: "Unauthorized" }, 401);
  return await answer(caller);
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError("Request body is not valid JSON");
  }
}

/** Errors escape the older cloud's handler, except one kind that is mistaken for an answer. */
function failure(parts: CloudParts, context: Context, error: Error): Response {
  if (error instanceof DatabaseError) return context.text("[object Object]");
  if (!parts.traits.namesErrors) {
    return context.json({ status: 500, unhandled: true, message: "HTTPError" }, 500);
  }
  return context.json({ error: error.message }, error instanceof BodyError ? 400 : 500);
}
