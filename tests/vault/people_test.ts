/** The passphrases of further people, and the keys that are exchanged. */

import assert from "node:assert/strict";
import { restorePrevious, Vault } from "../../vault/mod.ts";
import { parseVaultFile } from "../../vault/vault_file.ts";
import { CHEAP, OTHER_PASSPHRASE, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const FIRST = { passphrase: PASSPHRASE };
const SECOND = { passphrase: OTHER_PASSPHRASE };
const THIRD = "nine purple avocados";

async function opener(path: string, passphrase: string): Promise<string> {
  using vault = await Vault.unlock(path, { passphrase }, CHEAP);
  return vault.openedBy;
}

function versionOf(path: string): number {
  return JSON.parse(Deno.readTextFileSync(path)).version;
}

Deno.test("Vault.unlock() opens a vault that the first version of the program made", async () => {
  await withVaultPath(async (path) => {
    Deno.copyFileSync(new URL("version_1.vault", import.meta.url), path);
    using vault = await Vault.unlock(path, FIRST, CHEAP);
    assert.equal(vault.secrets.hubId, "019e7044-8800-7ba2-a9b0-b7bec5ccd3da");
    assert.equal(
      vault.secrets.dataKey.toHex(),
      "3e454c535a61686f767d848b9299a0a7aeb5bcc3cad1d8dfe6edf4fb02091017",
    );
    assert.deepEqual(vault.passphrases, ["passphrase"]);
    await vault.addPassphrase(FIRST, OTHER_PASSPHRASE);
    assert.equal(versionOf(path), 1);
    const recoveryKey = "PX4B-JS07-ENW3-AHRZ-6DMV-29GQ-Y5T6";
    using byKey = await Vault.unlock(path, { recoveryKey }, CHEAP);
    assert.equal(byKey.openedBy, "recovery");
  });
});

Deno.test("addPassphrase() lets a second person in, and openedBy tells who it was", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    assert.equal(await vault.addPassphrase(FIRST, OTHER_PASSPHRASE), "officer-2");
    assert.deepEqual(vault.passphrases, ["passphrase", "officer-2"]);
    assert.equal(await opener(path, PASSPHRASE), "passphrase");
    assert.equal(await opener(path, OTHER_PASSPHRASE), "officer-2");
    using other = await Vault.unlock(path, SECOND, CHEAP);
    assert.deepEqual(other.secrets, vault.secrets);
    assert.deepEqual(other.passphrases, ["passphrase", "officer-2"]);
  });
});

Deno.test("addPassphrase() refuses strangers, weak ones, taken ones, and a fifth", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const refused = (secret: { passphrase: string }, next: string, code: string) =>
      assert.rejects(vault.addPassphrase(secret, next), { code });
    await refused(SECOND, THIRD, "WRONG_PASSPHRASE");
    await refused(FIRST, "short", "WEAK_PASSPHRASE");
    await refused(FIRST, PASSPHRASE, "PASSPHRASE_TAKEN");
    for (const next of [OTHER_PASSPHRASE, THIRD, "ten brown coconuts"]) {
      await vault.addPassphrase(FIRST, next);
    }
    await refused(FIRST, "eleven red cherries", "TOO_MANY_PASSPHRASES");
    assert.equal(vault.passphrases.length, 4);
  });
});

Deno.test("changePassphrase() changes the one that is entered, and takes nobody else's", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.addPassphrase(FIRST, OTHER_PASSPHRASE);
    await assert.rejects(vault.changePassphrase(OTHER_PASSPHRASE, PASSPHRASE), {
      code: "PASSPHRASE_TAKEN",
    });
    assert.equal(await vault.changePassphrase(OTHER_PASSPHRASE, THIRD), "officer-2");
    assert.equal(await opener(path, PASSPHRASE), "passphrase");
    assert.equal(await opener(path, THIRD), "officer-2");
    await assert.rejects(opener(path, OTHER_PASSPHRASE), { code: "WRONG_PASSPHRASE" });
    assert.equal(await vault.changePassphrase(THIRD, THIRD), "officer-2");
  });
});

