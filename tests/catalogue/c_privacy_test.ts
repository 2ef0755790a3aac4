/** Failure catalogue C1–C8: what leaks, and what anyone may do to the hub. */

import assert from "node:assert/strict";
import { permissionRow, USERS } from "../fleet/hub/fleet_clinic.ts";
import { testHub } from "../server/phone/support/test_hub.ts";
import { Clinic } from "../support/clinic.ts";
import { GENERATIONS, SimulatedPhone } from "../support/phone/mod.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";
import { pullRaw, pushRaw, rowsOf, sealedQuery } from "./support/raw_calls.ts";

const PATIENT_A = "patient-of-clinic-a";
const ADDRESS = { remoteAddr: { hostname: "10.0.0.9" } };

Deno.test("C1 W-S1 the old unauthenticated sync routes are gone: nothing is read, nothing written", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  const authorization = `Bearer ${phone.token}`;
  const body = JSON.stringify({ patients: { created: [{ id: "x" }], updated: [], deleted: [] } });
  const paths = ["/api/v2/sync", "/api/v2/sync?last_pulled_at=0", "/api/sync", "/api/login", "/"];
  for (const path of paths) {
    for (const init of [{ method: "GET" }, { method: "POST", body }, { method: "PUT", body }]) {
      const headers = { authorization, "content-type": "application/json" };
      const answer = await clinic.app.request(path, { ...init, headers }, ADDRESS);
      assert.equal(answer.status, 404, `${init.method} ${path}`);
      const { payload, success, ...rest } = await answer.json();
      assert.deepEqual([payload, success, "id" in rest], ["", false, false]);
    }
  }
  assert.equal(clinic.row("patients", "x"), undefined);
});

for (const generation of GENERATIONS) {
  Deno.test(`C2 W-S3 no password hash and no instance address is sent to a ${generation} phone, not even a super_admin's`, async () => {
    await using clinic = await MemoryClinic.open();
    await clinic.fromCloud("users", { id: "nurse-b", instance_url: "https://secret.example" });
    const { phone } = await clinic.phone(generation, { user: "admin" });
    const answer = await pullRaw(phone, 0);
    const users = answer.changes.users?.created ?? [];
    assert.equal(users.length, USERS.length);
    for (const text of ["hashed_password", "instance_url", "$2a$", "$2b$", "secret.example"]) {
      assert.ok(!answer.text.includes(text), `${text} is in the answer`);
    }
  });
}

Deno.test("C3 W-S2 nobody makes himself more than he is by a push: permissions, roles, settings, clinics stay", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("may", { user: "viewer-a" });
  await synced(phone);
  const at = { created_at: 1, updated_at: Date.now(), is_deleted: false };
  const grant = permissionRow("viewer-a", "clinic-a", "all");
  const tables: Record<string, Record<string, unknown>> = {
    user_clinic_permissions: { ...grant, is_clinic_admin: true, _changed: "is_clinic_admin" },
    users: { id: "viewer-a", role: "super_admin", clinic_id: "clinic-a", ...at, _changed: "role" },
    app_config: {
      ...{ id: "c", namespace: "auth", key: "disable-mobile-permissions-checking" },
      ...{ value: "true", data_type: "boolean", ...at },
    },
    clinics: { id: "clinic-a", name: "Mine now", is_archived: false, ...at, _changed: "name" },
    peers: { id: "p", peer_id: "x", peer_type: "cloud_server", ...at },
    event_forms: { id: "f", name: "Mine", form_fields: "[]", ...at },
    drug_catalogue: { id: "drug-1", generic_name: "Sugar", ...at, _changed: "generic_name" },
    Users: { id: "viewer-a", role: "super_admin", ...at },
    USER_CLINIC_PERMISSIONS: { ...grant, id: "mine" },
    device: { id: "d", status: "admitted", ...at },
  };
  const before = watched(clinic);
  const lists = Object.entries(tables).map(([table, row], at) => [
    table,
    at % 2 === 0 ? { created: [row], updated: [] } : { created: [], updated: [row] },
  ]);
  await pushRaw(phone, Object.fromEntries(lists));
  assert.deepEqual(watched(clinic), before);
  const reasons = new Map(clinic.aside().map(({ table_name, reason }) => [table_name, reason]));
  for (const table of Object.keys(tables)) {
    if (table !== "device") assert.ok(reasons.has(table), `${table} is not put aside`);
  }
  const outcome = await synced(phone);
  assert.equal(outcome.pulled.users?.updated, 1, "the phone is not sent the truth");
  assert.equal((await phone.row("users", "viewer-a"))?.role, "provider");
  // Deleting works no better.
  await pushRaw(phone, {
    users: { deleted: ["admin"] },
    clinics: { deleted: [{ id: "clinic-b" }] },
  });
  assert.deepEqual(watched(clinic), before);
});

