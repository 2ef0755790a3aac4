/**
 * The lines of the table in `phones.md` about answers and tokens, one test each.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type Generation, GENERATIONS, traitsOf } from "../../support/phone/mod.ts";
import { pairedPhone } from "./paired_phone.ts";
import { type Answer, errorEnvelope, TinyHub } from "./tiny_hub.ts";

/** What each generation makes of an answer to a call of online mode. */
async function failures(answer: () => Answer): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    hub.onOther = answer;
    hub.onLogin = () => new Response("no", { status: 401 });
    const result = await phone.rpc("query", "get_patients", { limit: 20, offset: 0 });
    seen[generation] = result.ok ? "ok" : `${result.error.code} ${result.error.message}`;
  }
  return seen;
}

const onAll = (text: string) => ({ march: text, may: text, august: text });

Deno.test("local schema version: 9, 9 and 12", () => {
  const versions = GENERATIONS.map((generation) => traitsOf(generation).schemaVersion);
  assert.deepEqual(versions, [9, 9, 12]);
});

Deno.test("hub error: not decryptable for March and May, read in clear by August", async () => {
  const unreadable = "DECRYPTION_FAILED Failed to decrypt query response";
  assert.deepEqual(await failures(() => errorEnvelope("No such patient")), {
    march: unreadable,
    may: unreadable,
    august: "SERVER_ERROR No such patient",
  });
  assert.deepEqual(await failures(() => errorEnvelope("Token expired", "AUTH_FAILED")), {
    march: unreadable,
    may: unreadable,
    august: "AUTH_FAILED Token expired",
  });
});

Deno.test("a falsy result is not decryptable for any generation", async () => {
  for (const falsy of [null, false, 0, ""]) {
    const text = "DECRYPTION_FAILED Failed to decrypt query response";
    assert.deepEqual(await failures(() => falsy), onAll(text));
  }
});

Deno.test("HTTP 401: AUTH_FAILED everywhere, and August logs in once and repeats that call", async () => {
  assert.deepEqual(
    await failures(() => new Response("", { status: 401 })),
    onAll("AUTH_FAILED Unauthorized"),
  );
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    hub.onPull = ({ token }) =>
      token === "token-1" ? new Response("", { status: 401 }) : { changes: {}, timestamp: 9 };
    const outcome = await phone.sync();
    const names = hub.calls.slice(1).map(({ name, token }) => `${name} ${token}`);
    if (generation === "august") {
      assert.equal(outcome.ok, true);
      // The login still carries the stale token, and makes no handshake of its own.
      assert.deepEqual(names, ["sync_pull token-1", "login token-1", "sync_pull token-2"]);
      assert.equal(phone.traffic.handshakes, 3);
      assert.equal(phone.token, "token-2");
    } else {
      assert.equal(outcome.error?.message, "Error: sync_pull failed: Unauthorized");
      assert.deepEqual(names, ["sync_pull token-1"]);
    }
  }
});

Deno.test("other non-2xx: a network error with the status, whatever the body says", async () => {
  for (const status of [400, 403, 404, 409, 413, 429, 500, 503]) {
    const answer = () => Response.json({ error: "x", error_code: "AUTH_FAILED" }, { status });
    assert.deepEqual(await failures(answer), onAll(`NETWORK_ERROR HTTP ${status}`));
  }
});

Deno.test("token renewal: March and May need a new scan, August renews at most once a call", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    hub.onPull = () => new Response("", { status: 401 });
    assert.equal((await phone.sync()).error?.code, "AUTH_FAILED");
    assert.equal((await phone.sync()).error?.code, "AUTH_FAILED");
    const { length: pulls } = hub.of("sync_pull");
    const { length: logins } = hub.of("login");
    assert.deepEqual([pulls, logins], generation === "august" ? [4, 3] : [2, 1]);
    hub.onPull = () => ({ changes: {}, timestamp: 9 });
    assert.equal((await phone.rescan(hub.qr)).ok, true);
    assert.equal((await phone.sync()).ok, true);
  }
});

Deno.test("a refused renewal leaves the old token and the first failure", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "august");
  hub.onPull = () => errorEnvelope("Token expired", "AUTH_FAILED");
  hub.onLogin = () => new Response("", { status: 401 });
  const outcome = await phone.sync();
  assert.deepEqual(outcome.error, {
    code: "AUTH_FAILED",
    message: "Error: sync_pull failed: Token expired",
  });
  assert.equal(phone.token, "token-1");
  assert.equal(hub.of("sync_pull").length, 1);
});

Deno.test("August renews for the push alone: the pull is not repeated", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "august");
  await phone.create("patients", { given_name: "Grace" });
  hub.onPush = ({ token }) => token === "token-1" ? new Response("", { status: 401 }) : {};
  const outcome = await phone.sync();
  assert.equal(outcome.ok, true);
  assert.equal(hub.of("sync_pull").length, 1);
  assert.equal(hub.of("sync_push").length, 2);
  assert.equal(
    hub.of("sync_push")[0]?.text,
    hub.of("sync_push")[1]?.text.replace("token-2", "token-1"),
  );
});

Deno.test("crypto is pure JavaScript: a whole sync makes no call to WebCrypto", async () => {
  await using hub = new TinyHub();
  const generation: Generation = "march";
  const real = Object.getOwnPropertyDescriptor(crypto, "subtle") ??
    Object.getOwnPropertyDescriptor(Crypto.prototype, "subtle");
  assert.ok(real);
  Object.defineProperty(crypto, "subtle", { configurable: true, get: () => assert.fail() });
  try {
    const { phone } = await pairedPhone(hub, generation);
    assert.equal((await phone.sync()).ok, true);
  } finally {
    Object.defineProperty(crypto, "subtle", { ...real, configurable: true });
  }
});
