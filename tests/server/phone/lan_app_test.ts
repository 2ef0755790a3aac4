import assert from "node:assert/strict";
import { post } from "./support/noble_phone.ts";
import { testHub, unlockWith } from "./support/test_hub.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

Deno.test("createLanApp() answers the heartbeat with 200 whether the hub is ready or not", async () => {
  const { app, gate } = await testHub({ unlocked: false });
  const locked = await app.request("/rpc/heartbeat");
  assert.equal(locked.status, 200);
  assert.equal(locked.headers.get("content-type"), "application/json");
  assert.deepEqual(await locked.json(), { status: "ok", ready: false });

  await gate.unlock(unlockWith());
  const unlocked = await app.request("/rpc/heartbeat");
  assert.equal(unlocked.status, 200);
  assert.deepEqual(await unlocked.json(), { status: "ok", ready: true });
});

Deno.test("createLanApp() answers HEAD on the heartbeat without a body", async () => {
  const { app } = await testHub();
  const answer = await app.request("/rpc/heartbeat", { method: "HEAD" });
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), "");
});

Deno.test("createLanApp() answers every other path with 404 and no id (W-S1, W-S12)", async () => {
  const { app, keeper, passwords } = await testHub();
  const paths = [
    "/",
    "/hello/x",
    "/api/login",
    "/api/v2/sync",
    "/api/v2/sync?lastPulledAt=0",
    "/rpc",
    "/rpc/",
    "/rpc/login",
    "/rpc/heartbeat/",
    "/rpc/command/",
    "/rpc//command",
    "/RPC/command",
    "/rpc/handshake/x",
  ];
  for (const path of paths) {
    for (const method of METHODS) {
      const body = method === "POST" ? '{"email":"amal@clinic.example","password":"right"}' : null;
      const answer = await app.request(path, { method, body });
      assert.equal(answer.status, 404, `${method} ${path}`);
      if (method === "HEAD") continue;
      assert.equal(answer.headers.get("content-type"), "application/json");
      const { error, ...rest } = await answer.json();
      assert.equal(typeof error, "string");
      assert.deepEqual(rest, { payload: "", success: false, error_code: "NOT_FOUND" });
    }
  }
  assert.equal(keeper.candidatesRead, 0);
  assert.equal(passwords.asked.length, 0);
});

Deno.test("createLanApp() answers a wrong method with 405 and the right ones", async () => {
  const { app } = await testHub();
  const routes: [string, string, string[]][] = [
    ["/rpc/heartbeat", "GET, HEAD", ["GET", "HEAD"]],
    ["/rpc/handshake", "POST", ["POST"]],
    ["/rpc/command", "POST", ["POST"]],
    ["/rpc/query", "POST", ["POST"]],
  ];
  for (const [path, allow, allowed] of routes) {
    for (const method of METHODS.filter((method) => !allowed.includes(method))) {
      const answer = await app.request(path, { method });
      assert.equal(answer.status, 405, `${method} ${path}`);
      assert.equal(answer.headers.get("allow"), allow);
      if (method === "HEAD") continue;
      assert.equal((await answer.json()).error_code, "METHOD_NOT_ALLOWED");
    }
  }
});

Deno.test("createLanApp() answers 503 LOCKED on the three routes while locked", async () => {
  const { app } = await testHub({ unlocked: false });
  for (const route of ["handshake", "command", "query"]) {
    const answer = await app.request(`/rpc/${route}`, post("{}"));
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal((await answer.json()).error_code, "LOCKED");
  }
});

Deno.test("createLanApp() refuses a body that is not JSON by its type with 415", async () => {
  const { app } = await testHub();
  for (const type of [undefined, "text/plain", "application/x-www-form-urlencoded", "json", ""]) {
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    const body = new TextEncoder().encode("{}");
    const answer = await app.request("/rpc/command", { method: "POST", headers, body });
    assert.equal(answer.status, 415, `${type}`);
    assert.equal((await answer.json()).error_code, "UNSUPPORTED_MEDIA");
  }
  for (
    const type of ["application/json; charset=utf-8", "Application/JSON", "application/a+json"]
  ) {
    const headers = { "content-type": type };
    const answer = await app.request("/rpc/command", { method: "POST", headers, body: "{}" });
    assert.equal((await answer.json()).error_code, "MALFORMED", type);
  }
});

Deno.test("createLanApp() answers an empty body with MALFORMED", async () => {
  const { app } = await testHub();
  const headers = { "content-type": "application/json" };
  for (const route of ["handshake", "command", "query"]) {
    const answer = await app.request(`/rpc/${route}`, { method: "POST", headers });
    assert.equal(answer.status, 400);
    assert.equal((await answer.json()).error_code, "MALFORMED");
  }
});
