import assert from "node:assert/strict";
import { createLanApp } from "../../../server/phone/lan_app.ts";
import type { PhoneEvent } from "../../../server/phone/phone_events.ts";
import { PhoneGate } from "../../../server/phone/phone_gate.ts";
import { WireError } from "../../../server/wire/mod.ts";
import { MapKeeper, result } from "./support/map_keeper.ts";
import { NoblePhone } from "./support/noble_phone.ts";
import { knownDevice, testHub, TestPasswords, unlockWith } from "./support/test_hub.ts";
import { TestClock, until } from "./support/test_clock.ts";

const isZero = (key: Uint8Array) => key.every((byte) => byte === 0);

Deno.test("PhoneGate.unlock() zeroes the identity key at once and the token key at the lock", async () => {
  const { gate } = await testHub({ unlocked: false });
  const unlock = unlockWith();
  await gate.unlock(unlock);
  assert.ok(isZero(unlock.identityPrivateKey));
  assert.ok(!isZero(unlock.tokenKey));
  assert.equal(gate.ready, true);
  gate.lock();
  assert.ok(isZero(unlock.tokenKey));
  assert.equal(gate.ready, false);
});

Deno.test("PhoneGate.unlock() refuses an identity key of another size and stays locked", async () => {
  const { gate } = await testHub({ unlocked: false });
  const unlock = { ...unlockWith(), identityPrivateKey: new Uint8Array(31).fill(1) };
  await assert.rejects(gate.unlock(unlock), TypeError);
  assert.ok(isZero(unlock.identityPrivateKey));
  assert.equal(gate.ready, false);
});

Deno.test("PhoneGate.lock() during an unlock leaves the hub locked and the key zeroed", async () => {
  const { gate } = await testHub({ unlocked: false });
  const unlock = unlockWith();
  const pending = gate.unlock(unlock);
  gate.lock();
  await pending;
  assert.equal(gate.ready, false);
  assert.ok(isZero(unlock.tokenKey));
});

Deno.test("PhoneGate.lock() ends every session: phones make new handshakes afterwards", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.gate.lock();
  for (const answer of [await phone.handshake(), await phone.query("echo", {})]) {
    assert.deepEqual([answer.status, answer.body["error_code"]], [503, "LOCKED"]);
  }
  await hub.gate.unlock(unlockWith([knownDevice(phone.id)]));
  assert.equal((await phone.query("echo", {})).body["error_code"], "UNKNOWN_SESSION");
  await phone.handshake();
  assert.equal((await phone.query("echo", {})).status, 200, "its token still counts");
});

Deno.test("PhoneGate.lock() forgets devices that wait", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  hub.gate.lock();
  assert.deepEqual(hub.gate.waiting, []);
});

Deno.test("a request that a lock overtakes is answered LOCKED, never sealed with zeros", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("slow", async () => {
    await done.promise;
    return result({ secret: true });
  });
  const sent = [phone.query("slow", {}), phone.command("slow", {})];
  await until("the calls", () => hub.keeper.calls.length === 2);
  await hub.gate.unlock(unlockWith([knownDevice(phone.id)])); // a lock comes first
  done.resolve();
  for (const { status, body } of await Promise.all(sent)) {
    assert.deepEqual([status, body["error_code"]], [503, "LOCKED"]);
  }
});

Deno.test("a lock in the middle of sealing lets nothing out", async () => {
  for (const size of [10, 300_000]) {
    let lockNow = () => {};
    const keeper = new MapKeeper();
    const gate = new PhoneGate({
      keeper,
      passwords: new TestPasswords(),
      clock: new TestClock(),
      onEvent: () => {},
      randomBytes: (count) => {
        lockNow(); // the key is zeroed just before it is used
        return new Uint8Array(count);
      },
    });
    await gate.unlock(unlockWith([knownDevice("phone-1")]));
    const app = createLanApp(gate);
    const phone = new NoblePhone("phone-1", async (path, init) => await app.request(path, init));
    await phone.handshake();
    assert.equal((await phone.login()).status, 200);
    keeper.procedures.set("sync_pull", () => result({ text: "x".repeat(size) }));
    lockNow = () => gate.lock();
    const { status, body } = await phone.query("sync_pull", {});
    assert.deepEqual([status, body["error_code"], body["payload"]], [503, "LOCKED", ""]);
  }
});

