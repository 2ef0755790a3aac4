/** The relay in a real hub process, at a simulated cloud over real HTTP. */

import assert from "node:assert/strict";
import type { AuditPage } from "../../../server/keeper/audit/audit_page.ts";
import type { NotTakenPage } from "../../../server/operator/mod.ts";
import {
  CLOUD_GENERATIONS,
  type CloudGeneration,
  isPull,
  isPush,
  SimulatedCloud,
} from "../../support/cloud/mod.ts";
import { PASSPHRASE } from "../../support/hub_process.ts";
import { RowMaker } from "../../support/phone/mod.ts";
import { until } from "../../support/until.ts";
import { furnish, RelayedHub } from "./relayed_hub.ts";

async function bringTogether(generation: CloudGeneration): Promise<void> {
  await using cloud = await SimulatedCloud.start({ generation });
  const { clinicId, nurse, hub: device, patientId } = await furnish(cloud);
  await using hub = new RelayedHub();
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  const first = await hub.done();
  await hub.line(({ state }) => state === "accounts");

  // Everything of the clinic is on the phone.
  const phone = await hub.phone(nurse);
  assert.equal((await phone.sync()).error, null);
  const pulled = await phone.row("patients", patientId);
  assert.equal(pulled?.phone, "010");

  // What the phone records is in the cloud within a minute, and nobody presses anything.
  const rows = new RowMaker(1, { clinicId, userId: nurse.id });
  const id = await phone.create("patients", { ...rows.patient(), primary_clinic_id: clinicId });
  const pushedMs = performance.now();
  assert.equal((await phone.sync()).error, null);
  await until(() => cloud.row("patients", id) !== undefined);
  assert.ok(performance.now() - pushedMs < 60_000);
  await hub.done(first + 1);

  // What somebody edits in the cloud is on the phone after the next run.
  cloud.people.edit("patients", patientId, { phone: "020" });
  await hub.sync();
  assert.equal((await phone.sync()).error, null);
  assert.equal((await phone.row("patients", patientId))?.phone, "020");

  // Counts may be some seconds old.
  await until(async () => (await hub.status()).cloud.oldestWaitingMs === null);
  const { cloud: status, hubName, hubId } = await hub.status();
  assert.equal(hubName, "Hub of Olive Hill");
  assert.notEqual(hubId, device.id);
  assert.deepEqual(status.registration, {
    url: cloud.url,
    device: {
      id: device.id,
      name: "Hub of Olive Hill",
      status: "active",
      clinics: [{ id: clinicId, name: "Olive Hill" }],
    },
  });
  assert.equal(status.failures, 0);
  assert.equal(status.lastRun?.problem, null);
  assert.ok(Date.now() - (status.lastSuccessMs ?? 0) < 60_000);
  assert.ok((status.nextRunMs ?? 0) > Date.now());
  assert.deepEqual([status.oldestWaitingMs, status.notTaken, status.notRead], [null, 0, 0]);

  const { entries } = await hub.json<AuditPage>("/api/audit?limit=500");
  assert.ok(entries.some(({ kind }) => kind === "relayed"));
  assert.ok(entries.some(({ kind }) => kind === "cloud_changed"));
  assert.ok(!JSON.stringify([hub.process.events, entries]).includes(device.apiKey));
  assert.equal(await hub.stop(), 0);
  assert.ok(!hub.directory.data.includes(device.apiKey));
}

Deno.test("a hub started with a key brings phones and the cloud of either generation together by itself", async () => {
  // Each of them waits half a minute for the run that nobody asks for.
  await Promise.all(CLOUD_GENERATIONS.map(bringTogether));
});

