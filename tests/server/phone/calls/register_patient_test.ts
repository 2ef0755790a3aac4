import assert from "node:assert/strict";
import { registrationFieldId } from "../../../../server/demo_clinic/registration_form.ts";
import { deletePatient } from "../../../../server/phone/commands/delete_patient.ts";
import { registerPatient } from "../../../../server/phone/commands/register_patient.ts";
import { getPatient } from "../../../../server/phone/queries/get_patient.ts";
import { searchPatients } from "../../../../server/phone/queries/patients.ts";
import {
  ADMIN,
  CareClinic,
  demoId,
  FIRST_CLINIC,
  NURSE,
  OTHER,
  SECOND_CLINIC,
  VIEWER,
} from "./care_clinic.ts";
import { answer, ISO, sent } from "../../../support/online_screens.ts";

const LANGUAGE = registrationFieldId("preferred_language");
const SIZE = registrationFieldId("household_size");

function attributesOf(clinic: CareClinic, patientId: string): Record<string, unknown>[] {
  return clinic.rows(
    "patient_additional_attributes",
    "patient_id = ? AND is_deleted = 0 ORDER BY attribute_id",
    patientId,
  );
}

Deno.test("register_patient stores a new patient with its answers, and phones are sent both", async () => {
  using clinic = await CareClinic.open();
  const start = await clinic.hub.pull("pusher", 0);
  const before = await clinic.hub.pull("phone", 0);
  const patient = sent();
  const result = await clinic.ok(registerPatient, {
    patient,
    additional_attributes: [
      answer(LANGUAGE, { string_value: "Arabic" }),
      answer(SIZE, { number_value: 0 }),
      answer("vaccinated", { boolean_value: false }),
      answer("since", { date_value: ISO }),
    ],
  });
  assert.deepEqual(result, { patient_id: patient.id, attributes_count: 4 });
  const row = clinic.row("patients", patient.id as string);
  assert.equal(row.given_name, "Nadia");
  assert.equal(row.created_at, Date.parse(ISO));
  assert.ok((row.updated_at as number) > Date.now() - 60_000);
  assert.equal(row.primary_clinic_id, null);
  assert.equal(row.is_deleted, 0);
  assert.equal(row.metadata, "{}");
  assert.equal(row.last_modified_by, NURSE);
  const stored = attributesOf(clinic, patient.id as string);
  assert.equal(stored.length, 4);
  const byField = new Map(stored.map((entry) => [entry.attribute_id, entry]));
  assert.equal(byField.get(LANGUAGE)?.string_value, "Arabic");
  assert.equal(byField.get(SIZE)?.number_value, 0);
  assert.equal(byField.get("vaccinated")?.boolean_value, 0);
  assert.equal(byField.get("since")?.date_value, Date.parse(ISO));
  // Online mode does not write to the phone's own database: it is sent the rows like any other.
  for (const [device, cursor] of [["pusher", start.timestamp], ["phone", before.timestamp]]) {
    const { changes } = await clinic.hub.pull(device as string, cursor as number);
    assert.deepEqual(changes.patients?.created.map(({ id }) => id), [patient.id]);
    assert.equal(changes.patient_additional_attributes?.created.length, 4);
  }
});

Deno.test("A9 W-R3 register_patient keeps the answers of different patients apart", async () => {
  using clinic = await CareClinic.open();
  const register = (id: string, language: string) =>
    clinic.ok(registerPatient, {
      patient: sent({ id }),
      additional_attributes: [answer(LANGUAGE, { string_value: language })],
    });
  await register("one", "Arabic");
  await register("two", "English");
  await register("one", "Spanish");
  assert.deepEqual(attributesOf(clinic, "one").map((row) => row.string_value), ["Spanish"]);
  assert.deepEqual(attributesOf(clinic, "two").map((row) => row.string_value), ["English"]);
  assert.equal(clinic.rows("patient_additional_attributes", "patient_id = ''").length, 0);
  assert.equal(clinic.rows("patient_additional_attributes", "id = attribute_id").length, 0);
  // A row id of another patient's row is not taken either.
  const taken = attributesOf(clinic, "two")[0]?.id;
  await clinic.ok(registerPatient, {
    patient: sent({ id: "three" }),
    additional_attributes: [{ ...answer(LANGUAGE, { string_value: "x" }), id: taken }],
  });
  assert.deepEqual(attributesOf(clinic, "two").map((row) => row.string_value), ["English"]);
  assert.notEqual(attributesOf(clinic, "three")[0]?.id, taken);
});

