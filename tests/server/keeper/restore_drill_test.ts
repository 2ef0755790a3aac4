/**
 * Restore drills: random work, a copy of each kind in between, then each of them is restored. What
 * came back and what did not is counted here by other means, and has to be what the operator is told.
 */

import { Database } from "@db/sqlite";
import assert from "node:assert/strict";
import { join } from "node:path";
import { TABLES } from "../../../server/database/tables.ts";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { compareCopies, type TableComparison } from "../../../server/snapshots/compare_copies.ts";
import { copyDatabase } from "../../../server/snapshots/copy_database.ts";
import { finishStaged, jobsHere, type SnapshotReason } from "../../../server/snapshots/mod.ts";
import { Vault } from "../../../vault/mod.ts";
import { patient } from "../../support/open_engine.ts";
import { Random } from "../../support/storage_faults/random.ts";
import { RelayClinic } from "../../relay/relay_clinic.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";
import { until } from "../../support/until.ts";

Deno.test.beforeAll(cheapArgon2);

const SEED = 20_261_123;

/** Every row of every table: its id and content. */
type Dump = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function dumpOf(directory: string, recoveryKey: string): Promise<Dump> {
  // A copy of the vault: a second object on the file would undo changes of the first.
  const vaultCopy = `${await Deno.makeTempDir()}/hub.vault`;
  await Deno.copyFile(join(directory, "hub.vault"), vaultCopy);
  using vault = await Vault.unlock(vaultCopy, { recoveryKey });
  using database = new Database(join(directory, "hub.db"), {
    ...{ key: vault.secrets.dataKey, readonly: true },
  });
  return new Map(TABLES.map(({ name }) => [
    name,
    new Map(
      database.prepare(`SELECT * FROM ${name}`).all().map((row) => [
        String(row.id),
        JSON.stringify(row, (_, value) => typeof value === "bigint" ? String(value) : value),
      ]),
    ),
  ]));
}

/** What `present` has besides `copy`, counted by content. */
function differenceOf(present: Dump, copy: Dump): Record<string, TableComparison> {
  const tables: Record<string, TableComparison> = {};
  for (const [name, rows] of present) {
    const others = copy.get(name) ?? new Map<string, string>();
    const added = [...rows.keys()].filter((id) => !others.has(id)).length;
    const missing = [...others.keys()].filter((id) => !rows.has(id)).length;
    const changed = [...rows].filter(([id, text]) => others.has(id) && others.get(id) !== text)
      .length;
    if (added + changed + missing > 0) tables[name] = { added, changed, missing };
  }
  return tables;
}

/** A hub with two phones that work at random. */
class Drill implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "drill-" });
  readonly keeper = new HubKeeper(() => {});
  readonly random = new Random(SEED);
  recoveryKey = "";
  #userId = "";
  #made = 0;
  #cursors = new Map<string, number>();
  #patients: string[] = [];

  get request() {
    return {
      ...{ directory: this.directory, passphrase: "", recoveryKeyFile: null, cloud: null },
      ...{ demo: true, machineName: "laptop" },
    };
  }

  async open(): Promise<void> {
    const first = { ...this.request, passphrase: "a quiet passphrase 7", giveRecoveryKey: true };
    const { accounts, recoveryKey } = await this.keeper.open(first);
    this.recoveryKey = recoveryKey ?? "";
    const admin = accounts.find(({ role }) => role === "super_admin");
    this.#userId = (await this.keeper.phones.loginCandidate(admin?.email ?? ""))?.userId ?? "";
    for (const deviceId of ["one", "two"]) {
      await this.keeper.phones.deviceLoggedIn(
        { deviceId, userId: this.#userId, address: "", deviceName: deviceId },
      );
    }
  }

  async work(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const deviceId = this.random.below(2) === 0 ? "one" : "two";
      const rows: Record<string, unknown>[] = [];
      const fresh = this.random.below(3);
      for (let no = 0; no < fresh; no++) rows.push(patient(`made-${this.#made++}`));
      const known = this.#patients[this.random.below(Math.max(1, this.#patients.length))];
      const updated = known === undefined ? [] : [
        patient(known, {
          ...{ surname: `S${this.random.below(1_000)}`, _status: "updated", _changed: "surname" },
          is_deleted: this.random.below(6) === 0,
        }),
      ];
      await this.sync(deviceId, rows, updated);
      this.#patients.push(...rows.map(({ id }) => String(id)));
    }
  }

  async sync(
    deviceId: string,
    created: readonly unknown[] = [],
    updated: readonly unknown[] = [],
  ): Promise<void> {
    const call = async (kind: "query" | "command", name: string, args: unknown) => {
      const userId = this.#userId;
      const answer = await this.keeper.phones.call(
        { kind, name, args, deviceId, userId, repeated: false },
      );
      assert.ok(answer.ok);
      return JSON.parse(new TextDecoder().decode(answer.result));
    };
    const lastPulledAt = this.#cursors.get(deviceId) ?? 0;
    const { timestamp } = await call("query", "sync_pull", { lastPulledAt });
    this.#cursors.set(deviceId, timestamp);
    const changes = { patients: { created, updated, deleted: [] } };
    if (created.length + updated.length > 0) {
      await call("command", "sync_push", { changes, lastPulledAt: timestamp });
    }
  }

  dump(): Promise<Dump> {
    return dumpOf(this.directory, this.recoveryKey);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    await Deno.remove(this.directory, { recursive: true });
  }
}

