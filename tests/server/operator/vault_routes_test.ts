/** Set-up, unlock, the hidden screen, and the window (`docs/window.md`). */

import assert from "node:assert/strict";
import { RECOVERY_KEY, RIGHT_PASSPHRASE, TestOperator } from "./test_operator.ts";

/** Posts as the signed-in page; answers status, code or body, and `Retry-After`. */
async function poster(operator: TestOperator) {
  const headers = await operator.signIn();
  return async (path: string, body: unknown) => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await operator.request(path, init);
    const answer = await response.json();
    const retryAfter = response.headers.get("retry-after");
    return [response.status, answer.error?.code ?? answer, ...(retryAfter ? [retryAfter] : [])];
  };
}

const WRONG = { passphrase: "a wrong passphrase" };
const DONE = { done: true };

Deno.test("POST /api/setup makes the vault and shows the recovery key", async () => {
  using operator = new TestOperator();
  const post = await poster(operator);
  const passphrase = RIGHT_PASSPHRASE;
  const made = [200, { ...DONE, recoveryKey: RECOVERY_KEY }];
  assert.deepEqual(await post("/api/setup", { passphrase, hubName: " Tent 3 " }), made);
  assert.deepEqual(await post("/api/setup", { passphrase }), made);
  assert.deepEqual(operator.done, ["setUp Tent 3", "setUp null"]);
  for (
    const body of [{}, { passphrase: 7 }, { passphrase, hubName: " " }, {
      passphrase,
      hubName: "a\nb",
    }]
  ) {
    assert.deepEqual(await post("/api/setup", body), [400, "INVALID"]);
  }
  operator.failure = Object.assign(new Error(), { code: "WEAK_PASSPHRASE" });
  assert.deepEqual(await post("/api/setup", { passphrase }), [422, "WEAK_PASSPHRASE"]);
});

Deno.test("POST /api/unlock takes exactly one of passphrase and recovery key", async () => {
  using operator = new TestOperator();
  operator.locked = true;
  const post = await poster(operator);
  assert.deepEqual(await post("/api/unlock", WRONG), [403, "WRONG_PASSPHRASE"]);
  assert.deepEqual(await post("/api/unlock", {}), [400, "INVALID"]);
  const both = { passphrase: RIGHT_PASSPHRASE, recoveryKey: RECOVERY_KEY };
  assert.deepEqual(await post("/api/unlock", both), [400, "INVALID"]);
  assert.equal(operator.locked, true);
  assert.deepEqual(await post("/api/unlock", { recoveryKey: RECOVERY_KEY }), [200, DONE]);
  assert.equal(operator.locked, false);
});

Deno.test("wrong passphrases have to wait longer and longer, whichever route they come by", async () => {
  let nowMs = 0;
  using operator = new TestOperator({ steadyMs: () => nowMs });
  const post = await poster(operator);
  const right = { passphrase: RIGHT_PASSPHRASE };
  await post("/api/unlock", WRONG);
  const register = { url: "https://cloud.example.org", apiKey: "hh_key" };
  const refused = [403, "WRONG_PASSPHRASE"];
  assert.deepEqual(await post("/api/cloud/register", { ...register, ...WRONG }), refused);
  assert.deepEqual(await post("/api/recovery-key", WRONG), [403, "WRONG_PASSPHRASE"]);
  assert.deepEqual(await post("/api/confirm", right), [429, "TOO_MANY", "2"]);
  assert.deepEqual(await post("/api/cloud/deregister", right), [429, "TOO_MANY", "2"]);
  for (const seconds of [4, 8, 16, 32, 60, 60]) {
    nowMs += 60_000;
    assert.deepEqual(await post("/api/unlock", WRONG), [403, "WRONG_PASSPHRASE"]);
    assert.deepEqual(await post("/api/unlock", right), [429, "TOO_MANY", `${seconds}`]);
  }
  nowMs += 60_000;
  assert.deepEqual(await post("/api/confirm", right), [200, DONE]);
  assert.deepEqual(await post("/api/confirm", WRONG), [403, "WRONG_PASSPHRASE"]);
  assert.deepEqual(await post("/api/confirm", right), [200, DONE]);
});

