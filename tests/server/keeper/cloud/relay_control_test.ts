import assert from "node:assert/strict";
import { join } from "node:path";
import { HubDatabase } from "../../../../server/database/hub_database.ts";
import { Statements } from "../../../../server/database/statements.ts";
import { TABLE_BY_NAME } from "../../../../server/database/tables.ts";
import { HubKeeper } from "../../../../server/keeper/hub_keeper.ts";
import type { OpenRequest } from "../../../../server/keeper/keeper_control.ts";
import { openProvision, sealProvision } from "../../../../server/provision/provision_file.ts";
import { PROVISION_TABLES } from "../../../../server/provision/provision_rows.ts";
import type { CloudDevice } from "../../../../server/relay/cloud_device.ts";
import { Vault } from "../../../../vault/mod.ts";

const PASSPHRASE = "a quiet passphrase 7";
const FILE_PASSPHRASE = "carried on a stick 9";
const ACCESS = { url: "https://cloud.example.org", apiKey: "hh_1" };
const DEVICE: CloudDevice = { id: "d1", name: "North", status: "active", clinicIds: ["c1"] };
const CHEAP = { argon2: { memoryKiB: 1_024, passes: 1, lanes: 1 } };

/** A keeper on a directory of its own. */
class TestKeeper implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync();
  keeper = new HubKeeper(() => {});

  open(request: Partial<OpenRequest> = {}) {
    return this.keeper.open({
      ...{ directory: this.directory, passphrase: PASSPHRASE, recoveryKeyFile: null, cloud: null },
      ...{ demo: false, machineName: "laptop" },
      ...request,
    });
  }

  /** Closes, looks into the files, and opens again. */
  async inFiles<T>(act: (statements: Statements) => T): Promise<T> {
    await this.keeper.close();
    const vault = await Vault.unlock(join(this.directory, "hub.vault"), { passphrase: PASSPHRASE });
    try {
      using database = HubDatabase.open(
        join(this.directory, "hub.db"),
        vault.secrets.dataKey,
        true,
      );
      return act(new Statements(database.writer));
    } finally {
      vault.lock();
      await this.open();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

const LOCKED = { code: "LOCKED" };

Deno.test("relay calls: a registration is kept, survives a lock, and shows as whom the cloud knows the hub", async () => {
  await using test = new TestKeeper();
  const { relay, cloud } = test.keeper;
  await assert.rejects(relay.start(), LOCKED);
  const { hubId } = await test.open();
  assert.deepEqual(await relay.start(), {
    ...{ access: null, isVerified: false, isDemo: false, lastRun: null, failures: 0 },
  });
  assert.equal((await cloud.cloudFacts()).registration, null);
  await relay.register(ACCESS, DEVICE, { id: "d1", name: "North", more: [1] });
  await test.keeper.close();
  await assert.rejects(cloud.cloudFacts(), LOCKED);
  await assert.rejects(relay.hasNews(), LOCKED);
  const again = await test.open();
  assert.deepEqual([again.hubId, again.hubName], [hubId, "North"]);
  const { access, isVerified } = await relay.start();
  assert.deepEqual([access, isVerified], [ACCESS, true]);
  const shown = { id: "d1", name: "North", status: "active", clinics: [{ id: "c1", name: null }] };
  const { registration } = await cloud.cloudFacts();
  assert.deepEqual(registration, { url: ACCESS.url, device: shown });
  await relay.noteDevice({ ...DEVICE, status: "suspended" });
  assert.equal((await cloud.cloudFacts()).registration?.device?.status, "suspended");
  const run = {
    endMs: 5,
    problem: "STALLED",
    tally: { sent: {}, received: {}, refused: 0 },
  } as const;
  await relay.noteRun({ run, failures: 3 });
  assert.deepEqual([(await relay.start()).lastRun, (await relay.start()).failures], [run, 3]);
  await cloud.deregisterCloud();
  assert.equal((await relay.start()).access, null);
  assert.equal((await cloud.cloudFacts()).registration, null);
  const { entries } = await test.keeper.auditEntries({ kinds: ["cloud_changed"] });
  assert.equal(entries.length, 2);
});

Deno.test("relay calls: another device asks for everything again, the same one does not", async () => {
  await using test = new TestKeeper();
  const { relay } = test.keeper;
  await test.open();
  await relay.register(ACCESS, DEVICE, {});
  const { run } = await relay.begin();
  await relay.whole(run, 700, DEVICE);
  await relay.apply(run, 10);
  await relay.register({ ...ACCESS, apiKey: "hh_2" }, DEVICE, {});
  assert.equal((await relay.state()).cloudCursor, 700);
  await relay.register(ACCESS, { ...DEVICE, id: "d2" }, {});
  const { cloudCursor, device } = await relay.state();
  assert.deepEqual([cloudCursor, device], [0, null]);
});

const OTHER = { url: "https://other.example.org", apiKey: "hh_9" };
const ELSEWHERE: CloudDevice = { ...DEVICE, id: "d9", clinicIds: ["c9"] };

Deno.test("a hub that holds rows of one cloud is not registered at another one, also once deregistered", async () => {
  await using test = new TestKeeper();
  const { relay, cloud } = test.keeper;
  await test.open();
  // Nothing is held yet: the first address may have been the wrong one.
  await relay.register(OTHER, ELSEWHERE, {});
  assert.notEqual(await relay.register(ACCESS, DEVICE, {}), null);
  const { run } = await relay.begin();
  const row = { id: "c1", name: "Olive Hill", is_deleted: false };
  await relay.stage(run, [{ kind: "row", table: "clinics", row }]);
  await relay.whole(run, 700, DEVICE);
  while ((await relay.apply(run, 10)).looked > 0);

  assert.equal(await relay.register(OTHER, ELSEWHERE, { id: "d9" }), null);
  assert.equal(await relay.register(OTHER, { ...ELSEWHERE, clinicIds: [] }, { id: "d9" }), null);
  const { access } = await relay.start();
  const { cloudCursor, device } = await relay.state();
  assert.deepEqual([access, cloudCursor, device], [ACCESS, 700, DEVICE]);
  assert.equal((await cloud.cloudFacts()).registration?.device?.id, "d1");

  await cloud.deregisterCloud();
  assert.equal(await relay.register(OTHER, ELSEWHERE, {}), null);
  assert.equal((await relay.start()).access, null);
  assert.notEqual(await relay.register({ ...ACCESS, url: `${ACCESS.url}/` }, ELSEWHERE, {}), null);
});

Deno.test("a cloud that was moved is the same one: it knows the hub, or one of its clinics", async () => {
  for (const device of [{ ...DEVICE, clinicIds: [] }, { ...ELSEWHERE, clinicIds: ["c9", "c1"] }]) {
    await using test = new TestKeeper();
    const { relay } = test.keeper;
    await test.open();
    await relay.register(ACCESS, DEVICE, {});
    const { run } = await relay.begin();
    const row = { id: "c1", name: "Olive Hill", is_deleted: false };
    await relay.stage(run, [{ kind: "row", table: "clinics", row }]);
    await relay.whole(run, 700, DEVICE);
    while ((await relay.apply(run, 10)).looked > 0);
    assert.equal((await relay.register(OTHER, device, {}))?.url, OTHER.url);
    assert.deepEqual((await relay.start()).access, OTHER);
    // From now on that is its address.
    assert.equal(await relay.register(ACCESS, { ...ELSEWHERE, id: "d8" }, {}), null);
  }
});

Deno.test("relay calls: address and key of a flag are not verified, unless they are the known ones", async () => {
  await using test = new TestKeeper();
  const { relay } = test.keeper;
  await test.open({ cloud: ACCESS });
  assert.deepEqual((await relay.start()).isVerified, false);
  await relay.register(ACCESS, DEVICE, { id: "d1" });
  await test.keeper.close();
  await test.open({ cloud: ACCESS });
  assert.equal((await relay.start()).isVerified, true);
  await test.keeper.close();
  await test.open({ cloud: { ...ACCESS, apiKey: "hh_2" } });
  const { access, isVerified } = await relay.start();
  assert.deepEqual([access?.apiKey, isVerified], ["hh_2", false]);
});

Deno.test("a provisioning file carries every value of its tables from one hub to another", async () => {
  await using maker = new TestKeeper();
  await maker.open({ demo: true });
  await maker.keeper.relay.register(ACCESS, DEVICE, {});
  const make = () => maker.keeper.cloud.makeProvision(FILE_PASSPHRASE);
  await assert.rejects(make(), { code: "NOT_REGISTERED" });
  await maker.inFiles((statements) =>
    statements.get(
      "UPDATE relay_state SET pull_no = 1, cloud_cursor = ?1, cursor_ms = ?1, device = ?2",
    )
      .run(Date.now(), JSON.stringify(DEVICE))
  );
  const { file, accounts, rows } = await make();
  assert.ok(accounts >= 4 && rows > accounts, `${accounts} ${rows}`);
  assert.ok(!file.includes(ACCESS.apiKey));

  await using hub = new TestKeeper();
  await hub.open();
  assert.deepEqual(await hub.keeper.cloud.loadProvision(file, FILE_PASSPHRASE), { accounts, rows });
  const contents = (statements: Statements) =>
    Object.fromEntries(PROVISION_TABLES.map((name) => {
      const columns = TABLE_BY_NAME.get(name)?.columns.map((column) => `"${column.name}"`);
      const sql = `SELECT id, ${columns?.join(", ")} FROM ${name} ORDER BY id`;
      return [name, statements.get(sql).values()];
    }));
  const before = await maker.inFiles(contents);
  assert.ok(Object.values(before).filter((rows) => rows.length > 0).length >= 6);
  assert.deepEqual(await hub.inFiles(contents), before);
  // They are the cloud's from the first day: nothing of them goes up.
  assert.equal(await hub.keeper.relay.hasNews(), false);
  assert.deepEqual((await hub.keeper.cloud.cloudFacts()).tables, {});
  assert.equal((await hub.keeper.status()).hasAccounts, true);
});

Deno.test("a provisioning file never replaces what is newer, and stores nothing when it cannot be used", async () => {
  const clinic = { id: "c1", name: "Olive Hill" };
  const user = { id: "u1", clinic_id: "c1", email: "a@b", hashed_password: "h", role: "provider" };
  const nowMs = Date.now();
  const fileOf = async (tables: Record<string, unknown[]>, madeMs = nowMs) => {
    const empty = Object.fromEntries(PROVISION_TABLES.map((name) => [name, []]));
    const device = { id: "d1", name: "North", clinicIds: ["c1"] };
    const content = { cloudUrl: ACCESS.url, device, tables: { ...empty, ...tables } };
    return (await sealProvision(content, FILE_PASSPHRASE, madeMs, CHEAP)).file;
  };
  await using test = new TestKeeper();
  await test.open();
  const { cloud } = test.keeper;
  const load = (file: string) => cloud.loadProvision(file, FILE_PASSPHRASE);
  const refused: [string, Record<string, unknown[]>][] = [
    ["NO_ACCOUNTS", { clinics: [clinic] }],
    ["NO_ACCOUNTS", { clinics: [clinic], users: [{ ...user, hashed_password: null }] }],
    ["NO_ACCOUNTS", { clinics: [], users: [user] }],
    ["DAMAGED", { clinics: [clinic], users: [user], patients: [{ id: "p1" }] }],
    ["DAMAGED", { clinics: [clinic], users: [user, { id: 5 }] }],
  ];
  for (const [code, tables] of refused) {
    await assert.rejects(load(await fileOf(tables)), { code });
  }
  assert.deepEqual((await test.keeper.status()).rows, {});
  const newer = await fileOf({ clinics: [clinic], users: [{ ...user, name: "New" }] });
  const older = await fileOf({ clinics: [clinic], users: [{ ...user, name: "Old" }] }, nowMs - 1e9);
  const opened = await openProvision(older, FILE_PASSPHRASE, nowMs);
  assert.equal(opened.madeMs, nowMs - 1e9);
  await load(older);
  await load(newer);
  const later = { ...user, id: "u2", email: "c@d" };
  await load(await fileOf({ clinics: [clinic], users: [later] }, nowMs + 1));
  assert.notEqual(await test.keeper.phones.loginCandidate("c@d"), null);
  // Somebody took the first account away in the cloud between the two files.
  assert.equal(await test.keeper.phones.loginCandidate("a@b"), null);
  const back = { clinics: [clinic], users: [{ ...user, name: "New", is_deleted: false }] };
  await load(await fileOf(back, nowMs + 2));
  await assert.rejects(load(older), { code: "HAS_DATA" });
  assert.equal((await test.keeper.phones.loginCandidate("a@b"))?.name, "New");

  await using demo = new TestKeeper();
  await demo.open({ demo: true });
  await assert.rejects(demo.keeper.cloud.loadProvision(newer, FILE_PASSPHRASE), {
    code: "HAS_DATA",
  });
});

Deno.test("a provisioning file of another cloud than the hub's gives nobody an account", async () => {
  const fileOf = async (cloudUrl: string, madeMs: number) => {
    const content = {
      ...{ cloudUrl, device: { id: "d1", name: "North", clinicIds: ["c1"] } },
      tables: {
        ...Object.fromEntries(PROVISION_TABLES.map((name) => [name, []])),
        clinics: [{ id: "c1", name: "Olive Hill" }],
        users: [{ id: cloudUrl, clinic_id: "c1", email: cloudUrl, hashed_password: "h" }]
          .map((user) => ({ ...user, name: "Amal", role: "super_admin" })),
      },
    };
    return (await sealProvision(content, FILE_PASSPHRASE, madeMs, CHEAP)).file;
  };
  const nowMs = Date.now();
  const [own, again] = [`${ACCESS.url}/hikma/`, ACCESS.url];
  const other = await fileOf("https://other.example.org", nowMs);
  await using test = new TestKeeper();
  await test.open();
  const { cloud, phones, relay } = test.keeper;
  const load = (file: string) => cloud.loadProvision(file, FILE_PASSPHRASE);
  await load(await fileOf(own, nowMs - 2_000));
  await assert.rejects(load(other), { code: "HAS_DATA" });
  await load(await fileOf(again, nowMs - 1_000));
  assert.equal(await phones.loginCandidate("https://other.example.org"), null);

  await using registered = new TestKeeper();
  await registered.open();
  await registered.keeper.relay.register(ACCESS, DEVICE, {});
  const refused = registered.keeper.cloud.loadProvision(other, FILE_PASSPHRASE);
  await assert.rejects(refused, { code: "HAS_DATA" });
  // Nor is its cloud given records among accounts of another one.
  assert.equal(await relay.register(OTHER, ELSEWHERE, {}), null);
  await relay.register(ACCESS, DEVICE, {});
  await load(await fileOf(own, nowMs));
});
