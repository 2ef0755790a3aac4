/** Damage that is met while the hub is open: nothing more is acknowledged, and recovery follows. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import type { OpenRequest } from "../../../server/keeper/keeper_control.ts";
import { dataPaths, HeldDirectory } from "../../../server/keeper/opening/data_directory.ts";
import { patient } from "../../support/open_engine.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const SECRET = { passphrase: "a quiet passphrase 7" };
const PAGE_BYTES = 4_096;
const PATIENTS = 3_000;

const refused = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;

/** A hub with a copy, and then more patients than are in memory after it was opened again. */
class Hub implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "damage_" });
  readonly events: Record<string, unknown>[] = [];
  readonly keeper = new HubKeeper((event) => this.events.push(event));
  readonly path = join(this.directory, "hub.db");
  userId = "";

  get request(): OpenRequest {
    return {
      ...{ directory: this.directory, ...SECRET, recoveryKeyFile: null, cloud: null },
      ...{ demo: true, machineName: "laptop" },
    };
  }

  static async open(): Promise<Hub> {
    const hub = new Hub();
    const { accounts } = await hub.keeper.open(hub.request);
    const admin = accounts.find(({ role }) => role === "super_admin");
    const { phones } = hub.keeper;
    hub.userId = (await phones.loginCandidate(admin?.email ?? ""))?.userId ?? "";
    await phones.deviceLoggedIn({
      ...{ deviceId: "phone", userId: hub.userId, address: "", deviceName: "phone" },
    });
    await hub.push(Array.from({ length: PATIENTS }, (_, no) => `p${no}`));
    await hub.keeper.snapshots.snapshot("manual");
    await hub.keeper.close();
    await hub.keeper.open(hub.request);
    return hub;
  }

  call(kind: "query" | "command", name: string, args: unknown) {
    const { userId } = this;
    const { phones } = this.keeper;
    return phones.call({ kind, name, args, deviceId: "phone", userId, repeated: false });
  }

  async push(ids: readonly string[]): Promise<void> {
    const created = ids.map((id) => patient(id));
    const changes = { patients: { created, updated: [], deleted: [] } };
    const answer = await this.call("command", "sync_push", { changes, lastPulledAt: 0 });
    assert.ok(answer.ok);
  }

  /** Writes over a tenth of the pages, past those of the schema, under the open hub. */
  harm(): void {
    using file = Deno.openSync(this.path, { write: true });
    const pages = Math.floor(file.statSync().size / PAGE_BYTES);
    for (let page = Math.floor(pages * 0.8); page < pages * 0.9; page++) {
      file.seekSync(page * PAGE_BYTES + 100, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(8).fill(0xff));
    }
  }

  async result() {
    return (await this.keeper.health.health()).database.integrity?.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

const met: Readonly<Record<string, (hub: Hub) => Promise<unknown>>> = {
  "a call": (hub) =>
    assert.rejects(hub.call("query", "sync_pull", { lastPulledAt: 0 }), refused("STORAGE")),
  "a push": (hub) => {
    const known = Array.from({ length: PATIENTS }, (_, no) => `p${no}`);
    return assert.rejects(hub.push(known), refused("STORAGE"));
  },
  "the check": (hub) => hub.keeper.health.checkDatabase(),
};

for (const [what, meet] of Object.entries(met)) {
  Deno.test(`damage that ${what} meets stops the taking of changes and leads to recovery`, async () => {
    await using hub = await Hub.open();
    const { keeper, directory } = hub;
    assert.notEqual(await hub.result(), "damaged");
    hub.harm();
    await meet(hub);
    assert.equal(await hub.result(), "damaged");
    assert.ok(hub.events.some(({ code }) => code === "DATABASE_DAMAGED"));
    // Phones are told to come again: what they hold is not acknowledged by what may be lost.
    await assert.rejects(hub.push(["late"]), refused("STORAGE"));
    // A verdict that outlasts this run.
    await keeper.health.checkDatabase();
    await keeper.close();
    const closed = await keeper.look(directory);
    assert.ok(closed.state === "damaged" && closed.trouble === "DATABASE_DAMAGED");
    // What can be read can be saved.
    const saved = await keeper.salvage.salvage(directory, SECRET.passphrase);
    assert.ok(saved.unreadable > 0);
    assert.ok(saved.readable > 0);

    // Whoever opens it again all the same is told the same.
    await keeper.open(hub.request);
    assert.equal(await hub.result(), "damaged");
    await assert.rejects(hub.push(["late"]), refused("STORAGE"));
    await keeper.close();

    const [copy] = (await keeper.snapshots.snapshots(directory)).here;
    const source = { place: "here", id: copy?.id ?? "" } as const;
    const restored = { directory, source, secret: SECRET, open: hub.request };
    await keeper.snapshots.restore(restored);
    assert.notEqual(await hub.result(), "damaged");
    assert.ok(((await keeper.status()).rows["patients"] ?? 0) >= PATIENTS);
    await hub.push(["late"]);
    await keeper.close();
    assert.equal((await keeper.look(directory)).state, "locked");
  });
}

Deno.test("a copy can be looked at, and restored, by somebody faster than the closing", async () => {
  await using hub = await Hub.open();
  const { keeper, directory } = hub;
  const [copy] = (await keeper.snapshots.snapshots(directory)).here;
  const source = { place: "here", id: copy?.id ?? "" } as const;
  const request = { directory, source, secret: SECRET };
  hub.harm();
  await assert.rejects(hub.call("query", "sync_pull", { lastPulledAt: 0 }), refused("STORAGE"));
  // A check of what was met is under way, and takes its time to be broken off.
  const closing = keeper.close();
  const preview = await keeper.snapshots.previewRestore(request);
  assert.ok((preview.rows["patients"] ?? 0) >= PATIENTS);
  await closing;
  await keeper.open(hub.request);
  await assert.rejects(hub.call("query", "sync_pull", { lastPulledAt: 0 }), refused("STORAGE"));
  const again = keeper.close();
  await keeper.snapshots.restore({ ...request, open: hub.request });
  await again;
  await hub.push(["late"]);
});

Deno.test("a hub without damage is locked, not damaged", async () => {
  await using hub = await Hub.open();
  await hub.keeper.health.checkDatabase();
  await hub.keeper.close();
  assert.equal((await hub.keeper.look(hub.directory)).state, "locked");
});

Deno.test({
  name: "what goes into a database that was deleted while it is open is not acknowledged",
  // Windows deletes no file that is open.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using hub = await Hub.open();
    const { keeper, directory } = hub;
    await hub.push(["before"]);
    Deno.removeSync(hub.path);
    await assert.rejects(hub.push(["after"]), refused("STORAGE"));
    assert.equal(await hub.result(), "damaged");
    assert.ok(hub.events.some(({ code }) => code === "DATABASE_DAMAGED"));
    await keeper.close();
    const closed = await keeper.look(directory);
    assert.ok(closed.state === "damaged" && closed.trouble === "DATABASE_MISSING");
  },
});

