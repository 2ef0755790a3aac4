import assert from "node:assert/strict";
import type { CallResult } from "../../../server/keeper_api.ts";
import { httpStatusOf, WireError, type WireErrorCode } from "../../../server/wire/mod.ts";
import { result } from "./support/map_keeper.ts";
import { knownDevice, testHub } from "./support/test_hub.ts";

Deno.test("rpc answers ping and heartbeat without a token, to waiting devices too", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  assert.deepEqual((await phone.command("ping", {})).data, { pong: true });
  assert.deepEqual((await phone.query("ping", null)).data, { pong: true });
  assert.deepEqual((await phone.query("heartbeat", {})).data, { status: "ok" });
  assert.equal((await phone.command("heartbeat", {})).status, 401, "a query only");
  assert.equal((await phone.query("login", {})).status, 401, "a command only");
  assert.equal(hub.keeper.writes, 0);
});

Deno.test("rpc passes name, arguments, device and user to the keeper", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const { body, data } = await phone.query("echo", { a: [1, null, "é"] });
  assert.deepEqual(data, { args: { a: [1, null, "é"] }, userId: "user-amal" });
  assert.deepEqual(Object.keys(body), ["payload", "success"]);
  assert.deepEqual(hub.keeper.calls, [{
    kind: "query",
    name: "echo",
    args: { a: [1, null, "é"] },
    deviceId: phone.id,
    userId: "user-amal",
    repeated: false,
  }]);
});

Deno.test("rpc says whether a procedure exists only to those with a token", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const without = await phone.query("no.such", {}, { token: null });
  assert.deepEqual([without.status, without.body["error_code"]], [401, "AUTH_FAILED"]);
  const withOne = await phone.query("no.such", {});
  assert.deepEqual([withOne.status, withOne.body["error_code"]], [200, "UNKNOWN_PROCEDURE"]);
});

Deno.test("rpc answers business errors as 200 in clear, all others with their status", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const codes: [WireErrorCode, number][] = [
    ["NOT_FOUND", 200],
    ["NOT_PERMITTED", 200],
    ["INVALID", 200],
    ["UNKNOWN_PROCEDURE", 200],
    ["STORAGE", 503],
    ["BUSY", 503],
    ["LOCKED", 503],
    ["INTERNAL", 500],
    ["TOO_MANY", 429],
    ["AUTH_FAILED", 401],
  ];
  for (const [code, status] of codes) {
    hub.keeper.procedures.set("fail", () => ({ ok: false, code }));
    for (const kind of ["query", "command"] as const) {
      const answer = await phone[kind]("fail", {});
      assert.equal(answer.status, status, code);
      assert.equal(answer.headers.get("content-type"), "application/json");
      const { error, ...rest } = answer.body;
      assert.equal(error, new WireError(code).message);
      assert.deepEqual(rest, { payload: "", success: false, error_code: code });
      assert.equal(
        answer.headers.has("retry-after"),
        code === "BUSY" || code === "TOO_MANY",
        `Retry-After of ${code}`,
      );
    }
  }
});

Deno.test("rpc passes on how long the keeper asks phones to wait", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.procedures.set("fail", () => ({ ok: false, code: "BUSY", retryAfterSeconds: 17 }));
  assert.equal((await phone.query("fail", {})).headers.get("retry-after"), "17");
  hub.keeper.procedures.set("fail", () => {
    throw new WireError("BUSY", { retryAfterSeconds: 18 });
  });
  assert.equal((await phone.query("fail", {})).headers.get("retry-after"), "18");
});

Deno.test("rpc turns an unexpected exception into INTERNAL without a word of it", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  hub.keeper.procedures.set("fail", () => {
    throw new Error("UNIQUE failed: SELECT secret FROM patients");
  });
  for (const kind of ["query", "command"] as const) {
    const { status, body } = await phone[kind]("fail", {});
    assert.equal(status, 500);
    assert.equal(body["error_code"], "INTERNAL");
    assert.ok(!JSON.stringify(body).includes("SELECT"));
  }
  const errors = hub.events.filter(({ type }) => type === "error");
  assert.deepEqual(errors, [
    { type: "error", code: "HANDLER_FAILED", route: "query", atMs: hub.clock.wallMs() },
    { type: "error", code: "HANDLER_FAILED", route: "command", atMs: hub.clock.wallMs() },
  ]);
  assert.ok(!JSON.stringify(errors).includes("SELECT"));
});

Deno.test("rpc never sends a result that phones take for a failure", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  for (const text of ["null", "false", "0", "-0.0", '""', " null ", "", "{"]) {
    const bytes = new TextEncoder().encode(text);
    hub.keeper.procedures.set("odd", (): CallResult => ({ ok: true, result: bytes }));
    const { status, body, data } = await phone.query("odd", {});
    assert.equal(status, 500, JSON.stringify(text));
    assert.equal(body["error_code"], "INTERNAL");
    assert.equal(data, undefined);
  }
  assert.equal(hub.codes().at(-1), "RESULT_UNUSABLE");
  for (const value of [{}, [], true, 1, "x", { a: null }]) {
    hub.keeper.procedures.set("fine", () => result(value));
    assert.deepEqual((await phone.query("fine", {})).data, value);
  }
});