Deno.test("PhoneGate.drain() takes no new request and waits for those under way", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("slow", async () => {
    await done.promise;
    return result({ ok: true });
  });
  const running = phone.query("slow", {});
  await until("the call", () => hub.keeper.calls.length === 1);
  const drained = hub.gate.drain(5_000);
  assert.equal(hub.gate.ready, false);
  assert.equal((await phone.query("echo", {})).body["error_code"], "LOCKED");
  assert.deepEqual(await (await hub.app.request("/rpc/heartbeat")).json(), {
    status: "ok",
    ready: false,
  });
  done.resolve();
  assert.equal(await drained, true);
  assert.deepEqual((await running).data, { ok: true });
  assert.equal(hub.clock.sleeping, 0);
});

Deno.test("PhoneGate.drain() gives up after its time", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("slow", async () => {
    await done.promise;
    return result({});
  });
  const running = phone.query("slow", {});
  await until("the call", () => hub.keeper.calls.length === 1);
  const drained = hub.gate.drain(5_000);
  await hub.clock.advance(5_000);
  assert.equal(await drained, false);
  done.resolve();
  await running;
});

Deno.test("PhoneGate.drain() of an idle hub is done at once", async () => {
  const { gate } = await testHub();
  assert.equal(await gate.drain(5_000), true);
});

Deno.test("PhoneGate.revoke() shuts a device out before it is stored, and for good", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const stored = Promise.withResolvers<void>();
  hub.keeper.before.set("setDeviceStatus", () => stored.promise);
  const revoked = hub.gate.revoke(phone.id);
  assert.equal((await phone.query("echo", {})).body["error_code"], "DEVICE_REVOKED");
  stored.resolve();
  assert.equal(await revoked, true);
  assert.equal(hub.keeper.statuses.get(phone.id), "revoked");
  assert.equal(hub.codes().at(-1), "device_revoked");
  assert.equal(await hub.gate.revoke(phone.id), false);
  assert.equal(await hub.gate.revoke("no such device"), false);
});

Deno.test("PhoneGate.revoke() during a call keeps its answer from the device", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("slow", async () => {
    await done.promise;
    return result({ secret: true });
  });
  const running = phone.query("slow", {});
  await until("the call", () => hub.keeper.calls.length === 1);
  await hub.gate.revoke(phone.id);
  done.resolve();
  const { body, data } = await running;
  assert.equal(body["error_code"], "DEVICE_REVOKED");
  assert.equal(data, undefined);
});

Deno.test("PhoneGate.revoke() that cannot be stored shuts out all the same, and says so", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.before.set("setDeviceStatus", () => {
    throw new WireError("STORAGE");
  });
  await assert.rejects(hub.gate.revoke(phone.id), { code: "STORAGE" });
  assert.equal((await phone.handshake()).body["error_code"], "DEVICE_REVOKED");
});

Deno.test("PhoneGate.reinstate() admits a revoked device again, with its token", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  await hub.gate.revoke(phone.id);
  assert.equal(await hub.gate.reinstate(phone.id), true);
  assert.equal(hub.keeper.statuses.get(phone.id), "admitted");
  assert.equal(hub.codes().at(-1), "device_reinstated");
  await phone.handshake();
  assert.equal((await phone.query("echo", {})).status, 200);
  assert.equal(await hub.gate.reinstate(phone.id), false);
});

Deno.test("PhoneGate.reinstate() that cannot be stored leaves the device revoked", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  await hub.gate.revoke(phone.id);
  hub.keeper.before.set("setDeviceStatus", () => {
    throw new WireError("STORAGE");
  });
  await assert.rejects(hub.gate.reinstate(phone.id), { code: "STORAGE" });
  assert.equal((await phone.handshake()).body["error_code"], "DEVICE_REVOKED");
});

Deno.test("PhoneGate.undo() forgets a waiting device and its session, and stores nothing", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  assert.equal(await hub.gate.undo(phone.id), true);
  assert.deepEqual(hub.gate.waiting, []);
  assert.equal((await phone.command("ping", {})).body["error_code"], "UNKNOWN_SESSION");
  assert.deepEqual(hub.codes(), ["device_waiting", "device_undone"]);
  assert.equal(hub.keeper.statuses.size, 0);
  assert.equal(await hub.gate.undo(phone.id), false);
});

Deno.test("PhoneGate.undo() of an admitted device revokes it", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  assert.equal(await hub.gate.undo(phone.id), true);
  assert.equal(hub.keeper.statuses.get(phone.id), "revoked");
  assert.equal(hub.codes().at(-1), "device_undone");
  assert.equal((await phone.handshake()).body["error_code"], "DEVICE_REVOKED");
});

Deno.test("PhoneGate refuses the operator's steps while locked", async () => {
  const { gate } = await testHub({ unlocked: false });
  for (const step of ["undo", "revoke", "reinstate"] as const) {
    await assert.rejects(gate[step]("phone-1"), { code: "LOCKED" });
  }
  assert.throws(() => gate.setHubName("x"), { code: "LOCKED" });
});

