import assert from "node:assert/strict";
import { Vault } from "../../vault/mod.ts";
import { CHEAP, namesBeside, OTHER_PASSPHRASE, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const SECRET = { passphrase: PASSPHRASE };
const CLOUD = { url: "https://cloud.example.org", apiKey: "api-key-that-nobody-may-see" };

Deno.test("Vault.create() makes fresh keys and a hub id of version 7", async () => {
  const ids = new Set<string>();
  const keys = new Set<string>();
  for (let round = 0; round < 2; round++) {
    await withVaultPath(async (path) => {
      using vault = await Vault.create(path, PASSPHRASE, {
        ...CHEAP,
        now: () => 1_700_000_000_000,
      });
      const { dataKey, identityPrivateKey, tokenKey, hubId, ...rest } = vault.secrets;
      assert.deepEqual(rest, {
        hubName: null,
        nextDataKey: null,
        cloud: null,
        cloudDeviceInfo: null,
        databaseMade: false,
        auditMark: null,
      });
      assert.match(hubId, /^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      ids.add(hubId);
      for (const key of [dataKey, identityPrivateKey, tokenKey]) {
        assert.equal(key.length, 32);
        keys.add(key.toHex());
      }
    });
  }
  assert.equal(ids.size, 2);
  assert.equal(keys.size, 6);
});

Deno.test("Vault.create() leaves one file that only its owner may read", async () => {
  await withVaultPath(async (path) => {
    using _vault = await Vault.create(path, PASSPHRASE, CHEAP);
    assert.deepEqual(namesBeside(path), ["hub.vault"]);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(path)).mode ?? 0, 0o100600);
    }
  });
});

Deno.test("Vault.create() refuses a weak passphrase before it writes", async () => {
  await withVaultPath(async (path) => {
    await assert.rejects(Vault.create(path, "too short", CHEAP), { code: "WEAK_PASSPHRASE" });
    assert.deepEqual(namesBeside(path), []);
  });
});

Deno.test("Vault.create() refuses to replace whatever is there", async () => {
  await withVaultPath(async (path) => {
    (await Vault.create(path, PASSPHRASE, CHEAP)).lock();
    const before = await Deno.readFile(path);
    await assert.rejects(Vault.create(path, OTHER_PASSPHRASE, CHEAP), { code: "EXISTS" });
    assert.deepEqual(await Deno.readFile(path), before);
    await Deno.writeTextFile(path, "something else");
    await assert.rejects(Vault.create(path, OTHER_PASSPHRASE, CHEAP), { code: "EXISTS" });
    assert.equal(await Deno.readTextFile(path), "something else");
  });
});

Deno.test("Vault.create() refuses when only the kept copy is left", async () => {
  await withVaultPath(async (path) => {
    {
      using vault = await Vault.create(path, PASSPHRASE, CHEAP);
      await vault.update({ hubName: "North" });
    }
    await Deno.remove(path);
    await assert.rejects(Vault.create(path, PASSPHRASE, CHEAP), {
      code: "EXISTS",
      previousCopy: true,
    });
  });
});

Deno.test("Vault.create() throws STORAGE when the folder does not exist", async () => {
  await withVaultPath(async (path) => {
    await assert.rejects(Vault.create(`${path}/nowhere/hub.vault`, PASSPHRASE, CHEAP), {
      code: "STORAGE",
    });
  });
});

Deno.test("Vault.unlock() gives back what was created and updated", async () => {
  await withVaultPath(async (path) => {
    using made = await Vault.create(path, PASSPHRASE, CHEAP);
    await made.update({ hubName: "North", cloud: CLOUD, cloudDeviceInfo: { clinic_ids: ["a"] } });
    await made.update({ databaseMade: true });
    using opened = await Vault.unlock(path, SECRET, CHEAP);
    assert.deepEqual(opened.secrets, made.secrets);
    assert.deepEqual(opened.secrets.cloud, CLOUD);
    assert.deepEqual(opened.secrets.cloudDeviceInfo, { clinic_ids: ["a"] });
    assert.equal(opened.secrets.databaseMade, true);
  });
});

Deno.test("Vault.unlock() takes a passphrase whatever way its accents are composed", async () => {
  await withVaultPath(async (path) => {
    (await Vault.create(path, "cl\u00ednica del r\u00edo", CHEAP)).lock();
    using vault = await Vault.unlock(path, { passphrase: "cli\u0301nica del ri\u0301o" }, CHEAP);
    assert.equal(vault.locked, false);
  });
});

