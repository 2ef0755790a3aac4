import assert from "node:assert/strict";
import { Hono } from "hono";
import { hc } from "hono/client";
import type { AuditQuery } from "../../../server/audit/mod.ts";
import { auditRoutes } from "../../../server/operator/audit_routes.ts";
import type { OperatorAudit } from "../../../server/operator/operator_deps.ts";
import { operatorErrorOf, refusal } from "../../../server/operator/operator_error.ts";
import { WireError } from "../../../server/wire/errors.ts";

const STATE = { verifiedAtMs: 5, problem: null };

class TestAudit implements OperatorAudit {
  readonly queries: AuditQuery[] = [];
  readonly chunks = ["a\n", "b\n", "c\n"];
  asked = 0;
  locked = false;

  entries(query: AuditQuery) {
    this.queries.push(query);
    return Promise.resolve({ entries: [], total: 0, state: STATE, users: {}, devices: {} });
  }

  export(ticket: number | null) {
    if (this.locked) return Promise.reject(new WireError("LOCKED"));
    assert.equal(ticket, this.asked === 0 ? null : 7);
    const text = this.chunks[this.asked++];
    const lines = text === undefined ? null : new TextEncoder().encode(text);
    return Promise.resolve({ ticket: 7, lines });
  }
}

function testApp(audit: TestAudit) {
  const app = new Hono();
  app.onError((error) => refusal(operatorErrorOf(error)));
  return app.route("/audit", auditRoutes({ audit }));
}

Deno.test("GET /audit takes before, limit and kinds, typed for a client", async () => {
  const audit = new TestAudit();
  const app = testApp(audit);
  const client = hc<typeof app>("http://hub", {
    fetch: (input: RequestInfo | URL, init?: RequestInit) =>
      Promise.resolve(app.request(input instanceof Request ? input.url : `${input}`, init)),
  });
  const response = await client.audit.$get({
    query: { before: 30, limit: 10, kinds: ["login", "call"] },
  });
  assert.ok(response.ok);
  assert.deepEqual((await response.json()).state, STATE);
  await app.request("/audit?kinds=locked,login");
  await app.request("/audit");
  assert.deepEqual(audit.queries, [{ before: 30, limit: 10, kinds: ["login", "call"] }, {
    kinds: ["locked", "login"],
  }, {}]);
});

Deno.test("GET /audit refuses what it does not understand", async () => {
  const app = testApp(new TestAudit());
  for (const query of ["before=x", "limit=0", "limit=501", "kinds=login,nonsense", "limit=1.5"]) {
    const response = await app.request(`/audit?${query}`);
    assert.equal(response.status, 400, query);
    assert.equal((await response.json()).error.code, "INVALID");
  }
});

Deno.test("GET /audit/export streams the parts as a file", async () => {
  const audit = new TestAudit();
  const response = await testApp(audit).request("/audit/export");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-disposition") ?? "", /^attachment/);
  assert.ok(audit.asked <= 2, "nothing is read ahead of the browser");
  assert.equal(await response.text(), "a\nb\nc\n");
});

Deno.test("GET /audit/export of a locked hub says so and sends no file", async () => {
  const audit = new TestAudit();
  audit.locked = true;
  const response = await testApp(audit).request("/audit/export");
  assert.equal(response.status, 503);
  assert.equal((await response.json()).error.code, "LOCKED");
});