Deno.test("restore() after random work brings back each kind of copy, and says exactly what not", async () => {
  await using drill = new Drill();
  await drill.open();
  const kinds: readonly Exclude<SnapshotReason, "restore" | "migration">[] = [
    ...["manual", "daily", "rotation", "clearing", "reset", "update"] as const,
  ];
  const copies: { readonly id: string; readonly dump: Dump }[] = [];
  for (const kind of kinds) {
    await drill.work(8);
    const dump = await drill.dump();
    const { id } = await drill.keeper.snapshots.snapshot(kind);
    copies.push({ id, dump });
  }
  const secret = { recoveryKey: drill.recoveryKey };
  const { directory } = drill;
  // The oldest first: each restore also takes the one before it back.
  for (const { id, dump } of copies) {
    await drill.work(5);
    const present = await drill.dump();
    const expected = differenceOf(present, dump);
    const request = { directory, source: { place: "here" as const, id }, secret };
    const preview = await drill.keeper.snapshots.previewRestore(request);
    assert.deepEqual(preview.newer?.tables, expected, id);
    const { report } = await drill.keeper.snapshots.restore(
      { ...request, open: { ...drill.request, ...secret } },
    );
    assert.deepEqual(report.lost?.tables, expected, id);
    assert.deepEqual(differenceOf(await drill.dump(), dump), {}, id);
    const lost = Object.values(expected).reduce(
      (sum, { added, changed }) => sum + added + changed,
      0,
    );
    // No cloud: none of it is anywhere else.
    assert.equal(report.lost?.notInCloud, lost, id);
    // Both phones have synced since, and show it when they come.
    assert.deepEqual(report.phones.map(({ name, why }) => [name, why]), [
      ["one", "synced"],
      ["two", "synced"],
    ]);
    await drill.sync("one");
    await drill.sync("two");
    const ahead = async () =>
      (await drill.keeper.snapshots.snapshotStatus()).restored?.phones
        .filter(({ aheadSinceMs }) => aheadSinceMs !== null).length;
    await until(async () => await ahead() === 2, () => id);
    // What was put aside is all of it, and can be brought back.
    const aside = { place: "here" as const, id: report.asideId ?? "" };
    await drill.keeper.snapshots.restore(
      { directory, source: aside, secret, open: { ...drill.request, ...secret } },
    );
    assert.deepEqual(differenceOf(await drill.dump(), present), {}, id);
  }
  const { here } = await drill.keeper.snapshots.snapshots(directory);
  assert.equal(here.filter(({ reason }) => reason === "restore").length, 2);
  assert.equal(here.filter(({ reason }) => reason !== "restore").length, copies.length);
});

Deno.test("restore() with a cloud: what it has comes back by itself, exactly the rest does not", async () => {
  await using clinic = await RelayClinic.open();
  const { hub } = clinic;
  const early = await clinic.make("patients", {}, {}, {});
  await clinic.relay();
  await clinic.relay();
  const copy = join(hub.directory, "copy.db");
  await copyDatabase({ source: hub.path, target: copy, key: hub.key });
  const cloudCursor = () =>
    hub.engine.read((read) =>
      read.get("SELECT cloud_cursor FROM relay_state").value<[number]>()?.[0]
    );
  assert.notEqual(cloudCursor(), 0);
  await clinic.make("patients", {}, {}, {}, {});
  await clinic.edit("patients", early, { surname: "Later" });
  await clinic.relay();
  await clinic.relay();
  await clinic.make("patients", {}, {});
  const newer = compareCopies({
    ...{ present: { path: hub.path, key: hub.key }, copy: { path: copy, key: hub.key } },
    copyAtMs: null,
  });
  assert.deepEqual(newer.tables.patients, { added: 6, changed: 1, missing: 0 });
  assert.equal(newer.notInCloud, 2);
  // The exchange, as the restore does it.
  const staged = {
    ...{ folder: hub.directory, database: copy, manifest: null },
    secrets: { dataKey: hub.key, hubId: "", hubName: null },
    facts: { schema: 0, clock: 0, epoch: 0, lastStamp: 0, rows: {}, phones: 0 },
    [Symbol.dispose]: () => {},
  };
  const lost = { tables: newer.tables, notInCloud: newer.notInCloud };
  const report = { ...{ atMs: 1, copyAtMs: 1, rows: {}, lost, asideId: null }, phones: [] };
  await finishStaged(staged, { report, newer, nowMs: 1 }, jobsHere);
  hub.database[Symbol.dispose]();
  Deno.renameSync(copy, hub.path);
  hub.restart();
  const patients = () =>
    hub.engine.read((read) =>
      read.get("SELECT id, surname FROM patients").values<[string, string]>()
    );
  assert.equal(patients().length, 3);
  // The cloud is asked from the beginning: nobody knows what it took of the data of before, and when.
  assert.equal(cloudCursor(), 0);
  await clinic.relay();
  await clinic.relay();
  const after = patients();
  assert.equal(after.length, 3 + 6 - newer.notInCloud);
  assert.equal(after.find(([id]) => id === early.id)?.[1], "Later");
});
