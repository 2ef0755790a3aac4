/**
 * What can be read of a hub that does not open, as a file.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import type { AttemptLimits } from "./attempt_limits.ts";
import { jsonInput, PASSPHRASE } from "./inputs.ts";
import type { OperatorRecovery } from "./operator_custody.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { OperatorError } from "./operator_error.ts";

/** `POST /api/recovery/export` */
const EXPORT_INPUT = z.object({ passphrase: PASSPHRASE });

/** The routes of the recovery screen beside those of vault and custody. */
export function recoveryRoutes(
  { recovery }: Pick<OperatorDeps, "recovery">,
  attempts: AttemptLimits,
) {
  return new Hono()
    .post("/export", jsonInput(EXPORT_INPUT), async (context) => {
      const { passphrase } = context.req.valid("json");
      return context.json(await attempts.try(() => recovery.salvage(passphrase)));
    })
    .get("/export/:ticket", async (context) => {
      const ticket = Number(context.req.param("ticket"));
      if (!Number.isSafeInteger(ticket)) throw new OperatorError("NOT_FOUND");
      // Before any byte is sent a file that was given up can still be told apart.
      const first = await recovery.salvagePart(ticket);
      return context.body(parts(recovery, ticket, first), 200, {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="sync-hub-records.sealed"`,
      });
    });
}

function parts(
  recovery: OperatorRecovery,
  ticket: number,
  first: string | null,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let next = first;
  return new ReadableStream({
    async pull(controller) {
      if (next === null) return controller.close();
      controller.enqueue(encoder.encode(next));
      next = await recovery.salvagePart(ticket);
    },
  });
}
