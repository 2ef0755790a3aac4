/** What is asked of a hub while something else is being done to it as a whole. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { dataPaths, HeldDirectory } from "../../../server/keeper/opening/data_directory.ts";
import { custodyOf } from "../../../server/listener/custody.ts";
import { VaultDoor } from "../../../server/listener/vault_door.ts";
import { wholeKeeper } from "../../support/whole_keeper.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const KEY = { passphrase: "a quiet passphrase 7" };
const OTHER = "another passphrase 8";

/** A hub behind a door that something may be asked at while it is being shut. */
class TestHub implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "at_once_" });
  readonly paths = dataPaths(this.directory);
  readonly keeper = new HubKeeper(() => {});
  readonly whole = wholeKeeper(this.keeper);
  /** What somebody else does while phones under way are waited for. */
  whileShutting: () => Promise<void> = () => Promise.resolve();
  readonly request = {
    ...{ directory: this.directory, passphrase: null, recoveryKeyFile: null, cloud: null },
    ...{ demo: true, machineName: "laptop" },
  };
  readonly door = new VaultDoor({
    keeper: this.whole,
    place: this.request,
    onOpened: () => Promise.resolve(),
    onClosing: () => this.whileShutting(),
    onRestored: () => {},
    onChange: () => {},
  });
  readonly custody = custodyOf(this.whole, this.door);

  static async start(): Promise<TestHub> {
    const hub = new TestHub();
    await hub.door.setUp({ ...KEY, hubName: null });
    return hub;
  }

  /** Whether somebody else could take the directory now. */
  isFree(): boolean {
    try {
      HeldDirectory.hold(this.paths)[Symbol.dispose]();
      return true;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

const refusedWith = (code: string) => ({ code });

Deno.test("HubKeeper.close() that is asked for twice resolves both times when the hub is closed", async () => {
  await using hub = await TestHub.start();
  const first = hub.keeper.close();
  await hub.keeper.close();
  assert.ok(hub.isFree());
  await first;
});

Deno.test("a hub that is stopped while it is being shut for another key is not changed any more", async () => {
  await using hub = await TestHub.start();
  const { keeper, door } = hub;
  const { rows } = await keeper.status();
  const stops: Promise<void>[] = [];
  hub.whileShutting = () => {
    stops.push(keeper.close());
    return Promise.resolve();
  };
  await assert.rejects(hub.custody.rotateDataKey(KEY), refusedWith("LOCKED"));
  await Promise.all(stops);
  assert.equal(door.isOpen, false);
  await door.unlock(KEY);
  assert.deepEqual((await keeper.status()).rows, rows);
  const { entries } = await keeper.auditEntries({ limit: 50 });
  assert.ok(!entries.some(({ kind }) => kind === "data_key_rotated"));
});

Deno.test("nobody else can take the directory while a copy takes the place of the data", async () => {
  for (const isOpen of [true, false]) {
    await using hub = await TestHub.start();
    const { id } = await hub.keeper.snapshots.snapshot("manual");
    if (!isOpen) await hub.door.lock();
    let isOver = false;
    const restoring = hub.door.restoreCopy({ place: "here", id }, KEY).finally(() => isOver = true);
    let free = 0;
    const begun = () =>
      [...Deno.readDirSync(hub.directory)].some(({ name }) => name === "hub.restoring");
    while (!isOver) {
      if (begun() && hub.isFree()) free++;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await restoring;
    assert.equal(free, 0, `open: ${isOpen}`);
  }
});

Deno.test("a lock is refused, not said to be done, while the hub is about to be opened", async () => {
  await using hub = await TestHub.start();
  const { door } = hub;
  await door.lock();
  const unlocking = door.unlock(KEY);
  await assert.rejects(door.lock(), refusedWith("BUSY"));
  await unlocking;
  assert.ok(door.isOpen);
  let refused = 0;
  hub.whileShutting = async () => {
    await assert.rejects(door.lock(), refusedWith("BUSY"));
    refused++;
  };
  await hub.custody.rotateIdentity(KEY);
  assert.equal(refused, 1);
  // Who asks twice gets what they want.
  hub.whileShutting = () => Promise.resolve();
  await Promise.all([door.lock(), door.lock()]);
  assert.equal(door.isOpen, false);
});

Deno.test("a hub is not left locked when its passphrase was changed while it was being shut", async () => {
  await using hub = await TestHub.start();
  hub.whileShutting = () => hub.door.changePassphrase(KEY, OTHER);
  await assert.rejects(hub.custody.rotateIdentity(KEY), refusedWith("WRONG_PASSPHRASE"));
  assert.ok(hub.door.isOpen);
  await hub.door.confirm(OTHER);
});

Deno.test("the kept copy of the vault is not put back while the files are being set aside", async () => {
  await using hub = await TestHub.start();
  const { door, custody } = hub;
  await door.lock();
  const vault = join(hub.directory, "hub.vault");
  Deno.writeTextFileSync(vault, Deno.readTextFileSync(vault).slice(0, 200));
  const setAside = custody.setAside();
  await assert.rejects(door.restore(), refusedWith("BUSY"));
  await setAside;
  assert.equal((await door.look()).state, "new");
});
