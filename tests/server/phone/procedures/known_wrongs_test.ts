/** What the existing hub gets wrong, each by the code the specification gives it. */

import assert from "node:assert/strict";
import { registrationFieldId } from "../../../../server/demo_clinic/registration_form.ts";
import { calls, losesAnswers, once, repeatsRequests } from "../../../support/phone/mod.ts";
import { answer, sent } from "../../../support/online_screens.ts";
import type { Json } from "./call_case.ts";
import { HERE, ISO, ISO_MS, SOLO, THERE } from "./clinic_rows.ts";
import { OnlineClinic } from "./online_clinic.ts";

const LANGUAGE = registrationFieldId("preferred_language");
const ids = (rows: Json) => rows.map((row: Json) => row.id);

async function open() {
  const clinic = await OnlineClinic.open();
  return { clinic, phone: await clinic.phone("august", "nurse") };
}

Deno.test("A9 W-R3 answers to registration fields belong to their patient, one for each field", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const register = async (id: string, language: string) =>
    await phone.ok("command", "register_patient", {
      patient: sent({ id, primary_clinic_id: HERE }),
      additional_attributes: [answer(LANGUAGE, { string_value: language })],
    });
  await register("p-one", "Arabic");
  await register("p-two", "English");
  await register("p-one", "Spanish");
  const ofPatient = async (patient_id: string) =>
    (await phone.ok("query", "get_patient", { patient_id })).values[LANGUAGE];
  assert.equal(await ofPatient("p-one"), "Spanish");
  assert.equal(await ofPatient("p-two"), "English");
  const table = "patient_additional_attributes";
  assert.equal(clinic.count(table, "patient_id IN ('p-one', 'p-two')"), 2);
  assert.equal(clinic.count(table, `id = '${LANGUAGE}' OR patient_id = ''`), 0);
});

Deno.test("A10 W-R6 an edit keeps the patient's clinic, registration day and what the form lacks", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const before = clinic.row("patients", "pt-here");
  const edit = sent({ id: "pt-here", given_name: "Zubeida", surname: "Kanaan" });
  // Phones leave the clinic out; nothing else that could come in its place moves a patient either.
  for (const primary_clinic_id of [undefined, null, "", THERE]) {
    const patient = { ...edit, primary_clinic_id };
    await phone.ok("command", "register_patient", { patient, additional_attributes: [] });
  }
  const after = clinic.row("patients", "pt-here");
  assert.equal(after?.given_name, "Zubeida");
  // On the live form: what was sent empty is cleared.
  assert.equal(after?.government_id, "");
  // Not on it: as it was.
  for (const name of ["primary_clinic_id", "created_at", "hometown", "metadata"]) {
    assert.equal(after?.[name], before?.[name], name);
  }
  const { phone: other } = await clinic.phone("may", "other");
  assert.equal((await other.sync()).error, null);
  assert.equal(await other.row("patients", "pt-here"), null);
});

Deno.test("A11 W-S7 a lost answer doubles nothing", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const handedOut = {
    id: "dr-lost",
    clinic_id: HERE,
    drug_id: "dg",
    batch_id: "bt",
    prescription_item_id: "it-own-here",
    patient_id: "pt-here",
    quantity_dispensed: 5,
    dispensed_by: SOLO,
    dispensed_at: ISO,
  };
  const inner = phone.phone.fetch;
  phone.phone.fetch = losesAnswers(inner, once(calls("dispensing.create")));
  assert.ok(!(await phone.phone.rpc("command", "dispensing.create", handedOut)).ok);
  assert.deepEqual(await phone.ok("command", "dispensing.create", handedOut), { id: "dr-lost" });
  // The same sealed bytes arrive three times.
  const dispense = { id: "it-own-here", provider_id: SOLO, batch_quantities: { bt: 4 } };
  phone.phone.fetch = repeatsRequests(inner, calls("prescription_items.dispense"), 3);
  const dispensed = await phone.ok("command", "prescription_items.dispense", dispense);
  assert.equal(dispensed.total_dispensed, 9);
  // Sealed anew, with an id for the act itself.
  phone.phone.fetch = losesAnswers(inner, once(calls("prescription_items.dispense")));
  const named = { ...dispense, request_id: "r-1" };
  assert.ok(!(await phone.phone.rpc("command", "prescription_items.dispense", named)).ok);
  const again = await phone.ok("command", "prescription_items.dispense", named);
  assert.equal(again.total_dispensed, 13);
  assert.equal(clinic.row("clinic_inventory", "st-here")?.quantity_available, 500 - 13);
  assert.equal(clinic.count("dispensing_records", "prescription_item_id = 'it-own-here'"), 3);
});

