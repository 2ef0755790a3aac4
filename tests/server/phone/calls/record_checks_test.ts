/** What holds for the records of every command: whose they are, and what a second call does. */

import assert from "node:assert/strict";
import { COMMANDS, QUERIES } from "../../../../server/phone/procedures.ts";
import type { Procedure } from "../../../../server/phone/procedure.ts";
import { MedicineClinic } from "./medicine_clinic.ts";

/** Records that were left behind when their patient was deleted, or came without the patient. */
const left = (patient_id: string) =>
  Object.fromEntries(
    [
      "visits",
      "events",
      "patient_vitals",
      "patient_problems",
      "appointments",
      "prescriptions",
      "prescription_items",
      "dispensing_records",
    ].map((table) => [table, [{
      ...{ id: `left-${table}`, patient_id, quantity_prescribed: 5 },
      ...{ clinic_id: "north", pickup_clinic_id: "north" },
    }]]),
  );

function command(name: string): Procedure {
  return COMMANDS.get(name) ?? assert.fail(name);
}

function query(name: string): Procedure {
  return QUERIES.get(name) ?? assert.fail(name);
}

async function refusesAll(patient_id: string): Promise<void> {
  using clinic = await MedicineClinic.open(left(patient_id));
  const changes: [string, Record<string, unknown>][] = [
    ["visits.update", { id: "left-visits", provider_name: "x" }],
    ["events.update", { id: "left-events", form_data: [] }],
    ["events.delete", { id: "left-events" }],
    ["vitals.update", { id: "left-patient_vitals", bmi: 1 }],
    ["problems.update", { id: "left-patient_problems", clinical_status: "x" }],
    ["appointments.update", { id: "left-appointments", notes: "x" }],
    ["appointments.cancel", { id: "left-appointments" }],
    ["appointments.complete", { id: "left-appointments" }],
    ["prescriptions.update", { id: "left-prescriptions", notes: "x" }],
    ["prescriptions.update_status", { id: "left-prescriptions", status: "x" }],
    ["prescriptions.pickup", { id: "left-prescriptions", provider_id: "x" }],
    ["prescription_items.update", { id: "left-prescription_items", notes: "x" }],
    ["prescription_items.update", { id: "left-prescription_items", quantity_dispensed: 1 }],
    ["prescription_items.dispense", {
      id: "left-prescription_items",
      provider_id: "x",
      batch_quantities: { b1: 1 },
    }],
    ["delete_patient", { patient_id }],
  ];
  for (const [name, args] of changes) {
    await clinic.refused("NOT_FOUND", command(name), args);
  }
  const reads: [string, Record<string, unknown>][] = [
    ...["get_visits", "vitals.list", "problems.list", "appointments.by_patient"].map(
      (name): [string, Record<string, unknown>] => [name, { patient_id }],
    ),
    ["events.by_form", { patient_id, form_id: "f" }],
    ["get_visit_events", { patient_id, visit_id: "left-visits" }],
    ["problems.get", { id: "left-patient_problems" }],
    ["appointments.get", { id: "left-appointments" }],
    ["prescriptions.by_patient_visit", { patient_id, visit_id: "left-visits" }],
    ["prescription_items.by_prescription", { prescription_id: "left-prescriptions" }],
    ["prescription_items.by_patient", { patient_id }],
    ["dispensing.by_patient", { patient_id }],
  ];
  for (const [name, args] of reads) await clinic.refused("NOT_FOUND", query(name), args);
  const range = { start_date: 0, end_date: "2030-01-01" };
  for (
    const [name, args] of [["appointments.list", range], ["prescriptions.search", {}]] as const
  ) {
    assert.equal((await clinic.ok(query(name), args)).total, 0);
  }
}

Deno.test("nothing that hangs on a deleted patient is read or changed", async () => {
  await refusesAll("dead");
  using clinic = await MedicineClinic.open();
  const patient = { id: "dead", given_name: "x" };
  await clinic.refused("NOT_FOUND", command("register_patient"), { patient });
});

Deno.test("nothing of a patient the hub does not hold is read or changed", async () => {
  await refusesAll("elsewhere");
});

Deno.test("no record is put into another patient's visit, or under another patient's id", async () => {
  using clinic = await MedicineClinic.open({
    visits: [{ id: "v-ines", patient_id: "ines", clinic_id: "south" }],
    events: [{ id: "e-ines", patient_id: "ines", visit_id: "v-ines" }],
    appointments: [{ id: "a1", patient_id: "amal", clinic_id: "north", timestamp: 5 }],
  });
  const at = { patient_id: "amal", metadata: {}, status: "pending" };
  const calls: [string, Record<string, unknown>][] = [
    ["events.create", { ...at, visit_id: "v-ines" }],
    ["vitals.create", { ...at, visit_id: "v-ines" }],
    ["problems.create", { ...at, visit_id: "v-ines" }],
    ["create_event", { ...at, id: "e-ines", visit_id: "v1", form_data: [] }],
    ["prescriptions.create", {
      ...at,
      provider_id: "doctor",
      prescribed_at: 5,
      visit_id: "v-ines",
    }],
    ["appointments.create", {
      ...at,
      clinic_id: "north",
      user_id: "nurse",
      timestamp: 5,
      current_visit_id: "v-ines",
    }],
    ["appointments.complete", { id: "a1", user_id: "nurse", visit_id: "v-ines" }],
    ["appointments.update", { id: "a1", fulfilled_visit_id: "v-ines" }],
  ];
  for (const [name, args] of calls) await clinic.refused("INVALID", command(name), args);
  // A visit that has not been pushed yet is nobody's.
  await clinic.ok(command("appointments.complete"), { id: "a1", user_id: "x", visit_id: "later" });
});

