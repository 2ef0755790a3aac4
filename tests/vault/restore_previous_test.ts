import assert from "node:assert/strict";
import { inspectVault, restorePrevious, Vault } from "../../vault/mod.ts";
import { CHEAP, namesBeside, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const SECRET = { passphrase: PASSPHRASE };

/** A vault named "new" whose kept copy is named "old", written one second apart. */
async function makeVault(path: string): Promise<void> {
  let nowMs = 1_000;
  using vault = await Vault.create(path, PASSPHRASE, { ...CHEAP, now: () => nowMs });
  await vault.update({ hubName: "old" });
  nowMs = 2_000;
  await vault.update({ hubName: "new" });
}

Deno.test("Vault.unlock() says that a copy can be restored and does not use it", async () => {
  for (
    const [content, code] of [[null, "NOT_FOUND"], ["", "DAMAGED"], ["{}", "FOREIGN"]] as const
  ) {
    await withVaultPath(async (path) => {
      await makeVault(path);
      if (content === null) await Deno.remove(path);
      else await Deno.writeTextFile(path, content);
      await assert.rejects(Vault.unlock(path, SECRET, CHEAP), { code, previousCopy: true });
      await restorePrevious(path);
      using vault = await Vault.unlock(path, SECRET, CHEAP);
      assert.equal(vault.secrets.hubName, "old");
      assert.deepEqual(
        namesBeside(path),
        ["hub.vault", ...(content === null ? [] : ["hub.vault.damaged"]), "hub.vault.previous"],
      );
      if (content !== null) assert.equal(await Deno.readTextFile(`${path}.damaged`), content);
    });
  }
});

Deno.test("Vault.unlock() does not promise a copy that is damaged too", async () => {
  await withVaultPath(async (path) => {
    await makeVault(path);
    await Deno.remove(path);
    await Deno.truncate(`${path}.previous`, 700);
    await assert.rejects(Vault.unlock(path, SECRET, CHEAP), {
      code: "NOT_FOUND",
      previousCopy: false,
    });
    await assert.rejects(restorePrevious(path), { code: "DAMAGED" });
    await Deno.remove(`${path}.previous`);
    await assert.rejects(restorePrevious(path), { code: "NOT_FOUND" });
  });
});

Deno.test("restorePrevious() refuses while the vault is intact", async () => {
  await withVaultPath(async (path) => {
    await makeVault(path);
    const before = await Deno.readFile(path);
    await assert.rejects(restorePrevious(path), { code: "EXISTS" });
    assert.deepEqual(await Deno.readFile(path), before);
  });
});

Deno.test("restorePrevious() moves away what cannot even be read", async () => {
  await withVaultPath(async (path) => {
    await makeVault(path);
    await Deno.remove(path);
    await Deno.mkdir(path);
    await assert.rejects(Vault.unlock(path, SECRET, CHEAP), {
      code: "STORAGE",
      previousCopy: true,
    });
    await restorePrevious(path);
    (await Vault.unlock(path, SECRET, CHEAP)).lock();
  });
});

Deno.test("inspectVault() tells the screens apart without a secret", async () => {
  await withVaultPath(async (path) => {
    const nothing = { hasRecoveryKey: false, writtenAtMs: null, previousWrittenAtMs: null };
    assert.deepEqual(await inspectVault(path), { problem: "NOT_FOUND", ...nothing });
    await makeVault(path);
    assert.deepEqual(await inspectVault(path), {
      problem: null,
      hasRecoveryKey: false,
      writtenAtMs: 2_000,
      previousWrittenAtMs: 1_000,
    });
    {
      using vault = await Vault.unlock(path, SECRET, { ...CHEAP, now: () => 3_000 });
      await vault.issueRecoveryKey();
    }
    assert.deepEqual(await inspectVault(path), {
      problem: null,
      hasRecoveryKey: true,
      writtenAtMs: 3_000,
      previousWrittenAtMs: 3_000,
    });
    await Deno.truncate(path, 100);
    assert.deepEqual(await inspectVault(path), {
      ...nothing,
      problem: "DAMAGED",
      previousWrittenAtMs: 3_000,
    });
  });
});
