import assert from "node:assert/strict";
import { type FileOperations, type NewFile, Vault, type VaultOptions } from "../../vault/mod.ts";
import { denoFileOperations } from "../../vault/file_operations.ts";
import { CHEAP, namesBeside, OTHER_PASSPHRASE, PASSPHRASE, withVaultPath } from "./fixtures.ts";

const SECRET = { passphrase: PASSPHRASE };

/** The real file system, in which one operation fails, a write after half of its bytes. */
class FailingFiles implements FileOperations {
  /** Operations until the one that fails; negative when it has failed. */
  left = Infinity;

  read = (path: string, maxBytes: number) =>
    this.#pass(() => denoFileOperations.read(path, maxBytes));
  exists = (path: string) => this.#pass(() => denoFileOperations.exists(path));
  rename = (from: string, to: string) => this.#pass(() => denoFileOperations.rename(from, to));
  remove = (path: string) => this.#pass(() => denoFileOperations.remove(path));
  syncFolderOf = (path: string) => this.#pass(() => denoFileOperations.syncFolderOf(path));
  create = (path: string): Promise<NewFile> =>
    this.#pass(async () => {
      const file = await denoFileOperations.create(path);
      return {
        write: async (bytes) => {
          if (this.left === 0) await file.write(bytes.subarray(0, bytes.length >> 1));
          await this.#pass(() => file.write(bytes));
        },
        sync: () => this.#pass(() => file.sync()),
        close: () => file.close(),
      };
    });

  #pass<T>(operation: () => Promise<T>): Promise<T> {
    if (this.left-- === 0) return Promise.reject(new Error("no space left on device"));
    return operation();
  }
}

Deno.test("a disk that refuses any one operation gives STORAGE and keeps the old content", async () => {
  await withVaultPath(async (path) => {
    const files = new FailingFiles();
    const options: VaultOptions = { ...CHEAP, files };
    using vault = await Vault.create(path, PASSPHRASE, options);
    await vault.update({ hubName: "old" });
    let failures = 0;
    for (let operation = 0; true; operation++) {
      files.left = operation;
      try {
        await vault.update({ hubName: "new" });
      } catch (error) {
        failures++;
        assert.equal((error as { code?: string }).code, "STORAGE");
      }
      const failed = files.left < 0;
      files.left = Infinity;
      using opened = await Vault.unlock(path, SECRET, CHEAP);
      if (vault.secrets.hubName === "new") {
        assert.equal(opened.secrets.hubName, "new");
        assert.equal(failed, false, "a failure was hidden");
        break;
      }
      assert.match(opened.secrets.hubName ?? "", /^(old|new)$/);
      // The object goes on where the disk refused.
      assert.equal(vault.secrets.hubName, "old");
      await vault.update({ hubName: "old" });
    }
    assert.ok(failures >= 12, `${failures} operations only`);
    assert.deepEqual(namesBeside(path), ["hub.vault", "hub.vault.previous"]);
  });
});

Deno.test("Vault.create() on a full disk gives STORAGE and leaves nothing that looks like a vault", async () => {
  await withVaultPath(async (path) => {
    const files = new FailingFiles();
    for (let operation = 0; operation < 7; operation++) {
      files.left = operation;
      await assert.rejects(Vault.create(path, PASSPHRASE, { ...CHEAP, files }), {
        code: "STORAGE",
      });
      await assert.rejects(Vault.unlock(path, SECRET, CHEAP), { code: "NOT_FOUND" });
      assert.deepEqual(namesBeside(path), []);
    }
  });
});

Deno.test("changePassphrase() reports success when only the kept copy cannot be renewed", async () => {
  await withVaultPath(async (path) => {
    const files = new FailingFiles();
    using vault = await Vault.create(path, PASSPHRASE, { ...CHEAP, files });
    await vault.update({ hubName: "North" });
    const changing = vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
    // The first write of a copy belongs to the change itself, the second renews it.
    const create = files.create;
    let copies = 0;
    files.create = (name) =>
      name === `${path}.previous.writing` && ++copies === 2
        ? Promise.reject(new Error("no space left on device"))
        : create(name);
    await changing;
    assert.equal(copies, 2);
    await assert.rejects(Vault.unlock(path, SECRET, CHEAP), { code: "WRONG_PASSPHRASE" });
    (await Vault.unlock(`${path}.previous`, SECRET, CHEAP)).lock();
    // The next unlock makes up for it.
    (await Vault.unlock(path, { passphrase: OTHER_PASSPHRASE }, CHEAP)).lock();
    await assert.rejects(Vault.unlock(`${path}.previous`, SECRET, CHEAP), {
      code: "WRONG_PASSPHRASE",
    });
  });
});

Deno.test("update() never replaces a good kept copy by a damaged vault", async () => {
  await withVaultPath(async (path) => {
    using vault = await Vault.create(path, PASSPHRASE, CHEAP);
    await vault.update({ hubName: "one" });
    await vault.update({ hubName: "two" });
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).slice(0, 900));
    await vault.update({ hubName: "three" });
    using kept = await Vault.unlock(`${path}.previous`, SECRET, CHEAP);
    assert.equal(kept.secrets.hubName, "one");
    using opened = await Vault.unlock(path, SECRET, CHEAP);
    assert.equal(opened.secrets.hubName, "three");
  });
});

Deno.test({
  name: "a read-only folder gives STORAGE, and unlock() still works",
  // Root may write anywhere; Windows has other rights.
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () =>
    withVaultPath(async (path) => {
      using vault = await Vault.create(path, PASSPHRASE, CHEAP);
      const folder = path.slice(0, path.lastIndexOf("/"));
      await Deno.chmod(folder, 0o500);
      try {
        await assert.rejects(vault.update({ hubName: "x" }), { code: "STORAGE" });
        using opened = await Vault.unlock(path, SECRET, CHEAP);
        assert.equal(opened.secrets.hubName, null);
      } finally {
        await Deno.chmod(folder, 0o700);
      }
    }),
});
