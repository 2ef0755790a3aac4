import assert from "node:assert/strict";
import { type CloudDevice, planRun, readCloudDevice } from "../../../server/relay/cloud_device.ts";
import { CloudClinic } from "../../support_tests/cloud/plain_hub.ts";

function device(values: Partial<CloudDevice> = {}): CloudDevice {
  return { id: "d1", name: "Hub", status: "active", clinicIds: ["a", "b"], ...values };
}

Deno.test("readCloudDevice() reads what the cloud answers", async () => {
  await using clinic = await CloudClinic.open();
  const response = await fetch(`${clinic.cloud.url}/api/hub/verify-key`, {
    method: "POST",
    body: JSON.stringify({ api_key: clinic.hub.apiKey }),
  });
  const read = readCloudDevice(await response.json());
  assert.deepEqual([read?.id, read?.status], [clinic.deviceId, "active"]);
  assert.deepEqual(read?.clinicIds, [clinic.clinicId]);
});

Deno.test("readCloudDevice() refuses answers without id, name or clinics", () => {
  const good = { id: "d1", name: "Hub", status: "active", clinic_ids: ["b", "a", "b"] };
  assert.deepEqual(readCloudDevice(good)?.clinicIds, ["a", "b"]);
  assert.equal(readCloudDevice({ ...good, is_deleted: true })?.status, "deleted");
  const bad = [
    null,
    "x",
    { ...good, id: 5 },
    { ...good, id: "" },
    { ...good, name: undefined },
    { ...good, clinic_ids: null },
    { ...good, clinic_ids: [5] },
  ];
  for (const answer of bad) assert.equal(readCloudDevice(answer), null);
});

Deno.test("planRun() pulls from the start when a clinic was added, the first time included (A29)", () => {
  const start = { relay: true, pullFrom: "start", gone: [] };
  assert.deepEqual(planRun(null, device()), start);
  assert.deepEqual(planRun(device(), device({ clinicIds: ["a", "b", "c"] })), start);
  assert.deepEqual(planRun(device(), device()), { ...start, pullFrom: "cursor" });
});

Deno.test("planRun() names the clinics that were taken away (A29)", () => {
  const plan = planRun(device(), device({ clinicIds: ["b"] }));
  assert.deepEqual(plan, { relay: true, pullFrom: "cursor", gone: ["a"] });
});

Deno.test("planRun() relays nothing without clinics, when suspended, and as another device (S-15)", () => {
  const reason = (now: CloudDevice) => planRun(device(), now);
  assert.deepEqual(reason(device({ clinicIds: [] })), { relay: false, reason: "NO_CLINICS" });
  for (const status of ["suspended", "inactive", "decommissioned", "deleted"]) {
    assert.deepEqual(reason(device({ status })), { relay: false, reason: "NOT_ACTIVE" });
  }
  assert.deepEqual(reason(device({ id: "d2" })), { relay: false, reason: "OTHER_DEVICE" });
});
