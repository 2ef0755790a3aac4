import assert from "node:assert/strict";
import { CLOUD_GENERATIONS } from "../../support/cloud/mod.ts";
import { CloudClinic, isoIn } from "./plain_hub.ts";

const KEYS = `patients patient_additional_attributes clinics visits events event_forms
  registration_forms appointments prescriptions patient_vitals patient_problems clinic_departments
  drug_catalogue clinic_inventory dispensing_records prescription_items users undefined
  device_pin_codes user_clinic_permissions app_config`.split(/\s+/);

const HOUR_MS = 3_600_000;

function idsOf(rows: readonly Record<string, unknown>[] | undefined): unknown[] {
  return (rows ?? []).map((row) => row.id);
}

Deno.test("cloud.md 3.4: GET answers success, changes and timestamp, every table present though empty", async () => {
  for (const generation of CLOUD_GENERATIONS) {
    await using clinic = await CloudClinic.open({ generation });
    const answer = await clinic.hub.pull(Date.now() + HOUR_MS);
    assert.deepEqual(Object.keys(answer), ["success", "changes", "timestamp"]);
    assert.equal(answer.success, true);
    assert.deepEqual(Object.keys(answer.changes), KEYS);
    assert.deepEqual(answer.changes.patients, { created: [], updated: [], deleted: [] });
  }
});

Deno.test("cloud.md 3.4: the time is asked for under two names", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const later = Date.now() + HOUR_MS;
  const headers = { authorization: `Bearer ${clinic.hub.apiKey}` };
  for (
    const [name, expected] of [["last_pulled_at", 0], ["lastPulledAt", 0], ["lastpulledat", 1]]
  ) {
    const response = await fetch(
      `${clinic.cloud.url}/api/v2/sync?${name}=${later}&peerType=sync_hub`,
      { headers },
    );
    const { changes } = await response.json();
    assert.equal(changes.patients.created.length, expected, String(name));
  }
});

Deno.test("cloud.md 3.4, 3.5: lastPulledAt=abc is 500, which only the newer cloud explains", async () => {
  const bodies = {
    older: { status: 500, unhandled: true, message: "HTTPError" },
    newer: { error: "Invalid time value" },
  };
  for (const generation of CLOUD_GENERATIONS) {
    await using clinic = await CloudClinic.open({ generation });
    const response = await clinic.hub.tryPull("abc");
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), bodies[generation]);
  }
});

Deno.test("cloud.md 3.4: created is by server_created_at, updated by last_modified, each with its own bound", async () => {
  const clock = { ms: 1_800_000_000_000 };
  await using clinic = await CloudClinic.open({ now: () => clock.ms });
  const { people } = clinic.cloud;
  const at = (ms: number) => new Date(ms).toISOString();
  const make = (createdMs: number, modifiedMs: number) =>
    people.create("patients", {
      primary_clinic_id: clinic.clinicId,
      server_created_at: at(createdMs),
      last_modified: at(modifiedMs),
    });
  const t = clock.ms;
  const created = make(t, t);
  const updated = make(t - 1, t + 1);
  make(t - 1, t);
  make(t - 1, t - 1);
  const { changes } = await clinic.hub.pull(t);
  assert.deepEqual(idsOf(changes.patients?.created), [created]);
  assert.deepEqual(idsOf(changes.patients?.updated), [updated]);
});

Deno.test("cloud.md 3.4: deletions are reported by deleted_at, but not to whom asks from 0", async () => {
  await using clinic = await CloudClinic.open();
  const { people } = clinic.cloud;
  const id = people.patient({ primary_clinic_id: clinic.clinicId });
  const before = Date.now() - 1;
  people.remove("patients", id);
  assert.deepEqual((await clinic.hub.pull(before)).changes.patients, {
    created: [],
    updated: [],
    deleted: [id],
  });
  assert.deepEqual((await clinic.hub.pull(0)).changes.patients?.deleted, []);
  const later = Date.now() + HOUR_MS;
  assert.deepEqual((await clinic.hub.pull(later)).changes.patients?.deleted, []);
});