Deno.test("register_patient replaces the value of an answer, whatever its type was, and deletes it", async () => {
  using clinic = await CareClinic.open();
  const save = (...answers: Record<string, unknown>[]) =>
    clinic.ok(registerPatient, { patient: sent({ id: "p" }), additional_attributes: answers });
  await save({ ...answer("f", { string_value: "old" }), id: "row-1" });
  await save({ ...answer("f", { boolean_value: true }), id: "row-2" });
  const [row, ...others] = attributesOf(clinic, "p");
  assert.deepEqual(others, []);
  assert.deepEqual([row?.id, row?.boolean_value, row?.string_value], ["row-1", 1, null]);
  await save({ ...answer("f", {}), is_deleted: 1 });
  assert.deepEqual(attributesOf(clinic, "p"), []);
  await save({ ...answer("f", { string_value: "again" }), id: "not an id" });
  assert.deepEqual(attributesOf(clinic, "p").map((row) => row.string_value), ["again"]);
});

Deno.test("A10 register_patient leaves alone what an edited answer holds besides its value", async () => {
  using clinic = await CareClinic.open();
  const save = (more: Record<string, unknown>) =>
    clinic.ok(registerPatient, {
      patient: sent({ id: "p" }),
      additional_attributes: [{ ...answer("f", { string_value: "old" }), ...more }],
    });
  await save({ attribute: "language", metadata: { source: "card" } });
  await save({ attribute: "", string_value: "new" });
  const [row] = attributesOf(clinic, "p");
  assert.deepEqual(
    [row?.string_value, row?.attribute, row?.metadata],
    ["new", "language", '{"source":"card"}'],
  );
});

Deno.test("A28 register_patient changes an answer that is there twice, whatever the clocks said", async () => {
  using clinic = await CareClinic.open();
  const save = (string_value: string) =>
    clinic.ok(registerPatient, {
      patient: sent({ id: "p" }),
      additional_attributes: [answer(LANGUAGE, { string_value })],
    });
  await save("Arabic");
  const row = { patient_id: "p", attribute_id: LANGUAGE, string_value: "English", created_at: 1 };
  const tomorrow = Date.now() + 86_400_000;
  const rows = ["x", "y"].map((id, at) => ({ ...row, id, updated_at: tomorrow + at }));
  await clinic.hub.push("pusher", {
    patient_additional_attributes: { created: rows, updated: [], deleted: [] },
  });
  await save("Spanish");
  const { values } = await clinic.ok(getPatient, { patient_id: "p" });
  assert.equal(values[LANGUAGE], "Spanish");
  const found = (language: string) =>
    clinic.ok(searchPatients, { filters: { [LANGUAGE]: language, id: "p" } });
  assert.deepEqual([(await found("Spanish")).total, (await found("English")).total], [1, 0]);
  const before = clinic.newestStamp();
  await save("Spanish");
  assert.equal(clinic.newestStamp(), before);
});

