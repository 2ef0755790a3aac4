import assert from "node:assert/strict";
import { badWeather, isPull, isPush } from "../../support/cloud/mod.ts";
import { CloudClinic, SUCCESS } from "./plain_hub.ts";

async function fill(clinic: CloudClinic, rows: number): Promise<void> {
  const created = Array.from({ length: rows }, () => clinic.patient());
  await clinic.hub.push({ patients: { created } });
}

Deno.test("network: a refused connection never reaches the cloud", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.network.fail({ kind: "refuse" });
  await assert.rejects(() => clinic.hub.push({}));
  assert.equal(clinic.cloud.requests.length, 0);
  assert.equal((await clinic.hub.push({})).text, SUCCESS);
});

Deno.test("network: offline refuses until it is over", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.network.offline = true;
  for (let tried = 0; tried < 3; tried++) await assert.rejects(() => clinic.hub.push({}));
  clinic.cloud.network.heal();
  assert.equal((await clinic.hub.push({})).text, SUCCESS);
});

Deno.test("network: a request cut at any byte stores nothing", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient();
  const length = JSON.stringify({ patients: { created: [patient] } }).length;
  for (const afterBytes of [0, 1, 20, 200, length]) {
    clinic.cloud.network.fail({ kind: "cut", direction: "request", afterBytes }, isPush);
    await assert.rejects(() => clinic.hub.pushRow("patients", patient));
  }
  assert.equal(clinic.cloud.count("patients"), 0);
});

Deno.test("network: an answer cut at byte 0 was computed: the push is stored", async () => {
  await using clinic = await CloudClinic.open();
  const patient = clinic.patient();
  const cut = { kind: "cut", direction: "answer", afterBytes: 0 } as const;
  clinic.cloud.network.fail(cut);
  await assert.rejects(() => clinic.hub.pushRow("patients", patient));
  assert.equal(clinic.cloud.count("patients"), 1);
});

Deno.test("network: a pull cut in its body fails while it is read", async () => {
  for (const compresses of [true, false]) {
    await using clinic = await CloudClinic.open({ compresses });
    await fill(clinic, 200);
    const cut = { kind: "cut", direction: "answer", afterBytes: 2000 } as const;
    clinic.cloud.network.fail(cut, isPull);
    await assert.rejects(async () => await (await clinic.hub.tryPull()).text());
    assert.equal((await clinic.hub.pull()).changes.patients?.created.length, 200);
  }
});

Deno.test("network: a truncated answer looks whole to HTTP", async () => {
  await using clinic = await CloudClinic.open({ compresses: false });
  await fill(clinic, 20);
  clinic.cloud.network.fail({ kind: "truncate", bodyBytes: 1000 }, isPull);
  const response = await clinic.hub.tryPull();
  assert.equal(response.status, 200);
  const text = await response.text();
  assert.equal(text.length, 1000);
  assert.throws(() => JSON.parse(text));
  clinic.cloud.network.fail({ kind: "truncate", bodyBytes: 8 }, isPush);
  assert.equal((await clinic.hub.push({})).text, SUCCESS.slice(0, 8));
});

Deno.test("network: a duplicated push reaches the cloud twice, in turn or at once", async () => {
  for (const together of [true, false]) {
    await using clinic = await CloudClinic.open();
    let atOnce = 0;
    clinic.cloud.onStep = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const open = clinic.cloud.requests.filter(({ status }) => status === null).length;
      atOnce = Math.max(atOnce, open);
    };
    clinic.cloud.network.fail({ kind: "duplicate", together }, isPush);
    await clinic.hub.store("patients", clinic.patient({ id: "no uuid" }));
    assert.equal(clinic.cloud.requests.length, 2);
    assert.equal(clinic.cloud.count("patients"), 2);
    assert.equal(atOnce, together ? 2 : 1);
  }
});

Deno.test("network: a request in chunks is duplicated whole", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.network.fail({ kind: "duplicate", together: false }, isPush);
  const text = JSON.stringify({ patients: { created: [clinic.patient(), clinic.patient()] } });
  const bytes = new TextEncoder().encode(text);
  const body = ReadableStream.from([bytes.slice(0, 100), bytes.slice(100)]);
  const response = await fetch(`${clinic.cloud.url}/api/v2/sync?peerType=sync_hub`, {
    method: "POST",
    headers: { authorization: `Bearer ${clinic.hub.apiKey}` },
    body,
  });
  assert.equal(await response.text(), SUCCESS);
  assert.equal(clinic.cloud.requests.length, 2);
  assert.equal(clinic.cloud.count("patients"), 2);
});

Deno.test("network: a stalled answer goes on, or waits until the network is closed", async () => {
  await using clinic = await CloudClinic.open();
  const stall = { kind: "stall", direction: "answer", afterBytes: 10 } as const;
  clinic.cloud.network.fail({ ...stall, forMs: 30 });
  assert.equal((await clinic.hub.push({})).text, SUCCESS);
  clinic.cloud.network.fail({ ...stall, forMs: Infinity });
  const waiting = clinic.hub.push({}).then(() => "answered", () => "broken");
  const soon = new Promise((resolve) => setTimeout(() => resolve("waiting"), 50));
  assert.equal(await Promise.race([waiting, soon]), "waiting");
  clinic.cloud.network.cutAll();
  assert.equal(await waiting, "broken");
});

Deno.test("network: a stalled request is not answered before it has gone on", async () => {
  await using clinic = await CloudClinic.open();
  const stall = { kind: "stall", direction: "request", afterBytes: 100, forMs: 40 } as const;
  clinic.cloud.network.fail(stall);
  await clinic.hub.store("patients", clinic.patient());
});

Deno.test("network: a slow line passes everything, in its time", async () => {
  await using clinic = await CloudClinic.open();
  const slow = { kind: "slow", direction: "answer", bytesPerSecond: 20_000 } as const;
  clinic.cloud.network.fail(slow, isPull);
  assert.equal((await clinic.hub.pull()).success, true);
});

Deno.test("network: something on the way may answer instead of the cloud", async () => {
  await using clinic = await CloudClinic.open();
  const body = "<html>Sign in</html>";
  clinic.cloud.network.fail({ kind: "replace", status: 200, body, contentType: "text/html" });
  const answer = await clinic.hub.push({});
  assert.deepEqual([answer.status, answer.text], [200, body]);
  assert.equal(clinic.cloud.requests.length, 0);
});

Deno.test("network: a fault hits as many of the requests it is meant for as it was told", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.network.fail({ kind: "refuse" }, isPull, 2);
  assert.equal((await clinic.hub.push({})).text, SUCCESS);
  await assert.rejects(() => clinic.hub.pull());
  await assert.rejects(() => clinic.hub.pull());
  assert.equal((await clinic.hub.pull()).success, true);
});

Deno.test("network: bad weather fails requests in many ways, and what is stored is whole", async () => {
  await using clinic = await CloudClinic.open();
  let seed = 7;
  const random = () => (seed = seed * 48_271 % 2_147_483_647) / 2_147_483_647;
  clinic.cloud.network.weather = badWeather(random, 0.6, 1000);
  let failed = 0;
  const patients = Array.from({ length: 40 }, () => clinic.patient());
  for (const patient of patients) {
    for (;;) {
      const answer = await clinic.hub.pushRow("patients", patient).catch(() => null);
      if (answer?.text === SUCCESS) break;
      failed++;
    }
  }
  assert.ok(failed > 10);
  assert.equal(clinic.cloud.count("patients"), 40);
});