Deno.test("cloud.md 3.4: a row marked deleted without a time is reported nowhere", async () => {
  await using clinic = await CloudClinic.open();
  const values = { primary_clinic_id: clinic.clinicId, is_deleted: true };
  clinic.cloud.people.create("patients", values);
  const { changes } = await clinic.hub.pull(1);
  assert.deepEqual(changes.patients, { created: [], updated: [], deleted: [] });
});

Deno.test("cloud.md 3.4: permissions and configuration go by created_at and updated_at, never deleted", async () => {
  await using clinic = await CloudClinic.open();
  const { people } = clinic.cloud;
  const id = people.create("app_config", {
    namespace: "auth",
    key: "a",
    value: "true",
    created_at: isoIn(-HOUR_MS),
    updated_at: isoIn(-HOUR_MS),
  });
  const since = Date.now() - HOUR_MS / 2;
  assert.deepEqual(idsOf((await clinic.hub.pull(since)).changes.app_config?.updated), []);
  people.edit("app_config", id, { value: "false" });
  const { changes } = await clinic.hub.pull(since);
  assert.deepEqual(idsOf(changes.app_config?.updated), [id]);
  assert.deepEqual(changes.user_clinic_permissions?.created.length, 1);
  assert.deepEqual(changes.user_clinic_permissions?.deleted, []);
});

Deno.test("cloud.md 3.4: registration forms travel under another name than their table's", async () => {
  await using clinic = await CloudClinic.open();
  const id = clinic.cloud.people.create("patient_registration_forms", {
    clinic_id: clinic.clinicId,
    name: "Intake",
    fields: [{ id: "a" }],
  });
  const { changes } = await clinic.hub.pull();
  assert.deepEqual(idsOf(changes.registration_forms?.created), [id]);
  assert.deepEqual(changes.registration_forms?.created[0]?.fields, [{ id: "a" }]);
});

Deno.test("C20: a hub is sent devices under `undefined`, the hashes of their keys included", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.people.hub([clinic.clinicId, crypto.randomUUID()]);
  const { changes } = await clinic.hub.pull();
  assert.equal(changes.undefined?.created.length, 2);
  for (const device of changes.undefined?.created ?? []) {
    assert.match(String(device.api_key_hash), /^[0-9a-f]{64}$/);
  }
});

Deno.test("sync.md 1.2: a hub is sent users with hashed_password and instance_url", async () => {
  await using clinic = await CloudClinic.open();
  const [user] = (await clinic.hub.pull()).changes.users?.created ?? [];
  assert.match(String(user?.hashed_password), /^\$2a\$/);
  assert.ok(user !== undefined && Object.hasOwn(user, "instance_url"));
});

Deno.test("cloud.md 3.4: MAX_HISTORY_DAYS_SYNC hides older rows of all but five tables", async () => {
  await using clinic = await CloudClinic.open({ maxHistoryDays: 30 });
  const { people } = clinic.cloud;
  const old = isoIn(-31 * 24 * HOUR_MS);
  const times = { created_at: old, updated_at: old, server_created_at: old, last_modified: old };
  const values = { clinic_id: clinic.clinicId, ...times };
  const drug = {
    generic_name: "Amoxicillin",
    form: "tablet",
    route: "oral",
    dosage_quantity: 1,
    dosage_units: "mg",
  };
  people.create("patients", { primary_clinic_id: clinic.clinicId, ...times });
  people.create("patient_registration_forms", values);
  people.edit("clinics", clinic.clinicId, times);
  people.create("event_forms", times);
  people.create("clinic_departments", { name: "Pharmacy", ...values });
  const drugId = people.create("drug_catalogue", { ...drug, ...times });
  people.create("clinic_inventory", {
    drug_id: drugId,
    batch_id: crypto.randomUUID(),
    quantity_available: 1,
    ...values,
  });
  const { changes } = await clinic.hub.pull(0);
  const created = (key: string) => changes[key]?.created.length;
  assert.deepEqual([created("patients"), created("registration_forms")], [0, 0]);
  for (
    const key of [
      "clinics",
      "event_forms",
      "clinic_departments",
      "drug_catalogue",
      "clinic_inventory",
    ]
  ) {
    assert.equal(created(key), 1, key);
  }
});

