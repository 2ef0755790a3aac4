import assert from "node:assert/strict";
import { join } from "node:path";
import { rekeyDatabase } from "../../../../server/database/rekey_database.ts";
import { HubKeeper, type OpenedHub } from "../../../../server/keeper/hub_keeper.ts";
import type { OpenRequest } from "../../../../server/keeper/keeper_control.ts";
import type { SnapshotSource } from "../../../../server/keeper/copies/snapshot_control.ts";
import { Vault } from "../../../../vault/mod.ts";
import { cheapArgon2 } from "../../../support/cheap_argon2.ts";
import { until } from "../../../support/until.ts";

Deno.test.beforeAll(cheapArgon2);

const PASSPHRASE = "a quiet passphrase 7";
const NEXT_PASSPHRASE = "another quiet passphrase 8";

class OpenKeeper implements AsyncDisposable {
  readonly directory: string;
  readonly events: Record<string, unknown>[] = [];
  readonly keeper = new HubKeeper((event) => this.events.push(event));

  constructor(directory = Deno.makeTempDirSync()) {
    this.directory = directory;
  }

  request(passphrase = PASSPHRASE): OpenRequest {
    return {
      ...{ directory: this.directory, passphrase, recoveryKeyFile: null, cloud: null },
      ...{ demo: true, machineName: "laptop" },
    };
  }

  open(passphrase = PASSPHRASE): Promise<OpenedHub> {
    return this.keeper.open(this.request(passphrase));
  }

  async rows(): Promise<number> {
    const { rows } = await this.keeper.status();
    return Object.values(rows).reduce((sum, count) => sum + count, 0);
  }

