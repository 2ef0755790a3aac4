import assert from "node:assert/strict";
import { bundlePage } from "../../../tools/page/bundle_page.ts";
import { ORIGIN, PORT, TestOperator } from "./test_operator.ts";

const JSON_TYPE = { "content-type": "application/json" };

async function codeOf(response: Response): Promise<string> {
  const { error } = await response.json() as { error: { code: string; message: string } };
  assert.match(error.message, /^Cannot [^.]+$/);
  return error.code;
}

async function assertRefused(response: Response, status: number, code: string): Promise<void> {
  assert.deepEqual([response.status, await codeOf(response)], [status, code]);
}

const OWN_HOSTS = [`127.0.0.1:${PORT}`, `localhost:${PORT}`, `LocalHost:${PORT}`];
for (const host of OWN_HOSTS) {
  Deno.test(`the guard accepts the host ${host}`, async () => {
    using operator = new TestOperator();
    assert.equal((await operator.request("/", { headers: { host } })).status, 200);
  });
}

const STRANGE_HOSTS = [
  "127.0.0.1",
  "127.0.0.1:4712",
  `127.0.0.1.:${PORT}`,
  `127.0.0.2:${PORT}`,
  `[::1]:${PORT}`,
  `192.168.10.5:${PORT}`,
  `rebound.example.org:${PORT}`,
  `localhost.example.org:${PORT}`,
  "",
];
for (const host of STRANGE_HOSTS) {
  Deno.test(`the guard refuses the host "${host}" before anything else`, async () => {
    using operator = new TestOperator();
    const authorization = `Bearer ${operator.guard.newScriptToken()}`;
    for (const path of ["/", "/page.js", "/api/status"]) {
      const response = await operator.request(path, { headers: { host, authorization } });
      await assertRefused(response, 421, "WRONG_HOST");
    }
  });
}

Deno.test("the guard refuses a request without a host", async () => {
  using operator = new TestOperator();
  await assertRefused(await operator.app.request(`${ORIGIN}/`), 421, "WRONG_HOST");
});

Deno.test("the guard knows its host where browsers leave the port out", async () => {
  using operator = new TestOperator({ port: () => 80 });
  const answers = await Promise.all(
    ["127.0.0.1", "127.0.0.1:80"].map((host) => operator.request("/", { headers: { host } })),
  );
  assert.deepEqual(answers.map(({ status }) => status), [200, 421]);
});

const STRANGE_ORIGINS = [
  "null",
  "http://evil.example.org",
  `https://127.0.0.1:${PORT}`,
  `http://127.0.0.1:${PORT + 1}`,
  // The page is loaded from 127.0.0.1 here: another name is another origin.
  `http://localhost:${PORT}`,
];
for (const origin of STRANGE_ORIGINS) {
  Deno.test(`the guard refuses the origin ${origin} whatever else is right`, async () => {
    using operator = new TestOperator();
    const headers = { ...await operator.signIn(), origin };
    for (const path of ["/", "/api/status"]) {
      await assertRefused(await operator.request(path, { headers }), 403, "WRONG_ORIGIN");
    }
    const authorization = `Bearer ${operator.guard.newScriptToken()}`;
    const response = await operator.request("/api/stop", {
      method: "POST",
      headers: { ...JSON_TYPE, authorization, origin },
    });
    await assertRefused(response, 403, "WRONG_ORIGIN");
    assert.deepEqual(operator.done, []);
  });
}

Deno.test("the guard refuses what a browser says comes from another page", async () => {
  using operator = new TestOperator();
  const { cookie = "" } = await operator.signIn();
  for (const site of ["cross-site", "same-site"]) {
    const headers = { cookie, "sec-fetch-site": site };
    await assertRefused(
      await operator.request("/api/pairing.svg", { headers }),
      403,
      "WRONG_ORIGIN",
    );
    // A link on another page may open this one: it holds nothing.
    assert.equal((await operator.request("/", { headers })).status, 200);
  }
  for (const site of ["same-origin", "none"]) {
    const headers = { cookie, "sec-fetch-site": site };
    assert.equal((await operator.request("/api/status", { headers })).status, 200);
  }
});

Deno.test("the guard refuses a change without an origin and without a token", async () => {
  using operator = new TestOperator();
  const { cookie = "" } = await operator.signIn();
  const response = await operator.request("/api/stop", {
    method: "POST",
    headers: { ...JSON_TYPE, cookie },
  });
  await assertRefused(response, 403, "WRONG_ORIGIN");
  assert.deepEqual(operator.done, []);
});

for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
  Deno.test(`the guard refuses a change of type "${type}"`, async () => {
    using operator = new TestOperator();
    const signedIn = await operator.signIn();
    const headers = { ...signedIn, "content-type": type };
    const response = await operator.request("/api/stop", { method: "POST", headers, body: "{}" });
    await assertRefused(response, 415, "NOT_JSON");
    assert.deepEqual(operator.done, []);
  });
}

