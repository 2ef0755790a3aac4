import assert from "node:assert/strict";
import {
  prescriptionsCreate,
  prescriptionsPickup,
  prescriptionsUpdate,
  prescriptionsUpdateStatus,
} from "../../../../server/phone/commands/prescriptions.ts";
import {
  prescriptionsByPatientVisit,
  prescriptionsSearch,
} from "../../../../server/phone/queries/prescriptions.ts";
import { type Answer, MedicineClinic } from "./medicine_clinic.ts";

const AT_MS = 1_790_000_000_000;

const NEW = {
  id: "p1",
  patient_id: "amal",
  provider_id: "doctor",
  pickup_clinic_id: "north",
  visit_id: "v1",
  priority: "high",
  expiration_date: AT_MS + 9,
  prescribed_at: AT_MS,
  status: "pending",
  items: "[]",
  notes: "",
  metadata: "{}",
  created_at: AT_MS - 5,
};

function prescription(id: string, values: Record<string, string | number | null> = {}) {
  const { patient_id, provider_id, pickup_clinic_id, visit_id, prescribed_at, status } = NEW;
  const row = { patient_id, provider_id, pickup_clinic_id, visit_id, prescribed_at, status };
  return { id, ...row, ...values };
}

const ids = (answer: Answer) => answer.data?.map((row) => row.id);

Deno.test("prescriptions.create stores every field and answers the id", async () => {
  using clinic = await MedicineClinic.open();
  const sent = { ...NEW, items: [{ drug: "para" }], metadata: { a: 1 } };
  assert.deepEqual(await clinic.ok(prescriptionsCreate, sent, "doctor"), { prescription_id: "p1" });
  const row = clinic.row("prescriptions", "p1");
  const stored = { ...NEW, items: '[{"drug":"para"}]', metadata: '{"a":1}' };
  for (const [name, value] of Object.entries(stored)) assert.equal(row[name], value, name);
  const { prescription_id } = await clinic.ok(prescriptionsCreate, {
    patient_id: "amal",
    provider_id: "doctor",
    prescribed_at: "2026-09-21T10:00:00Z",
    status: "pending",
  }, "doctor");
  const bare = clinic.row("prescriptions", String(prescription_id));
  assert.deepEqual([bare.items, bare.notes, bare.priority], ["[]", "", "normal"]);
});

Deno.test("prescriptions.create of a known id changes it, but not whose it is", async () => {
  using clinic = await MedicineClinic.open();
  await clinic.ok(prescriptionsCreate, NEW, "doctor");
  const again = { ...NEW, provider_id: "x", visit_id: "x", prescribed_at: 1, notes: "n" };
  await clinic.ok(prescriptionsCreate, again, "doctor");
  const row = clinic.row("prescriptions", "p1");
  assert.deepEqual(
    [row.provider_id, row.visit_id, row.prescribed_at, row.notes],
    ["doctor", "v1", AT_MS, "n"],
  );
  await clinic.refused("INVALID", prescriptionsCreate, { ...NEW, patient_id: "elena" }, "doctor");
});

Deno.test("prescriptions.create is refused without permission, patient or sense", async () => {
  using clinic = await MedicineClinic.open();
  for (const user of ["viewer", "nurse", "pharmacist", "nobody", "far"]) {
    await clinic.refused("NOT_PERMITTED", prescriptionsCreate, NEW, user);
  }
  const at = async (code: "NOT_PERMITTED" | "NOT_FOUND" | "INVALID", more: object) =>
    await clinic.refused(code, prescriptionsCreate, { ...NEW, ...more }, "doctor");
  await at("NOT_PERMITTED", { patient_id: "ines" });
  await at("NOT_PERMITTED", { pickup_clinic_id: "south" });
  // Without a clinic of its own the patient's decides.
  await at("NOT_PERMITTED", { patient_id: "ines", pickup_clinic_id: null, visit_id: null });
  await at("NOT_FOUND", { patient_id: "dead" });
  await at("INVALID", { prescribed_at: null });
  await at("INVALID", { status: "" });
  await at("INVALID", { notes: {} });
});

Deno.test("prescriptions.update changes what is given and answers the prescription", async () => {
  using clinic = await MedicineClinic.open();
  await clinic.ok(prescriptionsCreate, NEW, "doctor");
  const change = {
    id: "p1",
    status: "prepared",
    items: [1],
    filled_at: 1_700_000_000,
    notes: null,
  };
  const answer = await clinic.ok(prescriptionsUpdate, change, "doctor");
  assert.deepEqual({ ...answer, updated_at: 0 }, {
    ...NEW,
    status: "prepared",
    items: "[1]",
    filled_at: 1_700_000_000_000,
    filled_by: null,
    updated_at: 0,
  });
  assert.equal(Object.keys(answer).length, 16);
});

Deno.test("prescriptions.update moves one to another clinic only for who may prescribe at both", async () => {
  using clinic = await MedicineClinic.open({
    prescriptions: [prescription("p1"), prescription("p2", { pickup_clinic_id: "south" })],
  });
  const move = { id: "p1", pickup_clinic_id: "south" };
  await clinic.refused("NOT_PERMITTED", prescriptionsUpdate, move, "doctor");
  await clinic.refused("NOT_PERMITTED", prescriptionsUpdate, move, "far");
  const take = { id: "p2", pickup_clinic_id: "north" };
  await clinic.refused("NOT_PERMITTED", prescriptionsUpdate, take, "doctor");
  await clinic.ok(prescriptionsUpdate, move, "admin");
});

