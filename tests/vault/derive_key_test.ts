import { argon2id } from "@noble/hashes/argon2.js";
import assert from "node:assert/strict";
import { CURRENT_ARGON2, Vault } from "../../vault/mod.ts";
import {
  deriveKeyInWorker,
  expectDerivation,
  keepDeriver,
  startDeriver,
} from "../../vault/derive_key.ts";
import { CHEAP, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const SALT = Uint8Array.from({ length: 32 }, (_, at) => 255 - at);

Deno.test("deriveKeyInWorker() gives the Argon2id of a second implementation", async () => {
  for (const lanes of [1, 2]) {
    const passphrase = new TextEncoder().encode("مفتاح العيادة");
    const expected = argon2id(passphrase.slice(), SALT, { m: 1024, t: 2, p: lanes, dkLen: 32 });
    const parameters = { memoryKiB: 1024, passes: 2, lanes };
    assert.deepEqual(await deriveKeyInWorker(passphrase, SALT, parameters), expected);
    assert.equal(passphrase.length, 0, "the passphrase was handed over, not copied");
  }
});

Deno.test("expectDerivation() keeps one worker ready, which derives one key as any other", async () => {
  const parameters = { memoryKiB: 1024, passes: 1, lanes: 1 };
  const derive = () => deriveKeyInWorker(new TextEncoder().encode("a"), SALT, parameters);
  const expected = await derive();
  expectDerivation(true);
  expectDerivation(true);
  assert.deepEqual(await Promise.all([derive(), derive()]), [expected, expected]);
  expectDerivation(true);
  expectDerivation(false);
  expectDerivation(false);
  assert.deepEqual(await derive(), expected);
});

Deno.test("keepDeriver() takes a worker over, and does without one that never begins", async () => {
  const parameters = { memoryKiB: 1024, passes: 1, lanes: 1 };
  const derive = () => deriveKeyInWorker(new TextEncoder().encode("a"), SALT, parameters);
  const expected = await derive();
  const given = startDeriver(() => {});
  // In between, to see that it is this one that is asked.
  const asked = new MessageChannel();
  const requests: unknown[] = [];
  asked.port2.onmessage = ({ data }) => {
    requests.push(typeof data === "object");
    given.postMessage(data);
  };
  given.onmessage = ({ data }) => asked.port2.postMessage(data);
  keepDeriver(asked.port1);
  assert.deepEqual(await derive(), expected);
  assert.deepEqual(requests, [true], "it was asked, and once");
  assert.deepEqual(await derive(), expected, "the next key has a worker of its own");
  const silent = new MessageChannel();
  keepDeriver(silent.port1);
  assert.deepEqual(await derive(), expected);
  for (const port of [given, asked.port2, silent.port2]) port.close();
});

Deno.test("deriveKeyInWorker() throws KEY_DERIVATION when the memory cannot be had", async () => {
  await assert.rejects(
    // 64 GiB: more than WebAssembly can address.
    deriveKeyInWorker(new Uint8Array(1), SALT, { memoryKiB: 2 ** 26, passes: 1, lanes: 1 }),
    { name: "VaultError", code: "KEY_DERIVATION" },
  );
});

Deno.test("Vault.create() stores the current parameters when none are given", async () => {
  await withVaultPath(async (path) => {
    using _vault = await Vault.create(path, PASSPHRASE);
    const { kdf } = JSON.parse(await Deno.readTextFile(path)).wraps[0];
    assert.equal(kdf.id, "argon2id");
    assert.deepEqual({ memoryKiB: 65_536, passes: 3, lanes: 1 }, CURRENT_ARGON2);
    assert.equal(kdf.memoryKiB, CURRENT_ARGON2.memoryKiB);
    assert.equal(kdf.passes, CURRENT_ARGON2.passes);
    using again = await Vault.unlock(path, { passphrase: PASSPHRASE });
    assert.equal(again.locked, false);
  });
});

Deno.test("Vault.unlock() raises the cost of a weaker wrap, and only of a weaker one", async () => {
  const stronger = { memoryKiB: 2048, passes: 2, lanes: 1 };
  await withVaultPath(async (path) => {
    (await Vault.create(path, PASSPHRASE, CHEAP)).lock();
    const parametersOf = async (file: string) => {
      const { memoryKiB, passes } = JSON.parse(await Deno.readTextFile(file)).wraps[0].kdf;
      return { memoryKiB, passes };
    };
    const secret = { passphrase: PASSPHRASE };
    (await Vault.unlock(path, secret, { ...CHEAP, argon2: stronger })).lock();
    assert.deepEqual(await parametersOf(path), { memoryKiB: 2048, passes: 2 });
    assert.deepEqual(await parametersOf(`${path}.previous`), { memoryKiB: 2048, passes: 2 });

    const raised = await Deno.readFile(path);
    (await Vault.unlock(path, secret, { ...CHEAP, argon2: stronger })).lock();
    (await Vault.unlock(path, secret, CHEAP)).lock();
    assert.deepEqual(await Deno.readFile(path), raised);
  });
});

Deno.test("Vault.unlock() opens a weaker wrap also when the stronger cannot be stored", async () => {
  await withVaultPath(async (path) => {
    (await Vault.create(path, PASSPHRASE, CHEAP)).lock();
    const before = await Deno.readFile(path);
    await Deno.mkdir(`${path}.writing`);
    await Deno.writeTextFile(`${path}.writing/x`, "x");
    const argon2 = { memoryKiB: 2048, passes: 1, lanes: 1 };
    using vault = await Vault.unlock(path, { passphrase: PASSPHRASE }, { ...CHEAP, argon2 });
    assert.equal(vault.secrets.hubName, null);
    assert.deepEqual(await Deno.readFile(path), before);
  });
});

Deno.test("Vault.unlock() works inside a worker", async () => {
  await withVaultPath(async (path) => {
    (await Vault.create(path, PASSPHRASE, CHEAP)).lock();
    const worker = new Worker(new URL("./unlock_in_worker.ts", import.meta.url), {
      type: "module",
    });
    try {
      const length = await new Promise((resolve, reject) => {
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(event.message));
        };
        worker.postMessage({ path, passphrase: PASSPHRASE });
      });
      assert.equal(length, 32);
    } finally {
      worker.terminate();
    }
  });
});
