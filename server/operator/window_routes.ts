/**
 * What page and second starts ask of the native window.
 *
 * @module
 */
import { Hono } from "hono";
import { DONE } from "./done.ts";
import { jsonInput, LANGUAGE_INPUT } from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { OperatorError } from "./operator_error.ts";

/** The routes about the window. */
export function windowRoutes({ window }: OperatorDeps) {
  return new Hono()
    .post("/close", (context) => {
      if (!window.close()) throw new OperatorError("NOT_FOUND");
      return context.json(DONE);
    })
    .post("/show", (context) => {
      window.show();
      return context.json(DONE);
    })
    .post("/language", jsonInput(LANGUAGE_INPUT), (context) => {
      window.setLanguage(context.req.valid("json").language);
      return context.json(DONE);
    });
}
