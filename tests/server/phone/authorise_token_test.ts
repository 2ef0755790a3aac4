import assert from "node:assert/strict";
import { signToken } from "../../../server/wire/mod.ts";
import { knownDevice, testHub } from "./support/test_hub.ts";

const YEAR_SECONDS = 365 * 86_400;

function claims(deviceId: string | undefined, nowMs: number) {
  const iat = Math.floor(nowMs / 1000);
  return {
    sub: "user-amal",
    clinic_id: "clinic-1",
    role: "provider",
    iat,
    exp: iat + YEAR_SECONDS,
    ...(deviceId === undefined ? {} : { device: deviceId }),
  };
}

Deno.test("W-S11: a token works on the device that logged in, and on no other", async () => {
  const hub = await testHub();
  const owner = await hub.admitted();
  const thief = await hub.admitted();
  assert.equal((await owner.query("echo", {})).status, 200);
  const { status, body } = await thief.query("echo", {}, { token: owner.token });
  assert.equal(status, 401);
  assert.equal(body["error_code"], "AUTH_FAILED");
});

Deno.test("W-S11: a token without a device claim is refused though its signature is good", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const token = await signToken(hub.tokenKey, claims(undefined, hub.clock.wallMs()));
  assert.equal((await phone.query("echo", {}, { token })).status, 401);
  const bound = await signToken(hub.tokenKey, claims(phone.id, hub.clock.wallMs()));
  assert.equal((await phone.query("echo", {}, { token: bound })).status, 200);
});

Deno.test("W-S11: a token works under any session of its device, and after a restart", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  await phone.handshake();
  assert.equal((await phone.query("echo", {})).status, 200);
  const later = await testHub({ devices: [knownDevice(phone.id)], pairingOpen: false });
  const again = later.phone(phone.id);
  await again.handshake();
  assert.equal((await again.query("echo", {}, { token: phone.token })).status, 200);
});

Deno.test("W-S11: a token of a device that is only waiting again is refused", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  const token = await signToken(hub.tokenKey, claims(phone.id, hub.clock.wallMs()));
  assert.equal((await phone.query("echo", {}, { token })).status, 401);
  assert.equal(hub.keeper.calls.length, 0);
});

Deno.test("W-S11: tokens of a revoked device end with it, and the keeper may revoke too", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.procedures.set("gone", () => ({ ok: false, code: "DEVICE_REVOKED" }));
  const { status, body } = await phone.query("gone", {});
  assert.equal(status, 403);
  assert.equal(body["error_code"], "DEVICE_REVOKED");
  assert.equal((await phone.query("echo", {})).body["error_code"], "DEVICE_REVOKED");
  assert.equal((await phone.handshake()).body["error_code"], "DEVICE_REVOKED");
  assert.equal(hub.codes().at(-1), "device_revoked");
});

Deno.test("W-R15: no, bad, foreign and expired tokens are 401 AUTH_FAILED in clear", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const old = { ...claims(phone.id, hub.clock.wallMs()), exp: 1 };
  const tokens = [
    null,
    "",
    "garbage",
    `Bearer ${phone.token}`,
    `${phone.token}=`,
    await signToken(hub.tokenKey, old),
    await signToken(new Uint8Array(32).fill(1), claims(phone.id, hub.clock.wallMs())),
  ];
  for (const token of tokens) {
    for (const kind of ["query", "command"] as const) {
      const { status, body, headers } = await phone[kind]("echo", {}, { token });
      assert.equal(status, 401);
      assert.equal(headers.get("content-type"), "application/json");
      const { error, ...rest } = body;
      assert.equal(typeof error, "string");
      assert.deepEqual(rest, { payload: "", success: false, error_code: "AUTH_FAILED" });
    }
  }
  assert.equal(hub.keeper.calls.length, 0);
});

Deno.test("W-R15: a token the keeper does not honour is 401 too", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.procedures.set("gone", () => ({ ok: false, code: "AUTH_FAILED" }));
  assert.equal((await phone.query("gone", {})).status, 401);
});
