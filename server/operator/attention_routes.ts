/**
 * Conflicts and rows put aside, for the page and as a file.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import type { AttentionControl } from "../keeper/attention_control.ts";
import { DONE } from "./done.ts";
import { jsonInput } from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { OperatorError } from "./operator_error.ts";

/** `POST /api/attention/conflicts/:no/resolve` */
const CHOICE_INPUT = z.object({ keep: z.enum(["kept", "lost"], "must be kept or lost") });

/** The routes about what waits for a person. */
export function attentionRoutes({ attention, feed }: Pick<OperatorDeps, "attention" | "feed">) {
  return new Hono()
    .get("/", async (context) => context.json(await attention.attention()))
    .get("/conflicts/:no", async (context) => {
      return context.json(await attention.conflict(numberOf(context.req.param("no"))));
    })
    .post("/conflicts/:no/resolve", jsonInput(CHOICE_INPUT), async (context) => {
      const { keep } = context.req.valid("json");
      await attention.resolveConflict(numberOf(context.req.param("no")), keep);
      feed.notify();
      return context.json(DONE);
    })
    .post("/quarantine/:no/retry", async (context) => {
      const stored = await attention.retryQuarantined(numberOf(context.req.param("no")));
      feed.notify();
      return context.json({ stored });
    })
    .post("/quarantine/:no/dismiss", async (context) => {
      await attention.dismissQuarantined(numberOf(context.req.param("no")));
      feed.notify();
      return context.json(DONE);
    })
    .get("/quarantine/export", async (context) => {
      // Before any byte is sent a locked hub can still be told apart from an empty list.
      const first = await attention.quarantined(0);
      return context.body(lines(attention, first), 200, {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": `attachment; filename="sync-hub-put-aside.jsonl"`,
      });
    });
}

type Entries = Awaited<ReturnType<AttentionControl["quarantined"]>>;

/** A row a line, some at a time. */
function lines(
  attention: AttentionControl,
  first: Entries,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let next: Entries = first;
  return new ReadableStream({
    async pull(controller) {
      const last = next.at(-1);
      if (last === undefined) return controller.close();
      controller.enqueue(
        encoder.encode(next.map((entry) => `${JSON.stringify(entry)}\n`).join("")),
      );
      next = await attention.quarantined(last.quarantineNo);
    },
  });
}

function numberOf(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new OperatorError("NOT_FOUND");
  return number;
}
