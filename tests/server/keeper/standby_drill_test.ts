/** The drill of `docs/snapshots.md`: a second laptop takes over, and what happens if both run. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { patient } from "../../support/open_engine.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

class Laptop implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "laptop-" });
  readonly codes: unknown[] = [];
  readonly keeper = new HubKeeper((event) => this.codes.push(event.code));

  get request() {
    return {
      ...{ directory: this.directory, passphrase: "", recoveryKeyFile: null, cloud: null },
      ...{ demo: true, machineName: "laptop" },
    };
  }

  async twin(): Promise<boolean> {
    // What a phone shows is noted after its pull; writes are done one after the other.
    await this.keeper.phones.touchDevices([]);
    return (await this.keeper.snapshots.snapshotStatus()).twin !== null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    await Deno.remove(this.directory, { recursive: true });
  }
}

/** A phone that keeps its cursor, whichever laptop it meets. */
class Phone {
  cursor = 0;

  constructor(readonly deviceId: string, readonly userId: string) {}

  async sync(laptop: Laptop, changes: Record<string, unknown> | null = null): Promise<unknown> {
    const call = async (kind: "query" | "command", name: string, args: unknown) => {
      const { deviceId, userId } = this;
      const answer = await laptop.keeper.phones.call(
        { kind, name, args, deviceId, userId, repeated: false },
      );
      assert.ok(answer.ok);
      return JSON.parse(new TextDecoder().decode(answer.result));
    };
    const pulled = await call("query", "sync_pull", { lastPulledAt: this.cursor });
    this.cursor = pulled.timestamp;
    if (changes !== null) {
      await call("command", "sync_push", {
        changes: { patients: { created: [], updated: [], deleted: [], ...changes } },
        lastPulledAt: this.cursor,
      });
    }
    return pulled.changes.patients;
  }
}

Deno.test("a second laptop takes over from a copy, and a twin is noticed on both", async () => {
  await using first = new Laptop();
  await using second = new Laptop();
  const { accounts, hubId, recoveryKey, identityPrivateKey, tokenKey } = await first.keeper.open(
    { ...first.request, passphrase: "a quiet passphrase 7", giveRecoveryKey: true },
  );
  const admin = accounts.find(({ role }) => role === "super_admin");
  const user = await first.keeper.phones.loginCandidate(admin?.email ?? "");
  const userId = user?.userId ?? "";
  await first.keeper.phones.deviceLoggedIn(
    { deviceId: "phone", userId, address: "", deviceName: "phone" },
  );
  const phone = new Phone("phone", userId);
  await phone.sync(first, { created: [patient("in-the-copy")] });
  await phone.sync(first);
  const { id } = await first.keeper.snapshots.snapshot("daily");
  await phone.sync(first, { created: [patient("after-the-copy")] });
  await phone.sync(first);

  // The first breaks. The second comes up from the copy, with what opened the first.
  const secret = { recoveryKey: recoveryKey ?? "" };
  const source = { folder: join(first.directory, "snapshots", id) };
  const { opened } = await second.keeper.snapshots.restore({
    ...{ directory: second.directory, source, secret },
    open: { ...second.request, ...secret },
  });
  assert.equal(opened.hubId, hubId);
  assert.deepEqual(opened.identityPrivateKey, identityPrivateKey);
  assert.deepEqual(opened.tokenKey, tokenKey);
  assert.deepEqual(opened.devices.map(({ deviceId }) => deviceId), ["phone"]);

  // The phone goes on without a login, is served, and named: it holds what the copy has not.
  await phone.sync(second);
  assert.equal(await second.twin(), false);
  const { restored } = await second.keeper.snapshots.snapshotStatus();
  assert.deepEqual(restored?.phones.map(({ name, why }) => [name, why]), [["phone", "ahead"]]);
  // Saved again on the phone, the record is back, whole.
  await phone.sync(second, {
    updated: [patient("after-the-copy", { phone: "7", _status: "updated", _changed: "phone" })],
  });
  const { rows } = await second.keeper.status();
  assert.equal(rows.patients, 25 + 2);
  await second.keeper.snapshots.dismissRestored();
  assert.equal((await second.keeper.snapshots.snapshotStatus()).restored, null);

  // Somebody starts the first one again, and the phone meets one and the other.
  await phone.sync(first);
  assert.equal(await first.twin(), false);
  await phone.sync(second);
  assert.equal(await second.twin(), false);
  await phone.sync(first);
  assert.equal(await first.twin(), true);
  await phone.sync(second);
  assert.equal(await second.twin(), true);
  for (const { codes } of [first, second]) {
    assert.equal(codes.filter((code) => code === "TWIN_SUSPECTED").length, 1);
  }
  // Noticed on paper, it is gone until it shows again.
  await second.keeper.snapshots.dismissRestored();
  assert.equal(await second.twin(), false);
});
