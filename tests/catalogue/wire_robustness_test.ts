/** `wire.md` section 11, robustness: W-R1–W-R5, W-R7, W-R11–W-R15 as `decisions.md` has them. */

import assert from "node:assert/strict";
import { TABLES } from "../../server/database/tables.ts";
import { PASSWORD, USERS } from "../fleet/hub/fleet_clinic.ts";
import { Clinic } from "../support/clinic.ts";
import { calls, GENERATIONS, once, SimulatedPhone } from "../support/phone/mod.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";
import { pullRaw, pushRaw, rowsOf, sealedCall, sealedQuery, tryPush } from "./support/raw_calls.ts";

type Json = Record<string, unknown>;

const PATIENT_A = "patient-of-clinic-a";
const VISIT_A = "visit-at-clinic-a";
const ISO = "2026-03-04T05:06:07.000Z";

Deno.test("W-R1 rows without the server's columns are stored by a real hub, survive its end and reach the next phone", async () => {
  await using clinic = await Clinic.open();
  const { phone, rows } = await clinic.phone("march");
  await synced(phone);
  const patient = await phone.create("patients", rows.patient());
  const visit = await phone.create("visits", rows.visit(patient));
  const made = {
    appointments: await phone.create("appointments", rows.appointment(patient, visit)),
    prescriptions: await phone.create("prescriptions", rows.prescription(patient, visit)),
    patient_vitals: await phone.create("patient_vitals", rows.vitals(patient, visit)),
    events: await phone.create("events", rows.event(patient, visit)),
  };
  await synced(phone);
  await clinic.crash("--pairing-open");
  const next = await clinic.phone("august");
  await synced(next.phone);
  for (const [table, id] of Object.entries(made)) {
    assert.ok(await next.phone.row(table, id) !== null, table);
  }
});

Deno.test("W-R2 a push on a full disk is not taken at all, and goes through when there is room", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("may");
  await synced(phone);
  await phone.createMany("patients", rows.many(2_000, (maker) => maker.patient()));
  const before = clinic.count("patients");
  const { writer } = clinic.database;
  const [pages = 0] = writer.prepare("PRAGMA page_count").value<[number]>() ?? [];
  writer.exec(`PRAGMA max_page_count = ${pages + 10}`);
  const refused = await phone.sync();
  assert.equal(refused.error?.code, "NETWORK_ERROR", "anything 2xx would be taken for stored");
  assert.equal(clinic.count("patients"), before);
  assert.equal(await phone.dirtyCount(), 2_000);
  writer.exec("PRAGMA max_page_count = 1000000");
  await synced(phone);
  assert.equal(clinic.count("patients"), before + 2_000);
});

Deno.test("W-R2 a poison row blocks no later sync, and stays where the operator sees it", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("may");
  await synced(phone);
  const poison = { ...rows.patient(), given_name: { first: "A" } };
  await pushRaw(phone, { patients: { created: [poison, rows.patient()], updated: [poison] } });
  for (let round = 0; round < 3; round++) {
    const id = await phone.create("patients", rows.patient());
    await synced(phone);
    assert.ok(clinic.row("patients", id) !== undefined);
  }
  assert.deepEqual(clinic.aside().map(({ row_id, data }) => [row_id, data]), [[poison.id, poison]]);
});

Deno.test("W-R3 an answer given online and edited offline stays one row of one patient", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  await synced(phone);
  const register = (value: Json) =>
    sealedCall(phone, "register_patient", {
      patient: online("p1"),
      additional_attributes: [{
        ...{ id: "field-1", patient_id: "", attribute_id: "field-1", attribute: "size" },
        ...{ metadata: {}, is_deleted: false, created_at: ISO, updated_at: ISO, ...value },
      }],
    });
  assert.ok((await register({ number_value: 3 })).opened !== null);
  await synced(phone);
  const [row] = (await phone.rows("patient_additional_attributes"))
    .filter(({ patient_id }) => patient_id === "p1");
  assert.ok(row !== undefined && row.number_value === 3);
  await phone.update("patient_additional_attributes", row.id, { number_value: 4 });
  await synced(phone);
  assert.ok((await register({ number_value: 5 })).opened !== null);
  await synced(phone);
  assert.equal((await phone.row("patient_additional_attributes", row.id))?.number_value, 5);
  assert.equal(clinic.count("patient_additional_attributes", "patient_id = 'p1'"), 1);
});

Deno.test("W-R4 no row of a table between hub and cloud is ever sent, at any cursor", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  const outcome = await synced(phone);
  const hidden = TABLES.filter(({ audience }) => audience === "never").map(({ name }) => name);
  assert.ok(hidden.length >= 6);
  for (const table of hidden) {
    await clinic.fromCloud(table, { id: `row-of-${table}`, created_at: 1, updated_at: 1 });
  }
  for (const cursor of [0, Number(outcome.timestamp), 7]) {
    for (const [table] of rowsOf(await pullRaw(phone, cursor))) {
      assert.ok(!hidden.includes(table), table);
    }
  }
  await synced(phone);
});

