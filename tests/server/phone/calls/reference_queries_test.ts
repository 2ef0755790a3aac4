import assert from "node:assert/strict";
import { listClinicDepartments, listClinics } from "../../../../server/phone/queries/clinics.ts";
import {
  getEventForm,
  getEventForms,
  listEventForms,
} from "../../../../server/phone/queries/event_forms.ts";
import {
  getAllRegistrationForms,
  getPatientRegistrationForm,
  getRegistrationForm,
} from "../../../../server/phone/queries/registration_forms.ts";
import { CareClinic, demoId, FIRST_CLINIC, SECOND_CLINIC, VIEWER } from "./care_clinic.ts";

const FORM = demoId("event_forms", 1);

function ids(answer: { data: { id: string }[] }): string[] {
  return answer.data.map(({ id }) => id);
}

Deno.test("get_patient_registration_form gives the live form that was changed last", async () => {
  using clinic = await CareClinic.open();
  const form = await clinic.ok(getPatientRegistrationForm, undefined, VIEWER);
  assert.deepEqual(Object.keys(form), [
    ..."id name fields metadata created_at updated_at".split(" "),
  ]);
  assert.ok(Array.isArray(JSON.parse(form.fields)));
  assert.equal(form.metadata, "{}");
  await clinic.alter("registration_forms", form.id, { is_deleted: 1 });
  await clinic.refused("NOT_FOUND", getPatientRegistrationForm, {});
  await clinic.refused("NOT_FOUND", getRegistrationForm, { language: "en" });
  const all = await clinic.ok(getAllRegistrationForms, {});
  assert.deepEqual(all.data.map((row: { is_deleted: number }) => row.is_deleted), [1]);
});

Deno.test("registration_form.get prefers the language in the form's name", async () => {
  using clinic = await CareClinic.open();
  const form = await clinic.ok(getRegistrationForm, { language: "xx%" });
  assert.equal(form.name, "Patient registration");
  assert.deepEqual(await clinic.ok(getRegistrationForm, { language: "REGIS" }), form);
  assert.deepEqual(await clinic.ok(getRegistrationForm, {}), form);
  await clinic.refused("INVALID", getRegistrationForm, { language: 3 });
});

Deno.test("get_event_forms lists every live form by name, whatever it lacks", async () => {
  using clinic = await CareClinic.open();
  const all = clinic.rows("event_forms", "is_deleted = 0 ORDER BY name, id").map(({ id }) => id);
  assert.ok(all.length > 1);
  await clinic.alter("event_forms", FORM, { description: null, clinic_ids: null, language: null });
  const forms = await clinic.ok(getEventForms, {});
  assert.deepEqual(ids(forms), all);
  const form = forms.data.find((row: { id: string }) => row.id === FORM);
  assert.equal(Object.keys(form).length, 11);
  assert.deepEqual([form.description, form.clinic_ids, form.is_editable], [
    "",
    "[]",
    form.is_editable === 1 ? 1 : 0,
  ]);
  assert.ok(Array.isArray(JSON.parse(form.form_fields)));
});

Deno.test("event_forms.list includes the forms open to all clinics", async () => {
  using clinic = await CareClinic.open();
  const all = ids(await clinic.ok(getEventForms, {}));
  const [first, second, third] = all as [string, string, string];
  for (const id of all) await clinic.alter("event_forms", id, { clinic_ids: "[]" });
  await clinic.alter("event_forms", first, { clinic_ids: null });
  await clinic.alter("event_forms", second, { clinic_ids: JSON.stringify([SECOND_CLINIC]) });
  await clinic.alter("event_forms", third, { language: "xx" });
  const here = ids(await clinic.ok(listEventForms, { clinic_id: FIRST_CLINIC }));
  assert.deepEqual(here, all.filter((id) => id !== second));
  assert.deepEqual(ids(await clinic.ok(listEventForms, { clinic_id: SECOND_CLINIC })), all);
  assert.deepEqual(ids(await clinic.ok(listEventForms, { language: "xx" })), [third]);
  assert.deepEqual(ids(await clinic.ok(listEventForms, {})), all);
  // Part of an id is no clinic.
  const part = { clinic_id: SECOND_CLINIC.slice(0, 8) };
  assert.ok(!ids(await clinic.ok(listEventForms, part)).includes(second));
});

Deno.test("get_event_form gives one live form", async () => {
  using clinic = await CareClinic.open();
  const form = await clinic.ok(getEventForm, { form_id: FORM });
  assert.equal(Object.keys(form).length, 12);
  assert.equal(form.id, FORM);
  await clinic.refused("INVALID", getEventForm, {});
  await clinic.refused("NOT_FOUND", getEventForm, { form_id: "none" });
  await clinic.alter("event_forms", FORM, { is_deleted: 1 });
  await clinic.refused("NOT_FOUND", getEventForm, { form_id: FORM });
});

Deno.test("clinics.list leaves archived and deleted clinics out", async () => {
  using clinic = await CareClinic.open();
  const { data } = await clinic.ok(listClinics, {});
  assert.deepEqual(ids({ data }).sort(), [FIRST_CLINIC, SECOND_CLINIC].sort());
  assert.deepEqual(Object.keys(data[0]), [
    ..."id name address attributes metadata created_at updated_at".split(" "),
  ]);
  await clinic.alter("clinics", SECOND_CLINIC, { is_archived: 1 });
  assert.deepEqual(ids(await clinic.ok(listClinics, {})), [FIRST_CLINIC]);
});

Deno.test("clinic_departments.list gives a clinic's live departments", async () => {
  using clinic = await CareClinic.open();
  const { data } = await clinic.ok(listClinicDepartments, { clinic_id: FIRST_CLINIC });
  assert.equal(
    data.length,
    clinic.rows("clinic_departments", "clinic_id = ? AND is_deleted = 0", FIRST_CLINIC).length,
  );
  assert.equal(Object.keys(data[0]).length, 13);
  assert.ok([0, 1].includes(data[0].can_perform_labs));
  assert.deepEqual(ids(await clinic.ok(listClinicDepartments, { clinic_id: "none" })), []);
  await clinic.refused("INVALID", listClinicDepartments, {});
});
