import assert from "node:assert/strict";
import { checkKey } from "../../../server/relay/running/check_key.ts";
import type { RelayProblem } from "../../../server/relay/relay_status.ts";
import { CLOUD_GENERATIONS, SimulatedCloud } from "../../support/cloud/mod.ts";

const API_KEY = `hh_${"a".repeat(64)}`;

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`checkKey() finds the hub of a key at the ${generation} cloud`, async () => {
    await using cloud = await SimulatedCloud.start({ generation });
    const clinicId = cloud.people.clinic();
    const { id, apiKey } = cloud.people.hub([clinicId], { name: "North" });
    const found = await checkKey({ url: ` ${cloud.url}// `, apiKey });
    assert(found.problem === null);
    assert.deepEqual(found.access, { url: cloud.url, apiKey });
    assert.deepEqual(found.device, { id, name: "North", status: "active", clinicIds: [clinicId] });
    assert.equal((await checkKey({ url: cloud.url, apiKey: API_KEY })).problem, "KEY_REFUSED");
    cloud.network.offline = true;
    assert.equal((await checkKey({ url: cloud.url, apiKey })).problem, "NO_INTERNET");
  });
}

const ANSWERS: [name: string, answer: () => Response, problem: RelayProblem][] = [
  ["a sign-in page", () => new Response("<html>Welcome</html>"), "NOT_A_CLOUD"],
  ["a way to a sign-in page", () => Response.redirect("http://127.0.0.1:1/login"), "NOT_A_CLOUD"],
  ["a page that wants a login", () => new Response("<html>", { status: 401 }), "NOT_A_CLOUD"],
  ["another server's page", () => new Response("not found", { status: 404 }), "NOT_A_CLOUD"],
  ["JSON of something else", () => Response.json({ id: "d1", name: "x" }), "NOT_A_CLOUD"],
  [
    "a key without a device",
    () => Response.json({ error: "Invalid API key" }, { status: 401 }),
    "KEY_REFUSED",
  ],
  [
    "a route that is gone",
    () => Response.json({ error: "Not found" }, { status: 404 }),
    "CLOUD_TOO_NEW",
  ],
  ["a cloud that wants another hub", () => new Response(null, { status: 426 }), "CLOUD_TOO_NEW"],
  ["a gateway without its server", () => new Response("<html>", { status: 502 }), "CLOUD_FAILED"],
  [
    "a cloud in trouble",
    () => Response.json({ error: "Internal" }, { status: 500 }),
    "CLOUD_FAILED",
  ],
  [
    "a damaged answer",
    () => new Response("no gzip at all", { headers: { "content-encoding": "gzip" } }),
    "BROKEN_ANSWER",
  ],
  ["too many requests", () => Response.json({ error: "wait" }, { status: 429 }), "TOO_MANY"],
];

Deno.test("checkKey() says what answered when it is not a cloud that knows the key", async () => {
  for (const [name, answer, problem] of ANSWERS) {
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
    const url = `http://127.0.0.1:${server.addr.port}`;
    assert.deepEqual(await checkKey({ url, apiKey: API_KEY }), { problem }, name);
  }
});

Deno.test("checkKey() says why there is no connection", async () => {
  await using plain = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("plain"),
  );
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  closed.close();
  const cases: [url: string, problem: RelayProblem][] = [
    // What the address is called says nothing of what failed.
    [`http://127.0.0.1:${(closed.addr as Deno.NetAddr).port}/tls-certificate`, "NO_INTERNET"],
    ["http://cloud.example.org", "NOT_HTTPS"],
    ["cloud.example.org", "NOT_A_URL"],
    ["https://no-such-cloud.invalid", "NAME_NOT_FOUND"],
    [`https://127.0.0.1:${plain.addr.port}`, "TLS"],
    ["http://127.0.0.1:1", "NO_INTERNET"],
  ];
  for (const [url, problem] of cases) {
    assert.deepEqual(await checkKey({ url, apiKey: API_KEY }), { problem }, url);
  }
});

Deno.test("checkKey() can be stopped", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Promise((resolve) => setTimeout(() => resolve(new Response()), 300)),
  );
  const controller = new AbortController();
  const url = `http://127.0.0.1:${server.addr.port}`;
  const asked = checkKey({ url, apiKey: API_KEY }, controller.signal);
  controller.abort();
  assert.deepEqual(await asked, { problem: "CANCELLED" });
});
