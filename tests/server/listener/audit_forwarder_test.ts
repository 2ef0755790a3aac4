import assert from "node:assert/strict";
import type { ListenerNote } from "../../../server/audit/mod.ts";
import { AuditForwarder } from "../../../server/listener/audit_forwarder.ts";
import type { PhoneEvent } from "../../../server/phone/mod.ts";
import { until } from "../../support/until.ts";

type Sent = readonly (readonly [ListenerNote, number])[];

function recorder(fails = false) {
  const sent: Sent[] = [];
  const forwarder = new AuditForwarder({
    noteAudit: (notes) => {
      sent.push(notes);
      return fails ? Promise.reject(new Error("locked")) : Promise.resolve();
    },
  });
  return { sent, forwarder };
}

const REFUSED: PhoneEvent = {
  ...{ type: "refusal", at: "login", code: "AUTH_FAILED", deviceId: "d", userId: "u" },
  ...{ address: "10.0.0.9", atMs: 5 },
};
const DEVICE = { deviceId: "d", name: "a b c", address: "10.0.0.9", userId: null, atMs: 5 };

Deno.test("AuditForwarder sends what it saw once, repeats as counts", async () => {
  const { sent, forwarder } = recorder();
  for (let i = 0; i < 50; i++) forwarder.event({ ...REFUSED, atMs: i });
  forwarder.event({ ...REFUSED, at: "handshake", deviceId: null, userId: null });
  await forwarder.flush();
  await forwarder.flush();
  assert.deepEqual(sent, [[
    [{
      ...{ kind: "login_failed", code: "AUTH_FAILED", address: "10.0.0.9" },
      ...{ deviceId: "d", userId: "u" },
    }, 50],
    [{ kind: "handshake_refused", code: "AUTH_FAILED", address: "10.0.0.9" }, 1],
  ]]);
});

Deno.test("AuditForwarder takes steps of new phones and limits, and leaves the rest to the keeper", async () => {
  const { sent, forwarder } = recorder();
  const events: PhoneEvent[] = [
    { type: "device_waiting", ...DEVICE },
    { type: "device_forgotten", ...DEVICE },
    { type: "device_undone", ...DEVICE },
    { type: "device_admitted", ...DEVICE },
    { type: "device_revoked", ...DEVICE },
    { type: "device_reinstated", ...DEVICE },
    { type: "error", code: "HANDLER_FAILED", route: "query", atMs: 5 },
    { type: "notice", code: "LOGIN_LIMIT_ACCOUNT", deviceId: "d", atMs: 5 },
    { type: "notice", code: "HANDSHAKE_LIMIT", address: "10.0.0.9", atMs: 5 },
    { type: "notice", code: "BODY_TOO_LARGE", address: "10.0.0.9", atMs: 5 },
    { type: "notice", code: "USER_WITHOUT_CLINIC", userId: "u", atMs: 5 },
  ];
  for (const event of events) forwarder.event(event);
  await forwarder.flush();
  assert.deepEqual(sent[0]?.map(([{ kind }]) => kind), [
    ...["device_waiting", "device_forgotten", "device_undone"],
    ...["login_limited", "handshake_refused"],
  ]);
});

Deno.test("AuditForwarder stays small when every note is another, and survives a locked hub", async () => {
  const { sent, forwarder } = recorder(true);
  for (let i = 0; i < 1_000; i++) forwarder.event({ ...REFUSED, address: `10.0.0.${i}` });
  await forwarder.flush();
  assert.equal(sent[0]?.length, 65);
  assert.equal(sent[0]?.reduce((sum, [, times]) => sum + times, 0), 1_000);
  assert.deepEqual(sent[0]?.at(-1), [{ kind: "login_failed" }, 936]);
});

Deno.test("AuditForwarder sends by itself", async () => {
  const { sent, forwarder } = recorder();
  forwarder.note({ kind: "pairing_opened", minutes: 5 });
  await until(() => sent.length === 1);
});