for (const generation of GENERATIONS) {
  Deno.test(`C4 a ${generation} phone of one clinic is sent nothing of another's patients`, async () => {
    await using clinic = await MemoryClinic.open();
    const there = await clinic.phone("may", { user: "nurse-b" });
    await synced(there.phone);
    const id = await there.phone.create("patients", there.rows.patient());
    const visit = await there.phone.create("visits", there.rows.visit(id));
    await there.phone.create("events", there.rows.event(id, visit));
    await there.phone.create("patient_vitals", there.rows.vitals(id, visit));
    await synced(there.phone);
    const { phone, rows } = await clinic.phone(generation, { user: "nurse-a" });
    for (const cursor of [0, (await pullRaw(phone, 0)).timestamp]) {
      for (const [table, row] of rowsOf(await pullRaw(phone, cursor))) {
        const patientId = table === "patients" ? row.id : row.patient_id;
        assert.ok(patientId !== id && patientId !== "patient-of-clinic-b", table);
        if (table === "clinic_inventory") assert.notEqual(row.clinic_id, "clinic-b");
      }
    }
    await synced(phone);
    const mine = await phone.create("patients", rows.patient());
    await synced(phone);
    await synced(there.phone);
    assert.equal(await there.phone.row("patients", mine), null);
    assert.ok(await phone.row("patients", PATIENT_A) !== null);
  });
}

Deno.test("C4 what nobody concerned may write is put aside whole, and the phone is sent the stored row", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("march", { user: "viewer-a" });
  await synced(phone);
  await phone.update("patients", PATIENT_A, { given_name: "Changed" });
  const made = rows.patient({ last_modified_by: "viewer-a" });
  await phone.create("patients", made);
  await synced(phone);
  assert.equal(clinic.row("patients", PATIENT_A)?.given_name, "Cloud");
  assert.equal(clinic.row("patients", made.id), undefined);
  assert.deepEqual(clinic.aside().map(({ reason }) => reason), ["NOT_PERMITTED", "NOT_PERMITTED"]);
  const kept = clinic.aside().find(({ row_id }) => row_id === made.id);
  assert.equal(kept?.data.surname, made.surname);
  await synced(phone);
  assert.equal((await phone.row("patients", PATIENT_A))?.given_name, "Cloud");
});

Deno.test("C5 a hub prints no name, password, token or key, whatever phones send it", async () => {
  await using clinic = await Clinic.open();
  const { phone, rows } = await clinic.phone("march");
  const marks = ["Zzyzx-Marker", "Qwlmn-Marker"];
  await synced(phone);
  await phone.create(
    "patients",
    rows.patient({ given_name: marks[0] ?? "", phone: marks[1] ?? "" }),
  );
  await synced(phone);
  await pushRaw(phone, { patients: { created: [{ id: "' bad", given_name: marks[0] }] } });
  await sealedQuery(phone, "search_patients", { filters: { given_name: marks[0] } });
  await sealedQuery(phone, `no_such_${marks[0]}`, {});
  await phone.raw.post("/rpc/command", `{"client_id":"${marks[0]}","payload":"${marks[1]}"}`);
  await phone.login("nurse@demo.example", "wrong-password-marker");
  const { token } = phone;
  assert.equal(await clinic.hub.stop(), 0);
  const printed = JSON.stringify(clinic.hub.events) + clinic.hub.stderr;
  assert.ok(printed.includes("sync"), "the hub printed nothing to look at");
  const password = clinic.hub.ready.accounts?.[0]?.password ?? "";
  for (const secret of [...marks, "wrong-password-marker", token ?? "?", password]) {
    assert.ok(!printed.includes(secret), `${secret.slice(0, 12)} was printed`);
  }
});

