import assert from "node:assert/strict";
import { AMAL, MapKeeper } from "./support/map_keeper.ts";
import { knownDevice, testHub, unlockWith } from "./support/test_hub.ts";
import { settle, until } from "./support/test_clock.ts";

const TEN_YEARS_SECONDS = 10 * 365 * 86_400;

function claimsOf(token: unknown): Record<string, unknown> {
  const [, claims = ""] = String(token).split(".");
  return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/")));
}

async function waitingPhone(hub: Awaited<ReturnType<typeof testHub>>) {
  const phone = hub.phone();
  await phone.handshake("10.0.0.5");
  return phone;
}

Deno.test("login answers with a token bound to the device and everything phones read", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const { status, body, data } = await phone.login();
  assert.equal(status, 200);
  assert.equal(body["success"], true);
  assert.ok(typeof data === "object" && data !== null && "token" in data);
  const { token, ...rest } = data;
  assert.deepEqual(rest, {
    user_id: "user-amal",
    clinic_id: "clinic-1",
    role: "provider",
    provider_name: "Amal",
    clinic_name: "North Clinic",
    email: "amal@clinic.example",
  });
  const iat = Math.floor(hub.clock.wallMs() / 1000);
  assert.deepEqual(claimsOf(token), {
    sub: "user-amal",
    clinic_id: "clinic-1",
    role: "provider",
    iat,
    exp: iat + TEN_YEARS_SECONDS,
    device: phone.id,
  });
  assert.ok(String(token).length < 1_500);
});

Deno.test("login admits a waiting device, durably first", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const [waiting] = hub.gate.waiting;
  const stored = Promise.withResolvers<void>();
  hub.keeper.before.set("deviceLoggedIn", () => stored.promise);
  const login = phone.command("login", { email: AMAL.email, password: "right" }, {
    address: "10.0.0.6",
  });
  await until("the check of the password", () => hub.passwords.asked.length === 1);
  await settle();
  assert.equal(hub.gate.waiting.length, 1, "not admitted before it is stored");
  stored.resolve();
  assert.equal((await login).status, 200);
  assert.deepEqual(hub.gate.waiting, []);
  assert.deepEqual(hub.keeper.logins, [{
    deviceId: phone.id,
    userId: "user-amal",
    address: "10.0.0.6",
    deviceName: waiting?.name,
  }]);
  assert.deepEqual(hub.events.at(-1), {
    type: "device_admitted",
    deviceId: phone.id,
    name: waiting?.name,
    address: "10.0.0.6",
    userId: "user-amal",
    atMs: hub.clock.wallMs(),
  });
  hub.gate.closePairing();
  await hub.clock.advance(20 * 60_000);
  assert.equal((await phone.handshake()).status, 200, "known from now on");
});

Deno.test("login on a known device keeps its name and tells nothing new", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1")] });
  await hub.admitted("phone-1");
  assert.equal(hub.keeper.logins[0]?.deviceName, null);
  assert.deepEqual(hub.events, []);
});

Deno.test("login that cannot be stored gives no token and admits nobody", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  hub.keeper.before.set("deviceLoggedIn", () => {
    throw new Error("disk of phone-1 is full: INSERT INTO devices");
  });
  const { status, body, data } = await phone.login();
  assert.equal(status, 500);
  assert.equal(body["error_code"], "INTERNAL");
  assert.equal(data, undefined);
  assert.equal(hub.gate.waiting.length, 1);
});

Deno.test("login answers a user without a name with the e-mail in its place", async () => {
  const hub = await testHub();
  for (const name of ["", "  "]) {
    hub.keeper.users.set(AMAL.email, { ...AMAL, name });
    const phone = await waitingPhone(hub);
    const { data } = await phone.login();
    assert.ok(typeof data === "object" && data !== null && "provider_name" in data);
    assert.equal(data.provider_name, "amal@clinic.example");
  }
});

Deno.test("login of a user without a clinic fails for the phone and is told the operator", async () => {
  const hub = await testHub();
  for (const clinicId of [null, ""]) {
    hub.keeper.users.set(AMAL.email, { ...AMAL, clinicId });
    const { status, body } = await (await waitingPhone(hub)).login();
    assert.equal(status, 401);
    assert.equal(body["error_code"], "AUTH_FAILED");
    const notice = hub.events.findLast(({ type }) => type === "notice");
    assert.ok(notice?.type === "notice");
    assert.equal(notice.code, "USER_WITHOUT_CLINIC");
    assert.equal(notice.userId, "user-amal");
  }
  const wrong = await (await waitingPhone(hub)).login("wrong");
  assert.equal(wrong.status, 401);
  assert.equal(hub.codes().filter((code) => code === "USER_WITHOUT_CLINIC").length, 2);
  assert.equal(hub.keeper.logins.length, 0);
});

Deno.test("W-S9: an unknown e-mail costs a password check like a wrong password", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const unknown = await phone.login("right", "nobody@clinic.example");
  const wrong = await (await waitingPhone(hub)).login("wrong");
  assert.deepEqual(unknown.body, wrong.body);
  assert.deepEqual([unknown.status, wrong.status], [401, 401]);
  assert.deepEqual(hub.passwords.asked, [
    { password: "right", hash: null },
    { password: "wrong", hash: "hash of right" },
  ]);
});

