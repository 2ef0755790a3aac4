import assert from "node:assert/strict";
import { hc } from "hono/client";
import { type OperatorApp, type OperatorStatus } from "../../../server/operator/mod.ts";
import { WireError } from "../../../server/wire/mod.ts";
import { bundlePage } from "../../../tools/page/bundle_page.ts";
import { ORIGIN, PORT, TestOperator } from "./test_operator.ts";

const FROM_PAGE = { origin: ORIGIN, "content-type": "application/json" };

/** A POST of a signed-in page. */
async function post(operator: TestOperator, path: string, body: unknown = {}): Promise<Response> {
  const headers = await operator.signIn();
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return await operator.request(path, { method: "POST", headers, body: text });
}

function signInWith(operator: TestOperator, token: unknown): Promise<Response> {
  const body = JSON.stringify({ token });
  return operator.request("/api/session", { method: "POST", headers: FROM_PAGE, body });
}

async function refusalOf(response: Response): Promise<[number, string, string]> {
  const { error } = await response.json() as { error: { code: string; message: string } };
  return [response.status, error.code, error.message];
}

Deno.test("POST /api/session gives a cookie that scripts and other sites cannot use", async () => {
  using operator = new TestOperator();
  const response = await signInWith(operator, operator.guard.newStartToken());
  assert.equal(response.status, 200);
  assert.match(
    response.headers.get("set-cookie") ?? "",
    new RegExp(`^hub_operator_${PORT}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  );
});

Deno.test("POST /api/session replaces the session its browser had", async () => {
  using operator = new TestOperator();
  const before = await operator.signIn();
  const body = JSON.stringify({ token: operator.guard.newStartToken() });
  const response = await operator.request("/api/session", {
    method: "POST",
    headers: before,
    body,
  });
  const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  const read = async (headers: Record<string, string>) =>
    (await operator.request("/api/status", { headers })).status;
  assert.deepEqual([await read(before), await read({ cookie })], [401, 200]);
});

Deno.test("POST /api/session refuses a used and a wrong token without a cookie", async () => {
  using operator = new TestOperator();
  const token = operator.guard.newStartToken();
  await signInWith(operator, token);
  for (const again of [token, "wrong"]) {
    const response = await signInWith(operator, again);
    assert.equal(response.headers.get("set-cookie"), null);
    assert.deepEqual((await refusalOf(response)).slice(0, 2), [401, "START_TOKEN_REFUSED"]);
  }
});

Deno.test("POST /api/session lets the operator in however many wrong tokens there were", async () => {
  using operator = new TestOperator({ steadyMs: () => 0 });
  for (let i = 0; i < 20; i++) assert.equal((await signInWith(operator, "wrong")).status, 401);
  const response = await signInWith(operator, "wrong");
  assert.equal(response.headers.get("retry-after"), "60");
  assert.deepEqual((await refusalOf(response)).slice(0, 2), [429, "TOO_MANY"]);
  assert.equal((await signInWith(operator, operator.guard.newStartToken())).status, 200);
});

Deno.test("POST /api/session counts no attempt of another page", async () => {
  using operator = new TestOperator();
  const headers = { ...FROM_PAGE, origin: "http://evil.example.org" };
  for (let i = 0; i < 30; i++) {
    await operator.request("/api/session", { method: "POST", headers, body: '{"token":"x"}' });
  }
  assert.equal((await signInWith(operator, operator.guard.newStartToken())).status, 200);
});

Deno.test("POST /api/session does not repeat the token it refuses", async () => {
  using operator = new TestOperator();
  for (const token of [7, null, "", "x".repeat(201), { a: 1 }]) {
    const [status, code, message] = await refusalOf(await signInWith(operator, token));
    assert.deepEqual([status, code], [400, "INVALID"]);
    assert.match(message, /^Cannot accept the request: token (?:must|is)/);
    assert(!message.includes("xxx"));
  }
});

Deno.test("GET /api/status answers the status, locked or not", async () => {
  using operator = new TestOperator();
  const headers = await operator.signIn();
  const read = async () =>
    await (await operator.request("/api/status", { headers })).json() as OperatorStatus;
  assert.deepEqual(await read(), JSON.parse(JSON.stringify(await operator.status())));
  operator.locked = true;
  assert.deepEqual(await read(), {
    ...operator.parts.running,
    state: "locked",
    hasRecoveryKey: true,
  });
});

Deno.test("POST /api/pairing/open opens for the given minutes", async () => {
  using operator = new TestOperator();
  const response = await post(operator, "/api/pairing/open", { minutes: 60 });
  assert.deepEqual([response.status, await response.json()], [200, { done: true }]);
  assert.deepEqual(operator.done, ["openPairing 60"]);
});

const BAD_MINUTES = [{}, { minutes: 0 }, { minutes: 61 }, { minutes: 1.5 }, { minutes: "5" }, {
  minutes: null,
}];
for (const body of BAD_MINUTES) {
  Deno.test(`POST /api/pairing/open refuses ${JSON.stringify(body)}`, async () => {
    using operator = new TestOperator();
    const [status, code, message] = await refusalOf(
      await post(operator, "/api/pairing/open", body),
    );
    assert.deepEqual([status, code], [400, "INVALID"]);
    assert.match(message, /^Cannot accept the request: minutes must be (?:a|at) /);
    assert.deepEqual(operator.done, []);
  });
}

for (const body of ["", "{", "[]", "7", "null"]) {
  Deno.test(`POST /api/pairing/open refuses the body ${JSON.stringify(body)}`, async () => {
    using operator = new TestOperator();
    const refusal = await refusalOf(await post(operator, "/api/pairing/open", body));
    assert.deepEqual(refusal.slice(0, 2), [400, "INVALID"]);
    assert.match(refusal[2], /the body must be/);
    assert.deepEqual([operator.done, operator.defects], [[], []]);
  });
}

Deno.test("a body that is too large is refused", async () => {
  using operator = new TestOperator();
  const response = await post(operator, "/api/pairing/open", { minutes: 5, x: "x".repeat(20_000) });
  assert.deepEqual((await refusalOf(response)).slice(0, 2), [413, "TOO_LARGE"]);
});

Deno.test("POST /api/pairing/close, clock/confirm, lock and stop do what they say", async () => {
  using operator = new TestOperator();
  const statuses = [];
  for (const path of ["pairing/close", "clock/confirm", "lock", "stop"]) {
    statuses.push((await post(operator, `/api/${path}`)).status);
  }
  assert.deepEqual(statuses, [200, 200, 200, 202]);
  assert.deepEqual(operator.done, ["closePairing", "confirmClock", "lock", "stop"]);
});

Deno.test("POST /api/settings changes what it names, and refuses what is out of bounds", async () => {
  using operator = new TestOperator();
  const changed = await post(operator, "/api/settings", { maxBodyMiB: 256, pageRows: 0 });
  assert.deepEqual(await changed.json(), {
    maxBodyMiB: 256,
    pageRows: 0,
    pageMiB: 8,
    tokenSeenDays: 90,
  });
  for (const bad of [{ maxBodyMiB: 257 }, { pageRows: -1 }, { tokenSeenDays: 1.5 }, { other: 1 }]) {
    assert.deepEqual((await refusalOf(await post(operator, "/api/settings", bad))).slice(0, 2), [
      400,
      "INVALID",
    ]);
  }
  assert.equal(operator.settings.maxBodyMiB, 256);
});

for (const action of ["undo", "revoke", "reinstate"]) {
  for (const id of ["old phone", "a/b?c%20#é", "..%2F", "٣", "", ".", ".."]) {
    Deno.test(`POST /api/devices/${action} takes the id "${id}" whole`, async () => {
      using operator = new TestOperator();
      await post(operator, `/api/devices/${action}`, { id });
      assert.deepEqual(operator.done, [`${action} ${id}`]);
    });
  }

  Deno.test(`POST /api/devices/${action} refuses an id no phone can have`, async () => {
    using operator = new TestOperator();
    const response = await post(operator, `/api/devices/${action}`, { id: "x".repeat(201) });
    assert.deepEqual(await refusalOf(response), [
      400,
      "INVALID",
      "Cannot accept the request: id is too long",
    ]);
  });
}

for (const [code, status] of [["LOCKED", 503], ["STORAGE", 503], ["BUSY", 503]] as const) {
  Deno.test(`an action that fails with ${code} is answered ${status}`, async () => {
    using operator = new TestOperator();
    operator.failure = new WireError(code);
    const refusal = await refusalOf(
      await post(operator, "/api/devices/revoke", { id: "old phone" }),
    );
    assert.deepEqual(refusal.slice(0, 2), [status, code]);
    assert.deepEqual(operator.defects, []);
  });
}

Deno.test("an action on a phone that is not there is answered 404", async () => {
  using operator = new TestOperator();
  const refusal = await refusalOf(await post(operator, "/api/devices/revoke", { id: "nobody" }));
  assert.deepEqual(refusal.slice(0, 2), [404, "NOT_FOUND"]);
});

for (const failure of [new Error("secret detail"), new WireError("AUTH_FAILED")]) {
  Deno.test(`a ${failure.name} that nobody expected is told to the log and not to the page`, async () => {
    using operator = new TestOperator();
    operator.failure = failure;
    const refusal = await refusalOf(await post(operator, "/api/clock/confirm"));
    assert.deepEqual(refusal, [
      500,
      "INTERNAL",
      "Cannot complete the request: the Sync Hub met an error",
    ]);
    assert.equal(operator.defects.length, 1);
  });
}

Deno.test("GET /api/pairing.svg draws the QR code", async () => {
  using operator = new TestOperator();
  const headers = await operator.signIn();
  const response = await operator.request("/api/pairing.svg", { headers });
  assert.equal(response.headers.get("content-type"), "image/svg+xml");
  assert.match(await response.text(), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
});

Deno.test("GET /api/pairing.svg has nothing to draw without network or when locked", async () => {
  using operator = new TestOperator();
  const headers = await operator.signIn();
  const { parts } = operator;
  operator.parts = { ...parts, running: { ...parts.running, lanUrl: null } };
  const read = async () =>
    (await refusalOf(await operator.request("/api/pairing.svg", { headers }))).slice(0, 2);
  assert.deepEqual(await read(), [404, "NOT_FOUND"]);
  operator.locked = true;
  assert.deepEqual(await read(), [503, "LOCKED"]);
});

Deno.test("the page and its files are there without a session and hold no data", async () => {
  await bundlePage();
  using operator = new TestOperator();
  for (
    const [path, type] of [
      ["/", "text/html; charset=utf-8"],
      ["/page.js", "text/javascript; charset=utf-8"],
      ["/page.css", "text/css; charset=utf-8"],
    ] as const
  ) {
    const file = await operator.request(path);
    assert.deepEqual([path, file.status, file.headers.get("content-type")], [path, 200, type]);
    assert(!(await file.text()).includes(operator.parts.hubName));
  }
  assert.equal(operator.statusReads, 0);
});

Deno.test("the page has no inline script, style or handler: the policy would block it", async () => {
  await bundlePage();
  using operator = new TestOperator();
  const html = await (await operator.request("/")).text();
  assert.doesNotMatch(html, /<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/i);
});

Deno.test("hc<OperatorApp>() knows routes, inputs and answers", async () => {
  using operator = new TestOperator();
  const headers = await operator.signIn();
  const client = hc<OperatorApp>(ORIGIN, {
    headers,
    fetch: (input: RequestInfo | URL, init?: RequestInit) => {
      const path = String(input).slice(ORIGIN.length);
      return operator.request(path, init);
    },
  });
  const status: OperatorStatus = await (await client.api.status.$get()).json();
  assert.equal(status.state, "unlocked");
  const opened = await client.api.pairing.open.$post({ json: { minutes: 7 } });
  const answer: { done: true } = await opened.json();
  assert.equal(answer.done, true);
  await client.api.devices.revoke.$post({ json: { id: "old phone" } });
  // @ts-expect-error minutes is a number
  await client.api.pairing.open.$post({ json: { minutes: "7" } });
  // @ts-expect-error no such route
  client.api.nothing;
  assert.deepEqual(operator.done, ["openPairing 7", "revoke old phone"]);
});