Deno.test("nothing is hung on a visit that was deleted", async () => {
  using clinic = await MedicineClinic.open({
    visits: [{ id: "v-gone", patient_id: "amal", clinic_id: "north", is_deleted: 1 }],
    appointments: [{ id: "a1", patient_id: "amal", clinic_id: "north", timestamp: 5 }],
  });
  const at = { patient_id: "amal", visit_id: "v-gone", status: "pending" };
  const appointment = { ...at, clinic_id: "north", user_id: "nurse", timestamp: 5 };
  const calls: [string, Record<string, unknown>][] = [
    ["events.create", at],
    ["vitals.create", at],
    ["problems.create", at],
    ["prescriptions.create", { ...at, provider_id: "doctor", prescribed_at: 5 }],
    ["appointments.create", { ...appointment, current_visit_id: "v-gone" }],
    ["appointments.create", {
      ...appointment,
      current_visit_id: "",
      fulfilled_visit_id: "v-gone",
    }],
    ["appointments.complete", { id: "a1", user_id: "nurse", visit_id: "v-gone" }],
    ["appointments.update", { id: "a1", fulfilled_visit_id: "v-gone" }],
  ];
  for (const [name, args] of calls) await clinic.refused("NOT_FOUND", command(name), args);
});

Deno.test("the audit log names what is deleted with a patient", async () => {
  using clinic = await MedicineClinic.open();
  await clinic.ok(command("delete_patient"), { patient_id: "amal" });
  const [detail] =
    clinic.hub.engine.read((statements) =>
      statements.get("SELECT detail FROM audit_entry WHERE kind = 'call'").value<[string]>()
    ) ?? assert.fail();
  const { rows, changed } = JSON.parse(detail);
  assert.deepEqual([rows, changed], [["patients/amal", "visits/v1"], 2]);
});

Deno.test("visits.update shows the name of the provider it names", async () => {
  using clinic = await MedicineClinic.open();
  const update = command("visits.update");
  await clinic.ok(update, { id: "v1", provider_id: "nurse", provider_name: "Sister N" });
  const { provider_name } = await clinic.ok(update, { id: "v1", provider_id: "doctor" });
  assert.equal(provider_name, "doctor");
  const named = await clinic.ok(update, { id: "v1", provider_id: "far", provider_name: "Dr. F" });
  assert.equal(named.provider_name, "Dr. F");
});

Deno.test("a call that changes nothing writes nothing: no new stamp, no later time", async () => {
  using clinic = await MedicineClinic.open({
    patient_problems: [{ id: "pb", patient_id: "amal", clinical_status: "active" }],
    patient_vitals: [{ id: "vt", patient_id: "amal", bmi: 20 }],
    events: [{ id: "ev", patient_id: "amal", visit_id: "v1", form_data: "[]", metadata: "{}" }],
  });
  const rows = () =>
    [["patient_problems", "pb"], ["patient_vitals", "vt"], ["events", "ev"], ["patients", "amal"]]
      .map(([table = "", id = ""]) => clinic.row(table, id));
  const before = rows();
  await clinic.ok(command("problems.update"), { id: "pb", clinical_status: "active" });
  await clinic.ok(command("vitals.update"), { id: "vt", bmi: "20" });
  await clinic.ok(command("events.update"), { id: "ev", form_data: [], metadata: {} });
  const patient = { id: "amal", given_name: "Amal", surname: "Haddad", citizenship: "" };
  await clinic.ok(command("register_patient"), { patient });
  assert.deepEqual(rows(), before);
});

Deno.test("register_patient sent again by who may only register answers as before", async () => {
  using clinic = await MedicineClinic.open();
  const register = command("register_patient");
  const answers = (string_value: string) => [{ id: "f", attribute_id: "f", string_value }];
  const registration = (surname: string, value: string) => ({
    patient: { id: "new", given_name: "N", surname, primary_clinic_id: "north" },
    additional_attributes: answers(value),
  });
  const first = await clinic.ok(register, registration("S", "a"), "nobody");
  assert.deepEqual(await clinic.ok(register, registration("S", "a"), "nobody"), first);
  assert.equal(clinic.count("patient_additional_attributes"), 1);
  await clinic.refused("NOT_PERMITTED", register, registration("T", "a"), "nobody");
  await clinic.refused("NOT_PERMITTED", register, registration("S", "b"), "nobody");
  await clinic.refused("NOT_PERMITTED", register, registration("S", "a"), "viewer");
  await clinic.refused("NOT_PERMITTED", register, registration("S", "a"), "far");
  await clinic.ok(register, registration("T", "b"), "nurse");
});