Deno.test("C6 W-S5 a stranger's handshake under a phone's id neither ends its session nor opens one without a password", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("may");
  await synced(phone);
  const stranger = await SimulatedPhone.create({
    ...{ generation: "may", clientId: phone.clientId, fetch: clinic.fetch },
  });
  for (let time = 0; time < 40; time++) assert.ok((await stranger.scan(clinic.qr)).ok);
  // Under the key it had before, without a handshake of its own.
  assert.equal((await sealedQuery(phone, "clinics.list", {})).status, 200);
  assert.equal((await sealedQuery(stranger, "clinics.list", {})).status, 401);
  assert.equal((await stranger.sync()).error?.code, "AUTH_FAILED");
  await synced(phone);
  clinic.gate.closePairing();
  const unknown = await SimulatedPhone.create({ generation: "may", fetch: clinic.fetch });
  const refused = await unknown.scan(clinic.qr);
  assert.equal(refused.ok, false);
  await synced(phone);
});

Deno.test("C7 W-S7 a captured push sent again reverts nothing, before and after a restart", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  const other = await clinic.phone("may");
  for (const one of [phone, other.phone]) await synced(one);
  const captured: { url: string; body: string }[] = [];
  const inner = phone.fetch;
  phone.fetch = (url, init, call) => {
    if (call.name === "sync_push") captured.push({ url, body: String(init.body) });
    return inner(url, init, call);
  };
  await phone.update("patients", PATIENT_A, { phone: "1" });
  await synced(phone);
  await synced(other.phone);
  await other.phone.update("patients", PATIENT_A, { phone: "2" });
  await synced(other.phone);
  const [push] = captured;
  assert.ok(push !== undefined);
  const replay = async () => {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: push.body };
    return await clinic.app.fetch(new Request(push.url, init), ADDRESS);
  };
  const stamp = clinic.row("patients", PATIENT_A)?.hub_stamp;
  assert.equal((await replay()).status, 200);
  await clinic.kill();
  await clinic.start();
  assert.equal((await replay()).status, 409);
  const row = clinic.row("patients", PATIENT_A);
  assert.deepEqual([row?.phone, row?.hub_stamp], ["2", stamp]);
});

Deno.test("C8 W-S9 guessing passwords gets slower and slower, and costs nobody else anything", async () => {
  const hub = await testHub();
  const thief = hub.phone();
  await thief.handshake();
  let answered = 0;
  const guesses = Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const { status } = await thief.login(`guess ${at}`);
      answered += 1;
      return status;
    }),
  );
  await hub.clock.advance(60_000);
  assert.ok(hub.passwords.asked.length < 20, `${hub.passwords.asked.length} guesses in a minute`);
  const nurse = hub.phone();
  await nurse.handshake();
  assert.equal((await nurse.login()).status, 200, "the right password on another phone waits");
  await hub.clock.advance(3_600_000);
  const statuses = new Set(await guesses);
  assert.equal(answered, 200);
  assert.ok([...statuses].every((status) => status === 401 || status === 429), `${[...statuses]}`);
  assert.ok(hub.passwords.asked.length <= 101, `${hub.passwords.asked.length} in an hour`);
});

Deno.test("C8 W-S9 an unknown e-mail costs the comparison of a wrong password and is answered the same", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  const wrong = await phone.login("wrong");
  await hub.clock.advance(60_000);
  const unknown = phone.login("wrong", "nobody@clinic.example");
  await hub.clock.advance(60_000);
  const { status, body } = await unknown;
  assert.deepEqual([status, body], [wrong.status, wrong.body]);
  assert.equal(status, 401);
  assert.deepEqual(hub.passwords.asked.map(({ hash }) => hash === null), [false, true]);
});

/** What a push must not have changed. */
function watched(clinic: MemoryClinic): unknown[] {
  return [
    ...["viewer-a", "admin"].map((id) => clinic.row("users", id)?.role),
    clinic.row("users", "admin")?.is_deleted,
    clinic.row("user_clinic_permissions", "permission-viewer-a-clinic-a")?.is_clinic_admin,
    clinic.count("user_clinic_permissions"),
    clinic.count("users"),
    clinic.count("app_config"),
    clinic.row("clinics", "clinic-a")?.name,
    clinic.row("clinics", "clinic-b")?.is_deleted,
    clinic.count("event_forms"),
    clinic.row("drug_catalogue", "drug-1")?.generic_name,
    clinic.count("device"),
  ];
}