Deno.test("cloud.md 3.4: the timestamp is Node's, taken before the queries", async () => {
  const clock = { ms: 1_800_000_000_000 };
  await using clinic = await CloudClinic.open({ now: () => clock.ms });
  const start = clock.ms;
  clinic.cloud.onStep = () => {
    clock.ms += 1000;
  };
  assert.equal((await clinic.hub.pull(1)).timestamp, start);
});

Deno.test("cloud.md 3.4: a pull is not one snapshot: a row of a later table may lack its parent", async () => {
  await using clinic = await CloudClinic.open();
  let made: { readonly patientId: string } | undefined;
  clinic.cloud.onStep = (step) => {
    if (step.kind === "pull" && step.table === "visits") made ??= clinic.cloudVisit();
  };
  const { changes } = await clinic.hub.pull();
  assert.deepEqual(changes.patients?.created, []);
  assert.equal(changes.visits?.created[0]?.patient_id, made?.patientId);
});

Deno.test("A31: a row committed late carries the time its transaction began, before a cursor already given", async () => {
  const clock = { ms: 1_800_000_000_000 };
  await using clinic = await CloudClinic.open({ now: () => clock.ms });
  const { people } = clinic.cloud;
  const slow = people.begin();
  const id = slow.create("patients", { primary_clinic_id: clinic.clinicId });
  clock.ms += 5000;
  const { changes, timestamp } = await clinic.hub.pull();
  assert.deepEqual(changes.patients?.created, []);
  clock.ms += 1000;
  slow.commit();
  assert.deepEqual((await clinic.hub.pull(timestamp)).changes.patients?.created, []);
  const overlapped = await clinic.hub.pull(timestamp - 60_000);
  assert.deepEqual(idsOf(overlapped.changes.patients?.created), [id]);
});

Deno.test("A31: the database's clock behind Node's hides rows, ahead of it repeats them", async () => {
  for (const [skewMs, expected] of [[-2000, 0], [2000, 2]] as const) {
    const clock = { ms: 1_800_000_000_000 };
    await using clinic = await CloudClinic.open({ now: () => clock.ms });
    clinic.cloud.clocks.databaseSkewMs = skewMs;
    const { timestamp } = await clinic.hub.pull();
    clock.ms += 1000;
    clinic.cloud.people.patient({ primary_clinic_id: clinic.clinicId });
    await clinic.hub.store("patients", clinic.patient());
    const { changes } = await clinic.hub.pull(timestamp);
    assert.equal(changes.patients?.created.length, expected);
  }
});

Deno.test("decisions 24: the cloud's clock may differ from everyone's", async () => {
  await using clinic = await CloudClinic.open();
  clinic.cloud.clocks.skewMs = -400 * 24 * HOUR_MS;
  const { timestamp } = await clinic.hub.pull();
  assert.ok(timestamp < Date.now() - 399 * 24 * HOUR_MS);
});

Deno.test("B22: a pull is compressed for who asks for gzip", async () => {
  for (const compresses of [true, false]) {
    await using clinic = await CloudClinic.open({ compresses });
    for (let made = 0; made < 300; made++) {
      clinic.cloud.people.patient({ primary_clinic_id: clinic.clinicId });
    }
    // Deno's client asks for gzip by itself.
    const { changes } = await clinic.hub.pull();
    assert.equal(changes.patients?.created.length, 300);
    assert.equal(clinic.cloud.network.answerBytes < 40_000, compresses);
  }
});