Deno.test("the guard accepts JSON with a charset", async () => {
  using operator = new TestOperator();
  const headers = { ...await operator.signIn(), "content-type": "application/json; charset=utf-8" };
  const response = await operator.request("/api/stop", { method: "POST", headers });
  assert.equal(response.status, 202);
});

for (const method of ["HEAD", "PUT", "DELETE", "OPTIONS"]) {
  Deno.test(`the guard refuses ${method}`, async () => {
    using operator = new TestOperator();
    const headers = await operator.signIn();
    const response = await operator.request("/api/events", { method, headers });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, POST");
    assert.equal(operator.feed.streamCount, 0);
  });
}

const GUARDED = ["/api/status", "/api/events", "/api/pairing.svg", "/api", "/api/nothing", "/x"];
for (const path of GUARDED) {
  Deno.test(`the guard asks for a session at GET ${path}`, async () => {
    using operator = new TestOperator();
    const response = await operator.request(path);
    assert.equal(response.headers.get("www-authenticate"), "Bearer");
    await assertRefused(response, 401, "NOT_SIGNED_IN");
    const strange = { cookie: `hub_operator_${PORT}=${"A".repeat(43)}` };
    await assertRefused(await operator.request(path, { headers: strange }), 401, "NOT_SIGNED_IN");
    assert.equal(operator.statusReads, 0);
  });
}

const CHANGES = [
  "/api/pairing/open",
  "/api/pairing/close",
  "/api/devices/undo",
  "/api/devices/revoke",
  "/api/devices/reinstate",
  "/api/clock/confirm",
  "/api/lock",
  "/api/stop",
];
for (const path of CHANGES) {
  Deno.test(`the guard asks for a session at POST ${path}`, async () => {
    using operator = new TestOperator();
    const headers = { ...JSON_TYPE, origin: ORIGIN };
    const body = JSON.stringify({ minutes: 5 });
    const response = await operator.request(path, { method: "POST", headers, body });
    await assertRefused(response, 401, "NOT_SIGNED_IN");
    assert.deepEqual(operator.done, []);
  });
}

Deno.test("the guard knows a page by its cookie", async () => {
  using operator = new TestOperator();
  const { cookie = "" } = await operator.signIn();
  assert.equal((await operator.request("/api/status", { headers: { cookie } })).status, 200);
  const others = cookie.replace(`_${PORT}=`, `_${PORT + 1}=`);
  const response = await operator.request("/api/status", { headers: { cookie: others } });
  await assertRefused(response, 401, "NOT_SIGNED_IN");
});

Deno.test("the guard knows a script by its token, without any origin", async () => {
  using operator = new TestOperator();
  const authorization = `Bearer ${operator.guard.newScriptToken()}`;
  assert.equal((await operator.request("/api/status", { headers: { authorization } })).status, 200);
  const headers = { ...JSON_TYPE, authorization };
  const response = await operator.request("/api/pairing/close", { method: "POST", headers });
  assert.equal(response.status, 200);
  assert.deepEqual(operator.done, ["closePairing"]);
});

Deno.test("the guard refuses a wrong token even beside a good cookie", async () => {
  using operator = new TestOperator();
  const { cookie = "" } = await operator.signIn();
  const startToken = operator.guard.newStartToken();
  for (const token of ["Bearer wrong", "Bearer ", "Basic eDp5", `Bearer ${startToken}`]) {
    const headers = { cookie, authorization: token };
    await assertRefused(await operator.request("/api/status", { headers }), 401, "NOT_SIGNED_IN");
  }
});

Deno.test("every answer carries the strict headers", async () => {
  await bundlePage();
  using operator = new TestOperator();
  const headers = await operator.signIn();
  const answers = [
    await operator.request("/"),
    await operator.request("/page.js"),
    await operator.request("/api/status", { headers }),
    await operator.request("/api/pairing.svg", { headers }),
    await operator.request("/api/nothing", { headers }),
    await operator.request("/api/status"),
    await operator.request("/", { headers: { host: "evil.example.org" } }),
    await operator.request("/api/events", { headers }),
  ];
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 404, 401, 421, 200]);
  for (const answer of answers) {
    await answer.body?.cancel();
    assert.deepEqual(
      {
        policy: answer.headers.get("content-security-policy"),
        sniff: answer.headers.get("x-content-type-options"),
        referrer: answer.headers.get("referrer-policy"),
        cache: answer.headers.get("cache-control"),
        opener: answer.headers.get("cross-origin-opener-policy"),
        resource: answer.headers.get("cross-origin-resource-policy"),
        anyoneElse: answer.headers.get("access-control-allow-origin"),
      },
      {
        policy: "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
          "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        sniff: "nosniff",
        referrer: "no-referrer",
        cache: "no-store, no-transform",
        opener: "same-origin",
        resource: "same-origin",
        anyoneElse: null,
      },
    );
  }
});
