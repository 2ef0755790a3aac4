import assert from "node:assert/strict";
import { createLanApp } from "../../../server/phone/lan_app.ts";
import type { PhoneEvent } from "../../../server/phone/phone_events.ts";
import { PhoneGate } from "../../../server/phone/phone_gate.ts";
import type { PhoneLimits } from "../../../server/phone/phone_limits.ts";
import { MapKeeper, result } from "./support/map_keeper.ts";
import { NoblePhone, post } from "./support/noble_phone.ts";
import { TestPasswords, unlockWith } from "./support/test_hub.ts";
import { until } from "./support/test_clock.ts";

const HOST = "127.0.0.1";

/** The phone side behind a real socket, with the machine's own clocks. */
async function serve(limits: Partial<PhoneLimits> = {}) {
  const keeper = new MapKeeper();
  const events: PhoneEvent[] = [];
  const gate = new PhoneGate({
    keeper,
    passwords: new TestPasswords(),
    onEvent: (event) => events.push(event),
    limits,
  });
  await gate.unlock(unlockWith());
  gate.openPairing(null);
  const options = { port: 0, hostname: HOST, onListen: () => {} };
  const server = Deno.serve(options, createLanApp(gate).fetch);
  const { port } = server.addr;
  const base = `http://${HOST}:${port}`;
  return {
    keeper,
    events,
    gate,
    base,
    phone: (id: string) => new NoblePhone(id, (path, init) => fetch(base + path, init)),
    connect: () => Deno.connect({ hostname: HOST, port }),
    heartbeat: async () => await (await fetch(`${base}/rpc/heartbeat`)).json(),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Sends `text` and reads until an answer with its body is there, or the end. */
async function talk(connection: Deno.TcpConn, text: string): Promise<string> {
  await connection.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(65_536);
  let answer = "";
  while (!answer.includes('"}') && !answer.endsWith("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) break;
    answer += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return answer;
}

function head(length: number, path = "/rpc/command"): string {
  return `POST ${path} HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${length}\r\n\r\n`;
}

Deno.test("a phone pairs, logs in, pushes large and pulls over a socket", async () => {
  await using hub = await serve();
  const rows = "row ".repeat(100_000);
  hub.keeper.procedures.set("sync_push", () => result({}));
  hub.keeper.procedures.set("sync_pull", () => result({ rows }));
  const phone = hub.phone("phone-1");
  await phone.handshake();
  assert.equal((await phone.login()).status, 200);
  assert.equal(hub.keeper.logins[0]?.address, HOST);
  await phone.handshake();
  assert.deepEqual((await phone.command("sync_push", { rows })).data, {});
  assert.equal(typeof hub.keeper.calls[0]?.ticket, "number");
  assert.deepEqual((await phone.query("sync_pull", {})).data, { rows });
});

Deno.test("a body that stalls on a socket is answered MALFORMED", async () => {
  await using hub = await serve({ bodyIdleMs: 50 });
  for (const start of ["", "{"]) {
    using connection = await hub.connect();
    const answer = await talk(connection, head(100) + start);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /"error_code":"MALFORMED"/);
    assert.match(answer, /connection: close/i);
  }
  assert.deepEqual(await hub.heartbeat(), { status: "ok", ready: true });
});

Deno.test("a body above the limit on a socket is refused before it is sent", async () => {
  await using hub = await serve({ maxBodyBytes: 10_000 });
  using announced = await hub.connect();
  const start = '{"client_id":"phone-9","payload":"';
  assert.match(await talk(announced, head(20_000) + start), /^HTTP\/1\.1 413 .*"TOO_LARGE"/s);
  const [notice] = hub.events;
  assert.ok(notice?.type === "notice" && notice.deviceId === "phone-9");

  using chunked = await hub.connect();
  const chunks = `2000\r\n${"x".repeat(8_192)}\r\n`.repeat(2);
  const opening = "POST /rpc/query HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n" +
    "Transfer-Encoding: chunked\r\n\r\n";
  assert.match(await talk(chunked, opening + chunks), /^HTTP\/1\.1 413 .*"TOO_LARGE"/s);
});

Deno.test("a phone that hangs up in the middle of a body leaves nothing behind", async () => {
  await using hub = await serve();
  const connection = await hub.connect();
  await connection.write(new TextEncoder().encode(head(1_000) + '{"client_id":'));
  connection.close();
  const whole = await hub.connect();
  await whole.write(new TextEncoder().encode(head(1_000) + "{"));
  await whole.closeWrite();
  whole.close();
  assert.equal(await hub.gate.drain(5_000), true, "no request stays under way");
  assert.deepEqual(hub.events, []);
});

Deno.test("W-S7: a phone that hangs up before the answer gets it by asking again", async () => {
  await using hub = await serve();
  const phone = hub.phone("phone-1");
  await phone.handshake();
  await phone.login();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("dispense", async () => {
    await done.promise;
    return result({ total: 1 });
  });
  const inner = { command: "dispense", data: {}, token: phone.token };
  const body = phone.envelope("command", inner);
  const connection = await hub.connect();
  await connection.write(new TextEncoder().encode(head(body.length) + body));
  await until("the call", () => hub.keeper.calls.length === 1);
  connection.close();
  const again = phone.post("command", body);
  done.resolve();
  assert.deepEqual((await again).data, { total: 1 });
  assert.equal(hub.keeper.calls.length, 1);
});

/** Characters of an answer that is longer than what the system keeps of it on its own. */
const LONG = 16_000_000;

/** Two phones whose query `name` is answered at length, and what each of them sends for it. */
async function longAnswers(hub: Awaited<ReturnType<typeof serve>>, name: string) {
  const page = "x".repeat(LONG);
  hub.keeper.procedures.set(name, () => result({ page }));
  const bodies: string[] = [];
  for (const id of ["phone-1", "phone-2"]) {
    const phone = hub.phone(id);
    await phone.handshake();
    await phone.login();
    bodies.push(phone.envelope("query", { query: name, params: {}, token: phone.token }));
  }
  return bodies as [first: string, second: string];
}

/** Has the answer begin, and takes no more of it in. */
async function begin(connection: Deno.TcpConn, body: string): Promise<void> {
  await connection.write(new TextEncoder().encode(head(body.length, "/rpc/query") + body));
  const start = new Uint8Array(12);
  await connection.read(start);
  assert.equal(new TextDecoder().decode(start), "HTTP/1.1 200");
}

/** The status of an answer that is taken in whole. */
async function ask(base: string, body: string): Promise<number> {
  const answer = await fetch(`${base}/rpc/query`, post(body));
  const { length } = await answer.bytes();
  assert.equal(length > LONG, answer.status === 200);
  return answer.status;
}

Deno.test("answers that nobody takes in do not pile up: the device has to wait, no other", async () => {
  await using hub = await serve({ maxLeavingBytesPerDevice: 1 });
  const [first, second] = await longAnswers(hub, "page");
  {
    using connection = await hub.connect();
    await begin(connection, first);
    assert.equal(await ask(hub.base, first), 503);
    assert.equal(await ask(hub.base, second), 200);
  }
  await until("the answer is given up", async () => await ask(hub.base, first) === 200);
});

Deno.test("an answer that nobody takes in is given up, and does not count as written", async () => {
  await using hub = await serve({ maxLeavingBytesPerDevice: 1, answerIdleMs: 500 });
  const [first] = await longAnswers(hub, "sync_pull");
  using connection = await hub.connect();
  await begin(connection, first);
  // The connection is open still: nobody has hung up. A busy machine may be that slow itself.
  const status = () => ask(hub.base, first).catch(() => 0);
  await until("the answer is given up", async () => await status() === 200);
  await until("the second answer is noted", () => hub.keeper.written.length > 0);
  const left = await new Response(connection.readable).bytes().catch(() => new Uint8Array());
  assert.ok(left.length < LONG, "it looks like a whole answer");
  assert.deepEqual(hub.keeper.written, ["phone-1"]);
});

Deno.test("a pull's answer that broke off in the middle does not count as written", async () => {
  await using hub = await serve();
  const [first, second] = await longAnswers(hub, "sync_pull");
  {
    using connection = await hub.connect();
    await begin(connection, first);
  }
  assert.equal(await ask(hub.base, second), 200);
  await until("the second answer is noted", () => hub.keeper.written.length > 0);
  assert.deepEqual(hub.keeper.written, ["phone-2"]);
});

Deno.test("garbage on a socket is refused and the hub goes on", async () => {
  await using hub = await serve();
  for (const garbage of ["\x00\x01\x02\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00"]) {
    using connection = await hub.connect();
    await connection.write(new TextEncoder().encode(garbage));
    await connection.closeWrite();
    const answer = await talk(connection, "").catch(() => "");
    assert.ok(answer === "" || answer.startsWith("HTTP/1.1 400 "), answer);
  }
  using connection = await hub.connect();
  assert.match(await talk(connection, head(5) + "{{{{{"), /400 .*"MALFORMED"/s);
  assert.deepEqual(await hub.heartbeat(), { status: "ok", ready: true });
  assert.deepEqual(hub.events, []);
});

Deno.test("the old clear-text login is answered 404 without its body being read", async () => {
  await using hub = await serve();
  const body = '{"email":"amal@clinic.example","password":"right"}';
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${hub.base}/api/login`, { method: "POST", headers, body });
  assert.equal(answer.status, 404);
  assert.equal("id" in await answer.json(), false);
  assert.equal(hub.keeper.candidatesRead, 0);
});
