import assert from "node:assert/strict";
import {
  appointmentsCancel,
  appointmentsComplete,
  appointmentsCreate,
  appointmentsUpdate,
} from "../../../../server/phone/commands/appointments.ts";
import {
  appointmentsByPatient,
  appointmentsGet,
  appointmentsList,
  appointmentsSearch,
} from "../../../../server/phone/queries/appointments.ts";
import { MedicineClinic } from "./medicine_clinic.ts";

const AT_MS = 1_790_000_000_000;

const NEW = {
  id: "a1",
  provider_id: "doctor",
  clinic_id: "north",
  patient_id: "amal",
  user_id: "nurse",
  current_visit_id: "v1",
  timestamp: AT_MS,
  duration: 15,
  reason: "check-up",
  notes: "",
  is_walk_in: 1,
  departments: '[{"id":"gen"}]',
  status: "pending",
  metadata: "{}",
  created_at: AT_MS - 5_000,
  updated_at: AT_MS - 5_000,
};

function appointment(id: string, values: Record<string, string | number | null> = {}) {
  const { clinic_id, patient_id, timestamp, status } = NEW;
  return { id, clinic_id, patient_id, timestamp, status, ...values };
}

Deno.test("appointments.create stores every field and answers the id", async () => {
  using clinic = await MedicineClinic.open();
  const before = Date.now();
  assert.deepEqual(await clinic.ok(appointmentsCreate, NEW, "nurse"), { appointment_id: "a1" });
  const row = clinic.row("appointments", "a1");
  const { updated_at: _, ...sent } = NEW;
  for (const [name, value] of Object.entries(sent)) assert.equal(row[name], value, name);
  assert.ok(Number(row.updated_at) >= before && Number(row.server_created_at) >= before);
  assert.equal(row.is_deleted, 0);
  assert.equal(row.hub_writer, clinic.device.commandWriter);
});

