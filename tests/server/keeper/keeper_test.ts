import assert from "node:assert/strict";
import { join } from "node:path";
import {
  dataDirectory,
  dataPaths,
  HeldDirectory,
} from "../../../server/keeper/opening/data_directory.ts";
import { HubKeeper, type OpenedHub } from "../../../server/keeper/hub_keeper.ts";
import { LargeBodies } from "../../../server/keeper/phones/large_bodies.ts";
import { writeRecoveryKey } from "../../../server/keeper/people/recovery_key_file.ts";
import { tokensCount, tokensLapseSoon } from "../../../server/keeper/phones/token_seen.ts";
import { StartError } from "../../../server/start_error.ts";
import { Vault } from "../../../vault/mod.ts";
import { WireError } from "../../../server/wire/errors.ts";
import { sealEnvelope } from "../../../server/wire/envelope.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const PASSPHRASE = "a quiet passphrase 7";
const DAY_MS = 86_400_000;

class OpenKeeper implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync();
  readonly events: unknown[] = [];
  readonly keeper = new HubKeeper((event) => this.events.push(event));

  open(demo = true): Promise<OpenedHub> {
    return this.keeper.open({
      directory: this.directory,
      passphrase: PASSPHRASE,
      recoveryKeyFile: null,
      cloud: null,
      demo,
      machineName: "laptop",
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

function rejectsWith(code: string): (error: unknown) => boolean {
  return (error) =>
    (error instanceof WireError || error instanceof StartError) && error.code === code;
}

Deno.test("HubKeeper.loginCandidate() finds live users by exact e-mail", async () => {
  await using hub = new OpenKeeper();
  const { accounts } = await hub.open();
  const email = accounts[0]?.email ?? "";
  const user = await hub.keeper.phones.loginCandidate(email);
  assert.equal(user?.email, email);
  assert.match(user?.hashedPassword ?? "", /^\$2[aby]\$10\$/);
  assert.equal(user?.clinicId, accounts[0]?.clinic_id);
  assert.equal(await hub.keeper.phones.loginCandidate(email.toUpperCase()), null);
  assert.equal(await hub.keeper.phones.loginCandidate("' OR 1=1 --"), null);
});

Deno.test("HubKeeper.deviceLoggedIn() admits durably and keeps the device's name", async () => {
  await using hub = new OpenKeeper();
  const { accounts } = await hub.open();
  const user = await hub.keeper.phones.loginCandidate(accounts[0]?.email ?? "");
  const login = {
    deviceId: "d",
    userId: user?.userId ?? "",
    address: "10.0.0.9",
    deviceName: "a-b-c",
  };
  const facts = await hub.keeper.phones.deviceLoggedIn(login);
  assert.equal(facts.email, accounts[0]?.email);
  await hub.keeper.phones.deviceLoggedIn({ ...login, deviceName: null, address: "10.0.0.10" });
  await hub.keeper.close();
  const { devices } = await hub.open();
  assert.deepEqual(
    devices.map(({ deviceId, name, address, status }) => [deviceId, name, address, status]),
    [
      ["d", "a-b-c", "10.0.0.10", "admitted"],
    ],
  );
  await assert.rejects(
    hub.keeper.phones.deviceLoggedIn({ ...login, deviceId: "e", userId: "nobody" }),
    rejectsWith("AUTH_FAILED"),
  );
});

Deno.test("HubKeeper.deviceLoggedIn() twice at once admits the device once", async () => {
  await using hub = new OpenKeeper();
  const { accounts } = await hub.open();
  const userId = (await hub.keeper.phones.loginCandidate(accounts[0]?.email ?? ""))?.userId ?? "";
  const login = { deviceId: "d", userId, address: "", deviceName: "x" };
  await Promise.all([
    hub.keeper.phones.deviceLoggedIn(login),
    hub.keeper.phones.deviceLoggedIn(login),
  ]);
  const call = { kind: "query", name: "sync_pull", args: {}, deviceId: "d", userId } as const;
  assert.equal((await hub.keeper.phones.call({ ...call, repeated: false })).ok, true);
  await hub.keeper.phones.deviceLoggedIn(login);
});

Deno.test("HubKeeper.call() refuses unknown and revoked devices, and users that are gone", async () => {
  await using hub = new OpenKeeper();
  const { accounts } = await hub.open();
  const userId = (await hub.keeper.phones.loginCandidate(accounts[0]?.email ?? ""))?.userId ?? "";
  const call = (more = {}) =>
    hub.keeper.phones.call(
      {
        ...{ kind: "query", name: "sync_pull", args: {}, deviceId: "d", userId, repeated: false },
        ...more,
      } as Parameters<HubKeeper["phones"]["call"]>[0],
    );
  await assert.rejects(call(), rejectsWith("AUTH_FAILED"));
  await hub.keeper.phones.deviceLoggedIn({ deviceId: "d", userId, address: "", deviceName: "x" });
  assert.equal((await call()).ok, true);
  assert.deepEqual(await call({ name: "no_such" }), { ok: false, code: "UNKNOWN_PROCEDURE" });
  assert.deepEqual(await call({ name: "toString" }), { ok: false, code: "UNKNOWN_PROCEDURE" });
  assert.deepEqual(await call({ args: { lastPulledAt: "x" } }), { ok: false, code: "INVALID" });
  await assert.rejects(call({ userId: "nobody" }), rejectsWith("AUTH_FAILED"));
  await hub.keeper.phones.setDeviceStatus("d", "revoked");
  await assert.rejects(call(), rejectsWith("DEVICE_REVOKED"));
  await hub.keeper.close();
  await assert.rejects(call(), rejectsWith("LOCKED"));
  await hub.open();
  await assert.rejects(call(), rejectsWith("DEVICE_REVOKED"));
});

Deno.test("HubKeeper.open() names a machine without a name from the cloud, and keeps the hub id", async () => {
  await using hub = new OpenKeeper();
  const first = await hub.open(false);
  assert.equal(first.hubName, "laptop");
  assert.equal(first.hasAccounts, false);
  await hub.keeper.close();
  const second = await hub.open(false);
  assert.equal(second.hubId, first.hubId);
  assert.deepEqual(second.identityPrivateKey, first.identityPrivateKey);
});

Deno.test("HubKeeper.status() counts rows and shows no content", async () => {
  await using hub = new OpenKeeper();
  await hub.open();
  const status = await hub.keeper.status();
  assert.equal(status.rows.patients, 25);
  assert.equal(status.hasAccounts, true);
  assert.ok(status.databaseBytes > 0);
});

Deno.test("HubKeeper.changeSettings() lasts and takes effect", async () => {
  await using hub = new OpenKeeper();
  const { settings } = await hub.open();
  assert.deepEqual(settings, { maxBodyMiB: 64, pageRows: 20_000, pageMiB: 8, tokenSeenDays: 90 });
  await hub.keeper.changeSettings({ pageRows: 5, tokenSeenDays: 30 });
  await hub.keeper.close();
  assert.deepEqual((await hub.open()).settings, {
    maxBodyMiB: 64,
    pageRows: 5,
    pageMiB: 8,
    tokenSeenDays: 30,
  });
});

Deno.test("HubKeeper.open() makes the database when a crash came right after the vault", async () => {
  await using hub = new OpenKeeper();
  const { vault } = dataPaths(hub.directory);
  (await Vault.create(vault, PASSPHRASE)).lock();
  const { hubId } = await hub.open(false);
  await hub.keeper.close();
  assert.equal((await hub.open(false)).hubId, hubId);
});

Deno.test("HeldDirectory.hold() refuses a second holder until the first lets go", () => {
  const directory = Deno.makeTempDirSync();
  const paths = dataPaths(join(directory, "new"));
  {
    using _ = HeldDirectory.hold(paths);
    assert.throws(() => HeldDirectory.hold(paths), rejectsWith("OTHER_INSTANCE"));
  }
  using _ = HeldDirectory.hold(paths);
  Deno.removeSync(directory, { recursive: true });
});

Deno.test("dataDirectory() prefers the flag, then the program's folder with data, then the user's", () => {
  const place = (exists: string[], given: string | null, os: typeof Deno.build.os, env = {}) =>
    dataDirectory({
      given,
      os,
      executable: "/opt/hub/hub",
      env: (name) => ({ HOME: "/home/n", ...env } as Record<string, string>)[name],
      exists: (path) => exists.includes(path),
    });
  assert.equal(place(["/opt/hub/hub.vault"], "/given", "linux"), "/given");
  assert.equal(place(["/opt/hub/hub.vault"], null, "linux"), "/opt/hub");
  assert.equal(place(["/opt/hub/hub.db"], null, "linux"), "/opt/hub");
  assert.equal(place(["/opt/hub/hub.portable"], null, "linux"), "/opt/hub");
  assert.equal(place([], null, "linux"), "/home/n/.local/share/hikma-hub");
  assert.equal(place([], null, "linux", { XDG_DATA_HOME: "/d" }), "/d/hikma-hub");
  assert.match(place([], null, "darwin"), /^\/home\/n\/Library\/Application Support\//);
  assert.match(place([], null, "windows", { LOCALAPPDATA: "/l" }), /^\/l\//);
});

Deno.test("tokensCount() for 90 days since the last good call; the operator is told a week before", () => {
  assert.equal(tokensCount(0, 90 * DAY_MS, 90), true);
  assert.equal(tokensCount(0, 90 * DAY_MS + 1, 90), false);
  assert.equal(tokensLapseSoon(0, 82 * DAY_MS, 90), false);
  assert.equal(tokensLapseSoon(0, 84 * DAY_MS, 90), true);
  assert.equal(tokensLapseSoon(0, 91 * DAY_MS, 90), false);
});

Deno.test("LargeBodies opens under the key that fits, once, and forgets what nobody fetches", async () => {
  let nowMs = 0;
  const bodies = new LargeBodies(() => nowMs);
  const key = new Uint8Array(32).fill(5);
  const seal = async () => {
    const plain = new TextEncoder().encode('{"command":"x","data":[1],"token":"t"}');
    const payload = await sealEnvelope(key, "command", plain);
    return new TextEncoder().encode(JSON.stringify({ client_id: "c", payload }));
  };
  const { ticket, clientId } = bodies.unwrap(await seal());
  assert.equal(clientId, "c");
  const opened = await bodies.open(ticket, [new Uint8Array(32), key], "command");
  assert.deepEqual([opened.keyIndex, opened.name, opened.token], [1, "x", "t"]);
  assert.match(opened.nonce + opened.digest, /^[0-9a-f]{88}$/);
  assert.deepEqual(bodies.take(ticket), [1]);
  assert.throws(() => bodies.take(ticket), rejectsWith("MALFORMED"));
  const second = bodies.unwrap(await seal());
  await assert.rejects(
    bodies.open(second.ticket, [new Uint8Array(32)], "command"),
    rejectsWith("MALFORMED"),
  );
  const third = bodies.unwrap(await seal());
  nowMs += 120_000;
  bodies.unwrap(await seal());
  await assert.rejects(bodies.open(third.ticket, [key], "command"), rejectsWith("MALFORMED"));
});

Deno.test("writeRecoveryKey() does not give its name to a key that does not count", async () => {
  const directory = Deno.makeTempDirSync();
  using vault = await Vault.create(join(directory, "hub.vault"), PASSPHRASE);
  const [first, second] = [join(directory, "first"), join(directory, "second")];
  // A crash came before this key counted.
  await Deno.writeTextFile(`${first}.part`, "of no use");
  await writeRecoveryKey(vault, second);
  await writeRecoveryKey(vault, first);
  assert.deepEqual([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), [
    "hub.vault",
    "hub.vault.previous",
    "second",
  ]);
  // A crash came after this one counted.
  await Deno.rename(second, `${second}.part`);
  await writeRecoveryKey(vault, second);
  const recoveryKey = (await Deno.readTextFile(second)).trim();
  (await Vault.unlock(vault.path, { recoveryKey })).lock();
  Deno.removeSync(directory, { recursive: true });
});
