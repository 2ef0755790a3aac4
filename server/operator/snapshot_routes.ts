/**
 * Copies of the hub: the list, a new one, the second place, preview and restore.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import type { SnapshotSource } from "../keeper/copies/snapshot_control.ts";
import type { AttemptLimits } from "./attempt_limits.ts";
import { DONE } from "./done.ts";
import { jsonInput, PASSPHRASE, RECOVERY_KEY, vaultKey } from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { OperatorError } from "./operator_error.ts";

const MAX_PATH_CHARS = 1_024;
const MAX_ID_CHARS = 100;
/** How often open pages are told how far it is, ms. */
const PROGRESS_MS = 500;

const FOLDER = z.string("must be text").trim().min(1, "must not be empty")
  .max(MAX_PATH_CHARS, "is too long");

/** A listed copy by `place` and `id`, or any by `folder`. */
const SOURCE = {
  place: z.enum(["here", "second"], "must be here or second").optional(),
  id: z.string("must be text").max(MAX_ID_CHARS, "is too long").optional(),
  folder: FOLDER.optional(),
};

const KEY = { passphrase: PASSPHRASE.optional(), recoveryKey: RECOVERY_KEY.optional() };

/** `POST /api/copies/verify` */
const SOURCE_INPUT = z.object(SOURCE);
/** `POST /api/copies/place`, with what opens the hub */
const PLACE_INPUT = z.object({ ...KEY, folder: FOLDER.nullable() });
/** `POST /api/copies/delete`, with what opens the hub; `/preview`, `/restore`, with the copy's */
const KEYED_INPUT = z.object({ ...SOURCE, ...KEY });

/** The routes about copies. */
export function snapshotRoutes(
  { copies, guard, feed }: Pick<OperatorDeps, "copies" | "guard" | "feed">,
  attempts: AttemptLimits,
) {
  /** Open pages are told how far it is, and whatever comes of it. */
  const told = async <T>(action: () => Promise<T>): Promise<T> => {
    feed.notify();
    const timer = setInterval(() => feed.notify(), PROGRESS_MS);
    try {
      return await action();
    } finally {
      clearInterval(timer);
      feed.notify();
    }
  };
  return new Hono()
    .get("/", async (context) => context.json(await copies.list()))
    .post("/make", async (context) => context.json(await told(() => copies.make())))
    .post("/verify", jsonInput(SOURCE_INPUT), async (context) => {
      const source = sourceOf(context.req.valid("json"));
      return context.json(await told(() => copies.verify(source)));
    })
    .post("/delete", jsonInput(KEYED_INPUT), async (context) => {
      const { passphrase, recoveryKey, ...rest } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      const source = sourceOf(rest);
      await attempts.try(() => told(() => copies.remove(source, key)));
      return context.json(DONE);
    })
    .post("/place", jsonInput(PLACE_INPUT), async (context) => {
      const { passphrase, recoveryKey, folder } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      return context.json(
        await attempts.try(() => told(() => copies.setSecondPlace(folder, key))),
      );
    })
    .post("/preview", jsonInput(KEYED_INPUT), async (context) => {
      const { passphrase, recoveryKey, ...rest } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      const source = sourceOf(rest);
      return context.json(await attempts.try(() => copies.preview(source, key)));
    })
    .post("/restore", jsonInput(KEYED_INPUT), async (context) => {
      const { passphrase, recoveryKey, ...rest } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      const source = sourceOf(rest);
      const report = await attempts.try(() => told(() => copies.restore(source, key)));
      guard.reveal();
      return context.json(report);
    })
    .post("/dismiss", async (context) => {
      await told(() => copies.dismiss());
      return context.json(DONE);
    });
}

function sourceOf(
  { place, id, folder }: {
    readonly place?: "here" | "second" | undefined;
    readonly id?: string | undefined;
    readonly folder?: string | undefined;
  },
): SnapshotSource {
  if (folder !== undefined && place === undefined && id === undefined) return { folder };
  if (folder === undefined && place !== undefined && id !== undefined) return { place, id };
  throw new OperatorError("INVALID", { detail: "either a place and an id or a folder" });
}