Deno.test("a hidden screen may look and not act, in every window, until the passphrase comes", async () => {
  using operator = new TestOperator();
  const post = await poster(operator);
  const elsewhere = await poster(operator);
  assert.deepEqual(await post("/api/hide", {}), [200, DONE]);
  for (const path of ["/api/devices/revoke", "/api/stop", "/api/settings", "/api/pairing/close"]) {
    assert.deepEqual(await elsewhere(path, { id: "old phone" }), [403, "CONFIRM_FIRST"], path);
  }
  assert.deepEqual(operator.done, []);
  const { origin: _, ...headers } = await operator.signIn();
  assert.equal((await operator.request("/api/status", { headers })).status, 200);
  assert.deepEqual(await post("/api/confirm", WRONG), [403, "WRONG_PASSPHRASE"]);
  assert.deepEqual(await post("/api/pairing/close", {}), [403, "CONFIRM_FIRST"]);
  assert.deepEqual(await post("/api/confirm", { passphrase: RIGHT_PASSPHRASE }), [200, DONE]);
  assert.deepEqual(await elsewhere("/api/pairing/close", {}), [200, DONE]);
});

Deno.test("a hidden screen gives no list, no export and no record away", async () => {
  using operator = new TestOperator();
  const { origin: _, ...headers } = await operator.signIn();
  const read = async (path: string) => (await operator.request(path, { headers })).status;
  operator.guard.hide();
  const paths = [
    ...["/api/attention", "/api/attention/conflicts/1", "/api/attention/quarantine/export"],
    ...["/api/audit", "/api/audit/export", "/api/records", "/api/settings", "/api/pairing.svg"],
    ...["/api/cloud/rows", "/api/cloud/rows/export", "/api/cloud/provision/file/x", "/api/none"],
  ];
  for (const path of paths) assert.equal(await read(path), 403, path);
  assert.equal(await read("/api/status"), 200);
  assert.equal(await read("/"), 200);
  operator.guard.reveal();
  assert.equal(await read("/api/settings"), 200);
});

Deno.test("a script's token is not held up by a hidden screen", async () => {
  using operator = new TestOperator();
  operator.guard.hide();
  const headers = {
    authorization: `Bearer ${operator.guard.newScriptToken()}`,
    "content-type": "application/json",
  };
  const response = await operator.request("/api/pairing/close", { method: "POST", headers });
  assert.equal(response.status, 200);
});

Deno.test("POST /api/passphrase wants what opens the vault now", async () => {
  using operator = new TestOperator();
  const post = await poster(operator);
  const next = "another passphrase";
  assert.deepEqual(await post("/api/passphrase", { next }), [400, "INVALID"]);
  const wrong = { current: "no", next };
  assert.deepEqual(await post("/api/passphrase", wrong), [403, "WRONG_PASSPHRASE"]);
  assert.deepEqual(await post("/api/passphrase", { current: RIGHT_PASSPHRASE, next }), [200, DONE]);
  assert.deepEqual(await post("/api/passphrase", { recoveryKey: "k", next }), [200, DONE]);
});

Deno.test("the token of second starts shows the window and opens nothing else", async () => {
  using operator = new TestOperator();
  const headers = {
    authorization: `Bearer ${operator.guard.newSecondStartToken()}`,
    "content-type": "application/json",
  };
  const post = (path: string) => operator.request(path, { method: "POST", headers, body: "{}" });
  assert.equal((await post("/api/window/show")).status, 200);
  assert.deepEqual(operator.done, ["show"]);
  for (const path of ["/api/lock", "/api/window/close", "/api/window/show/", "/api/stop"]) {
    assert.equal((await post(path)).status, 401, path);
  }
  assert.equal((await operator.request("/api/status", { headers })).status, 401);
  operator.guard.clear();
  assert.equal((await post("/api/window/show")).status, 401);
});

Deno.test("POST /api/window/close is refused when there is no window", async () => {
  using operator = new TestOperator();
  const post = await poster(operator);
  assert.deepEqual(await post("/api/window/close", {}), [200, DONE]);
  operator.windowOpen = false;
  assert.deepEqual(await post("/api/window/close", {}), [404, "NOT_FOUND"]);
  assert.deepEqual(await post("/api/window/language", { language: "ar" }), [200, DONE]);
  assert.deepEqual(await post("/api/window/language", { language: "xx" }), [400, "INVALID"]);
  assert.deepEqual(operator.done, ["language ar"]);
});