Deno.test("rpc never answers sync_push with a business error", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  for (const code of ["NOT_FOUND", "NOT_PERMITTED", "INVALID", "UNKNOWN_PROCEDURE"] as const) {
    hub.keeper.procedures.set("sync_push", () => ({ ok: false, code }));
    const { status, body } = await phone.command("sync_push", {});
    assert.equal(status, 500);
    assert.equal(body["error_code"], "INTERNAL");
  }
  assert.equal(hub.codes().at(-1), "PUSH_REFUSED");
  hub.keeper.procedures.set("sync_push", () => ({ ok: false, code: "STORAGE" }));
  assert.equal((await phone.command("sync_push", {})).status, 503);
  hub.keeper.procedures.set("sync_push", () => result({}));
  assert.deepEqual((await phone.command("sync_push", {})).data, {});
});

Deno.test("rpc answers anything it cannot read with the same MALFORMED", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const good = phone.envelope("command", { command: "ping", data: {}, token: null });
  const { payload } = JSON.parse(good);
  const outer = (text: string) => JSON.stringify({ client_id: phone.id, payload: text });
  const flipped = payload[40] === "A" ? "B" : "A";
  const bodies = [
    "{",
    "null",
    "[]",
    "{}",
    JSON.stringify({ client_id: phone.id }),
    JSON.stringify({ client_id: 1, payload }),
    outer(""),
    outer("AAAA"),
    outer(`${payload}=`),
    outer(payload.slice(0, 40) + flipped + payload.slice(41)),
    outer(payload.slice(0, -4)),
    phone.envelope("query", { command: "ping", data: {}, token: null }), // other label
    phone.envelope("command", { query: "ping", params: {} }), // other shape
    phone.envelope("command", { command: "ping" }), // no data
    phone.envelope("command", '{"command":"ping","data":{}} x'),
    phone.envelope("command", "not JSON"),
    phone.envelope("command", { command: "ping", data: {} }, { key: new Uint8Array(32) }),
  ];
  const answers = new Set<string>();
  for (const body of bodies) {
    const answer = await phone.post("command", body);
    assert.equal(answer.status, 400, body.slice(0, 80));
    answers.add(JSON.stringify(answer.body));
  }
  assert.equal(answers.size, 1);
  assert.equal((await phone.post("command", good)).status, 200);
});

Deno.test("rpc refuses a revoked device at every call, also those exempt from tokens", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  await hub.gate.revoke(phone.id);
  for (const name of ["ping", "login", "echo"]) {
    const { status, body } = await phone.command(name, {});
    assert.equal(status, 403);
    assert.equal(body["error_code"], "DEVICE_REVOKED");
  }
});

Deno.test("rpc notes when a known device was heard, without a write", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1"), knownDevice("phone-2")] });
  const phone = hub.phone("phone-1");
  await hub.clock.advance(1_000);
  await phone.handshake();
  await hub.clock.advance(1_000);
  await phone.query("ping", {});
  await hub.phone("a waiting one").handshake();
  assert.deepEqual(hub.keeper.touched, []);
  await hub.gate.flush();
  assert.deepEqual(hub.keeper.touched, [[{ deviceId: "phone-1", atMs: hub.clock.wallMs() }]]);
  await hub.gate.flush();
  assert.equal(hub.keeper.touched.length, 1, "nothing new, no write");
});

Deno.test("rpc sends an answer of eight megabytes whole", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  const text = "0123456789abcdef".repeat(512 * 1024);
  hub.keeper.procedures.set("sync_pull", () => result({ text }));
  const { data } = await phone.query("sync_pull", {});
  assert.ok(typeof data === "object" && data !== null && "text" in data);
  assert.ok(data.text === text);
});

Deno.test("rpc bounds the requests of one address under way", async () => {
  const hub = await testHub({ limits: { maxRequestsPerAddress: 2 } });
  const phone = await hub.admitted();
  const done = Promise.withResolvers<void>();
  hub.keeper.procedures.set("slow", async () => {
    await done.promise;
    return result({});
  });
  const running = [phone.query("slow", {}), phone.query("slow", {})];
  const refused = await phone.query("slow", {});
  assert.deepEqual([refused.status, refused.body["error_code"]], [503, "BUSY"]);
  assert.ok(refused.headers.has("retry-after"));
  const elsewhere = await phone.query("echo", {}, { address: "10.0.0.77" });
  assert.equal(elsewhere.status, 200);
  done.resolve();
  for (const answer of await Promise.all(running)) assert.equal(answer.status, 200);
  assert.equal((await phone.query("echo", {})).status, 200);
});

Deno.test("httpStatusOf() gives 200 for exactly the four business errors a push must not get", () => {
  const business = ["NOT_FOUND", "NOT_PERMITTED", "INVALID", "UNKNOWN_PROCEDURE"] as const;
  for (const code of business) assert.equal(httpStatusOf(code), 200);
});