Deno.test("W-S9: a second attempt after a failed login waits for its turn", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  await phone.login("wrong");
  let done = false;
  const right = phone.login().then((answer) => {
    done = true;
    return answer;
  });
  await hub.clock.advance(199);
  assert.equal(done, false);
  await hub.clock.advance(1);
  assert.equal((await right).status, 200);
});

Deno.test("W-S9: too many attempts at once are answered 429 with Retry-After", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  await phone.login("wrong");
  const waiting = ["a", "b", "c"].map((password) => phone.login(password));
  await settle();
  const refused = await phone.login("right");
  assert.equal(refused.status, 429);
  assert.equal(refused.body["error_code"], "TOO_MANY");
  assert.match(refused.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
  await hub.clock.advance(25_000);
  for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 401);
});

Deno.test("login after a wait looks the user up again", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  await phone.login("wrong");
  const right = phone.login();
  await settle();
  hub.keeper.users.set(AMAL.email, { ...AMAL, hashedPassword: "hash of another" });
  await hub.clock.advance(200);
  assert.equal((await right).status, 401, "the password that counts is the one of now");
});

Deno.test("login with something other than an e-mail and a password is INVALID", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const bad = [
    null,
    [],
    "x",
    {},
    { email: "a" },
    { email: 1, password: "x" },
    { email: "a", password: null },
    { email: "x".repeat(321), password: "x" },
    { email: "a", password: "x".repeat(1_025) },
  ];
  for (const data of bad) {
    const { status, body } = await phone.command("login", data);
    assert.equal(status, 200, JSON.stringify(data));
    assert.equal(body["error_code"], "INVALID");
    assert.equal(body["payload"], "");
  }
  assert.equal(hub.passwords.asked.length, 0);
});

Deno.test("login ignores a stale token in its envelope", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  for (const token of ["", "garbage", "a.b.c"]) {
    const data = { email: AMAL.email, password: "right" };
    assert.equal((await phone.command("login", data, { token })).status, 200);
  }
});

Deno.test("login that a lock overtakes is LOCKED and stores nothing", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const checked = Promise.withResolvers<void>();
  hub.passwords.before = () => checked.promise;
  const login = phone.login();
  await until("the check of the password", () => hub.passwords.asked.length === 1);
  hub.gate.lock();
  checked.resolve();
  const { status, body } = await login;
  assert.equal(status, 503);
  assert.equal(body["error_code"], "LOCKED");
  assert.equal(hub.keeper.logins.length, 0);
});

Deno.test("login that a lock and an unlock overtake gives no token of zeros", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const stored = Promise.withResolvers<void>();
  hub.keeper.before.set("deviceLoggedIn", () => stored.promise);
  const login = phone.login();
  await until("the check of the password", () => hub.passwords.asked.length === 1);
  await settle();
  await hub.gate.unlock(unlockWith());
  stored.resolve();
  const { status, data } = await login;
  assert.equal(status, 503);
  assert.equal(data, undefined);
});

Deno.test("a device undone while its login is stored ends up revoked", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const stored = Promise.withResolvers<void>();
  hub.keeper.before.set("deviceLoggedIn", () => stored.promise);
  const login = phone.login();
  await until("the check of the password", () => hub.passwords.asked.length === 1);
  await settle();
  assert.equal(await hub.gate.undo(phone.id), true);
  stored.resolve();
  const { status, body } = await login;
  assert.equal(status, 403);
  assert.equal(body["error_code"], "DEVICE_REVOKED");
  assert.equal(hub.keeper.statuses.get(phone.id), "revoked");
  assert.equal((await phone.handshake()).body["error_code"], "DEVICE_REVOKED");
});

Deno.test("a device is not forgotten while its login is stored, however long that takes", async () => {
  const hub = await testHub();
  const phone = await waitingPhone(hub);
  const stored = Promise.withResolvers<void>();
  hub.keeper.before.set("deviceLoggedIn", () => stored.promise);
  const login = phone.login();
  await until("the check of the password", () => hub.passwords.asked.length === 1);
  await settle();
  await hub.clock.advance(11 * 60_000);
  await hub.gate.upkeep();
  await phone.handshake();
  stored.resolve();
  assert.equal((await login).status, 200);
});

Deno.test("login on a device revoked while its password is checked is refused", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1")] });
  const phone = hub.phone("phone-1");
  await phone.handshake();
  const checked = Promise.withResolvers<void>();
  hub.passwords.before = () => checked.promise;
  const login = phone.login();
  await until("the check of the password", () => hub.passwords.asked.length === 1);
  await hub.gate.revoke("phone-1");
  checked.resolve();
  assert.equal((await login).body["error_code"], "DEVICE_REVOKED");
  assert.equal(hub.keeper.logins.length, 0);
});

Deno.test("MapKeeper refuses a login of a revoked device as the real keeper does", async () => {
  const keeper = new MapKeeper();
  await keeper.setDeviceStatus("a", "revoked");
  const login = { deviceId: "a", userId: AMAL.userId, address: "", deviceName: null };
  await assert.rejects(keeper.deviceLoggedIn(login), { code: "DEVICE_REVOKED" });
});