for (const generation of GENERATIONS) {
  Deno.test(`W-R5 a patient deleted on the hub disappears from the lists of a ${generation} phone, with all that hangs on it`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const online = await clinic.phone("march");
    const id = await phone.create("patients", rows.patient());
    const visit = await phone.create("visits", rows.visit(id));
    await phone.create("events", rows.event(id, visit));
    await phone.create("patient_problems", rows.problem(id, visit));
    const [first] = await phone.syncTwice();
    assert.equal(first.error, null);
    const done = await online.phone.rpc("command", "delete_patient", { patient_id: id });
    assert.ok(done.ok, JSON.stringify(done));
    const { pulled } = await synced(phone);
    for (const table of ["patients", "visits", "events", "patient_problems"] as const) {
      assert.deepEqual(pulled[table], { created: 0, updated: 1, deleted: 0 }, table);
      const listed = await phone.listed(table);
      assert.ok(!listed.some((row) => row.id === id || row.patient_id === id), table);
    }
  });
}

Deno.test("W-R7 yes and no of a registration field are taken in every form, online and by a push", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("march");
  await synced(phone);
  const forms: readonly (readonly [unknown, number])[] = [[true, 1], [false, 0], [1, 1], [0, 0]];
  for (const [at, [value, stored]] of forms.entries()) {
    const id = `p${at}`;
    const { opened, text } = await sealedCall(phone, "register_patient", {
      patient: online(id),
      additional_attributes: [{
        ...{ id: "vaccinated", patient_id: "", attribute_id: "vaccinated", attribute: "v" },
        ...{ boolean_value: value, metadata: {}, is_deleted: false },
        ...{ created_at: ISO, updated_at: ISO },
      }],
    });
    assert.ok(opened !== null, text);
    const attribute = rows.attribute(id, { number_value: null, string_value: null });
    await pushRaw(phone, {
      patient_additional_attributes: { created: [{ ...attribute, boolean_value: value }] },
    });
    assert.equal(
      clinic.count(
        "patient_additional_attributes",
        `patient_id='${id}' AND boolean_value=${stored}`,
      ),
      2,
      String(value),
    );
  }
  assert.deepEqual(clinic.aside(), []);
});

Deno.test("W-R11 twenty calls at once, each with a handshake of its own, are all answered under their own keys", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  const keys: Uint8Array[] = [];
  const stored = () => phone.raw.body("query", JSON.stringify({ query: "ping", params: null }));
  const bodies: string[] = [];
  for (let at = 0; at < 20; at++) {
    assert.ok((await phone.rpc("query", "clinics.list", {})).ok);
    bodies.push(stored());
    const session = phone.secureStore.loadSession();
    assert.ok(session !== null);
    keys.push(session.sharedKey.slice());
  }
  assert.equal(new Set(keys.map((key) => key.join())).size, 20);
  const answers = await Promise.all(
    bodies.map((body, at) => phone.raw.send("query", body, keys[at])),
  );
  for (const { status, opened } of answers) {
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(opened ?? "null"), { pong: true });
  }
  const both = await Promise.all([phone.sync(), phone.rpc("query", "clinics.list", {})]);
  assert.ok(both.every(({ ok }) => ok));
});

for (const generation of GENERATIONS) {
  Deno.test(`W-R11 a hub that restarts between handshake and call says so, and the next sync of a ${generation} phone goes through`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    await synced(phone);
    const id = await phone.create("patients", rows.patient());
    const statuses: number[] = [];
    const inner = phone.fetch;
    const hit = once(calls("sync_push"));
    phone.fetch = async (url, init, call) => {
      if (!hit(call)) return await inner(url, init, call);
      await clinic.kill();
      await clinic.start();
      const answer = await inner(url, init, call);
      statuses.push(answer.status);
      return answer;
    };
    const broken = await phone.sync();
    assert.deepEqual([broken.ok, broken.error?.code], [false, "NETWORK_ERROR"]);
    assert.deepEqual(statuses, [409]);
    await synced(phone);
    assert.ok(clinic.row("patients", id) !== undefined);
  });
}

Deno.test("W-R12 what the cloud sends gets a new place in the order, whatever times it carries", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  let cursor = (await pullRaw(phone, 0)).timestamp;
  for (const age of [0, 86_400_000, -86_400_000]) {
    const at = Date.now() - age;
    const times = { updated_at: at, last_modified: at, server_created_at: at, created_at: at };
    await clinic.fromCloud("patients", { id: PATIENT_A, phone: `${age}`, ...times });
    const answer = await pullRaw(phone, cursor);
    assert.deepEqual(rowsOf(answer).map(([table, { id }]) => [table, id]), [[
      "patients",
      PATIENT_A,
    ]]);
    assert.ok(answer.timestamp > cursor);
    cursor = answer.timestamp;
  }
  assert.deepEqual(rowsOf(await pullRaw(phone, cursor)), []);
});

