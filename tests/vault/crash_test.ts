import assert from "node:assert/strict";
import { restorePrevious, Vault, VaultError, type VaultOptions } from "../../vault/mod.ts";
import { CHEAP, OTHER_PASSPHRASE, PASSPHRASE } from "./fixtures.ts";
import { PowerLossDisk } from "./power_loss_disk.ts";

const PATH = "/hub/hub.vault";
const OLD = { passphrase: PASSPHRASE };
const NEW = { passphrase: OTHER_PASSPHRASE };

function on(files: PowerLossDisk): VaultOptions {
  return { ...CHEAP, files };
}

/** A disk with a vault named "old" that has a kept copy. */
async function diskWithVault(): Promise<PowerLossDisk> {
  const disk = new PowerLossDisk();
  using vault = await Vault.create(PATH, PASSPHRASE, on(disk));
  await vault.update({ hubName: "older" });
  await vault.update({ hubName: "old" });
  return disk;
}

/**
 * Cuts the power before each file operation of `action`, and lets `check` look at every state the
 * disk may be in afterwards. `done` tells whether the action had already reported success.
 */
async function cutEverywhere(
  start: () => Promise<PowerLossDisk>,
  action: (disk: PowerLossDisk) => Promise<unknown>,
  check: (disk: PowerLossDisk, done: boolean) => Promise<void>,
): Promise<void> {
  let finished = false;
  let states = 0;
  for (let cut = 0; !finished; cut++) {
    const disk = await start();
    disk.cutAfter = disk.operations + cut;
    const done = await action(disk).then(() => true, (error: unknown) => {
      assert.ok(error instanceof VaultError && error.code === "STORAGE", String(error));
      return false;
    });
    finished = disk.operations < disk.cutAfter;
    for (const after of disk.afterPowerCut()) {
      states++;
      await check(after, done);
    }
  }
  assert.ok(states > 10, "the action did not touch the disk");
}

async function nameOf(disk: PowerLossDisk, secret = OLD): Promise<string | null> {
  using vault = await Vault.unlock(PATH, secret, on(disk));
  const { hubName } = vault.secrets;
  // Whatever was left lying about does not hinder the next change.
  await vault.update({ cloudDeviceInfo: "next" });
  return hubName;
}

Deno.test("Vault.create() leaves a whole vault or none when the power is cut", async () => {
  await cutEverywhere(
    () => Promise.resolve(new PowerLossDisk()),
    async (disk) => (await Vault.create(PATH, PASSPHRASE, on(disk))).lock(),
    async (disk, done) => {
      try {
        assert.equal(await nameOf(disk), null);
      } catch (error) {
        assert.ok(!done && error instanceof VaultError);
        assert.equal(error.code, "NOT_FOUND");
        (await Vault.create(PATH, PASSPHRASE, on(disk))).lock();
      }
    },
  );
});

Deno.test("update() leaves the old content or the new when the power is cut", async () => {
  await cutEverywhere(diskWithVault, async (disk) => {
    disk.cutAfter += 2; // the two reads of unlock(), which are not the subject
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.update({ hubName: "new" });
  }, async (disk, done) => {
    const name = await nameOf(disk);
    assert.ok(name === "new" || name === "old" && !done, `${name}`);
  });
});

Deno.test("changePassphrase() leaves the old passphrase or the new when the power is cut", async () => {
  await cutEverywhere(diskWithVault, async (disk) => {
    disk.cutAfter += 2;
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
  }, async (disk, done) => {
    const outcomes = await Promise.all(
      [OLD, NEW].map((secret) =>
        Vault.unlock(PATH, secret, on(disk)).then((vault) => {
          vault.lock();
          return "opens";
        }, (error: VaultError) => error.code)
      ),
    );
    const changed = ["WRONG_PASSPHRASE", "opens"];
    if (done) assert.deepEqual(outcomes, changed);
    else if (outcomes[0] === "opens") assert.deepEqual(outcomes, changed.toReversed());
    else assert.deepEqual(outcomes, changed);
    assert.equal(await nameOf(disk, outcomes[0] === "opens" ? OLD : NEW), "old");
  });
});

Deno.test("issueRecoveryKey() leaves a vault that opens when the power is cut", async () => {
  await cutEverywhere(diskWithVault, async (disk) => {
    disk.cutAfter += 2;
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.issueRecoveryKey();
  }, async (disk) => assert.equal(await nameOf(disk), "old"));
});

Deno.test("addPassphrase() leaves one passphrase or two when the power is cut", async () => {
  await cutEverywhere(diskWithVault, async (disk) => {
    disk.cutAfter += 2;
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.addPassphrase(OLD, OTHER_PASSPHRASE);
  }, async (disk, done) => {
    const second = await opens(disk, NEW);
    assert.ok(second || !done);
    assert.equal(await nameOf(disk, OLD), "old");
  });
});

