import assert from "node:assert/strict";
import { restorePrevious, Vault } from "../../vault/mod.ts";
import { sealContent } from "../../vault/vault_content.ts";
import { parseVaultFile } from "../../vault/vault_file.ts";
import { withDefaults } from "../../vault/vault_options.ts";
import { unwrap, wrapWithPassphrase } from "../../vault/wrap.ts";
import { CHEAP, OTHER_PASSPHRASE, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const OLD = { passphrase: PASSPHRASE };
const NEW = { passphrase: OTHER_PASSPHRASE };

Deno.test("changePassphrase() changes who may open, and no key", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const recoveryKey = await vault.issueRecoveryKey();
    const before = vault.secrets;
    await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
    await assert.rejects(Vault.unlock(path, OLD, CHEAP), { code: "WRONG_PASSPHRASE" });
    using byPassphrase = await Vault.unlock(path, NEW, CHEAP);
    using byRecoveryKey = await Vault.unlock(path, { recoveryKey }, CHEAP);
    assert.deepEqual(byPassphrase.secrets, before);
    assert.deepEqual(byRecoveryKey.secrets, before);
    await vault.update({ hubName: "still usable" });
  });
});

Deno.test("changePassphrase() leaves no copy that the old passphrase opens", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.update({ hubName: "North" });
    await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
    await Deno.remove(path);
    await restorePrevious(path);
    await assert.rejects(Vault.unlock(path, OLD, CHEAP), { code: "WRONG_PASSPHRASE" });
    using opened = await Vault.unlock(path, NEW, CHEAP);
    assert.equal(opened.secrets.hubName, "North");
  });
});

Deno.test("Vault.unlock() renews a kept copy that a crash left with an old wrap", async () => {
  await withVaultPath(async (path) => {
    {
      using vault = await Vault.create(path, PASSPHRASE, CHEAP);
      await vault.update({ hubName: "North" });
      const old = await Deno.readFile(path);
      await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
      await Deno.writeFile(`${path}.previous`, old);
    }
    (await Vault.unlock(path, NEW, CHEAP)).lock();
    assert.deepEqual(await Deno.readFile(`${path}.previous`), await Deno.readFile(path));
  });
});

Deno.test("changePassphrase() refuses a wrong present and a weak next passphrase", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const before = await Deno.readFile(path);
    await assert.rejects(vault.changePassphrase(OTHER_PASSPHRASE, "yet another good one"), {
      code: "WRONG_PASSPHRASE",
    });
    await assert.rejects(vault.changePassphrase(PASSPHRASE, "aaaaaaaaaaaaaaa"), {
      code: "WEAK_PASSPHRASE",
    });
    assert.deepEqual(await Deno.readFile(path), before);
  });
});

Deno.test("changePassphrase() replaces a forgotten passphrase by the recovery key", async () => {
  await withVaultPath(async (path) => {
    let recoveryKey: string;
    {
      using vault = await Vault.create(path, PASSPHRASE, CHEAP);
      recoveryKey = await vault.issueRecoveryKey();
    }
    using vault = await Vault.unlock(path, { recoveryKey }, CHEAP);
    await vault.changePassphrase({ recoveryKey }, OTHER_PASSPHRASE);
    await assert.rejects(Vault.unlock(path, OLD, CHEAP), { code: "WRONG_PASSPHRASE" });
    (await Vault.unlock(path, NEW, CHEAP)).lock();
    (await Vault.unlock(path, { recoveryKey }, CHEAP)).lock();
  });
});

Deno.test("issueRecoveryKey() replaces the earlier key, also in the kept copy", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    assert.equal(vault.hasRecoveryKey, false);
    const first = await vault.issueRecoveryKey();
    const second = await vault.issueRecoveryKey();
    assert.equal(vault.hasRecoveryKey, true);
    for (const file of [path, `${path}.previous`]) {
      await assert.rejects(Vault.unlock(file, { recoveryKey: first }, CHEAP), {
        code: "WRONG_RECOVERY_KEY",
      });
      using opened = await Vault.unlock(file, { recoveryKey: second.toLowerCase() }, CHEAP);
      assert.deepEqual(opened.secrets, vault.secrets);
      assert.equal(opened.hasRecoveryKey, true);
    }
  });
});

Deno.test("Vault.unlock() and changePassphrase() honour a second officer's passphrase", async () => {
  await withVaultPath(async (path) => {
    const officer = "nine purple avocados";
    {
      using vault = await Vault.create(path, PASSPHRASE, CHEAP);
      const options = withDefaults(CHEAP);
      const parsed = parseVaultFile(await Deno.readFile(path));
      assert.ok(parsed.ok);
      const { vaultKey } = await unwrap(parsed.file.wraps, OLD, options);
      const second = await wrapWithPassphrase("officer-2", officer, vaultKey, options);
      const wraps = [...parsed.file.wraps, second];
      await Deno.writeFile(path, sealContent(vault.secrets, wraps, vaultKey, options));
    }
    using vault = await Vault.unlock(path, { passphrase: officer }, CHEAP);
    await vault.changePassphrase(officer, "ten brown coconuts");
    await assert.rejects(Vault.unlock(path, { passphrase: officer }, CHEAP), {
      code: "WRONG_PASSPHRASE",
    });
    (await Vault.unlock(path, { passphrase: "ten brown coconuts" }, CHEAP)).lock();
    (await Vault.unlock(path, OLD, CHEAP)).lock();
  });
});