Deno.test("a person registers a running hub, whose identity stays; again with another key, and not at all", async () => {
  await using cloud = await SimulatedCloud.start();
  const { clinicId, nurse, hub: device } = await furnish(cloud);
  await using hub = new RelayedHub();
  await hub.start();
  const before = await hub.status();
  assert.deepEqual([before.cloud.registration, before.hasAccounts], [null, false]);
  assert.equal((await hub.ask("/api/cloud/sync", {})).status, 409);

  const register = (apiKey: string, url = cloud.url, passphrase = PASSPHRASE) =>
    hub.ask("/api/cloud/register", { url, apiKey, passphrase });
  assert.equal((await register(device.apiKey, cloud.url, "not the passphrase")).status, 403);
  const refusals = [
    [await register(`hh_${"0".repeat(64)}`), "KEY_REFUSED"],
    [await register(device.apiKey, "http://cloud.example.org"), "NOT_HTTPS"],
    [await register(device.apiKey, "https://no-such-cloud.invalid"), "NAME_NOT_FOUND"],
  ] as const;
  for (const [answer, problem] of refusals) {
    assert.deepEqual(await answer.json(), { registered: false, problem });
  }
  assert.equal((await hub.status()).cloud.registration, null);

  assert.equal((await (await register(device.apiKey)).json()).registered, true);
  const first = await hub.done();
  const phone = await hub.phone(nurse);
  assert.equal((await phone.sync()).error, null);

  // Its rows are one cloud's; another one is not even asked for anything.
  await using elsewhere = await SimulatedCloud.start();
  const { hub: stranger } = await furnish(elsewhere);
  const beforeMove = hub.lines.length;
  const moved = await register(stranger.apiKey, elsewhere.url);
  assert.deepEqual(await moved.json(), { registered: false, problem: "OTHER_CLOUD" });
  assert.equal((await hub.status()).cloud.registration?.url, cloud.url);
  await hub.done(beforeMove);
  assert.deepEqual(elsewhere.requestsOf("GET", "/api/v2/sync"), []);

  // The key was replaced in the cloud; the phone does not notice.
  const newKey = cloud.people.regenerateKey(device.id);
  await hub.json("/api/cloud/sync", {});
  await hub.line(({ code }) => code === "KEY_REFUSED", first + 1);
  assert.equal((await hub.status()).cloud.lastRun?.problem, "KEY_REFUSED");
  const other = cloud.people.clinic({ name: "Valley" });
  cloud.people.setClinics(device.id, [clinicId, other]);
  const from = hub.lines.length;
  assert.equal((await (await register(newKey)).json()).registered, true);
  await hub.done(from);
  assert.equal((await phone.sync()).error, null);
  const after = await hub.status();
  assert.deepEqual(
    after.cloud.registration?.device?.clinics.map(({ name }) => name).sort(),
    ["Olive Hill", "Valley"],
  );
  assert.deepEqual([after.hubId, after.fingerprint], [before.hubId, before.fingerprint]);

  assert.equal(
    (await hub.ask("/api/cloud/deregister", { passphrase: PASSPHRASE })).status,
    200,
  );
  const { cloud: gone } = await hub.status();
  assert.deepEqual([gone.registration, gone.nextRunMs], [null, null]);
  assert.equal((await phone.sync()).error, null);
});

Deno.test("a suspended hub and one without clinics serve phones and say why they do not relay", async () => {
  await using cloud = await SimulatedCloud.start();
  const { clinicId, nurse, hub: device, patientId } = await furnish(cloud);
  await using hub = new RelayedHub();
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  await hub.done();
  const phone = await hub.phone(nurse);
  const steps = [
    [() => cloud.people.setStatus(device.id, "suspended"), "SUSPENDED"],
    [() => cloud.people.setStatus(device.id, "decommissioned"), "DECOMMISSIONED"],
    [() => {
      cloud.people.setStatus(device.id, "active");
      cloud.people.setClinics(device.id, []);
    }, "NO_CLINICS"],
  ] as const;
  cloud.people.edit("patients", patientId, { phone: "030" });
  for (const [act, problem] of steps) {
    act();
    const pulls = cloud.requestsOf("GET", "/api/v2/sync").length;
    const from = hub.lines.length;
    await hub.json("/api/cloud/sync", {});
    await hub.line(({ state, code }) => state === "stopped" && code === problem, from);
    assert.equal((await phone.sync()).error, null);
    assert.equal(cloud.requestsOf("GET", "/api/v2/sync").length, pulls);
  }
  assert.deepEqual(await hub.json("/api/cloud/check", {}), { problem: "NO_CLINICS" });
  cloud.people.setClinics(device.id, [clinicId]);
  assert.deepEqual(await hub.json("/api/cloud/check", {}), { problem: null });
  await hub.sync();
  assert.equal((await phone.sync()).error, null);
  assert.equal((await phone.row("patients", patientId))?.phone, "030");
});

Deno.test("without internet the hub starts, serves phones, and catches up once there is a line", async () => {
  await using cloud = await SimulatedCloud.start();
  const { clinicId, nurse, hub: device } = await furnish(cloud);
  await using hub = new RelayedHub();
  const flags = hub.cloudFlags(cloud, device.apiKey);
  await hub.start(...flags);
  await hub.done();
  assert.equal(await hub.stop(), 0);

  cloud.network.offline = true;
  await hub.start(...flags);
  await hub.line(({ code }) => code === "NO_INTERNET");
  const phone = await hub.phone(nurse);
  const rows = new RowMaker(2, { clinicId, userId: nurse.id });
  const id = await phone.create("patients", { ...rows.patient(), primary_clinic_id: clinicId });
  assert.equal((await phone.sync()).error, null);
  const { cloud: status } = await hub.status();
  assert.equal(status.lastRun?.problem, "NO_INTERNET");
  assert.ok(status.failures > 0);
  await until(async () => {
    const { oldestWaitingMs } = (await hub.status()).cloud;
    return oldestWaitingMs !== null && Math.abs(oldestWaitingMs - Date.now()) < 600_000;
  });
  cloud.network.heal();
  await hub.sync();
  assert.ok(cloud.row("patients", id) !== undefined);
});

