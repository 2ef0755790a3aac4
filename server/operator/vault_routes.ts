/**
 * Set-up, unlock, lock, and the passphrase asked for again.
 *
 * @module
 */
import { Hono } from "hono";
import type { AttemptLimits } from "./attempt_limits.ts";
import { DONE } from "./done.ts";
import {
  jsonInput,
  NEW_PASSPHRASE_INPUT,
  PASSPHRASE_INPUT,
  SET_UP_INPUT,
  VAULT_KEY_INPUT,
  vaultKey,
  WINDOW_INPUT,
} from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";

const MINUTE_MS = 60_000;

/** The routes about the vault. */
export function vaultRoutes(
  { vault, guard, feed, screen }: Pick<OperatorDeps, "vault" | "guard" | "feed" | "screen">,
  attempts: AttemptLimits,
) {
  return new Hono()
    .post("/setup", jsonInput(SET_UP_INPUT), async (context) => {
      const { passphrase, hubName } = context.req.valid("json");
      const recoveryKey = await vault.setUp({ passphrase, hubName: hubName ?? null });
      if (recoveryKey !== null) await keyIsGiven(screen);
      feed.notify();
      return context.json({ ...DONE, recoveryKey });
    })
    .post("/unlock", jsonInput(VAULT_KEY_INPUT), async (context) => {
      const { passphrase, recoveryKey } = context.req.valid("json");
      const key = vaultKey(passphrase, recoveryKey);
      await attempts.try(() => vault.unlock(key));
      guard.reveal();
      feed.notify();
      return context.json(DONE);
    })
    .post("/confirm", jsonInput(PASSPHRASE_INPUT), async (context) => {
      const { passphrase } = context.req.valid("json");
      await attempts.try(() => vault.confirm(passphrase));
      guard.reveal();
      feed.notify();
      return context.json(DONE);
    })
    .post("/hide", (context) => {
      guard.hide();
      feed.notify();
      return context.json(DONE);
    })
    .post("/hide/idle", jsonInput(WINDOW_INPUT), (context) => {
      const afterMs = screen.preferences.hideAfterMinutes * MINUTE_MS;
      const leftMs = guard.hideWhenIdle(context.req.valid("json").window, afterMs);
      if (leftMs === 0) feed.notify();
      return context.json({ leftMs });
    })
    .post("/here", jsonInput(WINDOW_INPUT), (context) => {
      guard.here(context.req.valid("json").window);
      return context.json(DONE);
    })
    .post("/lock", async (context) => {
      await vault.lock();
      guard.reveal();
      feed.notify();
      return context.json(DONE);
    })
    .post("/passphrase", jsonInput(NEW_PASSPHRASE_INPUT), async (context) => {
      const { current, recoveryKey, next } = context.req.valid("json");
      const key = vaultKey(current, recoveryKey);
      await attempts.try(() => vault.changePassphrase(key, next));
      return context.json(DONE);
    })
    .post("/recovery-key", jsonInput(PASSPHRASE_INPUT), async (context) => {
      const { passphrase } = context.req.valid("json");
      const recoveryKey = await attempts.try(() => vault.newRecoveryKey(passphrase));
      await keyIsGiven(screen);
      feed.notify();
      return context.json({ ...DONE, recoveryKey });
    })
    .post("/vault/restore", async (context) => {
      await vault.restore();
      feed.notify();
      return context.json(DONE);
    });
}

/**
 * Nobody has a recovery key before they say so: the page that asked may be gone before its answer.
 */
async function keyIsGiven(screen: OperatorDeps["screen"]): Promise<void> {
  try {
    await screen.changePreferences({ keyOnPaper: false });
  } catch {
    // The key is shown all the same: no other answer brings it.
  }
}