Deno.test("A11 a record with an id is stored once, whichever command it came by", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const of = { id: "again", patient_id: "pt-here", metadata: {} };
  const creations: [string, Json][] = [
    ["register_patient", { patient: sent({ id: "again" }), additional_attributes: [] }],
    ["visits.create", { ...of, clinic_id: HERE, check_in_timestamp: ISO }],
    ["events.create", { ...of, visit_id: null, event_type: "E", form_id: "fm-all", form_data: [] }],
    ["create_event", { ...of, id: "again-2", visit_id: "vs-here", form_data: [] }],
    ["vitals.create", { ...of, timestamp: ISO, heart_rate: 70 }],
    ["problems.create", { ...of, problem_code: "I10", problem_label: "H" }],
  ];
  for (const [name, args] of creations) {
    const first = await phone.ok("command", name, args);
    const before = clinic.fingerprint();
    assert.deepEqual(await phone.ok("command", name, args), first, name);
    assert.equal(clinic.fingerprint(), before, name);
    if (name === "register_patient") continue;
    const others = { ...args, patient_id: "pt-bare", visit_id: "vs-bare" };
    assert.equal(await phone.code("command", name, others), "INVALID", name);
  }
});

Deno.test("W-R7 boolean answers are taken as booleans and given back as such", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  for (const boolean_value of [true, false]) {
    await phone.ok("command", "register_patient", {
      patient: sent({ id: "p-flag" }),
      additional_attributes: [answer("some-field", { boolean_value })],
    });
    const { values } = await phone.ok("query", "get_patient", { patient_id: "p-flag" });
    assert.equal(values["some-field"], boolean_value);
  }
});

Deno.test("W-R8 no list leaves out a row for what it lacks, and total counts what is listed", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const patient_id = "pt-bare";
  const range = { start_date: 0, end_date: ISO, limit: 500 };
  const lists: [string, Json, string][] = [
    ["get_patients", { limit: 500 }, "pt-bare"],
    ["search_patients", { filters: {}, limit: 500 }, "pt-bare"],
    ["get_visits", { patient_id }, "vs-bare"],
    ["get_visit_events", { patient_id, visit_id: "vs-bare" }, "ev-bare"],
    ["vitals.list", { patient_id }, "vt-bare"],
    ["problems.list", { patient_id }, "pb-bare"],
    ["appointments.list", range, "ap-bare"],
    ["appointments.by_patient", { patient_id }, "ap-bare"],
    ["prescriptions.search", { limit: 500 }, "rx-bare"],
    ["prescription_items.by_prescription", { prescription_id: "rx-bare" }, "it-bare"],
    ["prescription_items.by_patient", { patient_id }, "it-bare"],
    ["dispensing.by_patient", { patient_id }, "dr-bare"],
    ["drugs.search", {}, "dg-bare"],
    ["inventory.by_clinic", { clinic_id: HERE }, "st-bare"],
    ["inventory.search", { clinic_id: HERE, search_term: "" }, "st-bare"],
    ["clinics.list", {}, "cl-bare"],
    ["clinic_departments.list", { clinic_id: HERE }, "dp-bare"],
    ["get_event_forms", {}, "fm-bare"],
    ["event_forms.list", { clinic_id: HERE }, "fm-bare"],
  ];
  for (const [name, args, id] of lists) {
    const result = await phone.ok("query", name, args);
    const rows = Array.isArray(result) ? result : result.data;
    assert.ok(ids(rows).includes(id), name);
    if ("total" in result) assert.equal(result.total, rows.length, name);
  }
  for (const [name, id] of [["appointments.get", "ap-bare"], ["problems.get", "pb-bare"]]) {
    assert.equal((await phone.ok("query", name ?? "", { id })).id, id);
  }
  assert.ok((await phone.ok("query", "get_patient", { patient_id })).values);
  assert.equal((await phone.ok("query", "get_event_form", { form_id: "fm-bare" })).description, "");
  assert.equal((await phone.ok("query", "drugs.get", { id: "dg-bare" })).id, "dg-bare");
});

Deno.test("W-R9 the eleven calls that phones make and no hub answered are answered", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const at = { patient_id: "pt-here", metadata: {} };
  const visit = await phone.ok("command", "visits.create", { ...at, check_in_timestamp: ISO });
  assert.deepEqual([visit.success, typeof visit.id], [true, "string"]);
  const event = await phone.ok("command", "events.create", {
    ...at,
    visit_id: visit.id,
    event_type: "E",
    form_id: "fm-all",
    form_data: [],
  });
  assert.deepEqual([event.success, event.visit_id], [true, visit.id]);
  const changed = await phone.ok("command", "events.update", { id: event.id, form_data: [1] });
  assert.deepEqual([changed.id, changed.form_data], [event.id, [1]]);
  const byForm = await phone.ok("query", "events.by_form", { ...at, form_id: "fm-all" });
  assert.equal(ids(byForm)[0], event.id);
  assert.equal((await phone.ok("command", "events.delete", { id: event.id })).success, true);
  const vitals = await phone.ok("command", "vitals.create", { ...at, timestamp: ISO });
  assert.ok(ids(await phone.ok("query", "vitals.list", at)).includes(vitals.id));
  const problem = await phone.ok("command", "problems.create", { ...at, problem_code: "I10" });
  assert.ok(ids(await phone.ok("query", "problems.list", at)).includes(problem.id));
  const solved = { id: problem.id, clinical_status: "resolved", end_date: ISO };
  assert.equal((await phone.ok("command", "problems.update", solved)).end_date, ISO_MS);
  const got = await phone.ok("query", "problems.get", { id: problem.id });
  assert.equal(got.clinical_status, "resolved");
});

