import assert from "node:assert/strict";
import { CLOUD_GENERATIONS, SimulatedCloud } from "../../support/cloud/mod.ts";
import { CloudClinic, SUCCESS } from "./plain_hub.ts";

async function statusOf(
  clinic: CloudClinic,
  authorization: string | null,
  peerType = "sync_hub",
): Promise<number> {
  const response = await fetch(
    `${clinic.cloud.url}/api/v2/sync?lastPulledAt=0&peerType=${peerType}`,
    { headers: authorization === null ? {} : { authorization } },
  );
  await response.body?.cancel();
  return response.status;
}

Deno.test("cloud.md 3.4: without the right header the answer is 401 Unauthorized", async () => {
  for (const generation of CLOUD_GENERATIONS) {
    await using clinic = await CloudClinic.open({ generation });
    const { apiKey } = clinic.hub;
    for (
      const header of [null, "", apiKey, `bearer ${apiKey}`, `Token ${apiKey}`, `Basic ${apiKey}`]
    ) {
      assert.equal(await statusOf(clinic, header), 401, String(header));
    }
    const refused = await fetch(`${clinic.cloud.url}/api/v2/sync`, { method: "POST", body: "{}" });
    assert.equal(refused.status, 401);
    assert.deepEqual(await refused.json(), { error: "Unauthorized" });
  }
});

Deno.test("cloud.md 3.4: only Bearer with peerType=sync_hub is taken for a key", async () => {
  await using clinic = await CloudClinic.open();
  assert.equal(await statusOf(clinic, `Bearer ${clinic.hub.apiKey}`), 200);
  assert.equal(await statusOf(clinic, `Bearer ${clinic.hub.apiKey}`, "mobile"), 401);
});

Deno.test("cloud.md 3.4, 3.5: a password with peerType=sync_hub works in the older cloud alone", async () => {
  for (const [generation, status] of [["older", 200], ["newer", 401]] as const) {
    await using clinic = await CloudClinic.open({ generation });
    const { email, password } = clinic.nurse;
    const credentials = btoa(`${email}:${password}`);
    assert.equal(await statusOf(clinic, `Basic ${credentials}`), status);
    assert.equal(await statusOf(clinic, `Basic ${credentials}`, "mobile"), 200);
    assert.equal(await statusOf(clinic, `Bearer ${credentials}`, "mobile"), 200);
    assert.equal(await statusOf(clinic, `Basic ${btoa(`${email}:wrong`)}`, "mobile"), 401);
    assert.equal(await statusOf(clinic, `Basic ${btoa(`nobody:${password}`)}`, "mobile"), 401);
  }
});

Deno.test("B24: pulls and pushes share a limit per minute and address, 60 and in the newer cloud 120", async () => {
  for (const [generation, limit] of [["older", 60], ["newer", 120]] as const) {
    const clock = { ms: Date.now() };
    await using clinic = await CloudClinic.open({ generation, now: () => clock.ms });
    clinic.cloud.limit.perMinute = limit;
    for (let sent = 0; sent < limit; sent++) {
      const answer = await clinic.hub.push({});
      assert.deepEqual([answer.status, answer.text], [200, SUCCESS]);
    }
    const refused = await clinic.hub.tryPull();
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("retry-after"), "60");
    assert.deepEqual(await refused.json(), {
      error: "Too many requests. Please try again later.",
    });
    clock.ms += 20_000;
    assert.equal((await clinic.hub.push({})).headers.get("retry-after"), "40");
    clock.ms += 40_000;
    assert.equal((await clinic.hub.push({})).status, 200);
  }
});

Deno.test("B24: addresses come from x-forwarded-for, all others share one; key checks are not counted", async () => {
  await using clinic = await CloudClinic.open({ requestsPerMinute: 1 });
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${clinic.cloud.url}/api/v2/sync`, { headers });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await ask({ "x-forwarded-for": "10.0.0.1, 10.9.9.9" }), 401);
  assert.equal(await ask({ "x-forwarded-for": "10.0.0.1" }), 429);
  assert.equal(await ask({ "x-forwarded-for": "10.0.0.2" }), 401);
  assert.equal(await ask({}), 401);
  assert.equal(await ask({}), 429);
  const verified = await fetch(`${clinic.cloud.url}/api/hub/verify-key`, {
    method: "POST",
    body: JSON.stringify({ api_key: clinic.hub.apiKey }),
  });
  assert.equal(verified.status, 200);
  await verified.body?.cancel();
});

Deno.test("B24: the limits are the generations' own", async () => {
  for (const [generation, limit] of [["older", 60], ["newer", 120]] as const) {
    await using cloud = await SimulatedCloud.start({ generation });
    assert.equal(cloud.limit.perMinute, limit);
  }
});
