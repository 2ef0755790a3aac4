import assert from "node:assert/strict";
import { CLOUD_GENERATIONS } from "../../support/cloud/mod.ts";
import { CloudClinic } from "./plain_hub.ts";

function verify(clinic: CloudClinic, body: string): Promise<Response> {
  return fetch(`${clinic.cloud.url}/api/hub/verify-key`, { method: "POST", body });
}

Deno.test("cloud.md 3.1: a key is hh_ and 64 hex characters, kept as its SHA-256", async () => {
  await using clinic = await CloudClinic.open();
  assert.match(clinic.hub.apiKey, /^hh_[0-9a-f]{64}$/);
  const stored = clinic.cloud.row("devices", clinic.deviceId);
  const bytes = new TextEncoder().encode(clinic.hub.apiKey);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  assert.equal(stored?.api_key_hash, hash.toHex());
});

Deno.test("cloud.md 3.4: verify-key answers the device without its key's hash", async () => {
  for (const generation of CLOUD_GENERATIONS) {
    await using clinic = await CloudClinic.open({ generation });
    const response = await verify(clinic, JSON.stringify({ api_key: clinic.hub.apiKey }));
    assert.equal(response.status, 200);
    const device = await response.json();
    assert.deepEqual(
      Object.keys(device).sort(),
      `id name device_type hardware_id hardware_id_type os_type app_version status clinic_ids
        max_pin_attempts failed_pin_attempts last_seen_at specifications recorded_by_user_id metadata
        is_deleted created_at updated_at last_modified server_created_at deleted_at`
        .split(/\s+/).sort(),
    );
    assert.equal(device.id, clinic.deviceId);
    assert.deepEqual(device.clinic_ids, [clinic.clinicId]);
    assert.deepEqual([device.specifications, device.metadata], [{}, {}]);
  }
});

Deno.test("cloud.md 3.4: verify-key refuses a missing key with 400 and a wrong one with 401", async () => {
  await using clinic = await CloudClinic.open();
  for (const body of ["{}", `{"api_key":""}`, `{"api_key":5}`, "null"]) {
    const response = await verify(clinic, body);
    assert.equal(response.status, 400, body);
    assert.deepEqual(await response.json(), { error: "Missing or invalid api_key" });
  }
  const wrong = await verify(clinic, `{"api_key":"hh_${"0".repeat(64)}"}`);
  assert.equal(wrong.status, 401);
  assert.deepEqual(await wrong.json(), { error: "Invalid API key" });
});

Deno.test("cloud.md 3.4, 3.5: a body that is not JSON is 500, in the newer cloud 400", async () => {
  for (const [generation, status] of [["older", 500], ["newer", 400]] as const) {
    await using clinic = await CloudClinic.open({ generation });
    const response = await verify(clinic, "{");
    assert.equal(response.status, status);
    assert.equal(typeof (await response.json()).error, "string");
  }
});

Deno.test("cloud.md 3.1: another key replaces the first, which is worth nothing", async () => {
  await using clinic = await CloudClinic.open();
  const apiKey = clinic.cloud.people.regenerateKey(clinic.deviceId);
  const old = await verify(clinic, JSON.stringify({ api_key: clinic.hub.apiKey }));
  assert.equal(old.status, 401);
  assert.equal((await verify(clinic, JSON.stringify({ api_key: apiKey }))).status, 200);
  for (const response of [old]) await response.body?.cancel();
});

Deno.test("C20: a suspended hub still verifies and syncs, and its status says so", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.setStatus(clinic.deviceId, "suspended");
  const response = await verify(clinic, JSON.stringify({ api_key: clinic.hub.apiKey }));
  assert.equal((await response.json()).status, "suspended");
  assert.equal((await clinic.hub.pull()).success, true);
  await clinic.hub.store("patients", clinic.patient());
});

Deno.test("cloud.md 3.4: a deleted device is let in nowhere", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.remove("devices", clinic.deviceId);
  const response = await verify(clinic, JSON.stringify({ api_key: clinic.hub.apiKey }));
  assert.equal(response.status, 401);
  const pulled = await clinic.hub.tryPull();
  assert.equal(pulled.status, 401);
  for (const answer of [response, pulled]) await answer.body?.cancel();
});

Deno.test("cloud.md 3.4: the key of a device of any type works", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.edit("devices", clinic.deviceId, { device_type: "tablet" });
  assert.equal((await clinic.hub.pull()).success, true);
});

Deno.test("C20: the cloud's log has the key in clear", async () => {
  await using clinic = await CloudClinic.open();
  const response = await verify(clinic, JSON.stringify({ api_key: clinic.hub.apiKey }));
  await response.body?.cancel();
  assert.ok(clinic.cloud.log.some((line) => line.includes(clinic.hub.apiKey)));
});

Deno.test("sync.md 1.2: names of devices are unique", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.hub([], { name: "Twin" });
  assert.throws(() => clinic.cloud.people.hub([], { name: "Twin" }), { code: "23505" });
});
