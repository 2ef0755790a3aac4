import assert from "node:assert/strict";
import { WireError } from "../../../server/wire/mod.ts";
import { result } from "./support/map_keeper.ts";
import { type TestHub, testHub } from "./support/test_hub.ts";
import { settle, until } from "./support/test_clock.ts";

const KIB = 1024;
const LARGE = { rows: "x".repeat(300 * KIB) };

function withPush(hub: TestHub): void {
  hub.keeper.procedures.set("sync_push", () => result({}));
}

Deno.test("a large request is opened in the keeper and called by its ticket", async () => {
  const hub = await testHub();
  withPush(hub);
  const phone = await hub.admitted();
  const { status, data } = await phone.command("sync_push", LARGE);
  assert.equal(status, 200);
  assert.deepEqual(data, {});
  assert.deepEqual(hub.keeper.calls, [{
    kind: "command",
    name: "sync_push",
    ticket: 1,
    deviceId: phone.id,
    userId: "user-amal",
    repeated: false,
  }]);
  assert.equal(hub.keeper.large.size, 0);
});

Deno.test("a body of 256 KiB is opened in the listener, one byte more in the keeper", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const body = phone.envelope("command", { command: "ping", data: {}, token: null });
  await phone.post("command", body + " ".repeat(256 * KIB - body.length));
  assert.equal(hub.keeper.unwrapped, 0);
  const other = phone.envelope("command", { command: "ping", data: {}, token: null });
  const padded = other + " ".repeat(256 * KIB + 1 - other.length);
  assert.deepEqual((await phone.post("command", padded)).data, { pong: true });
  assert.equal(hub.keeper.unwrapped, 1);
  assert.equal(hub.keeper.large.size, 0, "a ping does not leave its body behind");
});

Deno.test("a large request is answered with the key that opened it", async () => {
  const hub = await testHub();
  withPush(hub);
  const phone = await hub.admitted();
  const older = phone.key;
  await phone.handshake();
  const { status, data } = await phone.command("sync_push", LARGE, { key: older });
  assert.equal(status, 200);
  assert.deepEqual(data, {});
});

Deno.test("W-S7: a large command sent again is done once, also while it runs", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("sync_push", async () => {
    await done.promise;
    return result({});
  });
  const inner = { command: "sync_push", data: LARGE, token: phone.token };
  const body = phone.envelope("command", inner);
  const sent = [phone.post("command", body), phone.post("command", body)];
  await settle();
  done.resolve();
  for (const { status } of await Promise.all(sent)) assert.equal(status, 200);
  assert.equal((await phone.post("command", body)).status, 200);
  assert.equal(hub.keeper.calls.length, 1);
  assert.equal(hub.keeper.large.size, 0);
});

Deno.test("a large request with a bad token is refused and dropped in the keeper", async () => {
  const hub = await testHub();
  withPush(hub);
  const phone = await hub.admitted();
  const { status } = await phone.command("sync_push", LARGE, { token: "bad" });
  assert.equal(status, 401);
  assert.equal(hub.keeper.calls.length, 0);
  assert.equal(hub.keeper.large.size, 0);
});

Deno.test("a large request that no key opens is MALFORMED and dropped", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const { status, body } = await phone.command("x", LARGE, { key: new Uint8Array(32) });
  assert.equal(status, 400);
  assert.equal(body["error_code"], "MALFORMED");
  assert.equal(hub.keeper.large.size, 0);
});

Deno.test("a large request of a stranger or a revoked device never reaches the keeper", async () => {
  const hub = await testHub();
  const stranger = await hub.phone("stranger").command("sync_push", LARGE);
  assert.equal(stranger.body["error_code"], "UNKNOWN_SESSION");
  const phone = await hub.admitted();
  await hub.gate.revoke(phone.id);
  const revoked = await phone.command("sync_push", LARGE);
  assert.equal(revoked.body["error_code"], "DEVICE_REVOKED");
  assert.equal(hub.keeper.unwrapped, 0);
});