Deno.test("A10 W-R6 register_patient leaves alone what an edit cannot know", async () => {
  using clinic = await CareClinic.open();
  const id = demoId("patients", 1);
  await clinic.alter("patients", id, { additional_data: '{"a":1}', photo_url: "photo" });
  const before = clinic.row("patients", id);
  await clinic.ok(registerPatient, {
    patient: sent({ id, given_name: "Amal", camp: "", phone: null, primary_clinic_id: null }),
    additional_attributes: [],
  });
  const after = clinic.row("patients", id);
  assert.equal(after.given_name, "Amal");
  // On the form: cleared.
  assert.equal(after.camp, "");
  assert.equal(after.phone, null);
  assert.equal(after.citizenship, "");
  // Not on the form: as it was.
  for (const name of ["hometown", "photo_url", "additional_data", "metadata"]) {
    assert.equal(after[name], before[name], name);
  }
  for (const name of ["created_at", "primary_clinic_id", "is_deleted", "id"]) {
    assert.equal(after[name], before[name], name);
  }
  assert.equal(before.primary_clinic_id, FIRST_CLINIC);
  await clinic.ok(registerPatient, {
    patient: sent({ id, primary_clinic_id: SECOND_CLINIC, hometown: "Idlib", metadata: { b: 2 } }),
  });
  const moved = clinic.row("patients", id);
  assert.equal(moved.primary_clinic_id, FIRST_CLINIC);
  assert.deepEqual([moved.hometown, moved.metadata], ["Idlib", '{"b":2}']);
});

Deno.test("register_patient without a form clears nothing, and a hidden field counts as none", async () => {
  using clinic = await CareClinic.open();
  const id = demoId("patients", 1);
  const form = demoId("registration_forms", 1);
  const { camp } = clinic.row("patients", id);
  await clinic.alter("registration_forms", form, {
    fields: JSON.stringify([{ id: "c", column: "camp", baseField: true, visible: false }]),
  });
  await clinic.ok(registerPatient, { patient: sent({ id }) });
  assert.equal(clinic.row("patients", id).camp, camp);
  // What is on the form counts also where a form was written as JSON twice.
  const fields = [{ id: "c", column: "phone", baseField: true }];
  await clinic.alter("registration_forms", form, {
    fields: JSON.stringify(JSON.stringify(fields)),
  });
  await clinic.alter("patients", id, { phone: "1" });
  await clinic.ok(registerPatient, { patient: sent({ id }) });
  assert.equal(clinic.row("patients", id).phone, "");
  await clinic.alter("registration_forms", form, { fields: "odd" });
  await clinic.ok(registerPatient, { patient: sent({ id }) });
  await clinic.alter("registration_forms", form, { is_deleted: 1 });
  await clinic.ok(registerPatient, { patient: sent({ id }) });
  assert.equal(clinic.row("patients", id).camp, camp);
});

Deno.test("register_patient makes an id, and dates of any form a civil date", async () => {
  using clinic = await CareClinic.open();
  const { patient_id: id } = await clinic.ok(registerPatient, {
    patient: { id: "", given_name: "A", date_of_birth: "1990-05-02T22:00:00.000Z" },
  });
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const row = clinic.row("patients", id);
  assert.equal(row.date_of_birth, "1990-05-03");
  assert.equal(row.surname, "");
  assert.ok(Math.abs((row.created_at as number) - Date.now()) < 60_000);
});

Deno.test("register_patient asks for the right permission at the right clinic", async () => {
  using clinic = await CareClinic.open();
  const patient = sent();
  await clinic.refused("NOT_PERMITTED", registerPatient, { patient }, VIEWER);
  const far = { patient: sent({ primary_clinic_id: SECOND_CLINIC }) };
  await clinic.refused("NOT_PERMITTED", registerPatient, far, NURSE);
  await clinic.ok(registerPatient, far, ADMIN);
  // Leaving the clinic out does not help to change a stranger (5.2).
  await clinic.refused("NOT_PERMITTED", registerPatient, { patient }, NURSE);
  await clinic.ok(registerPatient, { patient }, OTHER);
  // Registering and editing are two permissions.
  const grant = clinic.rows("user_clinic_permissions", "user_id = ?", NURSE)[0]?.id as string;
  const known = sent({ id: demoId("patients", 1) });
  await clinic.alter("user_clinic_permissions", grant, { is_clinic_admin: 0, can_edit_records: 0 });
  await clinic.refused("NOT_PERMITTED", registerPatient, { patient: known }, NURSE);
  await clinic.ok(registerPatient, { patient: sent({ id: "new" }) }, NURSE);
  await clinic.alter("user_clinic_permissions", grant, {
    can_edit_records: 1,
    can_register_patients: 0,
  });
  await clinic.ok(registerPatient, { patient: known }, NURSE);
  await clinic.refused("NOT_PERMITTED", registerPatient, { patient: sent({ id: "n2" }) }, NURSE);
});

