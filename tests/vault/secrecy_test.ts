import assert from "node:assert/strict";
import { Vault, VaultError } from "../../vault/mod.ts";
import { CHEAP, OTHER_PASSPHRASE, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const CLOUD = { url: "https://cloud.example.org", apiKey: "api-key-that-nobody-may-see" };

Deno.test("no secret shows when a vault, its secrets or its errors are printed", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.update({ hubName: "North", cloud: CLOUD });
    const recoveryKey = await vault.issueRecoveryKey();
    const errors = await Promise.all([
      Vault.unlock(path, { passphrase: OTHER_PASSPHRASE }, CHEAP),
      Vault.unlock(path, { recoveryKey: recoveryKey.replace(/.$/, "*") }, CHEAP),
      vault.changePassphrase(OTHER_PASSPHRASE, PASSPHRASE),
      Vault.create(path, PASSPHRASE, CHEAP),
    ].map((promise) => promise.then(() => assert.fail(), (error: unknown) => error)));
    const printed = [vault, vault.secrets, ...errors].flatMap((value) => [
      Deno.inspect(value, { depth: 9, showHidden: true, getters: true, iterableLimit: 1000 }),
      JSON.stringify(value),
    ]).join("\n");
    const { dataKey, identityPrivateKey, tokenKey } = vault.secrets;
    const secrets = [PASSPHRASE, OTHER_PASSPHRASE, CLOUD.apiKey, recoveryKey.slice(0, 9)];
    for (const key of [dataKey, identityPrivateKey, tokenKey]) {
      secrets.push(key.toHex(), key.toBase64(), key.slice(0, 4).join(), key.slice(0, 4).join(", "));
    }
    for (const secret of secrets) assert.ok(!printed.includes(secret), "a secret is printed");
    assert.ok(printed.includes("locked: false"));
    assert.equal(errors.filter((error) => error instanceof VaultError).length, 4);
  });
});

Deno.test("the file shows no secret", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.update({ hubName: "North", cloud: CLOUD });
    const text = await Deno.readTextFile(path);
    const { dataKey, identityPrivateKey, tokenKey, hubId } = vault.secrets;
    for (const key of [dataKey, identityPrivateKey, tokenKey]) {
      for (const form of [key.toHex(), key.toBase64(), key.toBase64().slice(0, 40)]) {
        assert.ok(!text.includes(form));
      }
    }
    for (const value of [CLOUD.apiKey, CLOUD.url, hubId, "North", PASSPHRASE]) {
      assert.ok(!text.includes(value));
    }
  });
});