Deno.test("killed at any moment of a run, the hub goes on where it was and doubles nothing", async () => {
  await using cloud = await SimulatedCloud.start({ requestsPerMinute: 10_000 });
  const { clinicId, nurse, hub: device } = await furnish(cloud);
  for (let n = 0; n < 300; n++) cloud.people.patient({ primary_clinic_id: clinicId });
  await using hub = new RelayedHub();
  const flags = hub.cloudFlags(cloud, device.apiKey);
  // Pulled half, then killed.
  cloud.network.fail(
    { kind: "stall", direction: "answer", afterBytes: 9_000, forMs: Infinity },
    isPull,
  );
  await hub.start(...flags);
  await hub.line(({ step, bytes }) => step === "receiving" || Number(bytes) > 0);
  await hub.kill();
  await hub.start(...flags);
  await hub.done();
  assert.equal((await hub.status()).rows.patients, 301);

  const phone = await hub.phone(nurse);
  const rows = new RowMaker(3, { clinicId, userId: nurse.id });
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    const patient = { ...rows.patient(), primary_clinic_id: clinicId };
    ids.push(await phone.create("patients", patient));
  }
  assert.equal((await phone.sync()).error, null);
  // The cloud stores the push; its answer never comes, and the hub dies waiting.
  cloud.network.fail(
    { kind: "stall", direction: "answer", afterBytes: 0, forMs: Infinity },
    isPush,
  );
  await hub.json("/api/cloud/sync", {});
  await until(() => ids.every((id) => cloud.row("patients", id) !== undefined));
  await hub.kill();
  cloud.network.cutAll();
  await hub.start(...flags);
  await hub.done();
  await hub.sync();
  assert.equal(cloud.count("patients"), 306);
  // Counts may be some seconds old.
  await until(async () => (await hub.status()).cloud.oldestWaitingMs === null);
  const { cloud: status, rows: counts } = await hub.status();
  assert.equal(counts.patients, 306);
  assert.equal(status.notTaken, 0);
});

Deno.test("a locked hub does not relay; unlocked it goes on", async () => {
  await using cloud = await SimulatedCloud.start();
  const { hub: device } = await furnish(cloud);
  await using hub = new RelayedHub();
  cloud.network.fail(
    { kind: "stall", direction: "answer", afterBytes: 0, forMs: Infinity },
    isPull,
  );
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  await hub.line(({ step }) => step === "receiving");
  const lockedMs = performance.now();
  await hub.json("/api/lock", {});
  assert.ok(performance.now() - lockedMs < 15_000);
  await hub.line(({ state }) => state === "stopped");
  const asked = cloud.requests.length;
  assert.equal((await hub.ask("/api/cloud/sync", {})).status, 503);
  assert.equal((await hub.ask("/api/cloud/rows")).status, 503);
  assert.equal((await hub.json<{ state: string }>("/api/status")).state, "locked");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.equal(cloud.requests.length, asked);
  const from = hub.lines.length;
  await hub.json("/api/unlock", { passphrase: PASSPHRASE });
  await hub.done(from);
});

Deno.test("a run can be cancelled by hand, and a hub that stops does not wait for the cloud", async () => {
  await using cloud = await SimulatedCloud.start();
  const { hub: device } = await furnish(cloud);
  await using hub = new RelayedHub();
  cloud.network.fail(
    { kind: "stall", direction: "answer", afterBytes: 0, forMs: Infinity },
    isPull,
    2,
  );
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  await hub.line(({ step }) => step === "receiving");
  const { cloud: status } = await hub.status();
  assert.equal(status.run?.step, "receiving");
  assert.deepEqual(await hub.json("/api/cloud/cancel", {}), { cancelled: true });
  const at = await hub.line(({ code }) => code === "CANCELLED");
  assert.equal((await hub.status()).cloud.failures, 0);
  await hub.json("/api/cloud/sync", {});
  await hub.line(({ step }) => step === "receiving", at + 1);
  const stoppedMs = performance.now();
  assert.equal(await hub.stop(), 0);
  assert.ok(performance.now() - stoppedMs < 20_000);
});