Deno.test("PhoneGate.setHubName() changes what phones are told", async () => {
  const hub = await testHub();
  hub.gate.setHubName("South Clinic");
  assert.equal((await hub.phone().handshake()).body["hub_name"], "South Clinic");
});

Deno.test("PhoneGate.flush() keeps what could not be stored for the next time", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1"), knownDevice("phone-2")] });
  await hub.phone("phone-1").handshake();
  await hub.phone("phone-2").handshake();
  const atMs = hub.clock.wallMs();
  const stored = Promise.withResolvers<void>();
  hub.keeper.before.set("touchDevices", () => stored.promise);
  const flush = hub.gate.flush();
  await hub.clock.advance(10);
  await hub.phone("phone-1").handshake();
  stored.reject(new WireError("STORAGE"));
  await flush;
  assert.deepEqual(hub.codes(), ["TOUCH_FAILED"]);
  hub.keeper.before.clear();
  await hub.gate.flush();
  assert.deepEqual(hub.keeper.touched, [[
    { deviceId: "phone-1", atMs: atMs + 10 },
    { deviceId: "phone-2", atMs },
  ]]);
});

Deno.test("PhoneGate.upkeep() stores and sweeps, and does nothing of the kind while locked", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1")] });
  await hub.phone("phone-1").handshake();
  await hub.phone("waiting").handshake();
  await hub.clock.advance(10 * 60_000);
  await hub.gate.upkeep();
  assert.deepEqual(hub.codes(), ["device_waiting", "device_forgotten"]);
  assert.equal(hub.keeper.touched.length, 1);
  await hub.phone("phone-1").handshake();
  hub.gate.lock();
  await hub.gate.upkeep();
  assert.equal(hub.keeper.touched.length, 1);
});

Deno.test("PhoneGate does not let a fault of its listener reach a phone", async () => {
  const gate = new PhoneGate({
    keeper: new MapKeeper(),
    passwords: new TestPasswords(),
    clock: new TestClock(),
    onEvent: (event: PhoneEvent) => {
      throw new Error(event.type);
    },
  });
  await gate.unlock(unlockWith());
  gate.openPairing(null);
  const body =
    '{"client_id":"a","client_public_key":"ZLEBsdC-WocEvQePmJUAH8A-jp-VIvGI3RKNmEbUhGY"}';
  const headers = { "content-type": "application/json" };
  const request = new Request("http://hub/rpc/handshake", { method: "POST", headers, body });
  assert.equal((await gate.answer("handshake", request, "10.0.0.5")).status, 200);
});

Deno.test("PhoneGate refuses a body limit above 256 MiB", () => {
  const parts = { keeper: new MapKeeper(), passwords: new TestPasswords(), onEvent: () => {} };
  const MIB = 1024 * 1024;
  for (const maxBodyBytes of [0, -1, NaN, 256 * MIB + 1]) {
    assert.throws(() => new PhoneGate({ ...parts, limits: { maxBodyBytes } }), RangeError);
  }
  new PhoneGate({ ...parts, limits: { maxBodyBytes: 256 * MIB } });
});

Deno.test("PhoneGate seals with the randomness it was given", async () => {
  const clock = new TestClock();
  let drawn = 0;
  const keeper = new MapKeeper();
  const gate = new PhoneGate({
    keeper,
    passwords: new TestPasswords(),
    clock,
    onEvent: () => {},
    randomBytes: (count) => new Uint8Array(count).fill(++drawn),
  });
  await gate.unlock(unlockWith([knownDevice("phone-1")]));
  const app = createLanApp(gate);
  const phone = new NoblePhone("phone-1", async (path, init) => await app.request(path, init));
  await phone.handshake();
  const { body, data } = await phone.command("ping", {});
  assert.deepEqual(data, { pong: true });
  assert.ok(String(body["payload"]).startsWith("AQEBAQEBAQEBAQEB"));
});

Deno.test("PhoneGate.resume() serves again with the sessions there were", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  assert.equal(await hub.gate.drain(5_000), true);
  assert.equal(hub.gate.ready, false);
  assert.equal((await phone.query("echo", {})).status, 503);
  hub.gate.resume();
  assert.equal(hub.gate.ready, true);
  assert.equal((await phone.query("echo", {})).status, 200, "no new handshake is needed");
  hub.gate.lock();
  hub.gate.resume();
  assert.equal(hub.gate.ready, false, "a lock is not taken back");
});
