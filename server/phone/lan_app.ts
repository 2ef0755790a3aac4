/**
 * The four routes on the clinic network, and nothing else. Source: `docs/protocol.md` section 4.
 *
 * Phones of two generations post a password in clear to `/api/login` at start: it is answered 404
 * unread, like every other path.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { errorAnswer, jsonAnswer } from "./answers.ts";
import type { PhoneRoute } from "./phone_events.ts";
import type { PhoneGate } from "./phone_gate.ts";

const HEARTBEAT = "/rpc/heartbeat";
const ROUTES: readonly PhoneRoute[] = ["handshake", "command", "query"];

/** The application of the LAN listener; `info` is what `Deno.serve` knows of the connection. */
export interface LanApp {
  /** For `Deno.serve`. */
  fetch(request: Request, info?: object): Response | Promise<Response>;
  /** Answers without a socket, for tests. */
  request(path: string | Request, init?: RequestInit, info?: object): Response | Promise<Response>;
}

/** The application for the LAN listener: `Deno.serve(options, createLanApp(gate).fetch)`. */
export function createLanApp(gate: PhoneGate): LanApp {
  const app = new Hono();
  // Hono answers HEAD as GET without the body.
  app.get(HEARTBEAT, () => jsonAnswer(JSON.stringify({ status: "ok", ready: gate.ready })));
  app.all(HEARTBEAT, () => errorAnswer("METHOD_NOT_ALLOWED", { allow: "GET, HEAD" }));
  for (const route of ROUTES) {
    const path = `/rpc/${route}`;
    app.post(
      path,
      (context) => gate.answer(route, context.req.raw, remoteAddress(context), written(context)),
    );
    app.all(path, () => errorAnswer("METHOD_NOT_ALLOWED", { allow: "POST" }));
  }
  app.notFound(() => errorAnswer("NOT_FOUND", { status: 404 }));
  return app;
}

/** Settles when the connection is done with the answer; at once without a socket. */
function written({ env }: Context): Promise<void> {
  const info: unknown = env;
  if (typeof info !== "object" || info === null || !("completed" in info)) return Promise.resolve();
  return info.completed instanceof Promise ? info.completed : Promise.resolve();
}

/** The address of the phone, or of the travel router it is behind, as `Deno.serve` hands it over. */
function remoteAddress(context: Context): string {
  const info: unknown = context.env;
  if (typeof info !== "object" || info === null || !("remoteAddr" in info)) return "unknown";
  const { remoteAddr } = info;
  if (typeof remoteAddr !== "object" || remoteAddr === null) return "unknown";
  if (!("hostname" in remoteAddr) || typeof remoteAddr.hostname !== "string") return "unknown";
  return remoteAddr.hostname;
}
