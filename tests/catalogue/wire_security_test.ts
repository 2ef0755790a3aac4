/** `wire.md` section 11, security: W-S1–W-S7 and W-S9–W-S13 as `decisions.md` has them. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../server/keeper/hub_keeper.ts";
import { COMMANDS, QUERIES } from "../../server/phone/procedures.ts";
import { PASSPHRASE } from "../fleet/hub/fleet_clinic.ts";
import { testHub } from "../server/phone/support/test_hub.ts";
import { CALLS, titleOf } from "../server/phone/procedures/calls.ts";
import { TrialClinic } from "../server/phone/procedures/trial_clinic.ts";
import { Clinic } from "../support/clinic.ts";
import { GENERATIONS, tablesOf } from "../support/phone/mod.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";
import { pullRaw, rowsOf, sealedCall, sealedQuery, tryPush } from "./support/raw_calls.ts";
import { cheapArgon2 } from "../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

type Json = Record<string, unknown>;

Deno.test("W-S1 a running hub answers the old sync routes 404 on its real port, without reading them", async () => {
  await using clinic = await Clinic.open();
  const { phone } = await clinic.phone("march");
  for (const method of ["GET", "POST"]) {
    const body = method === "GET" ? null : JSON.stringify({ patients: { created: [] } });
    const answer = await fetch(`${clinic.url}/api/v2/sync?lastPulledAt=0`, {
      ...{ method, body },
      headers: { authorization: `Bearer ${phone.token}`, "content-type": "application/json" },
    });
    assert.equal(answer.status, 404);
    assert.ok(!(await answer.text()).includes("patients"));
  }
});

Deno.test("W-S2 tables are known by their exact names: `Users` makes no administrator", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march", { user: "viewer-a" });
  await synced(phone);
  const row = { id: "viewer-a", role: "super_admin", _status: "updated", _changed: "role" };
  const names = ["users", "Users", "USERS", " users", "users ", "main.users", '"users"', "usérs"];
  for (const name of [...names, "__proto__", "constructor", "sqlite_master", "hub_clock"]) {
    const changes = JSON.parse(`{${JSON.stringify(name)}:{"created":[],"updated":[]}}`);
    changes[name].updated.push(row);
    assert.equal((await tryPush(phone, changes)).status, 200, name);
    assert.equal(clinic.row("users", "viewer-a")?.role, "provider", name);
  }
  assert.equal(clinic.row("users", "viewer-a")?.hub_extra, null);
});

for (const generation of GENERATIONS) {
  Deno.test(`W-S3 a ${generation} phone is sent permitted clinics only, and only tables and columns it knows`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone } = await clinic.phone(generation, { user: "viewer-a" });
    const known = new Map(
      tablesOf(generation).map(({ name, columns }) => [
        name,
        new Set(["id", ...columns.map((column) => column.name)]),
      ]),
    );
    const august = new Set(["country", "city", "address", "clinic_ids"]);
    let patients = 0;
    for (const [table, row] of rowsOf(await pullRaw(phone, 0))) {
      const columns = known.get(table);
      assert.ok(columns !== undefined, table);
      for (const [name, value] of Object.entries(row)) {
        assert.ok(columns.has(name) || august.has(name), `${table}.${name}`);
        assert.ok(value !== null && typeof value !== "object", `${table}.${name}`);
      }
      if (table === "patients") {
        patients += 1;
        assert.notEqual(row.primary_clinic_id, "clinic-b");
      }
    }
    assert.equal(patients, 2);
  });
}

Deno.test("W-S4 every procedure asks for its permission: without it nothing is done and nothing shown", async () => {
  using clinic = await TrialClinic.open();
  const named = new Set(CALLS.map(({ name }) => name));
  const procedures = [...COMMANDS.keys(), ...QUERIES.keys()];
  assert.deepEqual(procedures.filter((name) => !named.has(name)), [], "not tried");
  const before = clinic.fingerprint();
  let asked = 0;
  for (const call of CALLS) {
    if (call.needs.length === 0) continue;
    asked += 1;
    const title = titleOf(call);
    await clinic.stand({});
    const refused = await clinic.call(call, call.args());
    if (call.lists === undefined) {
      assert.equal(refused.code, "NOT_PERMITTED", title);
    } else {
      assert.equal(refused.code, "", title);
      assert.ok(!JSON.stringify(refused).includes(`"${call.lists}"`), `${title} shows a patient`);
    }
    await clinic.stand({ flags: call.needs.flatMap((need) => need) });
    const allowed = await clinic.call(call, call.args());
    assert.equal(allowed.code, "", title);
    if (call.lists !== undefined) assert.ok(JSON.stringify(allowed).includes(call.lists), title);
  }
  assert.ok(asked >= 40, `${asked} procedures ask for something`);
  assert.equal(clinic.fingerprint(), before);
});

Deno.test("W-S5 handshakes of strangers are bounded by address and in number; known phones are not slowed", async () => {
  const hub = await testHub();
  const nurse = await hub.admitted();
  const statuses: number[] = [];
  for (let at = 0; at < 400; at++) statuses.push((await hub.phone(`x${at}`).handshake()).status);
  assert.equal(statuses.filter((status) => status === 200).length, 300 - 1);
  assert.ok(statuses.slice(320).every((status) => status === 429));
  assert.ok(hub.gate.waiting.length <= 500);
  for (let at = 0; at < 400; at++) assert.equal((await nurse.handshake()).status, 200);
  assert.equal((await nurse.query("echo", {})).status, 200);
});

Deno.test("W-S6 the code on the screen holds the very key of the handshake, and SECURITY says what that leaves open", async () => {
  await using clinic = await Clinic.open();
  const { id, pk } = JSON.parse(clinic.hub.qr);
  const { phone } = await clinic.phone("march");
  const answer = (await phone.raw.handshake()).json as Json;
  assert.deepEqual([answer.hub_public_key, answer.hub_id], [pk, id]);
  assert.match(pk, /^[\w-]{43}$/);
  await clinic.crash();
  assert.equal(JSON.parse(clinic.hub.qr).pk, pk, "the key changed with a restart");
  const security = await Deno.readTextFile(new URL("../../SECURITY.md", import.meta.url));
  const says = /\*\*Phones do not check the hub's key\.\*\*.*What it does:/s.test(security);
  assert.ok(says, "SECURITY.md says neither that phones do not check the key nor what is done");
});

Deno.test("W-S7 a command sent again word for word gets its first answer; other words under its nonce are refused", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  await synced(phone);
  const nonce = new Uint8Array(12).fill(7);
  const plain = (data: unknown) =>
    JSON.stringify({ command: "visits.create", data, token: phone.token });
  const body = phone.raw.body("command", plain(VISIT), { nonce });
  const before = clinic.count("visits");
  const answers = [];
  for (let time = 0; time < 3; time++) answers.push((await phone.raw.send("command", body)).opened);
  assert.ok(answers[0] !== null);
  assert.equal(new Set(answers).size, 1);
  assert.equal(clinic.count("visits"), before + 1);
  const other = phone.raw.body("command", plain({ ...VISIT, provider_name: "x" }), { nonce });
  assert.equal((await phone.raw.send("command", other)).status, 400);
  assert.equal(clinic.count("visits"), before + 1);
});

Deno.test("W-S9 wrong passwords slow one account on one phone down and nobody else", async () => {
  const hub = await testHub();
  const thief = hub.phone();
  await thief.handshake();
  const waits: number[] = [];
  for (let guess = 0; guess < 12; guess++) {
    let waitedMs = 0;
    let isDone = false;
    const login = thief.login(`guess ${guess}`).then(() => isDone = true);
    while (!isDone) {
      const stepMs = waitedMs < 1_000 ? 100 : 500;
      await hub.clock.advance(stepMs);
      if (!isDone) waitedMs += stepMs;
      assert.ok(waitedMs < 60_000);
    }
    await login;
    waits.push(waitedMs);
  }
  assert.ok((waits[3] ?? 0) > (waits[1] ?? 0), `${waits}`);
  assert.ok((waits[11] ?? 0) >= 20_000 && (waits[11] ?? 0) <= 26_000, `${waits}`);
  const nurse = hub.phone();
  await nurse.handshake();
  assert.equal((await nurse.login()).status, 200);
});

Deno.test("W-S10 error answers hold one of a few fixed texts: no id, no name, no SQL", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march", { user: "viewer-a" });
  const marker = "Zz-marker' OR 1=1";
  const answers = [
    await sealedQuery(phone, "get_visits", { patient_id: marker }),
    await sealedQuery(phone, marker, {}),
    await sealedCall(phone, "delete_patient", { patient_id: marker }),
    await sealedCall(phone, "visits.create", { patient_id: 5, id: marker }),
    await sealedCall(phone, "sync_push", { changes: [marker] }),
    await sealedQuery(phone, "sync_pull", { lastPulledAt: marker }),
    await phone.raw.sealed("query", JSON.stringify({ query: "get_patients", token: marker })),
    await phone.raw.post("/rpc/command", `{"client_id":${JSON.stringify(marker)},"payload":"AA"}`),
    await phone.raw.post("/rpc/query", marker),
    await phone.raw.handshake({ client_public_key: marker }),
    await phone.raw.request(`/${encodeURIComponent(marker)}`, { method: "GET" }),
  ];
  for (const { text, json, status } of answers) {
    if (status === 200 && (json as Json).payload !== "") continue;
    assert.deepEqual(Object.keys(json as Json), ["payload", "success", "error", "error_code"]);
    const { error, error_code } = json as Record<string, string>;
    assert.match(error ?? "", /^Cannot [a-z ,:-]+$/i);
    assert.match(error_code ?? "", /^[A-Z_]+$/);
    for (const leak of ["marker", "viewer", "SELECT", "SQL", phone.clientId]) {
      assert.ok(!text.includes(leak), text);
    }
  }
  assert.ok(answers.filter(({ json }) => (json as Json).payload === "").length >= 9);
});

Deno.test("W-S11 a token is of use only on the phone it was given to, and ends when phone or user is revoked", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  const thief = await clinic.phone("march", { user: "viewer-a" });
  const stolen = await thief.phone.rpc("query", "clinics.list", {}, phone.token);
  assert.deepEqual([stolen.ok, stolen.ok ? "" : stolen.error.code], [false, "AUTH_FAILED"]);
  assert.ok((await phone.rpc("query", "clinics.list", {})).ok);
  // Permissions and role are read afresh, whatever the token says.
  await clinic.fromCloud("users", { id: "viewer-a", is_deleted: 1 });
  const gone = await thief.phone.rpc("query", "clinics.list", {});
  assert.equal(gone.ok ? "" : gone.error.code, "AUTH_FAILED");
  assert.equal(await clinic.gate.revoke(phone.clientId), true);
  const answer = await sealedQuery(phone, "clinics.list", {});
  assert.deepEqual([answer.status, (answer.json as Json).error_code], [403, "DEVICE_REVOKED"]);
  assert.equal((await phone.sync()).ok, false);
  assert.equal(await clinic.gate.reinstate(phone.clientId), true);
  await synced(phone);
});

for (const generation of ["march", "may"] as const) {
  Deno.test(`W-S12 the password a ${generation} phone posts in clear at start is left unread, and nobody is signed out`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone } = await clinic.phone(generation);
    await synced(phone);
    assert.equal(await phone.startApp(), 404);
    await synced(phone);
    assert.ok(!JSON.stringify(clinic.events).includes("password"));
  });
}

Deno.test("W-S13 a start that finds a database without its vault changes neither, and a wrong passphrase changes nothing", async () => {
  const root = Deno.makeTempDirSync();
  const request = (directory: string, passphrase: string) => ({
    ...{ directory, passphrase, recoveryKeyFile: null, cloud: null, demo: false },
    machineName: "m",
  });
  const keeper = new HubKeeper(() => {});
  const first = join(root, "hub");
  await keeper.open(request(first, PASSPHRASE));
  await keeper.close();
  const bytes = (name: string) => Deno.readFileSync(join(first, name));
  const kept = { vault: bytes("hub.vault"), database: bytes("hub.db") };
  await assert.rejects(keeper.open(request(first, "not the passphrase 8")), {
    code: "WRONG_PASSPHRASE",
  });
  assert.deepEqual({ vault: bytes("hub.vault"), database: bytes("hub.db") }, kept);
  for (const name of ["hub.vault", "hub.vault.previous"]) {
    Deno.renameSync(join(first, name), join(root, name));
  }
  await assert.rejects(keeper.open(request(first, PASSPHRASE)), { code: "DAMAGED" });
  assert.deepEqual(bytes("hub.db"), kept.database);
  assert.deepEqual([...Deno.readDirSync(first)].filter(({ name }) => name.includes("vault")), []);
  Deno.renameSync(join(root, "hub.vault"), join(first, "hub.vault"));
  await keeper.open(request(first, PASSPHRASE));
  await keeper.changePassphrase({ passphrase: PASSPHRASE }, "another quiet phrase 9");
  await keeper.close();
  await keeper.open(request(first, "another quiet phrase 9"));
  await keeper.close();
  Deno.removeSync(root, { recursive: true });
});

/** A new visit, as the online screen sends it. */
const VISIT = {
  ...{ patient_id: "patient-of-clinic-a", clinic_id: "clinic-a" },
  ...{ provider_id: "nurse-a", provider_name: "Nurse", metadata: {} },
  check_in_timestamp: "2026-03-04T05:06:07.000Z",
};
