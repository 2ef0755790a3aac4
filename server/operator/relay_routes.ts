/**
 * The cloud: registration, runs, rows it did not take; and provisioning files.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import { withoutMarks } from "../relay/cloud_url.ts";
import type { AttemptLimits } from "./attempt_limits.ts";
import { DONE } from "./done.ts";
import { jsonInput, queryInput } from "./inputs.ts";
import type { NotTakenContent, OperatorCloud } from "./operator_cloud.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { OperatorError } from "./operator_error.ts";
import { ReadyFiles } from "./ready_files.ts";

const MAX_URL_CHARS = 2_048;
const MAX_KEY_CHARS = 4_096;
const MAX_PASSPHRASE_CHARS = 4_096;
/** Paths whose body may be as large as a provisioning file. */
export const LARGE_BODY_PATHS: ReadonlySet<string> = new Set(["/api/cloud/provision/load"]);
/** As large, in bytes, with room for the JSON around it. */
export const MAX_LARGE_BODY_BYTES = 33 * 1024 * 1024;

const PASSPHRASE = z.string("must be text").max(MAX_PASSPHRASE_CHARS, "is too long");
const ROW_KEY = z.string("must be text").max(300, "is too long");

/** `POST /api/cloud/register` */
const REGISTER_INPUT = z.object({
  url: z.string("must be text").trim().min(1, "must not be empty")
    .max(MAX_URL_CHARS, "is too long"),
  apiKey: z.string("must be text").overwrite(withoutMarks).trim().min(1, "must not be empty")
    .max(MAX_KEY_CHARS, "is too long")
    // Anything else cannot travel in a header.
    .regex(/^[\x21-\x7e]*$/, "holds characters that no key has"),
  /** The vault's. */
  passphrase: PASSPHRASE,
});
/** `POST /api/cloud/deregister` */
const PASSPHRASE_INPUT = z.object({ passphrase: PASSPHRASE });
/** `GET /api/cloud/rows` */
const AFTER_INPUT = z.object({ after: ROW_KEY.exactOptional() });
/** `POST /api/cloud/rows/retry`: without a key all of them. */
const RETRY_INPUT = z.object({ key: ROW_KEY.nullable() });
/** `POST /api/cloud/provision/make`: the vault's passphrase and the new one of the file. */
const MAKE_INPUT = z.object({ passphrase: PASSPHRASE, filePassphrase: PASSPHRASE });
/** `POST /api/cloud/provision/load` */
const LOAD_INPUT = z.object({ file: z.string("must be text"), filePassphrase: PASSPHRASE });

/** The routes about the cloud. What is going on is in the status, as `cloud`. */
export function relayRoutes(
  { cloud, vault, feed }: Pick<OperatorDeps, "cloud" | "vault" | "feed">,
  attempts: AttemptLimits,
) {
  const files = new ReadyFiles();
  return new Hono()
    .post("/register", jsonInput(REGISTER_INPUT), async (context) => {
      const { url, apiKey, passphrase } = context.req.valid("json");
      await attempts.try(() => vault.confirm(passphrase));
      const result = await cloud.register({ url, apiKey });
      feed.notify();
      return context.json(result);
    })
    .post("/deregister", jsonInput(PASSPHRASE_INPUT), async (context) => {
      await attempts.try(() => vault.confirm(context.req.valid("json").passphrase));
      await cloud.deregister();
      feed.notify();
      return context.json(DONE);
    })
    .post("/check", async (context) => {
      const check = await cloud.check();
      feed.notify();
      return context.json(check);
    })
    .post("/sync", async (context) => {
      if (!await cloud.syncNow()) throw new OperatorError("WRONG_STATE");
      feed.notify();
      return context.json(DONE);
    })
    .post("/cancel", async (context) => {
      const cancelled = await cloud.cancel();
      feed.notify();
      return context.json({ cancelled });
    })
    .get("/rows", queryInput(AFTER_INPUT), async (context) => {
      return context.json(await cloud.notTaken(context.req.valid("query").after ?? null));
    })
    .post("/rows/retry", jsonInput(RETRY_INPUT), async (context) => {
      const count = await cloud.retry(context.req.valid("json").key);
      feed.notify();
      return context.json({ count });
    })
    .get("/rows/export", async (context) => {
      // Before any byte is sent a locked hub can still be told apart from an empty list.
      const first = await cloud.notTakenContent(null);
      return context.body(lines(cloud, first), 200, {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": `attachment; filename="sync-hub-not-in-cloud.jsonl"`,
      });
    })
    .post("/provision/make", jsonInput(MAKE_INPUT), async (context) => {
      const { passphrase, filePassphrase } = context.req.valid("json");
      await attempts.try(() => vault.confirm(passphrase));
      const making = await cloud.makeProvision(filePassphrase);
      if (!making.made) return context.json(making);
      const { file, ...made } = making;
      return context.json({ ...made, path: `/api/cloud/provision/file/${files.keep(file)}` });
    })
    .get("/provision/file/:ticket", (context) => {
      // A link, and not the answer itself: windows save what a link names.
      const file = files.find(context.req.param("ticket"));
      if (file === undefined) throw new OperatorError("NOT_FOUND");
      return context.body(file, 200, {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="sync-hub-setup.json"`,
      });
    })
    .post("/provision/load", jsonInput(LOAD_INPUT), async (context) => {
      const { file, filePassphrase } = context.req.valid("json");
      const result = await cloud.loadProvision(file, filePassphrase);
      feed.notify();
      return context.json(result);
    });
}

/** A row a line, some at a time. */
function lines(
  cloud: OperatorCloud,
  first: readonly NotTakenContent[],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let next = first;
  return new ReadableStream({
    async pull(controller) {
      const last = next.at(-1);
      if (last === undefined) return controller.close();
      controller.enqueue(encoder.encode(next.map((row) => `${JSON.stringify(row)}\n`).join("")));
      next = await cloud.notTakenContent(last.key);
    },
  });
}
