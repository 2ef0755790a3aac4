/** A recovery key whose answer never arrives is not taken for written down (`docs/screens.md`). */

import assert from "node:assert/strict";
import { AttemptLimits } from "../../../server/operator/attempt_limits.ts";
import type { ScreenPreferences } from "../../../server/operator/mod.ts";
import { vaultRoutes } from "../../../server/operator/vault_routes.ts";
import { RECOVERY_KEY, RIGHT_PASSPHRASE } from "./test_operator.ts";

type Deps = Parameters<typeof vaultRoutes>[0];

/** The routes of a hub that gives this key, and what it remembers. */
function hubThatGives(recoveryKey: string | null, refuses = false) {
  const changes: Partial<ScreenPreferences>[] = [];
  const parts = {
    vault: {
      setUp: () => Promise.resolve(recoveryKey),
      newRecoveryKey: () => Promise.resolve(recoveryKey),
    },
    screen: {
      changePreferences: (change: Partial<ScreenPreferences>) => {
        if (refuses) return Promise.reject(new Error("disk"));
        changes.push(change);
        return Promise.resolve();
      },
    },
    feed: { notify: () => {} },
    guard: {},
  };
  const app = vaultRoutes(parts as unknown as Deps, new AttemptLimits());
  const post = async (path: string) => {
    const body = JSON.stringify({ passphrase: RIGHT_PASSPHRASE });
    const headers = { "content-type": "application/json" };
    const response = await app.request(path, { method: "POST", headers, body });
    return (await response.json()).recoveryKey;
  };
  return { changes, post };
}

for (const path of ["/setup", "/recovery-key"]) {
  Deno.test(`POST ${path} remembers that nobody has its key yet, whoever hears the answer`, async () => {
    const { changes, post } = hubThatGives(RECOVERY_KEY);
    assert.equal(await post(path), RECOVERY_KEY);
    assert.deepEqual(changes, [{ keyOnPaper: false }]);
  });

  Deno.test(`POST ${path} shows its key also when the disk takes no choice`, async () => {
    const { post } = hubThatGives(RECOVERY_KEY, true);
    assert.equal(await post(path), RECOVERY_KEY);
  });
}

Deno.test("POST /setup leaves the key of a file to whoever asked for the file", async () => {
  const { changes, post } = hubThatGives(null);
  assert.equal(await post("/setup"), null);
  assert.deepEqual(changes, []);
});
