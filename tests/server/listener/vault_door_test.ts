/** Set-up, unlock and lock on a real keeper. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { wholeKeeper } from "../../support/whole_keeper.ts";
import { VaultDoor } from "../../../server/listener/vault_door.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const PASSPHRASE = "a quiet passphrase 7";
const NEXT = "another passphrase 8";

/** A door, and what happened at it. */
class TestDoor implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync();
  readonly seen: string[] = [];
  readonly keeper = new HubKeeper(() => {});
  readonly door = new VaultDoor({
    keeper: wholeKeeper(this.keeper),
    place: {
      directory: this.directory,
      passphrase: null,
      recoveryKeyFile: null,
      cloud: null,
      demo: false,
      machineName: "laptop",
    },
    onOpened: ({ hubName }) => {
      this.seen.push(`opened ${hubName}`);
      return Promise.resolve();
    },
    onClosing: () => {
      this.seen.push("closing");
      return Promise.resolve();
    },
    onRestored: () => {},
    onChange: () => this.seen.push(`${this.door.step}`),
  });

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

const refusedWith = (code: string) => ({ code });

Deno.test("VaultDoor goes from new to open to locked and back, one step at a time", async () => {
  await using test = new TestDoor();
  const { door, seen } = test;
  await test.keeper.hold(test.directory);
  assert.deepEqual(await door.look(), { state: "new", oldHubFiles: [], before: null });
  await assert.rejects(door.unlock({ passphrase: PASSPHRASE }), refusedWith("WRONG_STATE"));
  const weak = { passphrase: "short", hubName: null };
  await assert.rejects(door.setUp(weak), refusedWith("WEAK_PASSPHRASE"));
  assert.equal((await door.look()).state, "new");
  seen.length = 0;

  const setUp = door.setUp({ passphrase: PASSPHRASE, hubName: "Tent 3" });
  assert.equal(door.step, "setting_up");
  await assert.rejects(door.setUp({ passphrase: PASSPHRASE, hubName: null }), refusedWith("BUSY"));
  const recoveryKey = await setUp;
  assert.match(recoveryKey ?? "", /^(\w{4}-){6}\w{4}$/);
  assert.equal(door.isOpen, true);
  await assert.rejects(
    door.setUp({ passphrase: PASSPHRASE, hubName: null }),
    refusedWith("WRONG_STATE"),
  );
  assert.deepEqual(seen.slice(0, 3), ["setting_up", "opened Tent 3", "null"]);
  seen.length = 0;

  await door.lock();
  await door.lock();
  assert.deepEqual(seen, ["locking", "closing", "null"]);
  const locked = { state: "locked", hasRecoveryKey: true };
  assert.deepEqual(await door.look(), locked);
  const wrong = door.unlock({ passphrase: NEXT });
  await assert.rejects(wrong, refusedWith("WRONG_PASSPHRASE"));
  const wrongKey = door.unlock({ recoveryKey: "0000-0000-0000-0000-0000-0000-0000" });
  await assert.rejects(wrongKey, refusedWith("WRONG_RECOVERY_KEY"));
  await door.unlock({ recoveryKey: recoveryKey ?? "" });
  await door.lock();
  await door.unlock({ passphrase: PASSPHRASE });
  assert.equal(door.isOpen, true);
});

Deno.test("VaultDoor changes the passphrase and the recovery key for whoever knows one", async () => {
  await using test = new TestDoor();
  const { door } = test;
  const first = await door.setUp({ passphrase: PASSPHRASE, hubName: null });
  await assert.rejects(door.confirm(NEXT), refusedWith("WRONG_PASSPHRASE"));
  await door.confirm(PASSPHRASE);
  const current = { passphrase: PASSPHRASE };
  await assert.rejects(door.changePassphrase(current, "short"), refusedWith("WEAK_PASSPHRASE"));
  await door.changePassphrase(current, NEXT);
  await assert.rejects(door.confirm(PASSPHRASE), refusedWith("WRONG_PASSPHRASE"));
  await assert.rejects(door.newRecoveryKey(PASSPHRASE), refusedWith("WRONG_PASSPHRASE"));
  const second = await door.newRecoveryKey(NEXT);
  assert.notEqual(second, first);
  const old = { recoveryKey: first ?? "" };
  await assert.rejects(door.changePassphrase(old, PASSPHRASE), refusedWith("WRONG_RECOVERY_KEY"));
  await door.changePassphrase({ recoveryKey: second }, PASSPHRASE);
  await door.confirm(PASSPHRASE);
  await door.lock();
  await assert.rejects(door.confirm(PASSPHRASE), refusedWith("LOCKED"));
});

Deno.test("VaultDoor tells a damaged vault and brings the kept copy back", async () => {
  await using test = new TestDoor();
  const { door } = test;
  await door.setUp({ passphrase: PASSPHRASE, hubName: null });
  await assert.rejects(door.restore(), refusedWith("WRONG_STATE"));
  await door.lock();
  await assert.rejects(door.restore(), refusedWith("WRONG_STATE"));
  const path = join(test.directory, "hub.vault");
  await Deno.writeTextFile(path, (await Deno.readTextFile(path)).slice(0, 200));
  const damaged = await door.look();
  assert(damaged.state === "damaged" && damaged.trouble === "VAULT_DAMAGED");
  assert(damaged.keptCopyAtMs !== null);
  await assert.rejects(door.unlock({ passphrase: PASSPHRASE }), refusedWith("DAMAGED"));
  await door.restore();
  await door.unlock({ passphrase: PASSPHRASE });
  await door.lock();
  // Without any vault it is no new hub: the database is there.
  for (const name of ["hub.vault", "hub.vault.previous", "hub.vault.damaged"]) {
    await Deno.remove(join(test.directory, name));
  }
  const missing = await door.look();
  assert(missing.state === "damaged" && missing.trouble === "VAULT_MISSING");
  const setUp = door.setUp({ passphrase: PASSPHRASE, hubName: null });
  await assert.rejects(setUp, refusedWith("WRONG_STATE"));
});

Deno.test("VaultDoor names the files of the older hub", async () => {
  await using test = new TestDoor();
  await Deno.writeTextFile(join(test.directory, "hikma-health.stronghold"), "");
  const expected = { state: "new", oldHubFiles: ["hikma-health.stronghold"], before: null };
  assert.deepEqual(await test.door.look(), expected);
});

Deno.test("HubKeeper.hold() keeps the directory while the hub is locked", async () => {
  await using test = new TestDoor();
  await test.keeper.hold(test.directory);
  await test.keeper.hold(test.directory);
  const other = new HubKeeper(() => {});
  const refused = refusedWith("OTHER_INSTANCE");
  await assert.rejects(other.hold(test.directory), refused);
  await test.door.setUp({ passphrase: PASSPHRASE, hubName: null });
  await test.door.lock();
  await assert.rejects(other.hold(test.directory), refused);
});
