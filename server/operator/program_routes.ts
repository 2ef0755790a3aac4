/**
 * Updates, choices about the machine, and the report for whoever helps.
 *
 * @module
 */
import { Hono } from "hono";
import { DONE } from "./done.ts";
import { jsonInput } from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { OperatorError } from "./operator_error.ts";
import { MachineChange } from "./operator_program.ts";

/** The one route whose body is a file: it is read as it comes, and stops where it is no update. */
export const UPDATE_FILE_PATH = "/api/program/update/file";

/** The routes about them. */
export function programRoutes({ program, feed }: OperatorDeps) {
  return new Hono()
    .post("/update/check", async (context) => {
      await required(program).check();
      return context.json(DONE);
    })
    .post("/update/file", async (context) => {
      const { body } = context.req.raw;
      if (body === null) throw new OperatorError("INVALID", { detail: "the file is missing" });
      await required(program).takeFile(body);
      return context.json(DONE);
    })
    .post("/update/install", (context) => {
      required(program).install();
      return context.json(DONE, 202);
    })
    .post("/update/back", (context) => {
      required(program).goBack();
      return context.json(DONE, 202);
    })
    .post("/update/cancel", (context) => {
      required(program).cancel();
      return context.json(DONE);
    })
    .post("/machine", jsonInput(MachineChange), async (context) => {
      await required(program).change(context.req.valid("json"));
      feed.notify();
      return context.json(DONE);
    })
    .get("/report", async (context) =>
      context.body(await required(program).diagnose(), 200, {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="sync-hub-report.json"`,
      }));
}

function required(program: OperatorDeps["program"]): NonNullable<OperatorDeps["program"]> {
  if (program === undefined) throw new OperatorError("NOT_FOUND");
  return program;
}
