/** Cases of the procedures on patients. */

import assert from "node:assert/strict";
import { registrationFieldId } from "../../../../server/demo_clinic/registration_form.ts";
import { answer, sent } from "../../../support/online_screens.ts";
import { type CallCase, columns, type Json, list, page } from "./call_case.ts";
import { HERE, ISO_MS, THERE } from "./clinic_rows.ts";

const PATIENT = `given_name surname date_of_birth citizenship hometown phone sex camp photo_url
  government_id external_patient_id additional_data metadata primary_clinic_id last_modified_by
  created_at updated_at`;
const LANGUAGE = registrationFieldId("preferred_language");

function form(more: Json = {}): Json {
  return sent({ id: "pt-new", ...more });
}

function attribute(value: Json): Json {
  return { ...answer(LANGUAGE, value), attribute: "preferred_language" };
}

function registration(more: Json = {}, additional_attributes: Json[] = []): Json {
  return { patient: form(more), additional_attributes };
}

const REGISTER: Omit<CallCase, "scenario" | "args" | "needs"> = {
  kind: "command",
  name: "register_patient",
  bad: [
    {},
    { patient: null },
    { patient: {} },
    { patient: { id: "pt-nameless", phone: "1" } },
    { patient: [] },
    registration({ given_name: 5 }),
    registration({ id: "not an id" }),
    registration({ date_of_birth: {} }),
    registration({}, [{}]),
    registration({}, [attribute({ boolean_value: "perhaps" })]),
    { patient: form(), additional_attributes: {} },
  ],
  check: ({ patient_id, attributes_count }) => {
    assert.equal(typeof patient_id, "string");
    assert.equal(typeof attributes_count, "number");
  },
};

/** See the module. */
export const PATIENT_CALLS: readonly CallCase[] = [
  {
    ...REGISTER,
    scenario: "new",
    needs: ["can_register_patients"],
    args: () => registration({ primary_clinic_id: HERE }, [attribute({ boolean_value: true })]),
    also: [
      registration({ primary_clinic_id: HERE, additional_data: "{}", created_at: ISO_MS }, [
        attribute({ boolean_value: 1, is_deleted: 0, created_at: ISO_MS }),
      ]),
    ],
    strange: [registration({ id: "pt-new-there", primary_clinic_id: THERE })],
    stores: ({ patient_id: id }) => [{
      table: "patients",
      id,
      values: {
        given_name: "Nadia",
        date_of_birth: "1990-05-03",
        primary_clinic_id: HERE,
        created_at: ISO_MS,
      },
    }],
  },
  {
    ...REGISTER,
    scenario: "new, no clinic",
    needs: ["can_register_patients"],
    atHome: true,
    args: () => registration({ id: "pt-new-2" }),
    stores: () => [{ table: "patients", id: "pt-new-2", values: { surname: "Fares" } }],
  },
  {
    ...REGISTER,
    scenario: "known",
    needs: ["can_edit_records"],
    args: () =>
      registration({
        id: "pt-here",
        given_name: "Zubaida",
        surname: "Kanaan",
        government_id: "GOV-here",
        phone: "+963 11",
      }),
    strange: [registration({ id: "pt-there" })],
    stores: () => [{
      table: "patients",
      id: "pt-here",
      values: { phone: "+963 11", hometown: "Homs", primary_clinic_id: HERE },
    }],
  },
  {
    ...REGISTER,
    scenario: "known, an answer taken away",
    needs: ["can_edit_records", "can_delete_patient_records"],
    args: () => ({
      patient: { id: "pt-here" },
      additional_attributes: [{ id: "field", attribute_id: "field", is_deleted: true }],
    }),
    stores: () => [{
      table: "patient_additional_attributes",
      id: "an-here",
      values: { is_deleted: 1 },
    }],
  },
  {
    kind: "query",
    name: "get_patient",
    needs: ["can_view_history"],
    args: () => ({ patient_id: "pt-here" }),
    strange: [{ patient_id: "pt-there" }],
    bad: [{}, { patient_id: 5 }, { patient_id: "" }, null],
    check: ({ fields, values }) => {
      const surname = fields.find((field: Json) => field.column === "surname");
      assert.deepEqual(Object.keys(surname).sort(), [
        ..."baseField column deleted fieldType id isSearchField label".split(" "),
        ..."options position required visible".split(" "),
      ]);
      assert.equal(typeof values[surname.id], "string");
    },
  },
  {
    kind: "query",
    name: "get_patients",
    needs: ["can_view_history"],
    lists: "pt-here",
    args: () => ({ limit: 500, offset: 0 }),
    also: [{ limit: "500", offset: null }],
    check: (result) => page(result, "pt-here", PATIENT),
  },
  {
    kind: "query",
    name: "search_patients",
    needs: ["can_view_history"],
    lists: "pt-here",
    args: () => ({ filters: { given_name: "zubaída" }, limit: 20, offset: 0 }),
    also: [{ filters: { given_name: "ZUBAIDA", surname: "", phone: null } }],
    bad: [{}, { filters: [] }, { filters: { given_name: {} } }, { filters: "x" }],
    check: (result) => page(result, "pt-here", PATIENT),
  },
  {
    kind: "query",
    name: "patients.similar",
    needs: ["can_view_history"],
    lists: "pt-here",
    args: () => ({ given_name: "Zubayda", surname: "Kanan", limit: 10 }),
    also: [{ given_name: "Zubayda", surname: "Kanan" }],
    bad: [{}, { given_name: "a" }, { given_name: 1, surname: "b" }],
    check: ({ data }) => {
      assert.ok(data.length <= 10);
      list(data, "pt-here", PATIENT);
      assert.equal(data[0].id, "pt-here");
    },
  },
  {
    kind: "query",
    name: "check_government_id",
    needs: [],
    args: () => ({ government_id: "GOV-here" }),
    bad: [{}, { government_id: 1 }],
    check: (result) => assert.deepEqual(result, { exists: true }),
  },
  {
    kind: "command",
    name: "delete_patient",
    needs: ["can_delete_patient_records"],
    args: () => ({ patient_id: "pt-here" }),
    strange: [{ patient_id: "pt-there" }],
    missing: [{ patient_id: "none" }],
    bad: [{}, { patient_id: "" }, { patient_id: ["pt-here"] }],
    check: (result) => assert.deepEqual(result, { deleted: true, patient_id: "pt-here" }),
    stores: () => [
      { table: "patients", id: "pt-here", values: { is_deleted: 1 } },
      { table: "visits", id: "vs-here", values: { is_deleted: 1 } },
      { table: "patient_problems", id: "pb-here", values: { is_deleted: 1 } },
    ],
  },
];

