import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { accountNames, freeBytes, recordGrowth } from "../../../server/keeper/operator_reads.ts";
import { patient, TestEngine } from "../../support/open_engine.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const DAY_MS = 86_400_000;

Deno.test("recordGrowth() counts rows on the day they were first stored", async () => {
  let nowMs = Date.UTC(2026, 10, 1, 12);
  using hub = new TestEngine({ time: { wallMs: () => nowMs, steadyMs: () => nowMs } });
  await hub.admit("a");
  const push = (...ids: string[]) =>
    hub.push("a", {
      patients: { created: ids.map((id) => patient(id)), updated: [], deleted: [] },
    });
  await push("one");
  nowMs += 2 * DAY_MS;
  await push("two", "three");
  // A later change is no growth.
  await hub.push("a", {
    patients: { created: [], updated: [patient("one", { hometown: "Hama" })], deleted: [] },
  });
  nowMs += DAY_MS;
  const read = (days: number) => hub.engine.read((read) => recordGrowth(read, nowMs, days));
  assert.deepEqual(read(5)["patients"], [0, 0, 1, 0, 2]);
  assert.deepEqual(read(2)["patients"], [0, 2]);
  assert.deepEqual(Object.keys(read(5)), ["patients"]);
});

Deno.test("accountNames() leaves out accounts without a name", () => {
  using hub = new TestEngine();
  hub.database.writer.exec("UPDATE users SET name = 'Salma Qasim' WHERE id = 'user'");
  const names = () => [...hub.engine.read(accountNames)];
  assert.deepEqual(names(), [["user", "Salma Qasim"]]);
  hub.database.writer.exec("UPDATE users SET name = ''");
  assert.deepEqual(names(), []);
});

Deno.test("freeBytes() is a number where there is a disk and null where not", async () => {
  assert((await freeBytes(Deno.cwd()) ?? 0) > 0);
  assert.equal(await freeBytes(join(Deno.cwd(), "nowhere", "at all")), null);
});

Deno.test("HubKeeper keeps new names of hub and phones, and its log says no name", async () => {
  const directory = await Deno.makeTempDir();
  const keeper = new HubKeeper(() => {});
  const open = () =>
    keeper.open({
      ...{ directory, passphrase: "a quiet passphrase 7", recoveryKeyFile: null, cloud: null },
      ...{ demo: true, machineName: "laptop" },
    });
  try {
    const { accounts } = await open();
    const user = await keeper.phones.loginCandidate(accounts[0]?.email ?? "");
    const login = { deviceId: "d", userId: user?.userId ?? "", address: "", deviceName: "a b c" };
    await keeper.phones.deviceLoggedIn(login);
    await assert.rejects(keeper.renameDevice("unknown", "x"), { code: "NOT_FOUND" });
    await keeper.renameDevice("d", "Reception");
    await keeper.renameHub("Olive Hill");
    await keeper.close();
    const again = await open();
    assert.equal(again.hubName, "Olive Hill");
    const { devices, clinics } = await keeper.status();
    assert.deepEqual(devices.map(({ name, userName }) => [name, userName]), [
      ["Reception", user?.name],
    ]);
    assert.deepEqual(clinics, clinics.toSorted());
    assert(clinics.length > 0);
    const { entries } = await keeper.auditEntries({ kinds: ["settings_changed"] });
    assert.deepEqual(entries.map(({ detail }) => detail["changes"]), [["hub_name"], [
      "device_name",
    ]]);
    const { growth, untilMs } = await keeper.recordsGrowth(30);
    assert.equal(growth["patients"]?.length, 30);
    assert((growth["patients"]?.at(-1) ?? 0) > 0);
    assert(untilMs > Date.now() - DAY_MS);
  } finally {
    await keeper.close();
    await Deno.remove(directory, { recursive: true });
  }
});
