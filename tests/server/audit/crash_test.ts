import assert from "node:assert/strict";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { verifyAudit } from "../../../server/audit/mod.ts";
import { storeDeviceLogin } from "../../../server/keeper/phones/store_device_login.ts";
import { COMMANDS } from "../../../server/phone/procedures.ts";
import { MedicineClinic } from "../phone/calls/medicine_clinic.ts";
import { HUB_ID, STARTED, TamperedLog } from "./tampered_log.ts";

/** Starts commands, kills the process at some moment, and counts what it acknowledged. */
async function killedAfter(ms: number, path: string, key: Uint8Array): Promise<number> {
  const script = new URL("./killed_writer.ts", import.meta.url).pathname;
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, path, key.toHex()],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let acknowledged = 0;
  for await (const bytes of child.stdout) {
    if (acknowledged === 0) setTimeout(() => child.kill("SIGKILL"), ms);
    acknowledged += bytes.filter((byte) => byte === 0x0a).length;
  }
  await child.status;
  return acknowledged;
}

Deno.test("an action and its entry are there together or not at all, whenever the hub is killed", async () => {
  using log = new TamperedLog();
  await log.append(STARTED);
  const { path, key } = log.hub;
  log.hub.database[Symbol.dispose]();
  let acknowledged = 0;
  for (const ms of [3, 17, 40]) {
    acknowledged += await killedAfter(ms, path, key);
    using database = HubDatabase.open(path, key);
    const engine = new SyncEngine(database);
    const [actions = 0, entries = 0] = engine.read((statements) =>
      statements.get(
        `SELECT (SELECT count(*) FROM hub_setting),
           (SELECT count(*) FROM audit_entry WHERE kind = 'call')`,
      ).value<[number, number]>() ?? []
    );
    assert.ok(acknowledged > 0);
    assert.equal(entries, actions);
    assert.ok(entries >= acknowledged, `${entries} of ${acknowledged}`);
    const witness = { hubId: HUB_ID, mark: null };
    const pause = () => Promise.resolve();
    const { problem } = await verifyAudit((action) => engine.read(action), witness, { pause });
    assert.equal(problem, null);
  }
  log.hub.database = HubDatabase.open(path, key);
});

Deno.test("a command, a push or a login whose entry cannot be stored is not stored either", async () => {
  using clinic = await MedicineClinic.open();
  const { hub: { engine, database }, device } = clinic;
  const context = { engine, device, userId: "admin", repeated: false, report: () => {} };
  const call = async (name: string, args: unknown) =>
    await COMMANDS.get(name)?.({ name, ...context }, args);
  database.writer.exec(
    "CREATE TRIGGER no_entry BEFORE INSERT ON audit_entry BEGIN SELECT raise(ABORT, 'no'); END",
  );
  const before = clinic.count("visits") + clinic.count("patients");
  await assert.rejects(call("visits.create", { patient_id: "amal", clinic_id: "north" }));
  const row = { id: "p", given_name: "A", surname: "B", created_at: 5, updated_at: 5 };
  const changes = { patients: { created: [row], updated: [], deleted: [] } };
  await assert.rejects(call("sync_push", { lastPulledAt: 0, changes }));
  const login = { deviceId: "new", userId: "admin", address: "", deviceName: "x" };
  await assert.rejects(storeDeviceLogin(engine, login));
  assert.equal(engine.devices.get("new"), undefined);
  assert.equal(clinic.count("visits") + clinic.count("patients"), before);
  database.writer.exec("DROP TRIGGER no_entry");
  assert.ok((await call("visits.create", { patient_id: "amal", clinic_id: "north" }))?.ok);
  await storeDeviceLogin(engine, login);
});
