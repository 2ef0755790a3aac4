/** Wrong secrets and deleted copies are in the log; a restore is made ready one at a time. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const SECRET = { passphrase: "a quiet passphrase 7" };
const WRONG = { passphrase: "a wrong passphrase 99" };

class TestKeeper implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "custody_log_" });
  readonly keeper = new HubKeeper(() => {});

  async open(): Promise<void> {
    const { directory } = this;
    await this.keeper.open({
      ...{ directory, ...SECRET, recoveryKeyFile: null, cloud: null },
      ...{ demo: false, machineName: "laptop" },
    });
  }

  /** Entries of these kinds, the oldest first, with what they say. */
  async log(...kinds: ("unlock_failed" | "snapshot_deleted" | "second_place_changed")[]) {
    // What was noted is written by then.
    await this.keeper.close();
    await this.open();
    const { entries } = await this.keeper.auditEntries({ kinds, limit: 100 });
    return entries.toReversed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

const refused = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;

Deno.test("wrong secrets of copies and of a salvage are in the log, open or shut", async () => {
  await using hub = new TestKeeper();
  const { keeper, directory } = hub;
  await hub.open();
  const { id } = await keeper.snapshots.snapshot("manual");
  const request = { directory, source: { place: "here", id } as const, secret: WRONG };
  await assert.rejects(keeper.snapshots.previewRestore(request), refused("WRONG_PASSPHRASE"));
  await keeper.close();
  await assert.rejects(keeper.snapshots.checkCopySecret(request), refused("WRONG_PASSPHRASE"));
  await assert.rejects(keeper.snapshots.previewRestore(request), refused("WRONG_PASSPHRASE"));
  await assert.rejects(
    keeper.salvage.salvage(directory, WRONG.passphrase),
    refused("WRONG_PASSPHRASE"),
  );
  const counted = JSON.parse(Deno.readTextFileSync(join(directory, "hub.attempts")));
  assert.equal(counted.times, 3);
  assert.equal((await hub.log("unlock_failed")).length, 2);
});

Deno.test("deleting a copy and changing the second place are in the log", async () => {
  await using hub = new TestKeeper();
  const { snapshots } = hub.keeper;
  await hub.open();
  const { id } = await snapshots.snapshot("manual");
  await snapshots.snapshot("manual");
  await snapshots.deleteSnapshot({ place: "here", id }, SECRET);
  const folder = Deno.makeTempDirSync({ dir: hub.directory });
  await snapshots.setSecondPlace(folder, SECRET);
  await snapshots.setSecondPlace(null, SECRET);
  const entries = await hub.log("snapshot_deleted", "second_place_changed");
  assert.deepEqual(entries.map(({ kind, detail }) => [kind, detail]), [
    ["snapshot_deleted", { copy: id, place: "here" }],
    ["second_place_changed", { place: "chosen" }],
    ["second_place_changed", { place: "none" }],
  ]);
});

Deno.test("nobody deletes a copy or changes the second place without what opens the hub", async () => {
  await using hub = new TestKeeper();
  const { keeper, directory } = hub;
  await hub.open();
  const { id } = await keeper.snapshots.snapshot("manual");
  await keeper.snapshots.snapshot("manual");
  const folder = Deno.makeTempDirSync({ dir: directory });
  await keeper.snapshots.setSecondPlace(folder, SECRET);
  const elsewhere = Deno.makeTempDirSync({ dir: directory });
  const tries = [
    () => keeper.snapshots.deleteSnapshot({ place: "here", id }, WRONG),
    () => keeper.snapshots.deleteSnapshot({ place: "second", id }, WRONG),
    () => keeper.snapshots.setSecondPlace(elsewhere, WRONG),
    () => keeper.snapshots.setSecondPlace(null, WRONG),
  ];
  for (const act of tries) await assert.rejects(act(), refused("WRONG_PASSPHRASE"));
  const { here } = await keeper.snapshots.snapshots(directory);
  assert.ok(here.some((line) => line.id === id));
  assert.equal((await keeper.snapshots.snapshotStatus()).second.folder, folder);
  assert.deepEqual([...Deno.readDirSync(elsewhere)], []);
  const entries = await hub.log("unlock_failed", "snapshot_deleted", "second_place_changed");
  // Of those within a minute the log counts all but the first together.
  assert.deepEqual(
    [...new Set(entries.map(({ kind }) => kind))],
    ["second_place_changed", "unlock_failed"],
  );
  assert.equal(entries.filter(({ kind }) => kind === "second_place_changed").length, 1);
});

Deno.test("a second preview is refused while one is under way, on a hub that is shut as well", async () => {
  await using hub = new TestKeeper();
  const { keeper, directory } = hub;
  await hub.open();
  const { id } = await keeper.snapshots.snapshot("manual");
  await keeper.close(true);
  const request = { directory, source: { place: "here", id } as const, secret: SECRET };
  const first = keeper.snapshots.previewRestore(request);
  await assert.rejects(keeper.snapshots.previewRestore(request), refused("BUSY"));
  await first;
  await keeper.snapshots.previewRestore(request);
});

Deno.test("open() removes what reading and a change of the key have left beside the database", async () => {
  await using hub = new TestKeeper();
  await hub.open();
  await hub.keeper.close();
  for (const name of ["hub.db.reading", "hub.db.reading-wal", "hub.db.rekeyed"]) {
    Deno.writeTextFileSync(join(hub.directory, name), "a copy");
  }
  await hub.open();
  const left = [...Deno.readDirSync(hub.directory)].map(({ name }) => name)
    .filter((name) => /reading|rekeyed/.test(name));
  assert.deepEqual(left, []);
});
