import assert from "node:assert/strict";
import { type DeriveKey, Vault } from "../../vault/mod.ts";
import { CHEAP, deriveKeyHere, OTHER_PASSPHRASE, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const SECRET = { passphrase: PASSPHRASE };

Deno.test("lock() zeroes every key, also in arrays given out before", async () => {
  await withVaultPath(async (path) => {
    const drawn: Uint8Array[] = [];
    const randomBytes = (length: number) => {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      if (length === 32) drawn.push(bytes);
      return bytes;
    };
    const vault = await Vault.create(path, PASSPHRASE, { ...CHEAP, randomBytes });
    const { dataKey, identityPrivateKey, tokenKey } = vault.secrets;
    const held = [dataKey, identityPrivateKey, tokenKey];
    // Drawn in this order: vault key, the three secrets, the salt of the wrap.
    assert.equal(drawn.length, 5);
    assert.deepEqual(drawn.slice(1, 4), held);
    vault.lock();
    for (const key of drawn.slice(0, 4)) assert.deepEqual(key, new Uint8Array(32));
    for (const key of held) assert.deepEqual(key, new Uint8Array(32));
    vault.lock();
    using opened = await Vault.unlock(path, SECRET, CHEAP);
    assert.notDeepEqual(opened.secrets.dataKey, new Uint8Array(32));
  });
});

Deno.test("a locked vault refuses everything with LOCKED", async () => {
  await withVaultPath(async (path) => {
    const vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.issueRecoveryKey();
    vault[Symbol.dispose]();
    const locked = { name: "VaultError", code: "LOCKED" };
    assert.throws(() => vault.secrets, locked);
    await assert.rejects(vault.update({ hubName: "x" }), locked);
    await assert.rejects(vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE), locked);
    await assert.rejects(vault.issueRecoveryKey(), locked);
    assert.equal(vault.locked, true);
    assert.equal(vault.hasRecoveryKey, true);
  });
});

Deno.test("lock() lets a change that is being written complete and refuses waiting ones", async () => {
  await withVaultPath(async (path) => {
    const vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const writing = vault.update({ hubName: "North" });
    const waiting = vault.update({ hubName: "South" });
    await Promise.resolve();
    vault.lock();
    await writing;
    await assert.rejects(waiting, { code: "LOCKED" });
    assert.throws(() => vault.secrets, { code: "LOCKED" });
    using opened = await Vault.unlock(path, SECRET, CHEAP);
    assert.equal(opened.secrets.hubName, "North");
  });
});

Deno.test("lock() during a passphrase change leaves the old passphrase", async () => {
  // The first derivation checks the present passphrase, the second wraps under the next.
  for (const lockAt of [1, 2]) {
    await withVaultPath(async (path) => {
      (await Vault.create(path, PASSPHRASE, CHEAP)).lock();
      let derivations = -1; // one belongs to unlock()
      const deriveKey: DeriveKey = async (...request) => {
        const key = await deriveKeyHere(...request);
        if (++derivations === lockAt) vault.lock();
        return key;
      };
      const vault = await Vault.unlock(path, SECRET, { ...CHEAP, deriveKey });
      await assert.rejects(vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE), {
        code: "LOCKED",
      });
      assert.ok(derivations >= lockAt);
      using opened = await Vault.unlock(path, SECRET, CHEAP);
      assert.notDeepEqual(opened.secrets.dataKey, new Uint8Array(32));
    });
  }
});