Deno.test("appointments.create makes an id, and takes values as well as text (W-R18)", async () => {
  using clinic = await MedicineClinic.open();
  const { appointment_id } = await clinic.ok(appointmentsCreate, {
    ...NEW,
    id: null,
    is_walk_in: true,
    timestamp: new Date(AT_MS).toISOString(),
    departments: [{ id: "gen" }],
    metadata: { a: 1 },
    duration: null,
  }, "nurse");
  const row = clinic.row("appointments", String(appointment_id));
  assert.match(String(appointment_id), /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.equal(row.is_walk_in, 1);
  assert.equal(row.timestamp, AT_MS);
  assert.equal(row.departments, '[{"id":"gen"}]');
  assert.equal(row.metadata, '{"a":1}');
});

Deno.test("appointments.create of a known id changes it, but not whose it is", async () => {
  using clinic = await MedicineClinic.open();
  await clinic.ok(appointmentsCreate, NEW, "nurse");
  const moved = { ...NEW, clinic_id: "south", user_id: "x", notes: "n", created_at: 1 };
  await clinic.ok(appointmentsCreate, moved, "nurse");
  const row = clinic.row("appointments", "a1");
  assert.deepEqual([row.clinic_id, row.user_id, row.notes], ["north", "nurse", "n"]);
  assert.equal(row.created_at, NEW.created_at);
  assert.equal(clinic.count("appointments"), 1);
  await clinic.refused("NOT_PERMITTED", appointmentsCreate, { ...NEW, notes: "z" }, "far");
  await clinic.refused("INVALID", appointmentsCreate, { ...NEW, patient_id: "elena" }, "nurse");
});

Deno.test("appointments.create is refused without permission, patient or sense", async () => {
  using clinic = await MedicineClinic.open();
  for (const user of ["viewer", "pharmacist", "nobody", "far", "unknown"]) {
    await clinic.refused("NOT_PERMITTED", appointmentsCreate, NEW, user);
  }
  // An appointment would make the patient of another clinic visible here.
  await clinic.refused(
    "NOT_PERMITTED",
    appointmentsCreate,
    { ...NEW, patient_id: "ines" },
    "nurse",
  );
  const elena = { ...NEW, id: "a2", patient_id: "elena" };
  await clinic.refused("INVALID", appointmentsCreate, elena, "nurse");
  await clinic.ok(appointmentsCreate, { ...elena, current_visit_id: "" }, "nurse");
  for (const patient_id of ["dead", "missing"]) {
    await clinic.refused("NOT_FOUND", appointmentsCreate, { ...NEW, patient_id }, "nurse");
  }
  for (
    const wrong of [
      { timestamp: "soon" },
      { clinic_id: "" },
      { duration: -1 },
      { duration: 1.5 },
      { duration: 40_000 },
      { id: "no spaces" },
      { status: null },
      { reason: 5 },
      { is_walk_in: "perhaps" },
    ]
  ) {
    await clinic.refused("INVALID", appointmentsCreate, { ...NEW, ...wrong }, "nurse");
  }
});

Deno.test("a command's row reaches every phone, the calling one too", async () => {
  using clinic = await MedicineClinic.open();
  const { timestamp } = await clinic.hub.pull("phone", 0);
  await clinic.ok(appointmentsCreate, NEW, "nurse");
  const { changes } = await clinic.hub.pull("phone", timestamp);
  assert.equal(changes.appointments?.created[0]?.id, "a1");
});

Deno.test("appointments.update changes what is given and answers the appointment", async () => {
  using clinic = await MedicineClinic.open();
  await clinic.ok(appointmentsCreate, NEW, "nurse");
  const answer = await clinic.ok(appointmentsUpdate, {
    id: "a1",
    notes: "late",
    reason: null,
    is_walk_in: false,
    departments: [],
    metadata: { b: 2 },
  }, "nurse");
  assert.deepEqual({ ...answer, updated_at: 0 }, {
    ...NEW,
    fulfilled_visit_id: null,
    notes: "late",
    is_walk_in: false,
    departments: "[]",
    metadata: '{"b":2}',
    updated_at: 0,
  });
  assert.equal(Object.keys(answer).length, 17);
});

Deno.test("appointments.update that says nothing new writes nothing", async () => {
  using clinic = await MedicineClinic.open();
  await clinic.ok(appointmentsCreate, NEW, "nurse");
  const before = clinic.fingerprint();
  await clinic.ok(appointmentsUpdate, { id: "a1", notes: "", is_walk_in: "true" }, "nurse");
  assert.equal(clinic.fingerprint(), before);
});

Deno.test("appointments.create of a known id leaves alone what it does not say", async () => {
  using clinic = await MedicineClinic.open();
  await clinic.ok(appointmentsCreate, NEW, "nurse");
  const { is_walk_in: _, ...silent } = NEW;
  for (const again of [silent, { ...silent, is_walk_in: null }]) {
    await clinic.ok(appointmentsCreate, again, "nurse");
    assert.equal(clinic.row("appointments", "a1").is_walk_in, 1);
  }
  await clinic.ok(appointmentsCreate, { ...silent, id: "a2" }, "nurse");
  assert.equal(clinic.row("appointments", "a2").is_walk_in, 0);
});

for (
  const [name, procedure] of Object.entries({
    "appointments.update": appointmentsUpdate,
    "appointments.cancel": appointmentsCancel,
    "appointments.complete": appointmentsComplete,
  })
) {
  Deno.test(`${name} is refused without permission, appointment or id`, async () => {
    using clinic = await MedicineClinic.open({
      appointments: [appointment("a1"), appointment("gone", { is_deleted: 1 })],
    });
    const args = { id: "a1", user_id: "nurse", status: "changed" };
    await clinic.refused("NOT_PERMITTED", procedure, args, "viewer");
    await clinic.refused("NOT_PERMITTED", procedure, args, "far");
    await clinic.refused("NOT_FOUND", procedure, { ...args, id: "gone" }, "nurse");
    await clinic.refused("NOT_FOUND", procedure, { ...args, id: "none" }, "nurse");
    await clinic.refused("INVALID", procedure, { ...args, id: 5 }, "nurse");
    await clinic.refused("INVALID", procedure, null, "nurse");
  });
}

Deno.test("appointments.cancel and appointments.complete set the status", async () => {
  using clinic = await MedicineClinic.open({
    appointments: [appointment("a1", { fulfilled_visit_id: "v0" }), appointment("a2")],
  });
  assert.deepEqual(await clinic.ok(appointmentsCancel, { id: "a1" }, "nurse"), { cancelled: true });
  assert.equal(clinic.row("appointments", "a1").status, "cancelled");
  const done = { completed: true };
  assert.deepEqual(
    await clinic.ok(appointmentsComplete, { id: "a1", user_id: "u" }, "nurse"),
    done,
  );
  const kept = clinic.row("appointments", "a1");
  assert.deepEqual([kept.status, kept.fulfilled_visit_id], ["completed", "v0"]);
  await clinic.ok(appointmentsComplete, { id: "a2", user_id: "u", visit_id: "v1" }, "nurse");
  assert.equal(clinic.row("appointments", "a2").fulfilled_visit_id, "v1");
});

const MANY = {
  appointments: [
    appointment("a1", { timestamp: AT_MS, reason: "100% sure", departments: '[{"id":"gen"}]' }),
    appointment("a2", { timestamp: AT_MS + 2, status: "completed", departments: '["lab"]' }),
    appointment("a3", {
      timestamp: AT_MS + 1,
      clinic_id: null,
      departments: "broken",
      reason: null,
    }),
    appointment("a4", { timestamp: AT_MS + 9, clinic_id: "south", patient_id: "ines" }),
    appointment("a5", { timestamp: AT_MS + 3, patient_id: "elena" }),
    appointment("a6", { timestamp: AT_MS + 4, is_deleted: 1 }),
    appointment("a7", { timestamp: AT_MS + 4, patient_id: "dead" }),
    appointment("a8", { timestamp: AT_MS + 4, patient_id: "stranger" }),
  ],
};
const ids = (answer: { data?: readonly Record<string, unknown>[] }) =>
  answer.data?.map((row) => row.id);

Deno.test("appointments.list gives the visible ones between the dates, the latest first", async () => {
  using clinic = await MedicineClinic.open(MANY);
  const all = { start_date: AT_MS, end_date: AT_MS + 9 };
  const answer = await clinic.ok(appointmentsList, all, "viewer");
  assert.deepEqual(ids(answer), ["a5", "a2", "a3", "a1"]);
  assert.deepEqual([answer.total, answer.limit, answer.offset], [4, 20, 0]);
  assert.equal(answer.data?.[2]?.clinic_id, null);
  assert.deepEqual(ids(await clinic.ok(appointmentsList, all)), ["a4", "a5", "a2", "a3", "a1"]);
  const list = async (more: object) =>
    ids(await clinic.ok(appointmentsList, { ...all, ...more }, "viewer"));
  assert.deepEqual(await list({ start_date: AT_MS + 1, end_date: AT_MS + 2 }), ["a2", "a3"]);
  assert.deepEqual(await list({ status: "completed" }), ["a2"]);
  assert.deepEqual(await list({ clinic_id: "north" }), ["a5", "a2", "a1"]);
  const page = await clinic.ok(appointmentsList, { ...all, limit: 2, offset: 1 }, "viewer");
  assert.deepEqual([ids(page), page.total, page.limit], [["a2", "a3"], 4, 2]);
  assert.equal((await clinic.ok(appointmentsList, { ...all, limit: 1e9 }, "viewer")).limit, 500);
  await clinic.refused("INVALID", appointmentsList, { start_date: AT_MS }, "viewer");
});

Deno.test("a user who may view history nowhere sees the patients no clinic has claimed", async () => {
  using clinic = await MedicineClinic.open({
    appointments: [
      appointment("a1"),
      appointment("a2", { patient_id: "elena", clinic_id: "south" }),
    ],
  });
  const all = { start_date: 0, end_date: AT_MS };
  assert.deepEqual(ids(await clinic.ok(appointmentsList, all, "nobody")), ["a2"]);
});

Deno.test("appointments.get gives one, and says when it is not there or not to be seen", async () => {
  using clinic = await MedicineClinic.open(MANY);
  const answer = await clinic.ok(appointmentsGet, { id: "a3" }, "viewer");
  assert.equal(answer.reason, null);
  assert.equal(Object.keys(answer).length, 17);
  await clinic.refused("NOT_PERMITTED", appointmentsGet, { id: "a4" }, "viewer");
  await clinic.refused("NOT_FOUND", appointmentsGet, { id: "a6" }, "viewer");
  await clinic.refused("NOT_FOUND", appointmentsGet, { id: "none" }, "viewer");
  await clinic.refused("INVALID", appointmentsGet, {}, "viewer");
});

Deno.test("appointments.by_patient gives the patient's, the latest first", async () => {
  using clinic = await MedicineClinic.open(MANY);
  const answer = await clinic.ok(appointmentsByPatient, { patient_id: "amal" }, "viewer");
  assert.deepEqual(ids(answer), ["a2", "a3", "a1"]);
  await clinic.refused("NOT_PERMITTED", appointmentsByPatient, { patient_id: "ines" }, "viewer");
  await clinic.refused("NOT_FOUND", appointmentsByPatient, { patient_id: "dead" }, "viewer");
  await clinic.refused("INVALID", appointmentsByPatient, { patient_id: null }, "viewer");
});

Deno.test("appointments.search looks for names and reasons, in departments, from a date on", async () => {
  using clinic = await MedicineClinic.open(MANY);
  const base = { search_query: "", clinic_id: "north", date: AT_MS };
  const search = async (more: object) =>
    await clinic.ok(appointmentsSearch, { ...base, ...more }, "viewer");
  assert.deepEqual(ids(await search({})), ["a5", "a2", "a1"]);
  assert.deepEqual(ids(await search({ search_query: " ELENA far " })), ["a5"]);
  assert.deepEqual(ids(await search({ search_query: "haddad" })), ["a2", "a1"]);
  const percent = await search({ search_query: "%" });
  assert.deepEqual([ids(percent), percent.total], [["a1"], 1]);
  assert.deepEqual(ids(await search({ search_query: "_" })), []);
  assert.deepEqual(ids(await search({ department_ids: ["gen", "x"] })), ["a1"]);
  assert.deepEqual(ids(await search({ department_ids: ["lab"] })), ["a2"]);
  assert.deepEqual(ids(await search({ department_ids: [] })), ["a5", "a2", "a1"]);
  assert.deepEqual(ids(await search({ status: ["completed", "x"] })), ["a2"]);
  assert.deepEqual(ids(await search({ date: AT_MS + 1 })), ["a5", "a2"]);
  const page = await search({ search_query: "haddad", limit: 1, offset: 1 });
  assert.deepEqual([ids(page), page.total], [["a1"], 2]);
  const south = { ...base, clinic_id: "south" };
  assert.deepEqual(ids(await clinic.ok(appointmentsSearch, south, "viewer")), []);
  assert.deepEqual(ids(await clinic.ok(appointmentsSearch, south, "far")), ["a4"]);
  await clinic.refused("INVALID", appointmentsSearch, { ...base, date: undefined }, "viewer");
  await clinic.refused("INVALID", appointmentsSearch, { ...base, status: 5 }, "viewer");
});