Deno.test("what the cloud does not take is listed with its reason, exported, and sent again by hand", async () => {
  await using cloud = await SimulatedCloud.start();
  const { clinicId, nurse, hub: device, patientId } = await furnish(cloud);
  const other = cloud.people.clinic({ name: "Valley" });
  cloud.people.permit(nurse.id, other);
  cloud.people.setClinics(device.id, [clinicId, other]);
  await using hub = new RelayedHub();
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  await hub.done();
  const phone = await hub.phone(nurse);
  const rows = new RowMaker(5, { clinicId, userId: nurse.id });
  const made = () => ({ ...rows.patient(), primary_clinic_id: clinicId });
  const foreign = await phone.create("patients", { ...made(), given_name: "Marker" });
  const stranger = crypto.randomUUID();
  const visit = { ...rows.visit(patientId), clinic_id: other, provider_id: stranger };
  const refused = await phone.create("visits", visit);
  assert.equal((await phone.sync()).error, null);
  cloud.people.setClinics(device.id, [other]);
  await hub.sync();

  const page = await hub.json<NotTakenPage>("/api/cloud/rows");
  assert.deepEqual(page.rows.map(({ kind, table, id, reason }) => [kind, table, id, reason]), [
    ["unsendable", "patients", foreign, "FOREIGN_CLINIC"],
    ["refused", "visits", refused, "REFUSED_BY_CLOUD"],
  ]);
  assert.deepEqual([page.total, page.next], [2, null]);
  assert.ok(page.rows.every(({ sinceMs }) => Math.abs(sinceMs - Date.now()) < 600_000));
  await until(async () => (await hub.status()).cloud.notTaken === 2);
  assert.equal((await hub.status()).cloud.tables.visits?.notTaken, 1);
  const lines = (await (await hub.ask("/api/cloud/rows/export")).text()).trimEnd().split("\n");
  const names = lines.map((line) => JSON.parse(line).row.given_name);
  assert.ok(names.includes("Marker"));

  cloud.people.setClinics(device.id, [clinicId, other]);
  const from = hub.lines.length;
  const [first] = page.rows;
  assert.deepEqual(await hub.json("/api/cloud/rows/retry", { key: first?.key }), { count: 1 });
  assert.deepEqual(await hub.json("/api/cloud/rows/retry", { key: "r/1/999999" }), { count: 0 });
  await hub.done(from);
  assert.ok(cloud.row("patients", foreign) !== undefined);
  const left = await hub.json<NotTakenPage>("/api/cloud/rows");
  assert.deepEqual(left.rows.map(({ id }) => id), [refused]);
  assert.ok((left.rows[0]?.nextTryMs ?? 0) > Date.now() + 6 * 86_400_000);
  await cloud.people.user({ id: stranger, name: "Who came later" });
  const last = hub.lines.length;
  assert.deepEqual(await hub.json("/api/cloud/rows/retry", { key: null }), { count: 1 });
  await hub.done(last);
  assert.ok(cloud.row("visits", refused) !== undefined);
  await until(async () => (await hub.status()).cloud.notTaken === 0);
});

Deno.test("a cloud that says nothing at all holds up neither window, phones, lock nor stop", async () => {
  await using cloud = await SimulatedCloud.start();
  const { nurse, hub: device } = await furnish(cloud);
  await using hub = new RelayedHub();
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  await hub.done();
  assert.equal(await hub.stop(), 0);
  // The system accepts the connection, and nobody ever reads from it.
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(silent.addr as Deno.NetAddr).port}`;
  await hub.start(...hub.cloudFlags({ url }, device.apiKey));
  await hub.line(({ state }) => state === "started");
  const phone = await hub.phone(nurse);
  assert.equal((await phone.sync()).error, null);
  assert.equal((await hub.status()).cloud.run?.step, "checking");
  const access = { url, apiKey: "hh_2", passphrase: PASSPHRASE };
  // Answered, or broken off with the hub: whichever comes first.
  const asked = hub.ask("/api/cloud/register", access)
    .then((answer) => answer.body?.cancel(), () => {});
  await hub.json("/api/lock", {});
  // The passphrase that came with the key may still be looked at.
  await until(async () => {
    const answer = await hub.ask("/api/unlock", { passphrase: PASSPHRASE });
    await answer.body?.cancel();
    return answer.ok;
  });
  assert.equal((await phone.sync()).error, null);
  const stoppedMs = performance.now();
  assert.equal(await hub.stop(), 0);
  assert.ok(performance.now() - stoppedMs < 20_000);
  await asked;
});

Deno.test("the demo clinic never reaches a cloud", async () => {
  await using cloud = await SimulatedCloud.start();
  const { hub: device } = await furnish(cloud);
  await using hub = new RelayedHub();
  await hub.start("--demo", ...hub.cloudFlags(cloud, device.apiKey));
  await hub.line(({ state, code }) => state === "stopped" && code === "DEMO");
  const access = { url: cloud.url, apiKey: device.apiKey, passphrase: PASSPHRASE };
  assert.deepEqual(await hub.json("/api/cloud/register", access), {
    ...{ registered: false, problem: "DEMO" },
  });
  assert.equal(cloud.requests.length, 0);
});
