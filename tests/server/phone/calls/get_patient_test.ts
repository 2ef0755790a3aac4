import assert from "node:assert/strict";
import { registrationFieldId } from "../../../../server/demo_clinic/registration_form.ts";
import { deletePatient } from "../../../../server/phone/commands/delete_patient.ts";
import { registerPatient } from "../../../../server/phone/commands/register_patient.ts";
import { getPatient } from "../../../../server/phone/queries/get_patient.ts";
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

Deno.test("get_patient gives the fields in camelCase and the values by field id", async () => {
  using clinic = await CareClinic.open();
  const id = demoId("patients", 1);
  const { fields, values } = await clinic.ok(getPatient, { patient_id: id }, VIEWER);
  assert.deepEqual(Object.keys(fields[0]), [
    ..."id position column label fieldType options required baseField visible".split(" "),
    ..."isSearchField deleted".split(" "),
  ]);
  const given = fields.find((field: { column: string }) => field.column === "given_name");
  assert.equal(values[given.id], "أمل");
  assert.equal(values[LANGUAGE], "Arabic");
  assert.equal(typeof values[SIZE], "number");
  assert.equal(values[registrationFieldId("primary_clinic_id")], FIRST_CLINIC);
  for (const field of fields) assert.ok(field.id in values, field.column);
});

Deno.test("get_patient reads what register_patient stored, types and all", async () => {
  using clinic = await CareClinic.open();
  const fields = [
    { id: "n", column: "n", fieldType: "number" },
    { id: "b", column: "b", fieldType: "boolean" },
    { id: "d", column: "d", fieldType: "date" },
    { id: "t", column: "phone", fieldType: "text", baseField: false },
    { id: "g", column: "given_name" },
    { id: "x", column: "never_answered" },
    { column: "surname" },
    null,
    "odd",
    {},
  ];
  await clinic.alter("registration_forms", demoId("registration_forms", 1), {
    fields: JSON.stringify(fields),
  });
  await clinic.ok(registerPatient, {
    patient: sent({ id: "p" }),
    additional_attributes: [
      answer("n", { number_value: 0 }),
      answer("b", { boolean_value: false }),
      answer("d", { date_value: ISO }),
      answer("t", { string_value: "" }),
      answer("off_form", { string_value: "kept" }),
    ],
  });
  const patient = await clinic.ok(getPatient, { patient_id: "p" });
  assert.equal(patient.fields.length, 7);
  assert.deepEqual(patient.values, {
    n: 0,
    b: false,
    d: Date.parse(ISO),
    t: "",
    g: "Nadia",
    x: null,
    surname: "Fares",
    off_form: "kept",
  });
  assert.deepEqual(patient.fields[6], {
    id: "surname",
    position: 7,
    column: "surname",
    label: { en: "surname" },
    fieldType: "text",
    options: [],
    required: false,
    baseField: true,
    visible: true,
    isSearchField: false,
    deleted: false,
  });
  // The newest of two rows for one answer counts (A28).
  await clinic.hub.push("pusher", {
    patient_additional_attributes: {
      created: [{
        id: "second",
        patient_id: "p",
        attribute_id: "n",
        number_value: 7,
        created_at: 1,
        updated_at: Date.now() + 1_000,
      }],
      updated: [],
      deleted: [],
    },
  });
  assert.equal((await clinic.ok(getPatient, { patient_id: "p" })).values.n, 7);
});

Deno.test("get_patient works without a form, and for a patient that lacks everything", async () => {
  using clinic = await CareClinic.open();
  await clinic.alter("registration_forms", demoId("registration_forms", 1), { is_deleted: 1 });
  await clinic.hub.push("pusher", {
    patients: { created: [{ id: "bare" }], updated: [], deleted: [] },
  });
  const { fields, values } = await clinic.ok(getPatient, { patient_id: "bare" });
  assert.ok(fields.some((field: { column: string }) => field.column === "hometown"));
  assert.deepEqual([values.given_name, values.camp, values.metadata], ["", null, {}]);
});

Deno.test("get_patient says in the answer that there is none, and refuses strangers", async () => {
  using clinic = await CareClinic.open();
  // Phones take this one error, sealed, for "there is no such patient" (decision 3).
  const none = await clinic.ok(getPatient, { patient_id: "nobody" });
  assert.deepEqual(none, { error: "Patient not found", error_code: "NOT_FOUND" });
  await clinic.ok(registerPatient, { patient: sent() });
  await clinic.ok(deletePatient, { patient_id: sent().id });
  assert.equal((await clinic.ok(getPatient, { patient_id: sent().id })).error_code, "NOT_FOUND");
  await clinic.refused("INVALID", getPatient, {});
  await clinic.ok(registerPatient, {
    patient: sent({ id: "far", primary_clinic_id: SECOND_CLINIC }),
  }, ADMIN);
  await clinic.refused("NOT_PERMITTED", getPatient, { patient_id: "far" }, NURSE);
  await clinic.ok(getPatient, { patient_id: "far" }, OTHER);
});
