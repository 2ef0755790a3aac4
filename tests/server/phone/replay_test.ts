import assert from "node:assert/strict";
import { result } from "./support/map_keeper.ts";
import { testHub } from "./support/test_hub.ts";
import { settle } from "./support/test_clock.ts";

const KIB = 1024;

Deno.test("W-S7: a command recorded and sent again is done once and gets the same bytes", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.procedures.set("dispense", () => result({ ok: true, total: 1 }));
  const body = phone.envelope("command", { command: "dispense", data: {}, token: phone.token });
  const first = await phone.post("command", body);
  const again = await phone.post("command", body);
  assert.deepEqual(first.data, { ok: true, total: 1 });
  assert.deepEqual(again.body, first.body);
  assert.equal(hub.keeper.calls.length, 1);
});

Deno.test("W-S7: a command sent again while it runs waits for the same answer", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("dispense", async () => {
    await done.promise;
    return result({ ok: true });
  });
  const body = phone.envelope("command", { command: "dispense", data: {}, token: phone.token });
  const sent = [phone.post("command", body), phone.post("command", body)];
  await settle();
  done.resolve();
  const [first, second] = await Promise.all(sent);
  assert.equal(first?.status, 200);
  assert.deepEqual(first?.body, second?.body);
  assert.equal(hub.keeper.calls.length, 1);
});

Deno.test("W-S7: an answer too large to store is sealed afresh for a repetition", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const text = "x".repeat(70 * KIB);
  hub.keeper.procedures.set("many", () => result({ text }));
  const body = phone.envelope("command", { command: "many", data: {}, token: phone.token });
  const first = await phone.post("command", body);
  const again = await phone.post("command", body);
  assert.deepEqual(again.data, { text });
  assert.notEqual(again.body["payload"], first.body["payload"]);
  assert.equal(hub.keeper.calls.length, 1);
});

Deno.test("W-S7: a query sent again is run again, and the keeper is told so", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  let runs = 0;
  hub.keeper.procedures.set("count", () => result({ runs: ++runs }));
  const body = phone.envelope("query", { query: "count", params: {}, token: phone.token });
  assert.deepEqual((await phone.post("query", body)).data, { runs: 1 });
  assert.deepEqual((await phone.post("query", body)).data, { runs: 2 });
  assert.deepEqual(hub.keeper.calls.map(({ repeated }) => repeated), [false, true]);
});

Deno.test("W-S7: the same nonce with other bytes is MALFORMED", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const nonce = new Uint8Array(12).fill(1);
  assert.equal((await phone.command("ping", { n: 1 }, { nonce })).status, 200);
  for (
    const answer of [
      await phone.command("ping", { n: 2 }, { nonce }),
      await phone.query("ping", { n: 1 }, { nonce }),
    ]
  ) {
    assert.equal(answer.status, 400);
    assert.equal(answer.body["error_code"], "MALFORMED");
  }
  const older = phone.key;
  await phone.handshake();
  const other = await phone.command("ping", { n: 2 }, { nonce });
  assert.equal(other.status, 200, "another key has its own nonces");
  assert.equal((await phone.command("ping", { n: 2 }, { nonce, key: older })).status, 400);
});

Deno.test("W-S7: padding a recorded request to another size does not hide the repetition", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.procedures.set("dispense", () => result({ ok: true }));
  const inner = { command: "dispense", data: {}, token: phone.token };
  const body = phone.envelope("command", inner, { nonce: new Uint8Array(12).fill(5) });
  const first = await phone.post("command", body);
  const padded = await phone.post("command", body + " ".repeat(300 * KIB));
  assert.equal(hub.keeper.unwrapped, 1, "the padded one went to the keeper");
  assert.deepEqual(padded.body, first.body);
  assert.equal(hub.keeper.calls.length, 1);
  assert.equal(hub.keeper.large.size, 0, "the copy in the keeper is dropped");
});

Deno.test("W-S7: a failed login recorded and sent again is not counted twice", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  const data = { email: "amal@clinic.example", password: "wrong" };
  const body = phone.envelope("command", { command: "login", data, token: null });
  for (let i = 0; i < 3; i++) assert.equal((await phone.post("command", body)).status, 401);
  assert.equal(hub.passwords.asked.length, 1);
});

Deno.test("a command that met a full disk may be sent again", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  let isFull = true;
  hub.keeper.procedures.set("sync_push", () => {
    return isFull ? { ok: false, code: "STORAGE" } : result({});
  });
  const body = phone.envelope("command", { command: "sync_push", data: {}, token: phone.token });
  assert.equal((await phone.post("command", body)).status, 503);
  isFull = false;
  assert.deepEqual((await phone.post("command", body)).data, {});
});

Deno.test("a key that has opened too many requests asks for a new handshake", async () => {
  const hub = await testHub({ limits: { maxNoncesPerKey: 3 } });
  const phone = hub.phone();
  await phone.handshake();
  for (let i = 0; i < 3; i++) assert.equal((await phone.command("ping", {})).status, 200);
  assert.equal((await phone.command("ping", {})).body["error_code"], "UNKNOWN_SESSION");
  await phone.handshake();
  assert.equal((await phone.command("ping", {})).status, 200);
});

Deno.test("when all keys have opened too many requests the busiest one ends", async () => {
  const hub = await testHub({ limits: { maxNonces: 4 } });
  const [busy, quiet] = [hub.phone(), hub.phone()];
  await busy.handshake();
  await quiet.handshake();
  for (let i = 0; i < 3; i++) await busy.command("ping", {});
  await quiet.command("ping", {});
  assert.equal((await quiet.command("ping", {})).status, 200);
  assert.equal((await busy.command("ping", {})).body["error_code"], "UNKNOWN_SESSION");
});
