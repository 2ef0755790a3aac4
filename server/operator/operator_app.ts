/**
 * The routes of the operator's side, on loopback only.
 *
 * @module
 */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { SettingsChange } from "../database/settings.ts";
import { AttemptLimits } from "./attempt_limits.ts";
import { attentionRoutes } from "./attention_routes.ts";
import { auditRoutes } from "./audit_routes.ts";
import { coveredStatus } from "./covered_status.ts";
import { custodyRoutes } from "./custody_routes.ts";
import { DONE } from "./done.ts";
import { healthRoutes } from "./health_routes.ts";
import { DEVICE_INPUT, jsonInput, PAIRING_INPUT, SESSION_INPUT } from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { OperatorError, operatorErrorOf, refusal } from "./operator_error.ts";
import { PAGE_PATHS, pageFiles } from "./page_files.ts";
import { pairingSvg } from "./pairing_svg.ts";
import { programRoutes, UPDATE_FILE_PATH } from "./program_routes.ts";
import { recoveryRoutes } from "./recovery_routes.ts";
import { readSession, requestGuard, writeSession } from "./request_guard.ts";
import { strictHeaders } from "./response_headers.ts";
import { LARGE_BODY_PATHS, MAX_LARGE_BODY_BYTES, relayRoutes } from "./relay_routes.ts";
import { screenRoutes } from "./screen_routes.ts";
import { snapshotRoutes } from "./snapshot_routes.ts";
import { vaultRoutes } from "./vault_routes.ts";
import { windowRoutes } from "./window_routes.ts";

const MAX_BODY_BYTES = 16_384;

/**
 * The whole operator's side. Its type is what a typed client is made from.
 *
 * @internal
 */
export function operatorApp(deps: OperatorDeps) {
  const app = new Hono();
  app.use(strictHeaders());
  app.use(requestGuard({ guard: deps.guard, port: deps.port, openPaths: PAGE_PATHS }));
  const usual = maxBody(MAX_BODY_BYTES);
  const large = maxBody(MAX_LARGE_BODY_BYTES);
  app.use((context, next) =>
    context.req.path === UPDATE_FILE_PATH
      ? next()
      : (LARGE_BODY_PATHS.has(context.req.path) ? large : usual)(context, next)
  );
  app.notFound(() => refusal(new OperatorError("NOT_FOUND")));
  app.onError((error) => {
    const read = readError(error);
    if (read.code === "INTERNAL") deps.onDefect?.(error);
    return refusal(read);
  });
  app.route("/", pageFiles(() => deps.screen.preferences));
  return app.route("/api", apiRoutes(deps));
}

function maxBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new OperatorError("TOO_LARGE");
    },
  });
}

function apiRoutes(deps: OperatorDeps) {
  // Wrong passphrases count together, whichever route they come by.
  const attempts = new AttemptLimits(deps.steadyMs);
  const { feed, guard, port } = deps;
  return new Hono()
    .post("/session", jsonInput(SESSION_INPUT), (context) => {
      const { token } = context.req.valid("json");
      const before = readSession(context, port());
      const secret = guard.exchange(token, before);
      if (before !== undefined) feed.renew(before, secret);
      writeSession(context, port(), secret);
      return context.json(DONE);
    })
    .get("/status", async (context) => {
      const status = await deps.status();
      // A token for scripts is as good as the passphrase.
      const isScript = context.req.header("authorization") !== undefined;
      return context.json(isScript ? status : coveredStatus(status));
    })
    .get("/events", (context) => {
      const isScript = context.req.header("authorization") !== undefined;
      const stream = feed.open(isScript ? null : readSession(context, port()) ?? null);
      return context.body(stream, 200, { "content-type": "text/event-stream; charset=utf-8" });
    })
    .get("/pairing.svg", async (context) => {
      const status = await deps.status();
      if (status.state !== "unlocked") throw new OperatorError("LOCKED");
      if (status.pairingText === null) throw new OperatorError("NOT_FOUND");
      return context.body(pairingSvg(status.pairingText), 200, { "content-type": "image/svg+xml" });
    })
    .post("/pairing/open", jsonInput(PAIRING_INPUT), (context) => {
      deps.openPairing(context.req.valid("json").minutes);
      feed.notify();
      return context.json(DONE);
    })
    .post("/pairing/close", (context) => {
      deps.closePairing();
      feed.notify();
      return context.json(DONE);
    })
    .post("/devices/undo", jsonInput(DEVICE_INPUT), async (context) => {
      await deps.undoDevice(context.req.valid("json").id);
      feed.notify();
      return context.json(DONE);
    })
    .post("/devices/revoke", jsonInput(DEVICE_INPUT), async (context) => {
      await deps.revokeDevice(context.req.valid("json").id);
      feed.notify();
      return context.json(DONE);
    })
    .post("/devices/reinstate", jsonInput(DEVICE_INPUT), async (context) => {
      await deps.reinstateDevice(context.req.valid("json").id);
      feed.notify();
      return context.json(DONE);
    })
    .post("/clock/confirm", async (context) => {
      await deps.confirmClock();
      feed.notify();
      return context.json(DONE);
    })
    .get("/settings", async (context) => context.json(await deps.settings()))
    .post("/settings", jsonInput(SettingsChange), async (context) => {
      const settings = await deps.changeSettings(context.req.valid("json"));
      feed.notify();
      return context.json(settings);
    })
    .post("/serving/stop", async (context) => {
      await deps.serving.stop();
      feed.notify();
      return context.json(DONE);
    })
    .post("/serving/start", (context) => {
      deps.serving.start();
      feed.notify();
      return context.json(DONE);
    })
    .post("/stop", (context) => {
      deps.stop();
      return context.json(DONE, 202);
    })
    .route("/", vaultRoutes(deps, attempts))
    .route("/custody", custodyRoutes(deps, attempts))
    .route("/recovery", recoveryRoutes(deps, attempts))
    .route("/copies", snapshotRoutes(deps, attempts))
    .route("/", screenRoutes(deps))
    .route("/attention", attentionRoutes(deps))
    .route("/cloud", relayRoutes(deps, attempts))
    .route("/audit", auditRoutes(deps))
    .route("/health", healthRoutes(deps))
    .route("/program", programRoutes(deps))
    .route("/window", windowRoutes(deps));
}

/** What the framework throws by itself is always about a body it could not read as JSON. */
function readError(error: unknown): OperatorError {
  if (error instanceof HTTPException && error.status === 400) {
    return new OperatorError("INVALID", { detail: "the body must be JSON" });
  }
  return operatorErrorOf(error);
}