Deno.test("W-R10 form_data is an array and metadata an object, however they were sent", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const at = { patient_id: "pt-here", visit_id: "vs-here", form_id: "fm-all" };
  const text = '[{"a":1}]';
  for (const form_data of [[{ a: 1 }], text, null, "[]", JSON.stringify(text), {}, 5, "x", false]) {
    const { id } = await phone.ok("command", "events.create", { ...at, form_data, metadata: "{}" });
    const lists = [
      (await phone.ok("query", "get_visit_events", at)).data,
      await phone.ok("query", "events.by_form", at),
      [await phone.ok("command", "events.update", { id })],
    ];
    for (const rows of lists) {
      const row = rows.find((row: Json) => row.id === id);
      assert.ok(Array.isArray(row.form_data));
      assert.deepEqual(row.metadata, {});
    }
  }
  const bare = await phone.ok("query", "get_visit_events", {
    patient_id: "pt-bare",
    visit_id: "vs-bare",
  });
  assert.deepEqual([bare.data[0].form_data, bare.data[0].metadata], [[], {}]);
});

Deno.test("LIKE characters stand for themselves", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  for (const sign of ["%", "_", "%a%", "\\", "z_baida", "%%"]) {
    const search = async (name: string, args: Json) => {
      const result = await phone.ok("query", name, args);
      return result.data.length + (result.total ?? 0);
    };
    for (const key of ["given_name", "surname", "phone", "id", "sex", LANGUAGE]) {
      assert.equal(await search("search_patients", { filters: { [key]: sign } }), 0, sign);
    }
    const at = { clinic_id: HERE, date: 0 };
    assert.equal(await search("appointments.search", { ...at, search_query: sign }), 0);
    assert.equal(await search("prescriptions.search", { search_query: sign }), 0);
    assert.equal(await search("drugs.search", { search_term: sign }), 0);
    assert.equal(await search("inventory.search", { clinic_id: HERE, search_term: sign }), 0);
  }
});

Deno.test("limits are bounded and pages add up to the total", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  const range = { start_date: 0, end_date: "2030-01-01" };
  for (
    const [name, args] of [
      ["get_patients", {}],
      ["search_patients", { filters: { sex: "f" } }],
      ["appointments.list", range],
      ["appointments.search", { search_query: "", clinic_id: HERE, date: 0 }],
      ["prescriptions.search", {}],
    ] as const
  ) {
    const page = (more: Json) => phone.ok("query", name, { ...args, ...more });
    const { data: all, total } = await page({ limit: 500 });
    assert.equal(all.length, total, name);
    const paged: string[] = [];
    for (let offset = 0; offset < total; offset += 3) {
      const part = await page({ limit: 3, offset });
      assert.equal(part.total, total);
      paged.push(...ids(part.data));
    }
    assert.deepEqual(paged, ids(all), name);
    assert.equal((await page({})).limit, 20);
    assert.equal((await page({ limit: -1 })).data.length, 1);
    assert.equal((await page({ limit: 1e9 })).limit, 500);
    assert.deepEqual((await page({ offset: 1e12 })).data, []);
  }
});

Deno.test("the most alike come first, and forms open to all clinics are listed", async () => {
  const { clinic, phone } = await open();
  await using _clinic = clinic;
  for (const [id, given_name] of [["far", "Zubaidatallah"], ["near", "Zubaide"]]) {
    const patient = sent({ id, given_name, surname: "Kanaan", primary_clinic_id: HERE });
    await phone.ok("command", "register_patient", { patient, additional_attributes: [] });
  }
  const names = { given_name: "Zubaida", surname: "Kanaan" };
  const { data } = await phone.ok("query", "patients.similar", { ...names, limit: 3 });
  assert.deepEqual(ids(data), ["pt-here", "near", "far"]);
  const forms = await phone.ok("query", "event_forms.list", { clinic_id: THERE });
  assert.ok(ids(forms.data).includes("fm-all"));
  assert.ok(!ids(forms.data).includes("fm-here"));
});
