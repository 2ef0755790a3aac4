/**
 * People, keys, clearing, and a new start.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import type { AttemptLimits } from "./attempt_limits.ts";
import { DONE } from "./done.ts";
import { jsonInput, PASSPHRASE, RECOVERY_KEY, vaultKey } from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";

const KEY = { passphrase: PASSPHRASE.optional(), recoveryKey: RECOVERY_KEY.optional() };

/** `POST /api/custody/data-key`, `/identity` */
const KEY_INPUT = z.object(KEY);

/** `POST /api/custody/passphrases` */
const ADD_INPUT = z.object({ ...KEY, next: PASSPHRASE });

const MAX_NAME_CHARS = 32;

/** `POST /api/custody/passphrases/remove` */
const REMOVE_INPUT = z.object({
  ...KEY,
  name: z.string("must be text").max(MAX_NAME_CHARS, "is too long"),
});

/** `POST /api/custody/clear`, `/reset` */
const RESET_INPUT = z.object({
  ...KEY,
  onlyHere: z.int("must be a whole number").min(0, "must be at least 0"),
});

/** What has to be typed to set a hub aside: a request sent by mistake does not have it. */
const SET_ASIDE_INPUT = z.object({ confirmed: z.literal(true, "must be true") });

/** The routes about the hub as a whole. */
export function custodyRoutes(
  { custody, guard, feed }: Pick<OperatorDeps, "custody" | "guard" | "feed">,
  attempts: AttemptLimits,
) {
  /** Wrong passphrases have to wait here too; open pages are told when it is over. */
  const act = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await attempts.try(action);
    } finally {
      feed.notify();
    }
  };
  return new Hono()
    .get("/passphrases", async (context) => context.json(await custody.passphrases()))
    .post("/passphrases", jsonInput(ADD_INPUT), async (context) => {
      const { passphrase, recoveryKey, next } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      return context.json({ name: await act(() => custody.addPassphrase(key, next)) });
    })
    .post("/passphrases/remove", jsonInput(REMOVE_INPUT), async (context) => {
      const { passphrase, recoveryKey, name } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      await act(() => custody.removePassphrase(key, name));
      return context.json(DONE);
    })
    .get("/stake", async (context) => context.json(await custody.atStake()))
    .post("/data-key", jsonInput(KEY_INPUT), async (context) => {
      const { passphrase, recoveryKey } = context.req.valid("json");
      await act(() => custody.rotateDataKey(vaultKey(passphrase, recoveryKey)));
      return context.json(DONE);
    })
    .post("/identity", jsonInput(KEY_INPUT), async (context) => {
      const { passphrase, recoveryKey } = context.req.valid("json");
      await act(() => custody.rotateIdentity(vaultKey(passphrase, recoveryKey)));
      return context.json(DONE);
    })
    .post("/cancel", async (context) => {
      await custody.cancel();
      return context.json(DONE);
    })
    .post("/clear", jsonInput(RESET_INPUT), async (context) => {
      const { passphrase, recoveryKey, onlyHere } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      await act(() => custody.clearRecords({ key, onlyHere }));
      return context.json(DONE);
    })
    .post("/reset", jsonInput(RESET_INPUT), async (context) => {
      const { passphrase, recoveryKey, onlyHere } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      await act(() => custody.factoryReset({ key, onlyHere }));
      guard.reveal();
      return context.json(DONE);
    })
    .post("/set-aside", jsonInput(SET_ASIDE_INPUT), async (context) => {
      await act(() => custody.setAside());
      return context.json(DONE);
    });
}