Deno.test("Vault.unlock() tells a wrong passphrase from damage", async () => {
  await withVaultPath(async (path) => {
    (await Vault.create(path, PASSPHRASE, CHEAP)).lock();
    for (const passphrase of [OTHER_PASSPHRASE, "", PASSPHRASE + " ", "x".repeat(100_000)]) {
      await assert.rejects(Vault.unlock(path, { passphrase }, CHEAP), { code: "WRONG_PASSPHRASE" });
    }
    await assert.rejects(Vault.unlock(path, { recoveryKey: PASSPHRASE }, CHEAP), {
      code: "WRONG_RECOVERY_KEY",
    });
    const bytes = await Deno.readFile(path);
    bytes.set([(bytes[700] ?? 0) ^ 1], 700);
    await Deno.writeFile(path, bytes);
    await assert.rejects(Vault.unlock(path, SECRET, CHEAP), {
      code: "DAMAGED",
      previousCopy: false,
    });
  });
});

Deno.test("Vault.unlock() throws NOT_FOUND for no file and STORAGE for a folder", async () => {
  await withVaultPath(async (path) => {
    await assert.rejects(Vault.unlock(path, SECRET, CHEAP), {
      code: "NOT_FOUND",
      previousCopy: false,
    });
    await Deno.mkdir(path);
    await assert.rejects(Vault.unlock(path, SECRET, CHEAP), { code: "STORAGE" });
  });
});

Deno.test("update() keeps what it does not name, and null removes", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.update({ cloud: CLOUD });
    await vault.update({ hubName: "North" });
    assert.deepEqual(vault.secrets.cloud, CLOUD);
    await vault.update({ cloud: null });
    using opened = await Vault.unlock(path, SECRET, CHEAP);
    assert.equal(opened.secrets.cloud, null);
    assert.equal(opened.secrets.hubName, "North");
  });
});

Deno.test("update() never changes keys or hub id, whatever it is given", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const { dataKey, hubId } = vault.secrets;
    const change = { hubId: "other", dataKey: new Uint8Array(32), hubName: "North" };
    await vault.update(change);
    using opened = await Vault.unlock(path, SECRET, CHEAP);
    assert.equal(opened.secrets.hubId, hubId);
    assert.deepEqual(opened.secrets.dataKey, dataKey);
    assert.equal(opened.secrets.hubName, "North");
  });
});

Deno.test("update() called many times at once applies every change", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await Promise.all([
      vault.update({ hubName: "North" }),
      vault.update({ cloud: CLOUD }),
      vault.issueRecoveryKey(),
      vault.update({ cloudDeviceInfo: [1] }),
      vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE),
      vault.update({ hubName: "South" }),
    ]);
    using opened = await Vault.unlock(path, { passphrase: OTHER_PASSPHRASE }, CHEAP);
    assert.equal(opened.secrets.hubName, "South");
    assert.deepEqual(opened.secrets.cloud, CLOUD);
    assert.deepEqual(opened.secrets.cloudDeviceInfo, [1]);
    assert.equal(opened.hasRecoveryKey, true);
  });
});

Deno.test("update() takes a copy: its owner cannot alter it later", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const info = { clinic_ids: ["a"] };
    const stored = vault.update({ cloudDeviceInfo: info });
    info.clinic_ids.push("b");
    await stored;
    assert.deepEqual(vault.secrets.cloudDeviceInfo, { clinic_ids: ["a"] });
    assert.ok(Object.isFrozen(vault.secrets.cloudDeviceInfo));
  });
});

Deno.test("update() refuses what is no JSON, of a wrong type or too large, and goes on", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const wrong: unknown = { cloud: { url: "https://cloud.example.org", apiKey: 77_777_777 } };
    await assert.rejects(
      vault.update(wrong as { cloud: null }),
      (error: Error) => error instanceof TypeError && !error.message.includes("77777777"),
    );
    await assert.rejects(vault.update({ cloudDeviceInfo: 1n }), TypeError);
    await assert.rejects(vault.update({ cloudDeviceInfo: "x".repeat(2 ** 20) }), RangeError);
    await vault.update({ cloudDeviceInfo: "x".repeat(2 ** 20 - 500) });
    using opened = await Vault.unlock(path, SECRET, CHEAP);
    assert.deepEqual(opened.secrets, vault.secrets);
  });
});

Deno.test("every write uses a nonce of its own", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    const nonces = new Set<string>();
    for (let round = 0; round < 5; round++) {
      await vault.update({ hubName: "same" });
      nonces.add(JSON.parse(await Deno.readTextFile(path)).secrets.nonce);
    }
    assert.equal(nonces.size, 5);
  });
});