Deno.test("a large request that hides whose it is is refused after it was unwrapped", async () => {
  const hub = await testHub();
  const phone = hub.phone("stranger");
  const { payload } = JSON.parse(phone.envelope("command", { command: "x", data: LARGE }));
  const body = JSON.stringify({ payload, client_id: "stranger" });
  assert.equal((await phone.post("command", body)).body["error_code"], "UNKNOWN_SESSION");
  assert.equal(hub.keeper.unwrapped, 1);
  assert.equal(hub.keeper.large.size, 0);
});

Deno.test("a device revoked, or a hub locked, while the keeper opens a large request", async () => {
  for (const code of ["DEVICE_REVOKED", "LOCKED"]) {
    const hub = await testHub();
    withPush(hub);
    const phone = await hub.admitted();
    const opened = Promise.withResolvers<void>();
    let opening = false;
    hub.keeper.before.set("openLarge", () => {
      opening = true;
      return opened.promise;
    });
    const push = phone.command("sync_push", LARGE);
    await until("the opening", () => opening);
    if (code === "LOCKED") hub.gate.lock();
    else await hub.gate.revoke(phone.id);
    opened.resolve();
    assert.equal((await push).body["error_code"], code);
    assert.equal(hub.keeper.calls.length, 0);
    assert.equal(hub.keeper.large.size, 0);
  }
});

Deno.test("a login does not come in a large body", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  const data = { email: "amal@clinic.example", password: "right", ...LARGE };
  const { status, body } = await phone.command("login", data);
  assert.deepEqual([status, body["error_code"]], [200, "INVALID"]);
  assert.equal(hub.keeper.large.size, 0);
});

Deno.test("the keeper gets copies of the keys and may zero them", async () => {
  const hub = await testHub();
  withPush(hub);
  const phone = await hub.admitted();
  const open = hub.keeper.openLarge.bind(hub.keeper);
  let given: readonly Uint8Array[] = [];
  hub.keeper.openLarge = async (ticket, keys, label) => {
    given = keys;
    const opened = await open(ticket, keys, label);
    for (const key of keys) key.fill(0);
    return opened;
  };
  assert.equal((await phone.command("sync_push", LARGE)).status, 200);
  assert.equal((await phone.command("sync_push", LARGE)).status, 200);
  assert.ok(given.every((key) => key.every((byte) => byte === 0)), "and are zeroed here too");
});

Deno.test("a key the keeper cannot name is INTERNAL, and a refusal of it passes through", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.openLarge = () =>
    Promise.resolve({ keyIndex: 9, nonce: "", digest: "", name: "x", token: null });
  assert.equal((await phone.command("sync_push", LARGE)).status, 500);
  hub.keeper.unwrapLarge = () => Promise.reject(new WireError("BUSY"));
  assert.equal((await phone.command("sync_push", LARGE)).status, 503);
});

Deno.test("a body that cannot be dropped in the keeper does not spoil the answer", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.dropLarge = () => Promise.reject(new Error("port closed"));
  assert.deepEqual((await phone.command("ping", LARGE)).data, { pong: true });
  assert.equal(hub.codes().at(-1), "HANDLER_FAILED");
});

Deno.test("a key superseded out of its place during a large request still seals the answer", async () => {
  const hub = await testHub({ limits: { maxKeysPerDevice: 2 } });
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("sync_push", async () => {
    await done.promise;
    return result({});
  });
  const key = phone.key;
  const push = phone.command("sync_push", LARGE, { key });
  await until("the call", () => hub.keeper.calls.length === 1);
  for (let i = 0; i < 3; i++) await phone.handshake();
  done.resolve();
  const { status, data } = await push;
  assert.deepEqual([status, data], [200, {}]);
  assert.equal((await phone.command("ping", {}, { key })).status, 400, "no new request with it");
});
