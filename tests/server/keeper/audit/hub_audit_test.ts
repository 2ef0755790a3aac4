import assert from "node:assert/strict";
import { join } from "node:path";
import type { AuditLine } from "../../../../server/audit/mod.ts";
import { HubKeeper } from "../../../../server/keeper/hub_keeper.ts";
import type { OpenedHub } from "../../../../server/keeper/keeper_control.ts";
import { cheapArgon2 } from "../../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const PASSPHRASE = "a quiet passphrase 7";
const WRONG = "another passphrase 8";

class AuditedHub implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync();
  readonly events: Record<string, unknown>[] = [];
  readonly keeper = new HubKeeper((event) => this.events.push({ ...event }));

  open(passphrase = PASSPHRASE): Promise<OpenedHub> {
    return this.keeper.open({
      ...{ directory: this.directory, passphrase, recoveryKeyFile: null, cloud: null },
      ...{ demo: true, machineName: "laptop" },
    });
  }

  /** Entries in order. */
  async entries(): Promise<AuditLine[]> {
    return [...(await this.keeper.auditEntries({ limit: 500 })).entries].reverse();
  }

  async kinds(): Promise<string[]> {
    return (await this.entries()).map(({ kind }) => kind);
  }

  /** Waits for the verification that begins with the unlock. */
  async verified(): Promise<string | null> {
    for (;;) {
      const { state } = await this.keeper.auditEntries({ limit: 1 });
      if (state.verifiedAtMs !== null) return state.problem?.code ?? null;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async login(deviceId = "phone"): Promise<string> {
    const user = await this.keeper.phones.loginCandidate((await this.accounts())[0] ?? "");
    const userId = user?.userId ?? "";
    await this.keeper.phones.deviceLoggedIn({
      ...{ deviceId, userId, address: "10.0.0.9", deviceName: "amber canoe mint" },
    });
    return userId;
  }

  async accounts(): Promise<string[]> {
    const { DEMO_ACCOUNTS } = await import("../../../../server/demo_clinic/mod.ts");
    return DEMO_ACCOUNTS.map(({ email }) => email);
  }

  copy(from: string, to: string): void {
    Deno.copyFileSync(join(this.directory, from), join(this.directory, to));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test("HubKeeper records unlock, login, admission, revocation, settings and lock", async () => {
  await using hub = new AuditedHub();
  const { hubId } = await hub.open();
  const userId = await hub.login();
  await hub.login();
  await hub.keeper.phones.setDeviceStatus("phone", "revoked");
  await hub.keeper.phones.setDeviceStatus("phone", "admitted");
  await hub.keeper.changeSettings({ pageRows: 5 });
  await hub.keeper.close();
  await hub.open();
  const entries = await hub.entries();
  assert.deepEqual(entries.map(({ kind }) => kind), [
    ...["log_started", "unlocked", "device_admitted", "login", "login"],
    ...["device_revoked", "device_reinstated", "settings_changed", "locked", "unlocked"],
  ]);
  assert.deepEqual(entries[0]?.detail, { hub: hubId });
  assert.equal(entries[3]?.who, `user:${userId}`);
  assert.equal(entries[3]?.device_no, 1);
  assert.deepEqual(entries[2]?.detail, { device: "amber-canoe-mint", address: "10.0.0.9" });
  assert.deepEqual(entries[7]?.detail, { changes: ["pageRows:5"] });
  assert.equal(await hub.verified(), null);
  const page = await hub.keeper.auditEntries({});
  assert.equal(typeof page.users[userId], "string");
  assert.deepEqual(page.devices, { 1: "amber canoe mint" });
});

Deno.test("HubKeeper records commands, refusals, pushes and pulls of a phone", async () => {
  await using hub = new AuditedHub();
  await hub.open();
  const userId = await hub.login();
  const call = (kind: "command" | "query", name: string, args: unknown) =>
    hub.keeper.phones.call({ kind, name, args, deviceId: "phone", userId, repeated: false });
  await call("query", "sync_pull", { lastPulledAt: 0 });
  await call("query", "sync_pull", { lastPulledAt: 0 });
  await call("command", "delete_patient", { patient_id: "nobody" });
  assert.ok(
    (await call("command", "register_patient", { patient: { id: "p-1", given_name: "Secret" } }))
      .ok,
  );
  const patient = { id: "p-2", given_name: "Secret", created_at: 5, updated_at: 5 };
  const changes = { patients: { created: [patient], updated: [], deleted: [] } };
  assert.ok((await call("command", "sync_push", { lastPulledAt: 0, changes })).ok);
  await hub.keeper.noteAudit([
    [{ kind: "login_failed", code: "AUTH_FAILED", deviceId: "phone", address: "10.0.0.9" }, 3],
    [{ kind: "device_waiting", deviceId: "Maria Lopez", address: "10.0.0.7" }, 1],
  ]);
  await hub.keeper.phones.setDeviceStatus("phone", "revoked");
  await assert.rejects(call("query", "sync_pull", {}));
  await hub.keeper.close();
  await hub.open();
  const entries = await hub.entries();
  const of = (kind: string) => entries.filter((entry) => entry.kind === kind);
  assert.deepEqual(of("call").map(({ detail }) => detail), [
    { changed: 1, procedure: "register_patient", rows: ["patients/p-1"] },
  ]);
  assert.deepEqual(of("call_refused").map(({ detail: { procedure, code } }) => [procedure, code]), [
    ["delete_patient", "NOT_FOUND"],
    ["sync_pull", "DEVICE_REVOKED"],
  ]);
  assert.deepEqual(of("sync_push")[0]?.detail, {
    ...{ put_aside: 0, rows: 1, tables: ["patients:1"] },
  });
  const [pull] = of("sync_pull");
  assert.equal(pull?.detail.pulls, 2);
  assert.ok(Number(pull?.detail.rows) > 50);
  const [failed] = of("login_failed");
  assert.equal(failed?.detail.times, 3);
  assert.equal(failed?.who, "phone");
  assert.equal(failed?.device_no, 1);
  assert.match(`${of("device_waiting")[0]?.detail.device}`, /^[a-z]+-[a-z]+-[a-z]+$/);
  assert.ok(!JSON.stringify(entries).includes("Secret"));
  assert.ok(!JSON.stringify(entries).includes("Maria"));
  assert.equal(await hub.verified(), null);
});

Deno.test("HubKeeper counts wrong passphrases until the hub is open again", async () => {
  await using hub = new AuditedHub();
  await hub.open();
  await hub.keeper.close();
  for (let attempt = 0; attempt < 2; attempt++) await assert.rejects(hub.open(WRONG));
  await hub.open();
  await assert.rejects(hub.keeper.checkSecret({ passphrase: WRONG }));
  await assert.rejects(hub.keeper.changePassphrase({ passphrase: WRONG }, PASSPHRASE));
  await hub.keeper.changePassphrase({ passphrase: PASSPHRASE }, WRONG);
  await hub.keeper.newRecoveryKey(WRONG);
  await hub.keeper.close();
  await hub.open(WRONG);
  const entries = await hub.entries();
  // Wrong ones are written within seconds, which a slow machine needs for one derivation.
  assert.deepEqual(
    entries.filter(({ detail }) => detail.at !== "confirm").map(({ kind }) => kind),
    [
      ...["log_started", "unlocked", "locked", "unlock_failed", "unlocked"],
      ...["passphrase_changed", "recovery_key_issued", "locked", "unlocked"],
    ],
  );
  assert.deepEqual([entries[3]?.detail.at, entries[3]?.detail.times], ["unlock", 2]);
  const confirms = entries.filter(({ detail }) => detail.at === "confirm");
  const times = confirms.reduce((sum, { detail }) => sum + Number(detail.times ?? 1), 0);
  assert.equal(times, 2);
  const names = [...Deno.readDirSync(hub.directory)].map(({ name }) => name);
  assert.ok(!names.includes("hub.attempts"));
});

Deno.test("HubKeeper notices a database put back from an older copy, at every start from then on", async () => {
  await using hub = new AuditedHub();
  await hub.open();
  assert.equal(await hub.verified(), null);
  await hub.keeper.close();
  hub.copy("hub.db", "older.db");
  await hub.open();
  assert.equal(await hub.verified(), null);
  await hub.login();
  await hub.keeper.changeSettings({ pageRows: 5 });
  await hub.keeper.close();
  hub.copy("older.db", "hub.db");
  for (const expected of ["TRUNCATED", "TRUNCATED", "REPLACED", "REPLACED"]) {
    await hub.open();
    assert.equal(await hub.verified(), expected);
    const told = hub.events.filter(({ code }) => code === "AUDIT_DAMAGED");
    assert.equal(told.at(-1)?.problem, expected);
    await hub.keeper.close();
  }
});

Deno.test("HubKeeper goes on serving with a damaged log, says so once a start, and records it", async () => {
  await using hub = new AuditedHub();
  await hub.open();
  await hub.keeper.close();
  const { HubDatabase } = await import("../../../../server/database/hub_database.ts");
  const { Vault } = await import("../../../../vault/mod.ts");
  using vault = await Vault.unlock(join(hub.directory, "hub.vault"), { passphrase: PASSPHRASE });
  {
    using database = HubDatabase.open(join(hub.directory, "hub.db"), vault.secrets.dataKey, true);
    database.writer.exec("DROP TRIGGER audit_entry_stays");
    database.writer.exec("UPDATE audit_entry SET who = 'operator' WHERE kind = 'log_started'");
  }
  await hub.open();
  assert.equal(await hub.verified(), "CHANGED");
  await hub.login();
  assert.deepEqual(
    hub.events.filter(({ code }) => code === "AUDIT_DAMAGED"),
    [{ event: "error", code: "AUDIT_DAMAGED", problem: "CHANGED", entry: 1 }],
  );
  assert.ok((await hub.kinds()).includes("log_damaged"));
});

Deno.test("HubKeeper.auditExport() gives the whole log and records that it did", async () => {
  await using hub = new AuditedHub();
  await hub.open();
  await hub.verified();
  let text = "";
  let chunk = await hub.keeper.auditExport(null);
  const { ticket } = chunk;
  for (; chunk.lines !== null; chunk = await hub.keeper.auditExport(ticket)) {
    text += new TextDecoder().decode(chunk.lines);
  }
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ kind }) => kind).slice(1, -1), [
    ...["log_started", "unlocked", "exported"],
  ]);
  assert.equal(lines.at(-1).verified.intact, true);
  await assert.rejects(hub.keeper.auditExport(ticket), { code: "NOT_FOUND" });
  for (let export_ = 0; export_ < 5; export_++) await hub.keeper.auditExport(null);
  await assert.rejects(hub.keeper.auditExport(ticket + 1), { code: "NOT_FOUND" });
  assert.notEqual((await hub.keeper.auditExport(ticket + 5)).lines, null);
});