  async login(deviceId: string, userId: string): Promise<void> {
    await this.keeper.phones.deviceLoggedIn({
      deviceId,
      userId,
      address: "",
      deviceName: deviceId,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

function rejectsWith(code: string): (error: unknown) => boolean {
  return (error) => (error as { code?: unknown }).code === code;
}

async function syncPhone(
  hub: OpenKeeper,
  deviceId: string,
  userId: string,
  lastPulledAt: number,
  patients: readonly string[] = [],
): Promise<number> {
  const call = async (name: string, args: unknown, kind: "query" | "command") => {
    const answer = await hub.keeper.phones.call(
      { kind, name, args, deviceId, userId, repeated: false },
    );
    assert.ok(answer.ok, answer.ok ? "" : answer.code);
    return JSON.parse(new TextDecoder().decode(answer.result));
  };
  const { timestamp } = await call("sync_pull", { lastPulledAt }, "query");
  if (patients.length > 0) {
    const created = patients.map((id) => ({
      ...{ id, given_name: "A", surname: "B", date_of_birth: "1990-01-02", sex: "female" },
      ...{ created_at: 1, updated_at: 1, is_deleted: false },
    }));
    const changes = { patients: { created, updated: [], deleted: [] } };
    await call("sync_push", { changes, lastPulledAt: timestamp }, "command");
  }
  return timestamp;
}

async function adminOf(hub: OpenKeeper, { accounts }: OpenedHub): Promise<string> {
  const admin = accounts.find(({ role }) => role === "super_admin");
  return (await hub.keeper.phones.loginCandidate(admin?.email ?? ""))?.userId ?? "";
}

Deno.test("snapshot() and restore() bring back what was there, and say exactly what they did", async () => {
  await using hub = new OpenKeeper();
  const opened = await hub.open();
  const userId = await adminOf(hub, opened);
  await hub.login("early", userId);
  let cursor = await syncPhone(hub, "early", userId, 0, ["p1"]);
  cursor = await syncPhone(hub, "early", userId, cursor);
  const before = await hub.rows();
  const copy = await hub.keeper.snapshots.snapshot("manual");
  assert.equal(copy.rows, before);
  await hub.login("late", userId);
  await syncPhone(hub, "late", userId, 0, ["p2", "p3"]);
  const later = await syncPhone(hub, "early", userId, cursor, ["p4"]);
  await hub.keeper.phones.setDeviceStatus("early", "admitted");
  const source: SnapshotSource = { place: "here", id: copy.id };
  const secret = { passphrase: PASSPHRASE };
  const request = { directory: hub.directory, source, secret };
  const preview = await hub.keeper.snapshots.previewRestore(request);
  assert.deepEqual(preview.newer?.tables, { patients: { added: 3, changed: 0, missing: 0 } });
  assert.deepEqual(
    preview.newer?.phones.map(({ deviceId, why }) => [deviceId, why]),
    [["early", "synced"], ["late", "unknown"]],
  );
  assert.equal(preview.newer?.notInCloud, 3);
  assert.equal(await hub.rows(), before + 3);
  const { opened: restored, report } = await hub.keeper.snapshots.restore(
    { ...request, open: hub.request() },
  );
  assert.equal(restored.hubId, opened.hubId);
  assert.equal(await hub.rows(), before);
  assert.deepEqual(report.lost?.tables, preview.newer?.tables);
  assert.deepEqual(restored.devices.map(({ deviceId }) => deviceId), ["early"]);
  // The phone that is ahead is served, noticed, and gets nothing it holds already.
  await syncPhone(hub, "early", userId, later);
  await until(() => hub.events.some(({ code }) => code === "PHONE_AHEAD"));
  const status = await hub.keeper.snapshots.snapshotStatus();
  assert.deepEqual(
    status.restored?.phones.map(({ deviceId, aheadSinceMs }) => [deviceId, aheadSinceMs !== null]),
    [["late", false], ["early", true]],
  );
  assert.ok(hub.events.some(({ code }) => code === "PHONE_AHEAD"));
  // Undo.
  const aside = (await hub.keeper.snapshots.snapshots(hub.directory)).here
    .find(({ reason }) => reason === "restore");
  assert.equal(aside?.id, report.asideId);
  assert.equal(aside?.damaged, false);
  assert.equal(aside?.rows, before + 3);
  const back = { ...request, source: { place: "here" as const, id: aside?.id ?? "" } };
  await hub.keeper.snapshots.restore({ ...back, open: hub.request() });
  assert.equal(await hub.rows(), before + 3);
  const { entries } = await hub.keeper.auditEntries({ kinds: ["restored", "snapshot_made"] });
  assert.deepEqual(entries.map(({ kind }) => kind), ["restored", "snapshot_made"]);
});

Deno.test("restore() of a copy in which a lost phone was still admitted leaves it cut off", async () => {
  await using hub = new OpenKeeper();
  const userId = await adminOf(hub, await hub.open());
  for (const deviceId of ["kept", "lost"]) await hub.login(deviceId, userId);
  const { snapshots, phones } = hub.keeper;
  const { id } = await snapshots.snapshot("manual");
  await phones.setDeviceStatus("lost", "revoked");
  const { opened, report } = await snapshots.restore({
    ...{ directory: hub.directory, source: { place: "here", id }, open: hub.request() },
    secret: { passphrase: PASSPHRASE },
  });
  assert.deepEqual(
    opened.devices.map(({ deviceId, status }) => [deviceId, status]).sort(),
    [["kept", "admitted"], ["lost", "revoked"]],
  );
  assert.deepEqual(report.phones.map(({ deviceId, why }) => [deviceId, why]), [[
    "lost",
    "revoked",
  ]]);
});

Deno.test("restore() opens a copy with the passphrase of its time only, and changes nothing before", async () => {
  await using hub = new OpenKeeper();
  await hub.open();
  const copy = await hub.keeper.snapshots.snapshot("manual");
  await hub.keeper.changePassphrase({ passphrase: PASSPHRASE }, NEXT_PASSPHRASE);
  const source: SnapshotSource = { place: "here", id: copy.id };
  const wrong = { directory: hub.directory, source, secret: { passphrase: NEXT_PASSPHRASE } };
  await assert.rejects(
    hub.keeper.snapshots.restore({ ...wrong, open: hub.request(NEXT_PASSPHRASE) }),
    rejectsWith("WRONG_PASSPHRASE"),
  );
  await hub.keeper.snapshots.reopened();
  assert.ok(await hub.rows() > 0);
  const right = { ...wrong, secret: { passphrase: PASSPHRASE } };
  await hub.keeper.snapshots.restore({ ...right, open: hub.request() });
  await hub.keeper.close();
  await assert.rejects(hub.open(NEXT_PASSPHRASE), rejectsWith("WRONG_PASSPHRASE"));
  await hub.open();
});

Deno.test("restore() helps when vault or database are damaged or gone, and keeps what was left", async () => {
  for (const lost of ["hub.vault", "hub.db"]) {
    for (const how of ["gone", "damaged"] as const) {
      await using hub = new OpenKeeper();
      await hub.open();
      const rows = await hub.rows();
      const copy = await hub.keeper.snapshots.snapshot("manual");
      await hub.keeper.close();
      const path = join(hub.directory, lost);
      if (how === "gone") Deno.removeSync(path);
      else Deno.writeFileSync(path, new Uint8Array(8_192).fill(9));
      await assert.rejects(hub.open(), rejectsWith("DAMAGED"));
      const { here } = await hub.keeper.snapshots.snapshots(hub.directory);
      assert.deepEqual(here.map(({ id }) => id), [copy.id]);
      const request = {
        directory: hub.directory,
        source: { folder: join(hub.directory, "snapshots", copy.id) },
        secret: { passphrase: PASSPHRASE },
      };
      const preview = await hub.keeper.snapshots.previewRestore(request);
      assert.equal(preview.newer, null);
      const { report } = await hub.keeper.snapshots.restore({ ...request, open: hub.request() });
      assert.equal(report.lost, null);
      assert.equal(await hub.rows(), rows);
      const aside = join(hub.directory, "snapshots", report.asideId ?? "");
      assert.deepEqual(
        [...Deno.readDirSync(aside)].map(({ name }) => name).includes(lost),
        how === "damaged",
      );
    }
  }
});

Deno.test("restore() into an empty directory is a second laptop with the same identity", async () => {
  await using first = new OpenKeeper();
  const opened = await first.open();
  const copy = await first.keeper.snapshots.snapshot("manual");
  await using second = new OpenKeeper();
  const folder = join(first.directory, "snapshots", copy.id);
  const request = {
    ...{ directory: second.directory, source: { folder }, secret: { passphrase: PASSPHRASE } },
  };
  const preview = await second.keeper.snapshots.previewRestore(request);
  assert.deepEqual([preview.empty, preview.otherHub], [true, false]);
  const { opened: restored, report } = await second.keeper.snapshots.restore(
    { ...request, open: second.request() },
  );
  assert.equal(restored.hubId, opened.hubId);
  assert.deepEqual(restored.identityPrivateKey, opened.identityPrivateKey);
  assert.equal(report.asideId, null);
  assert.equal(await second.rows(), await first.rows());
});

Deno.test("what is put aside under another key can be taken back, and verifying it changes nothing", async () => {
  await using hub = new OpenKeeper();
  await hub.open();
  const secret = { passphrase: PASSPHRASE };
  const rows = await hub.rows();
  const copy = await hub.keeper.snapshots.snapshot("rotation");
  await hub.keeper.close();
  {
    // Cut off after the file was exchanged and before the vault was told.
    using vault = await Vault.unlock(join(hub.directory, "hub.vault"), secret);
    await vault.drawDataKey();
    const { dataKey: present, nextDataKey: next } = vault.secrets;
    assert.ok(next !== null);
    await rekeyDatabase(join(hub.directory, "hub.db"), { present, next });
  }
  const directory = hub.directory;
  const { snapshots } = hub.keeper;
  const from = (id: string) => ({ directory, source: { place: "here" as const, id }, secret });
  const { report } = await snapshots.restore({ ...from(copy.id), open: hub.request() });
  assert.deepEqual(report.lost?.tables, {});
  const id = report.asideId ?? "";
  const aside = async () => (await snapshots.snapshots(directory)).here.find((it) => it.id === id);
  const before = await aside();
  assert.ok(before !== undefined && before.verifiedAtMs !== null);
  await assert.rejects(
    snapshots.verifySnapshot({ place: "here", id }),
    rejectsWith("OTHER_KEY"),
  );
  assert.deepEqual(await aside(), before);
  await snapshots.restore({ ...from(id), open: hub.request() });
  assert.equal(await hub.rows(), rows);
  // And it is opened under the key it was put aside with from then on.
  await hub.keeper.close();
  await hub.open();
  assert.equal(await hub.rows(), rows);
});

Deno.test("folders are taken as they are pasted, and none that depends on where the program started", async () => {
  await using hub = new OpenKeeper();
  await hub.open();
  const { snapshots } = hub.keeper;
  const { id } = await snapshots.snapshot("manual");
  const stick = Deno.makeTempDirSync();
  try {
    const secret = { passphrase: PASSPHRASE };
    assert.equal((await snapshots.setSecondPlace(` "${stick}/" `, secret)).folder, stick);
    const given = rejectsWith("PLACE_MISSING");
    await assert.rejects(snapshots.setSecondPlace(".", secret), given);
    const folder = `"${join(hub.directory, "snapshots", id)}/"`;
    const request = { directory: hub.directory, source: { folder }, secret };
    assert.ok((await snapshots.previewRestore(request)).madeAtMs !== null);
  } finally {
    Deno.removeSync(stick, { recursive: true });
  }
});

Deno.test("the data of a hub that runs is no copy: it may change while it is read, and both would run", async () => {
  await using first = new OpenKeeper();
  await first.open();
  await using second = new OpenKeeper();
  const request = {
    directory: second.directory,
    source: { folder: first.directory },
    secret: { passphrase: PASSPHRASE },
  };
  const { snapshots } = second.keeper;
  const restore = () => snapshots.restore({ ...request, open: second.request() });
  await assert.rejects(snapshots.previewRestore(request), rejectsWith("IN_USE"));
  await assert.rejects(restore(), rejectsWith("IN_USE"));
  await first.keeper.close();
  assert.equal((await restore()).report.asideId, null);
});

Deno.test("checkCopySecret() needs no room, and leaves the copy as it is", async () => {
  await using hub = new OpenKeeper();
  await hub.open();
  const { directory, keeper: { snapshots } } = hub;
  const { id } = await snapshots.snapshot("manual");
  const folder = join(directory, "snapshots", id);
  const content = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const [before, vault] = [content(), Deno.readFileSync(join(folder, "hub.vault"))];
  const request = { directory, source: { place: "here", id } as const };
  const temporary = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", join(directory, "no-such-folder"));
  try {
    await snapshots.checkCopySecret({ ...request, secret: { passphrase: PASSPHRASE } });
  } finally {
    if (temporary === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", temporary);
  }
  const wrong = { passphrase: "not the right one 5" };
  await assert.rejects(
    snapshots.checkCopySecret({ ...request, secret: wrong }),
    rejectsWith("WRONG_PASSPHRASE"),
  );
  assert.deepEqual(content(), before);
  assert.deepEqual(Deno.readFileSync(join(folder, "hub.vault")), vault);
});

Deno.test("a stick that is pulled out is missing, not its copy damaged or gone", async () => {
  await using hub = new OpenKeeper();
  await hub.open();
  const { directory, keeper: { snapshots } } = hub;
  const secret = { passphrase: PASSPHRASE };
  const stick = Deno.makeTempDirSync({ prefix: "stick-" });
  try {
    const { id } = await snapshots.snapshot("manual");
    await snapshots.setSecondPlace(stick, secret);
    const source = { place: "second", id } as const;
    await snapshots.verifySnapshot(source);
    Deno.renameSync(stick, `${stick}-pulled`);
    const isMissing = rejectsWith("PLACE_MISSING");
    const request = { directory, source, secret };
    await assert.rejects(snapshots.verifySnapshot(source), isMissing);
    await assert.rejects(snapshots.deleteSnapshot(source, secret), isMissing);
    await assert.rejects(snapshots.checkCopySecret(request), isMissing);
    await assert.rejects(snapshots.previewRestore(request), isMissing);
    await assert.rejects(snapshots.restore({ ...request, open: hub.request() }), isMissing);
    // What is there and has lost a file is damaged all the same.
    Deno.renameSync(`${stick}-pulled`, stick);
    Deno.removeSync(join(stick, "sync-hub-copies", id, "manifest.json"));
    await assert.rejects(snapshots.verifySnapshot(source), rejectsWith("DAMAGED"));
  } finally {
    for (const folder of [stick, `${stick}-pulled`]) {
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    }
  }
});