/** Columns of a registration form in an answer. */
const FORM = "name fields metadata created_at updated_at";

/** Cases of forms and of the other reference queries. */
export const REFERENCE_CALLS: readonly CallCase[] = [
  ...["get_patient_registration_form", "registration_form.get"].map((name): CallCase => ({
    kind: "query",
    name,
    needs: [],
    args: () => ({ language: "en" }),
    also: [{}, null],
    check: (result) => {
      columns(result, FORM);
      assert.ok(Array.isArray(JSON.parse(result.fields)));
    },
  })),
  {
    kind: "query",
    name: "get_all_registration_forms",
    needs: [],
    args: () => ({}),
    check: ({ data }) => {
      for (const row of data) columns(row, `${FORM} is_deleted`);
      assert.ok(data.length > 0);
    },
  },
  ...eventFormCalls(),
  {
    kind: "query",
    name: "clinics.list",
    needs: [],
    args: () => ({}),
    check: ({ data }) => {
      list(data, HERE, "name address attributes metadata created_at updated_at");
    },
  },
  {
    kind: "query",
    name: "clinic_departments.list",
    needs: [],
    args: () => ({ clinic_id: HERE }),
    bad: [{}, { clinic_id: 1 }],
    check: ({ data }) => {
      assert.ok(data.length > 0);
      const names = `clinic_id name code description can_dispense_medications can_perform_labs
        can_perform_imaging status additional_capabilities metadata created_at updated_at`;
      for (const row of data) columns(row, names);
    },
  },
];

function eventFormCalls(): CallCase[] {
  const names = `name description language is_editable is_snapshot_form form_fields metadata
    created_at updated_at clinic_ids`;
  return [
    {
      kind: "query",
      name: "get_event_forms",
      needs: [],
      args: () => ({}),
      check: ({ data }) => assert.equal(list(data, "fm-there", names).description, ""),
    },
    {
      kind: "query",
      name: "event_forms.list",
      needs: [],
      args: () => ({ language: "en", clinic_id: HERE }),
      bad: [{ language: 5 }, { clinic_id: [] }],
      check: ({ data }) => {
        list(data, "fm-all", `${names} translations`);
        list(data, "fm-here", `${names} translations`);
        assert.ok(!data.some((row: Json) => row.id === "fm-there"));
      },
    },
    {
      kind: "query",
      name: "get_event_form",
      needs: [],
      args: () => ({ form_id: "fm-all" }),
      missing: [{ form_id: "none" }],
      bad: [{}, { form_id: 1 }],
      check: (result) => columns(result, `${names} translations`),
    },
  ];
}
