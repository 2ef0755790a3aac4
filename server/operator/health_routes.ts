/**
 * The hub's health, for the page and for `--health`.
 *
 * @module
 */
import { Hono } from "hono";
import { DONE } from "./done.ts";
import type { OperatorDeps } from "./operator_deps.ts";

/** The routes about health. */
export function healthRoutes({ health, feed }: Pick<OperatorDeps, "health" | "feed">) {
  return new Hono()
    .get("/", async (context) => context.json(await health.look()))
    .post("/check", async (context) => {
      await health.checkDatabase();
      await health.look();
      feed.notify();
      return context.json(DONE);
    });
}
