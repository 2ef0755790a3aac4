/** What changes the hub as a whole, on a real keeper behind a real door. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { custodyOf } from "../../../server/listener/custody.ts";
import { OperatorError } from "../../../server/operator/mod.ts";
import { Vault } from "../../../vault/mod.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";
import { CustodyHub, KEY, OTHER, PASSPHRASE, refusedWith } from "./custody_hub.ts";

Deno.test.beforeAll(cheapArgon2);

Deno.test("people have passphrases of their own, and the log says whose opened the hub", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  const { custody, door } = hub;
  assert.deepEqual(await custody.passphrases(), {
    names: ["passphrase"],
    openedBy: "passphrase",
    mayAdd: true,
  });
  await assert.rejects(
    custody.addPassphrase({ passphrase: OTHER }, "x"),
    refusedWith("WEAK_PASSPHRASE"),
  );
  await assert.rejects(custody.addPassphrase(KEY, PASSPHRASE), refusedWith("PASSPHRASE_TAKEN"));
  assert.equal(await custody.addPassphrase(KEY, OTHER), "officer-2");
  await door.lock();
  await door.unlock({ passphrase: OTHER });
  assert.equal((await custody.passphrases()).openedBy, "officer-2");
  await assert.rejects(
    custody.removePassphrase(KEY, "passphrase"),
    refusedWith("PASSPHRASE_NEEDED"),
  );
  await assert.rejects(custody.removePassphrase(KEY, "officer-3"), refusedWith("NOT_FOUND"));
  const next = "a third passphrase 9";
  await door.changePassphrase({ passphrase: OTHER }, next);
  await custody.removePassphrase({ passphrase: next }, "passphrase");
  await door.lock();
  await assert.rejects(door.unlock(KEY), refusedWith("WRONG_PASSPHRASE"));
  await door.unlock({ passphrase: next });
  const wraps =
    (await hub.audit("unlocked", "passphrase_added", "passphrase_changed", "passphrase_removed"))
      .map(({ kind, detail }) => `${kind} ${detail["wrap"]}`).reverse();
  assert.deepEqual(wraps, [
    "unlocked passphrase",
    "passphrase_added officer-2",
    "unlocked officer-2",
    "passphrase_changed officer-2",
    "passphrase_removed passphrase",
    "unlocked officer-2",
  ]);
});

Deno.test("rotateDataKey() encrypts the records anew and serves on", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  const before = await hub.dataKey();
  const { rows } = await hub.keeper.status();
  const hubId = hub.opened?.hubId;
  await assert.rejects(
    hub.custody.rotateDataKey({ passphrase: OTHER }),
    refusedWith("WRONG_PASSPHRASE"),
  );
  assert.notEqual(hub.opened, null);
  await hub.custody.rotateDataKey(KEY);
  assert.notEqual(await hub.dataKey(), before);
  assert.equal(hub.opened?.hubId, hubId);
  assert.deepEqual((await hub.keeper.status()).rows, rows);
  assert.equal((await hub.audit("data_key_rotated")).length, 1);
  const { here } = await hub.whole.snapshots(hub.directory);
  assert.equal(here[0]?.reason, "rotation");
  assert.equal(hub.door.work, null);
  await hub.door.lock();
  await hub.door.unlock(KEY);
  assert.deepEqual((await hub.keeper.status()).rows, rows);
});

Deno.test("rotateIdentity() gives the hub another identity and token key under the same id", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  const before = hub.opened;
  await hub.custody.rotateIdentity(KEY);
  const after = hub.opened;
  assert.ok(before !== null && after !== null);
  assert.equal(after.hubId, before.hubId);
  assert.notDeepEqual(after.identityPrivateKey, before.identityPrivateKey);
  assert.notDeepEqual(after.tokenKey, before.tokenKey);
  assert.equal((await hub.audit("identity_rotated")).length, 1);
});

Deno.test("nothing is changed when the copy that comes first cannot be made", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  const before = await hub.dataKey();
  const failing = custodyOf(
    new Proxy(hub.whole, {
      get: (whole, name) =>
        name === "snapshot"
          ? () => Promise.reject(Object.assign(new Error(), { code: "STORAGE" }))
          : Reflect.get(whole, name),
    }),
    hub.door,
  );
  const { onlyHere } = await failing.atStake();
  for (
    const act of [
      () => failing.rotateDataKey(KEY),
      () => failing.rotateIdentity(KEY),
      () => failing.clearRecords({ key: KEY, onlyHere }),
      () => failing.factoryReset({ key: KEY, onlyHere }),
    ]
  ) {
    await assert.rejects(
      act(),
      (error) => error instanceof OperatorError && error.code === "SNAPSHOT_FAILED",
    );
    assert.notEqual(hub.opened, null);
  }
  assert.equal(await hub.dataKey(), before);
  assert.equal((await failing.atStake()).onlyHere, onlyHere);
});

Deno.test("clearRecords() removes records after a copy, and keeps accounts, phones and the log", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  const account = hub.opened?.accounts[0];
  assert.ok(account !== undefined);
  const user = await hub.whole.loginCandidate(account.email);
  const login = { deviceId: "d", userId: user?.userId ?? "", address: "", deviceName: "a-b-c" };
  await hub.whole.deviceLoggedIn(login);
  const before = (await hub.keeper.status()).rows;
  const { records, onlyHere } = await hub.custody.atStake();
  // Without a cloud nothing is anywhere else.
  assert.equal(records, onlyHere);
  assert.ok(records > 100, `${records}`);
  await assert.rejects(
    hub.custody.clearRecords({ key: KEY, onlyHere: onlyHere - 1 }),
    refusedWith("WRONG_STATE"),
  );
  assert.deepEqual((await hub.keeper.status()).rows, before);
  await hub.custody.clearRecords({ key: KEY, onlyHere });
  const { rows, devices, hasAccounts } = await hub.keeper.status();
  assert.equal(rows["patients"], undefined);
  assert.equal(rows["users"], before["users"]);
  assert.equal(hasAccounts, true);
  assert.deepEqual(devices.map(({ deviceId }) => deviceId), ["d"]);
  assert.deepEqual(await hub.custody.atStake(), { records: 0, onlyHere: 0 });
  const [entry] = await hub.audit("cleared");
  assert.deepEqual(entry?.detail, { only_here: onlyHere, rows: records });
  const { here } = await hub.whole.snapshots(hub.directory);
  assert.ok(here.some(({ reason }) => reason === "clearing"));
});

for (const reason of ["clearing", "reset"] as const) {
  Deno.test(`what a phone hands over last is in the copy that is made before ${reason}`, async () => {
    await using hub = new CustodyHub();
    await hub.start();
    const email = hub.opened?.accounts.find(({ role }) => role === "super_admin")?.email ?? "";
    const userId = (await hub.whole.loginCandidate(email))?.userId ?? "";
    await hub.whole.deviceLoggedIn({ deviceId: "d", userId, address: "", deviceName: "a-b-c" });
    const row = {
      ...{ id: "late", given_name: "A", surname: "B", date_of_birth: "1990-01-02", sex: "female" },
      ...{ created_at: 1, updated_at: 1, is_deleted: false },
    };
    const changes = { patients: { created: [row], updated: [], deleted: [] } };
    hub.atTheDoor = async () => {
      hub.atTheDoor = () => Promise.resolve();
      const args = { changes, lastPulledAt: Date.now() };
      const push = { kind: "command", name: "sync_push", args, deviceId: "d", userId } as const;
      assert.ok((await hub.whole.call({ ...push, repeated: false })).ok);
    };
    const { rows } = await hub.keeper.status();
    const before = Object.values(rows).reduce((sum, count) => sum + count, 0);
    const { onlyHere } = await hub.custody.atStake();
    const request = { key: KEY, onlyHere: onlyHere + 1 };
    if (reason === "clearing") await hub.custody.clearRecords(request);
    else await hub.custody.factoryReset(request);
    const closed = await hub.door.look();
    const folder = closed.state === "new" && closed.before !== null ? closed.before.folder : "";
    const { here } = await hub.whole.snapshots(join(hub.directory, folder));
    assert.equal(here.find((line) => line.reason === reason)?.rows, before + 1);
  });
}

Deno.test("factoryReset() leaves a new hub that knows where the copies of the old one are", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  const oldId = hub.opened?.hubId;
  const { patients } = (await hub.keeper.status()).rows;
  const { records, onlyHere } = await hub.custody.atStake();
  await hub.custody.factoryReset({ key: KEY, onlyHere });
  assert.equal(hub.door.isOpen, false);
  const closed = await hub.door.look();
  assert.ok(closed.state === "new" && closed.before !== null);
  const { folder, why } = closed.before;
  assert.equal(why, "factory");
  assert.ok(!hub.names().some((name) => /^hub\.(vault|db)/.test(name)), hub.names().join());
  const kept = [...Deno.readDirSync(join(hub.directory, folder))].map(({ name }) => name).sort();
  assert.deepEqual(kept, ["README.txt", "snapshots"]);
  await hub.door.setUp({ passphrase: OTHER, hubName: null });
  assert.notEqual(hub.opened?.hubId, oldId);
  const [entry] = await hub.audit("factory_reset");
  assert.deepEqual(entry?.detail, { only_here: onlyHere, rows: records, why: "factory" });
  await hub.door.lock();
  await hub.door.unlock({ passphrase: OTHER });
  assert.equal((await hub.audit("factory_reset")).length, 1);
  // The copy opens with the passphrase of its time.
  const [snapshot] = [...Deno.readDirSync(join(hub.directory, folder, "snapshots"))]
    .filter(({ isDirectory }) => isDirectory);
  const path = join(hub.directory, folder, "snapshots", snapshot?.name ?? "", "hub.vault");
  {
    using old = await Vault.unlock(path, KEY);
    assert.equal(old.secrets.hubId, oldId);
  }
  // And it can be brought back from where it is now.
  const source = { folder: dirname(path) };
  const preview = await hub.whole.previewRestore({
    ...{ directory: hub.directory, source, secret: KEY },
  });
  assert.equal(preview.otherHub, true);
  assert.equal(preview.rows["patients"], patients);
});
