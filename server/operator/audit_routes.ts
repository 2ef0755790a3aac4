/**
 * The audit log for the page, and as a file.
 *
 * @module
 */
import { Hono } from "hono";
import type { AuditChunk } from "../keeper/audit/audit_page.ts";
import { AUDIT_INPUT, queryInput } from "./inputs.ts";
import type { OperatorAudit, OperatorDeps } from "./operator_deps.ts";

/** The routes about the audit log. */
export function auditRoutes({ audit }: Pick<OperatorDeps, "audit">) {
  return new Hono()
    .get("/", queryInput(AUDIT_INPUT), async (context) => {
      return context.json(await audit.entries(context.req.valid("query")));
    })
    .get("/export", async (context) => {
      // Before any byte is sent a locked hub can still be told apart from an empty log.
      const first = await audit.export(null);
      return context.body(lines(audit, first), 200, {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": `attachment; filename="sync-hub-audit.jsonl"`,
      });
    });
}

/** One chunk at a time, as fast as it is read. */
function lines(audit: OperatorAudit, first: AuditChunk): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next: AuditChunk | null = first;
  return new ReadableStream({
    async pull(controller) {
      const chunk: AuditChunk = next ?? await audit.export(first.ticket);
      next = null;
      if (chunk.lines === null) controller.close();
      else controller.enqueue(chunk.lines);
    },
  });
}