Deno.test("removePassphrase() leaves one passphrase or two when the power is cut", async () => {
  await cutEverywhere(async () => {
    const disk = await diskWithVault();
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.addPassphrase(OLD, OTHER_PASSPHRASE);
    return disk;
  }, async (disk) => {
    disk.cutAfter += 2;
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.removePassphrase(OLD, "officer-2");
  }, async (disk, done) => {
    assert.ok(!done || !await opens(disk, NEW));
    assert.equal(await nameOf(disk, OLD), "old");
    // Once the vault was opened, the kept copy does not let the person back in.
    if (!await opens(disk, NEW)) assert.equal(await opens(disk, NEW, `${PATH}.previous`), false);
  });
});

Deno.test("drawDataKey() and settleDataKey() never lose the present key when the power is cut", async () => {
  const keys = async (disk: PowerLossDisk, path: string) => {
    using vault = await Vault.unlock(path, OLD, on(disk));
    return { now: vault.secrets.dataKey.toHex(), next: vault.secrets.nextDataKey?.toHex() };
  };
  let now = "";
  await cutEverywhere(async () => {
    const disk = await diskWithVault();
    now = (await keys(disk, PATH)).now;
    return disk;
  }, async (disk) => {
    disk.cutAfter += 2;
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.drawDataKey();
  }, async (disk, done) => {
    const found = await keys(disk, PATH);
    assert.equal(found.now, now);
    if (!done) return;
    assert.ok(found.next !== undefined);
    assert.deepEqual(await keys(disk, `${PATH}.previous`), found);
  });
  let next = "";
  await cutEverywhere(async () => {
    const disk = await diskWithVault();
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.drawDataKey();
    next = vault.secrets.nextDataKey?.toHex() ?? "";
    return disk;
  }, async (disk) => {
    disk.cutAfter += 2;
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.settleDataKey(true);
  }, async (disk, done) => {
    for (const path of [PATH, `${PATH}.previous`]) {
      const found = await keys(disk, path);
      assert.ok(found.now === next || found.next === next && !(done && path === PATH));
    }
  });
});

Deno.test("renewIdentity() leaves the old identity or the new, whole, when the power is cut", async () => {
  const keys = async (disk: PowerLossDisk, path = PATH) => {
    using vault = await Vault.unlock(path, OLD, on(disk));
    const { hubId, identityPrivateKey, tokenKey, dataKey } = vault.secrets;
    return [hubId, ...[identityPrivateKey, tokenKey, dataKey].map((key) => key.toHex())];
  };
  let old: string[] = [];
  let next: string[] = [];
  await cutEverywhere(async () => {
    const disk = await diskWithVault();
    old = await keys(disk);
    return disk;
  }, async (disk) => {
    disk.cutAfter += 2;
    using vault = await Vault.unlock(PATH, OLD, on(disk));
    await vault.renewIdentity();
    next = await keys(disk);
  }, async (disk, done) => {
    const found = await keys(disk);
    if (done) assert.deepEqual(found, next);
    const [hubId, identity, token, data] = found;
    assert.deepEqual([hubId, data], [old[0], old[3]]);
    assert.equal(identity === old[1], token === old[2]);
    // Once the vault was opened, the kept copy has the same identity.
    assert.deepEqual(await keys(disk, `${PATH}.previous`), found);
  });
});

async function opens(disk: PowerLossDisk, secret: typeof OLD, path = PATH): Promise<boolean> {
  return await Vault.unlock(path, secret, on(disk)).then((vault) => {
    vault.lock();
    return true;
  }, () => false);
}

Deno.test("Vault.unlock() that raises the cost leaves a vault that opens when the power is cut", async () => {
  const argon2 = { memoryKiB: 2048, passes: 1, lanes: 1 };
  await cutEverywhere(
    diskWithVault,
    async (disk) => (await Vault.unlock(PATH, OLD, { ...on(disk), argon2 })).lock(),
    async (disk) => assert.equal(await nameOf(disk), "old"),
  );
});

Deno.test("restorePrevious() can be repeated until it is done when the power is cut", async () => {
  await cutEverywhere(
    async () => {
      const disk = await diskWithVault();
      const previous = await disk.read(`${PATH}.previous`, Infinity);
      assert.ok(previous !== null);
      return new PowerLossDisk([
        [PATH, previous.slice(0, 500)],
        [`${PATH}.previous`, previous],
      ]);
    },
    (disk) => restorePrevious(PATH, { files: disk }),
    async (disk, done) => {
      try {
        assert.equal(await nameOf(disk), "older");
      } catch (error) {
        assert.ok(!done && error instanceof VaultError && error.previousCopy, String(error));
        await restorePrevious(PATH, { files: disk });
        assert.equal(await nameOf(disk), "older");
      }
    },
  );
});
