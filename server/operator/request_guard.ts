/**
 * What a request must look like before any route sees it.
 *
 * @module
 */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import type { OperatorGuard } from "./guard.ts";
import { OperatorError } from "./operator_error.ts";
import { UPDATE_FILE_PATH } from "./program_routes.ts";

/** The one route that a window without a session may call. */
export const SESSION_PATH = "/api/session";

/** The one route for a second start of the program. */
export const SHOW_WINDOW_PATH = "/api/window/show";

/** The one route for `--health`. */
export const HEALTH_PATH = "/api/health";

/** What a hidden screen may ask for: nothing that changes what phones or the cloud meet. */
const WHILE_HIDDEN: ReadonlySet<string> = new Set([
  SESSION_PATH,
  SHOW_WINDOW_PATH,
  "/api/confirm",
  "/api/hide",
  "/api/hide/idle",
  "/api/lock",
  "/api/unlock",
  "/api/window/close",
  "/api/window/language",
]);

/** What a hidden screen may read: how things stand, and no list, export or record. */
const READ_WHILE_HIDDEN: ReadonlySet<string> = new Set(["/api/events", "/api/status"]);

const HOSTS = ["127.0.0.1", "localhost"];
const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
/** No page of another origin may send this one either without asking first (Fetch, CORS). */
const FILE_TYPE = /^application\/octet-stream$/i;
const BEARER = /^Bearer +([\w-]+)$/i;

/** What {@linkcode requestGuard} needs. */
export interface RequestGuardParts {
  readonly guard: OperatorGuard;
  /** The port the listener is bound to. */
  readonly port: () => number;
  /** Paths of files without any data, which everyone may have. */
  readonly openPaths: ReadonlySet<string>;
}

/**
 * Lets through what comes from the page itself or from a script with a token. Everything that is
 * not open needs one of them, also paths that do not exist.
 */
export function requestGuard({ guard, port, openPaths }: RequestGuardParts) {
  return createMiddleware(async (context, next) => {
    const { method, path } = context.req;
    if (method !== "GET" && method !== "POST") throw new OperatorError("WRONG_METHOD");
    const ownOrigin = requireOwnHost(context, port());
    const origin = context.req.header("origin");
    if (origin !== undefined && origin !== ownOrigin) throw new OperatorError("WRONG_ORIGIN");
    const open = openPaths.has(path);
    if (!open) requireOwnFetch(context);
    const bearer = hasBearer(context, guard);
    if (method === "POST") {
      if (origin === undefined && !bearer) throw new OperatorError("WRONG_ORIGIN");
      const type = path === UPDATE_FILE_PATH ? FILE_TYPE : JSON_TYPE;
      if (!type.test(context.req.header("content-type") ?? "")) {
        throw new OperatorError("NOT_JSON");
      }
    }
    const signedIn = open || bearer || path === SESSION_PATH ||
      guard.hasSession(readSession(context, port()) ?? "");
    if (!signedIn) throw new OperatorError("NOT_SIGNED_IN");
    const allowed = method === "POST" ? WHILE_HIDDEN : READ_WHILE_HIDDEN;
    if (guard.hidden && !bearer && !open && !allowed.has(path)) {
      throw new OperatorError("CONFIRM_FIRST");
    }
    await next();
  });
}

/** The session secret a browser sent, if any. */
export function readSession(context: Context, port: number): string | undefined {
  return getCookie(context, cookieName(port));
}

/** Gives a browser its session. No `Secure`: loopback is plain http. */
export function writeSession(context: Context, port: number, secret: string): void {
  setCookie(context, cookieName(port), secret, { httpOnly: true, sameSite: "Strict", path: "/" });
}

/** Cookies do not know ports: two hubs on one machine must not overwrite each other's. */
function cookieName(port: number): string {
  return `hub_operator_${port}`;
}

/**
 * A name that an attacker's DNS points at this machine is in `Host` and refused.
 *
 * @returns the origin of the page that was loaded from this host
 */
function requireOwnHost(context: Context, port: number): string {
  const host = context.req.header("host")?.toLowerCase();
  // A URL leaves the port out where a browser does.
  const own = HOSTS.map((name) => new URL(`http://${name}:${port}`)).find((url) =>
    url.host === host
  );
  if (own === undefined) throw new OperatorError("WRONG_HOST");
  return own.origin;
}

/** Browsers say who asks, also where they send no `Origin`; another port is another page. */
function requireOwnFetch(context: Context): void {
  const site = context.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new OperatorError("WRONG_ORIGIN");
  }
}

/** False without a token; a wrong one is refused even beside a good cookie. */
function hasBearer(context: Context, guard: OperatorGuard): boolean {
  const header = context.req.header("authorization");
  if (header === undefined) return false;
  const token = BEARER.exec(header)?.[1];
  if (token !== undefined && guard.hasScriptToken(token)) return true;
  const secondStart = token !== undefined && context.req.path === SHOW_WINDOW_PATH &&
    guard.hasSecondStartToken(token);
  if (secondStart) return true;
  const health = token !== undefined && context.req.path === HEALTH_PATH &&
    context.req.method === "GET" && guard.hasHealthToken(token);
  if (health) return true;
  throw new OperatorError("NOT_SIGNED_IN");
}