Deno.test("removePassphrase() takes one away and never the last way in", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await assert.rejects(vault.removePassphrase(FIRST, "passphrase"), {
      code: "PASSPHRASE_NEEDED",
    });
    await vault.addPassphrase(FIRST, OTHER_PASSPHRASE);
    await assert.rejects(vault.removePassphrase(SECOND, "officer-2"), {
      code: "PASSPHRASE_NEEDED",
    });
    await assert.rejects(vault.removePassphrase(FIRST, "recovery"), RangeError);
    // The one who made the vault leaves.
    await vault.removePassphrase(SECOND, "passphrase");
    assert.deepEqual(vault.passphrases, ["officer-2"]);
    for (const file of [path, `${path}.previous`]) {
      await assert.rejects(opener(file, PASSPHRASE), { code: "WRONG_PASSPHRASE" });
      assert.equal(await opener(file, OTHER_PASSPHRASE), "officer-2");
    }
    const recoveryKey = await vault.issueRecoveryKey();
    await assert.rejects(vault.removePassphrase({ recoveryKey }, "officer-2"), {
      code: "PASSPHRASE_NEEDED",
    });
    assert.equal(await vault.addPassphrase({ recoveryKey }, THIRD), "passphrase");
  });
});

Deno.test("changePassphrase() by recovery key replaces the passphrase that is named", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.addPassphrase(FIRST, OTHER_PASSPHRASE);
    const recoveryKey = await vault.issueRecoveryKey();
    await vault.changePassphrase({ recoveryKey }, THIRD, "officer-2");
    assert.equal(await opener(path, PASSPHRASE), "passphrase");
    assert.equal(await opener(path, THIRD), "officer-2");
  });
});

Deno.test("drawDataKey() keeps both keys, in version 2 and in both copies, until settleDataKey()", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const before = vault.secrets.dataKey.toHex();
    await vault.drawDataKey();
    const next = vault.secrets.nextDataKey?.toHex();
    await vault.drawDataKey();
    assert.equal(vault.secrets.nextDataKey?.toHex(), next);
    assert.notEqual(next, before);
    for (const file of [path, `${path}.previous`]) {
      assert.equal(versionOf(file), 2);
      using opened = await Vault.unlock(file, FIRST, CHEAP);
      assert.deepEqual(opened.secrets, vault.secrets);
    }
    const old = vault.secrets.dataKey;
    await vault.settleDataKey(true);
    assert.equal(vault.secrets.dataKey.toHex(), next);
    assert.equal(vault.secrets.nextDataKey, null);
    assert.ok(old.every((byte) => byte === 0), "the old key is still in memory");
    assert.equal(versionOf(path), 1);
    await Deno.remove(path);
    await restorePrevious(path);
    using restored = await Vault.unlock(path, FIRST, CHEAP);
    assert.deepEqual(restored.secrets, vault.secrets);
  });
});

Deno.test("settleDataKey() drops a next key that was not taken, and does nothing without one", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const before = vault.secrets.dataKey.toHex();
    await vault.settleDataKey(true);
    assert.equal(vault.secrets.dataKey.toHex(), before);
    await vault.drawDataKey();
    await vault.update({ hubName: "meanwhile" });
    await vault.addPassphrase(FIRST, OTHER_PASSPHRASE);
    await vault.settleDataKey(false);
    using opened = await Vault.unlock(path, SECOND, CHEAP);
    assert.equal(opened.secrets.dataKey.toHex(), before);
    assert.equal(opened.secrets.nextDataKey, null);
    assert.equal(opened.secrets.hubName, "meanwhile");
  });
});

Deno.test("renewIdentity() exchanges identity and token key for good, and keeps the hub id", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const { hubId, dataKey } = vault.secrets;
    const old = [vault.secrets.identityPrivateKey, vault.secrets.tokenKey];
    const hex = old.map((key) => key.toHex());
    const crashed = Deno.readFileSync(path);
    await vault.renewIdentity();
    const { identityPrivateKey, tokenKey } = vault.secrets;
    assert.ok(old.every((key) => key.every((byte) => byte === 0)));
    assert.equal(new Set([...hex, identityPrivateKey.toHex(), tokenKey.toHex()]).size, 4);
    assert.equal(vault.secrets.hubId, hubId);
    assert.deepEqual(vault.secrets.dataKey, dataKey);
    // As if the power had gone before the kept copy was renewed: the next unlock does it.
    Deno.writeFileSync(`${path}.previous`, crashed);
    (await Vault.unlock(path, FIRST, CHEAP)).lock();
    using kept = await Vault.unlock(`${path}.previous`, FIRST, CHEAP);
    assert.deepEqual(kept.secrets.identityPrivateKey, identityPrivateKey);
  });
});

Deno.test("lock() zeroes a key that was drawn while it was called", async () => {
  await withVaultPath(async (path) => {
    const vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const drawing = vault.drawDataKey().then(() => "drawn", (error) => error.code);
    vault.lock();
    assert.ok(["drawn", "LOCKED"].includes(await drawing));
    const parsed = parseVaultFile(Deno.readFileSync(path));
    assert.ok(parsed.ok);
    (await Vault.unlock(path, FIRST, CHEAP)).lock();
  });
});