Deno.test("W-R13 a pull shows one moment: a patient and its visit come together or not at all, and own rows not again", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("march");
  const reader = await clinic.phone("march");
  await synced(phone);
  let cursor = (await pullRaw(reader.phone, 0)).timestamp;
  const families = Array.from({ length: 1_500 }, () => rows.patient());
  await phone.createMany("patients", families);
  await phone.createMany("visits", families.map(({ id }) => rows.visit(id)));
  let isStored = false;
  const push = synced(phone).then(() => isStored = true);
  const held = { patients: new Set<unknown>(), visits: new Set<unknown>() };
  for (let last = false; !last;) {
    last = isStored;
    const answer = await pullRaw(reader.phone, cursor);
    cursor = answer.timestamp;
    for (const [table, row] of rowsOf(answer)) {
      if (table === "patients") held.patients.add(row.id);
      if (table === "visits") held.visits.add(row.patient_id);
    }
    assert.deepEqual(held.visits.difference(held.patients), new Set());
    assert.deepEqual(held.patients.difference(held.visits), new Set());
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await push;
  assert.equal(held.visits.size, families.length);
  assert.deepEqual((await synced(phone)).pulled, {}, "the phone is sent its own rows");
});

Deno.test("W-R14 a user without a clinic cannot log in and the operator is told why; a null flag is no", async () => {
  await using clinic = await MemoryClinic.open();
  await clinic.fromCloud("users", { id: "nurse-b", clinic_id: null });
  const phone = await SimulatedPhone.create({ generation: "august", fetch: clinic.fetch });
  await phone.scan(clinic.qr);
  const email = USERS.find(({ id }) => id === "nurse-b")?.email ?? "";
  const login = await phone.login(email, PASSWORD);
  assert.equal(login.signedIn, false);
  assert.match(String(login.error), /AUTH_FAILED/);
  assert.match(JSON.stringify(clinic.events), /CLINIC/, "the operator is not told");

  const flags = Object.keys(
    clinic.row("user_clinic_permissions", "permission-nurse-a-clinic-a") ?? {},
  )
    .filter((name) => name.startsWith("can_") && name !== "can_view_history");
  await clinic.fromCloud("user_clinic_permissions", {
    id: "permission-nurse-a-clinic-a",
    ...Object.fromEntries(flags.map((name) => [name, null])),
    is_clinic_admin: null,
  });
  const nurse = await clinic.phone("march");
  await synced(nurse.phone);
  assert.ok(await nurse.phone.row("patients", PATIENT_A) !== null, "a flag that is set counts");
  await nurse.phone.create("events", nurse.rows.event(PATIENT_A, VISIT_A));
  await synced(nurse.phone);
  assert.deepEqual(clinic.aside().map(({ reason }) => reason), ["NOT_PERMITTED"]);
});

for (const generation of GENERATIONS) {
  Deno.test(`W-R15 a ${generation} phone tells a refused sign-in from a broken connection`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone } = await clinic.phone(generation);
    const token = phone.token ?? "";
    for (const bad of [null, "", "x", `${token}x`, token.slice(0, -2), token.replace(/\./g, ",")]) {
      const answer = await phone.rpc("query", "clinics.list", {}, bad);
      assert.equal(answer.ok ? "" : answer.error.code, "AUTH_FAILED", String(bad).slice(0, 5));
    }
    const wrong = await phone.login(USERS[0]?.email ?? "", "wrong password");
    if (generation === "august") assert.match(String(wrong.error), /AUTH_FAILED/);
    for (const email of ["nobody@fleet.example", USERS[0]?.email]) {
      const { status, json } = await sealedCall(phone, "login", { email, password: "wrong one" });
      assert.deepEqual([status, (json as Json).error_code], [401, "AUTH_FAILED"]);
    }
    // Everything else is another status, so that no phone throws its sign-in away for it.
    const others = [
      await sealedQuery(phone, "no_such_query", {}),
      await phone.raw.post("/rpc/query", "not json"),
      await tryPush(phone, null),
      await phone.raw.request("/rpc/query", { method: "GET" }),
    ];
    assert.deepEqual(others.map(({ status }) => status), [200, 400, 400, 405]);
    clinic.gate.lock();
    assert.equal((await sealedQuery(phone, "clinics.list", {})).status, 503);
  });
}

/** A patient as the registration screen of online mode sends it. */
function online(id: string): Json {
  return {
    ...{ id, given_name: "Nadia", surname: "Fares", date_of_birth: "1990-05-03", sex: "female" },
    ...{ citizenship: "", hometown: "", phone: "", camp: "", photo_url: "" },
    ...{ government_id: "", external_patient_id: "", additional_data: {}, metadata: {} },
    ...{ created_at: ISO, updated_at: ISO },
  };
}