for (
  const [name, procedure] of Object.entries({
    "prescriptions.update": prescriptionsUpdate,
    "prescriptions.update_status": prescriptionsUpdateStatus,
  })
) {
  Deno.test(`${name} of another's prescription needs one flag more`, async () => {
    using clinic = await MedicineClinic.open({
      prescriptions: [
        prescription("p1"),
        prescription("p2", { provider_id: "chief" }),
        prescription("p3", { is_deleted: 1 }),
      ],
    });
    const change = (id: unknown) => ({ id, status: "prepared" });
    await clinic.ok(procedure, change("p1"), "doctor");
    await clinic.refused("NOT_PERMITTED", procedure, change("p2"), "doctor");
    await clinic.ok(procedure, { id: "p1", status: "pending" }, "chief");
    await clinic.ok(procedure, change("p2"), "chief");
    await clinic.refused("NOT_PERMITTED", procedure, change("p1"), "nurse");
    await clinic.refused("NOT_PERMITTED", procedure, change("p1"), "far");
    await clinic.refused("NOT_FOUND", procedure, change("p3"), "doctor");
    await clinic.refused("NOT_FOUND", procedure, change("none"), "doctor");
    await clinic.refused("INVALID", procedure, change([]), "doctor");
    await clinic.refused("INVALID", procedure, { id: "p1", status: 5 }, "doctor");
    assert.equal(clinic.row("prescriptions", "p2").status, "prepared");
  });
}

Deno.test("prescriptions.update_status answers ok", async () => {
  using clinic = await MedicineClinic.open({ prescriptions: [prescription("p1")] });
  const answer = await clinic.ok(prescriptionsUpdateStatus, { id: "p1", status: "any" }, "doctor");
  assert.deepEqual(answer, { ok: true });
  assert.equal(clinic.row("prescriptions", "p1").status, "any");
});

Deno.test("prescriptions.pickup says who filled it and when, once", async () => {
  using clinic = await MedicineClinic.open({
    prescriptions: [prescription("p1"), prescription("p2", { status: "cancelled" })],
  });
  const before = Date.now();
  const args = { id: "p1", provider_id: "pharmacist" };
  assert.deepEqual(await clinic.ok(prescriptionsPickup, args, "pharmacist"), { ok: true });
  const row = clinic.row("prescriptions", "p1");
  assert.deepEqual([row.status, row.filled_by], ["picked-up", "pharmacist"]);
  assert.ok(Number(row.filled_at) >= before);
  const fingerprint = clinic.fingerprint();
  await clinic.ok(prescriptionsPickup, { ...args, provider_id: "other" }, "pharmacist");
  assert.equal(clinic.fingerprint(), fingerprint);
  await clinic.refused("INVALID", prescriptionsPickup, { ...args, id: "p2" }, "pharmacist");
  await clinic.refused("NOT_PERMITTED", prescriptionsPickup, args, "doctor");
  await clinic.refused("NOT_PERMITTED", prescriptionsPickup, args, "far");
  await clinic.refused("NOT_FOUND", prescriptionsPickup, { ...args, id: "x" }, "pharmacist");
  await clinic.refused("INVALID", prescriptionsPickup, { id: "p1" }, "pharmacist");
});

const MANY = {
  prescriptions: [
    prescription("p1", { notes: "50% more" }),
    prescription("p2", { prescribed_at: AT_MS + 2, status: "cancelled", visit_id: null }),
    prescription("p3", { prescribed_at: AT_MS + 1, pickup_clinic_id: null, notes: null }),
    prescription("p4", { patient_id: "ines", pickup_clinic_id: "south" }),
    prescription("p5", { patient_id: "elena", prescribed_at: null }),
    prescription("p6", { is_deleted: 1 }),
    prescription("p7", { patient_id: "dead" }),
  ],
};

Deno.test("prescriptions.search gives visible ones, and counts what it lists", async () => {
  using clinic = await MedicineClinic.open(MANY);
  const search = async (args: object, user = "viewer") =>
    await clinic.ok(prescriptionsSearch, args, user);
  const all = await search({});
  assert.deepEqual(ids(all), ["p2", "p3", "p1", "p5"]);
  assert.deepEqual([all.total, all.limit, all.offset], [4, 20, 0]);
  assert.equal(Object.keys(all.data?.[0] ?? {}).length, 16);
  assert.deepEqual(ids(await search({}, "far")), ["p4", "p5"]);
  assert.deepEqual(ids(await search({ clinic_id: "north" })), ["p2", "p1", "p5"]);
  assert.deepEqual(ids(await search({ status: ["cancelled"] })), ["p2"]);
  assert.deepEqual(ids(await search({ date: AT_MS + 1 })), ["p2", "p3"]);
  assert.deepEqual(ids(await search({ search_query: "50%" })), ["p1"]);
  assert.deepEqual(ids(await search({ search_query: "elena" })), ["p5"]);
  const page = await search({ search_query: "haddad", limit: 1, offset: 2 });
  assert.deepEqual([ids(page), page.total], [["p1"], 3]);
  await clinic.refused("INVALID", prescriptionsSearch, { date: "never" }, "viewer");
});

Deno.test("prescriptions.by_patient_visit gives those of the visit", async () => {
  using clinic = await MedicineClinic.open(MANY);
  const args = { patient_id: "amal", visit_id: "v1" };
  const answer = await clinic.ok(prescriptionsByPatientVisit, args, "viewer");
  assert.deepEqual(ids(answer), ["p3", "p1"]);
  await clinic.refused("NOT_PERMITTED", prescriptionsByPatientVisit, args, "far");
  const dead = { ...args, patient_id: "dead" };
  await clinic.refused("NOT_FOUND", prescriptionsByPatientVisit, dead, "viewer");
  await clinic.refused("INVALID", prescriptionsByPatientVisit, { patient_id: "amal" }, "viewer");
});
