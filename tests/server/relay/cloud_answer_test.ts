import assert from "node:assert/strict";
import { readPushAnswer } from "../../../server/relay/cloud_answer.ts";
import { Pharmacy } from "../../support_tests/cloud/pharmacy.ts";
import { CloudClinic, type PushAnswer } from "../../support_tests/cloud/plain_hub.ts";

const NOW = 1_800_000_000_000;

function kindOf(status: number, text: string): string {
  return readPushAnswer({ status, text, retryAfter: null }, NOW).kind;
}

function read({ status, text, headers }: PushAnswer) {
  return readPushAnswer({ status, text, retryAfter: headers.get("retry-after") }, NOW);
}

Deno.test("readPushAnswer() takes success alone for success (A25)", () => {
  assert.equal(kindOf(200, `{"success":true}`), "success");
  assert.equal(kindOf(200, "[object Object]"), "failure");
  assert.equal(kindOf(200, `{"success":"true"}`), "failure");
  assert.equal(kindOf(200, "{}"), "failure");
  assert.equal(kindOf(500, `{"success":true}`), "failure");
});

Deno.test("readPushAnswer() tells the cloud's failures from somebody else's", () => {
  assert.equal(kindOf(500, `{"status":500,"unhandled":true,"message":"HTTPError"}`), "failure");
  assert.equal(kindOf(400, `{"error":"x"}`), "failure");
  for (const status of [502, 503, 504]) assert.equal(kindOf(status, "{}"), "not the cloud");
  for (const [status, text] of [[200, "<html>"], [302, "{}"], [500, "oops"], [200, ""]] as const) {
    assert.equal(kindOf(status, text), "not the cloud");
  }
  for (const status of [401, 403]) assert.equal(kindOf(status, "{}"), "unauthorised");
});

Deno.test("readPushAnswer() reads what is refused, as ids or as objects", () => {
  const text = `{"success":true,"rejected":["a",{"id":"b","reason":"x"},5,{"id":7}]}`;
  const answer = readPushAnswer({ status: 200, text, retryAfter: null }, NOW);
  assert.deepEqual(answer, { kind: "success", rejected: ["a", "b"] });
});

Deno.test("readPushAnswer() finds refused ids in whatever shape they come, and no parents of theirs", () => {
  const shapes = [
    { patients: ["a"] },
    { patients: [{ id: "a", clinic_id: "p" }] },
    { a: "bad date" },
    [{ record_id: "a" }],
    [["patients", "a"]],
    "a",
  ];
  for (const rejected of shapes) {
    const text = JSON.stringify({ success: true, rejected });
    const answer = readPushAnswer({ status: 200, text, retryAfter: null }, NOW);
    assert.ok(answer.kind === "success" && answer.rejected.includes("a"), text);
    assert.ok(!answer.rejected.includes("p"), text);
  }
});

Deno.test("readPushAnswer() reads the older and the newer cloud", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  assert.equal(read(await clinic.hub.pushRow("patients", clinic.patient())).kind, "success");
  const item = pharmacy.item({ drug_id: crypto.randomUUID() });
  assert.equal(read(await clinic.hub.pushRow("prescription_items", item)).kind, "failure");
  assert.equal(read(await clinic.hub.push("{")).kind, "failure");
  clinic.cloud.limit.perMinute = 1;
  const limited = read(await clinic.hub.push({}));
  assert.ok(limited.kind === "too many" && limited.waitMs > 0 && limited.waitMs <= 60_000);

  await using newer = await CloudClinic.open({ generation: "newer", reportsRejected: true });
  const visit = newer.visit(crypto.randomUUID());
  assert.deepEqual(read(await newer.hub.pushRow("visits", visit)), {
    kind: "success",
    rejected: [visit.id],
  });
  newer.cloud.people.remove("devices", newer.deviceId);
  assert.equal(read(await newer.hub.push({})).kind, "unauthorised");
});