Deno.test("register_patient stores all or nothing", async () => {
  using clinic = await CareClinic.open();
  const bad = [
    {},
    { patient: [] },
    { patient: sent({ given_name: 5 }) },
    { patient: sent({ created_at: "soon" }) },
    { patient: sent({ id: "no/such id" }) },
    { patient: sent(), additional_attributes: [{ attribute: "x" }] },
    { patient: sent(), additional_attributes: [answer("a", { number_value: "many" })] },
    { patient: sent(), additional_attributes: "x" },
  ];
  for (const args of bad) await clinic.refused("INVALID", registerPatient, args);
  await clinic.ok(registerPatient, { patient: sent() });
  await clinic.ok(deletePatient, { patient_id: sent().id });
  await clinic.refused("NOT_FOUND", registerPatient, { patient: sent() });
});

Deno.test("delete_patient marks the patient and all that hangs on it, but what was handed out", async () => {
  using clinic = await CareClinic.open();
  const tables = [
    ..."patient_additional_attributes visits events appointments prescriptions".split(" "),
    ..."prescription_items patient_vitals patient_problems patient_risk_profiles".split(" "),
  ];
  const [first] = clinic.rows(
    "patients",
    "id IN (SELECT patient_id FROM dispensing_records) AND primary_clinic_id = ?",
    FIRST_CLINIC,
  );
  const id = first?.id as string;
  const profile = { id: "risk", patient_id: id, kind: "k", created_at: 1, updated_at: 1 };
  await clinic.hub.push("pusher", {
    patient_risk_profiles: { created: [profile], updated: [], deleted: [] },
  });
  const start = await clinic.hub.pull("pusher", 0);
  const live = (table: string) =>
    clinic.rows(table, "patient_id = ? AND coalesce(is_deleted, 0) = 0", id).length;
  for (const table of tables) {
    if (table !== "appointments") assert.ok(live(table) > 0, table);
  }
  const handedOut = live("dispensing_records");
  await clinic.refused("NOT_PERMITTED", deletePatient, { patient_id: id }, VIEWER);
  await clinic.refused("NOT_PERMITTED", deletePatient, { patient_id: id }, OTHER);
  await clinic.refused("NOT_FOUND", deletePatient, { patient_id: "nobody" });
  await clinic.refused("INVALID", deletePatient, {});
  const { deleted, patient_id } = await clinic.ok(deletePatient, { patient_id: id });
  assert.deepEqual([deleted, patient_id], [true, id]);
  for (const table of tables) assert.equal(live(table), 0, table);
  assert.equal(live("dispensing_records"), handedOut);
  const row = clinic.row("patients", id);
  assert.equal(row.is_deleted, 1);
  assert.equal(row.deleted_at, row.updated_at);
  assert.equal(clinic.rows("patients", "is_deleted = 1").length, 1);
  await clinic.refused("NOT_FOUND", deletePatient, { patient_id: id });
  const { changes } = await clinic.hub.pull("pusher", start.timestamp);
  assert.equal(changes.patients?.updated[0]?.is_deleted, 1);
  assert.deepEqual(changes.patients?.deleted, []);
});