Deno.test("a vault that is deleted or damaged under the open hub is written again", async () => {
  await using hub = await Hub.open();
  const { keeper, directory } = hub;
  const vault = join(directory, "hub.vault");
  for (
    const harm of [Deno.removeSync, (path: string) => Deno.writeFileSync(path, new Uint8Array(9))]
  ) {
    harm(vault);
    await keeper.health.health();
    await keeper.checkSecret(SECRET);
  }
  await keeper.phones.touchDevices([]);
  const { entries } = await keeper.auditEntries({ limit: 9, kinds: [] });
  assert.ok(entries.some(({ kind }) => kind === "vault_restored"));
});

Deno.test({
  name: "a directory whose lock was deleted under the open hub is held again",
  // Windows deletes no file that is open.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using hub = await Hub.open();
    const { keeper, directory } = hub;
    const paths = dataPaths(directory);
    Deno.removeSync(paths.lock);
    await keeper.health.health();
    assert.throws(() => HeldDirectory.hold(paths), { code: "OTHER_INSTANCE" });
    await keeper.health.health();
    await keeper.close();
    HeldDirectory.hold(paths)[Symbol.dispose]();
  },
});

Deno.test("a vault that cannot be read is explained, and nothing is lost by looking", async () => {
  await using hub = await Hub.open();
  const { keeper, directory } = hub;
  await keeper.close();
  const vault = join(directory, "hub.vault");
  Deno.renameSync(vault, `${vault}.here`);
  Deno.mkdirSync(vault);
  const closed = await keeper.look(directory);
  assert.ok(closed.state === "damaged" && closed.trouble === "STORAGE");
  Deno.removeSync(vault);
  Deno.renameSync(`${vault}.here`, vault);
  assert.equal((await keeper.look(directory)).state, "locked");
});
