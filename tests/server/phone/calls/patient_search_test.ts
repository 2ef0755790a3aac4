import assert from "node:assert/strict";
import {
  checkGovernmentId,
  getPatients,
  searchPatients,
  similarPatientsQuery,
} from "../../../../server/phone/queries/patients.ts";
import { DatabaseError } from "../../../../server/database/database_error.ts";
import type { Procedure } from "../../../../server/phone/procedure.ts";
import { registrationFieldId } from "../../../../server/demo_clinic/registration_form.ts";
import { patient } from "../../../support/open_engine.ts";
import {
  ADMIN,
  CareClinic,
  demoId,
  FIRST_CLINIC,
  NURSE,
  OTHER,
  SECOND_CLINIC,
} from "./care_clinic.ts";

interface Listed {
  readonly id: string;
  readonly given_name: string;
  readonly updated_at: number;
}

async function add(clinic: CareClinic, ...rows: Record<string, unknown>[]): Promise<void> {
  await clinic.hub.push("pusher", { patients: { created: rows, updated: [], deleted: [] } });
}

function names(answer: { data: Listed[] }): string[] {
  return answer.data.map(({ given_name: name }) => name);
}

Deno.test("get_patients lists the last changed first, with a total of what is listed", async () => {
  using clinic = await CareClinic.open();
  const all = await clinic.ok(getPatients, { limit: 500 }, ADMIN);
  assert.equal(all.total, 25);
  assert.equal(all.data.length, 25);
  assert.deepEqual([all.limit, all.offset], [500, 0]);
  const times = all.data.map((row: Listed) => row.updated_at);
  assert.deepEqual(times, times.toSorted((a: number, b: number) => b - a));
  assert.deepEqual(Object.keys(all.data[0]), [
    ..."id given_name surname date_of_birth citizenship hometown phone sex camp".split(" "),
    ..."photo_url government_id external_patient_id additional_data metadata".split(" "),
    ..."primary_clinic_id last_modified_by created_at updated_at".split(" "),
  ]);
  assert.deepEqual(all.data[0].additional_data, {});
  const page = await clinic.ok(getPatients, { limit: 10, offset: 20 }, ADMIN);
  assert.deepEqual([page.data.length, page.total], [5, 25]);
  assert.deepEqual(page.data, all.data.slice(20));
  assert.deepEqual((await clinic.ok(getPatients, { offset: 1e15 }, ADMIN)).data, []);
});

Deno.test("get_patients shows patients of the user's clinics, of none, and who was seen there", async () => {
  using clinic = await CareClinic.open();
  const listed = async (user: string): Promise<string[]> => {
    const { data, total } = await clinic.ok(getPatients, { limit: 500 }, user);
    assert.equal(data.length, total);
    return data.map(({ id }: Listed) => id).sort();
  };
  const expected = (place: string) =>
    clinic.rows(
      "patients",
      `primary_clinic_id = ?1 OR coalesce(primary_clinic_id, '') = '' OR id IN (
         SELECT patient_id FROM visits WHERE clinic_id = ?1
         UNION SELECT patient_id FROM appointments WHERE clinic_id = ?1
         UNION SELECT patient_id FROM prescriptions WHERE pickup_clinic_id = ?1)`,
      place,
    ).map(({ id }) => id as string).sort();
  assert.deepEqual(await listed(NURSE), expected(FIRST_CLINIC));
  assert.deepEqual(await listed(OTHER), expected(SECOND_CLINIC));
  const stranger = (await listed(OTHER)).find((id) => !expected(FIRST_CLINIC).includes(id)) ?? "";
  const visit = {
    id: "v-new",
    patient_id: stranger,
    clinic_id: FIRST_CLINIC,
    created_at: 1,
    updated_at: 1,
  };
  await clinic.hub.push("pusher", { visits: { created: [visit], updated: [], deleted: [] } });
  assert.ok((await listed(NURSE)).includes(stranger));
  // The visit turns out to be another patient's: the first one is a stranger again.
  const moved = { ...visit, patient_id: demoId("patients", 1) };
  await clinic.hub.push("pusher", { visits: { created: [], updated: [moved], deleted: [] } });
  assert.ok(!(await listed(NURSE)).includes(stranger));
  await clinic.hub.push("pusher", { visits: { created: [], updated: [visit], deleted: [] } });
  assert.ok((await listed(NURSE)).includes(stranger));
  await clinic.hub.push("pusher", { visits: { created: [], updated: [], deleted: ["v-new"] } });
  assert.ok(!(await listed(NURSE)).includes(stranger));
});

Deno.test("search_patients finds both scripts however they are written, and what was just pushed", async () => {
  using clinic = await CareClinic.open();
  const find = async (filters: unknown) =>
    names(await clinic.ok(searchPatients, { filters, limit: 500 }, ADMIN));
  assert.deepEqual(await find({ given_name: "امل" }), ["أمل"]);
  assert.deepEqual(await find({ given_name: "INES" }), ["Inés"]);
  await add(clinic, patient("p-new", { given_name: "Zoë", surname: "Müller-Kaya" }));
  assert.deepEqual(await find({ given_name: "zoe" }), ["Zoë"]);
  assert.deepEqual(await find({ given_name: "zoe", surname: "muller kaya" }), ["Zoë"]);
  await clinic.hub.push("pusher", {
    patients: { created: [], updated: [patient("p-new", { given_name: "Anna" })], deleted: [] },
  });
  assert.deepEqual(await find({ given_name: "zoe" }), []);
  await clinic.hub.push("pusher", { patients: { created: [], updated: [], deleted: ["p-new"] } });
  assert.deepEqual(await find({ surname: "muller" }), []);
});

Deno.test("search_patients takes the one search box for the whole name when no given name has it", async () => {
  using clinic = await CareClinic.open();
  const find = async (filters: unknown) =>
    names(await clinic.ok(searchPatients, { filters }, ADMIN));
  assert.deepEqual(await find({ given_name: "grace thorn" }), ["Grace"]);
  assert.deepEqual(await find({ given_name: "Thornfield" }), ["Grace"]);
  for (const surname of ["", " ", null]) {
    assert.deepEqual(await find({ given_name: "Grace Thornfield", surname }), ["Grace"]);
  }
  assert.deepEqual(await find({ given_name: "Thornfield", surname: "Thornfield" }), []);
});

Deno.test("search_patients and patients.similar take one word or two for the same name", async () => {
  using clinic = await CareClinic.open();
  await add(
    clinic,
    patient("two", { given_name: "عبد الرحمن", surname: "أبو خليل" }),
    patient("one", { given_name: "عبدالرحمٰن", surname: "ابوخليل" }),
    patient("latin", { given_name: "Anne-Marie", surname: "de la Cruz" }),
  );
  const find = async (filters: unknown) =>
    (await clinic.ok(searchPatients, { filters }, ADMIN)).data.map(({ id }: Listed) => id).sort();
  for (const given_name of ["عبد الرحمن", "عبدالرحمن", "عبد ألرَّحمن", "عبدالرحمن أبو خليل"]) {
    assert.deepEqual(await find({ given_name }), ["one", "two"], given_name);
  }
  assert.deepEqual(await find({ given_name: "عبدالرحمن", surname: "ابو خليل" }), ["one", "two"]);
  for (const given_name of ["annemarie", "Anne Marie", "anne-marie delacruz", "De La Cruz"]) {
    assert.deepEqual(await find({ given_name }), ["latin"], given_name);
  }
  const names = { given_name: "عبدالرحمن", surname: "ابوخليل", limit: 2 };
  const { data } = await clinic.ok(similarPatientsQuery, names, ADMIN);
  assert.deepEqual(data.map(({ id }: Listed) => id).sort(), ["one", "two"]);
});

Deno.test("search_patients adds filters up and takes no character for a wildcard", async () => {
  using clinic = await CareClinic.open();
  const find = (filters: unknown, more = {}) =>
    clinic.ok(searchPatients, { filters, ...more }, ADMIN);
  assert.equal((await find({})).total, 25);
  assert.equal((await find({ given_name: "", phone: null })).total, 25);
  assert.equal((await find({ given_name: "%" })).total, 0);
  assert.equal((await find({ phone: "_" })).total, 0);
  const females = await find({ sex: "f" }, { limit: 2 });
  assert.equal(females.total, clinic.rows("patients", "sex = 'female'").length);
  assert.equal(females.data.length, 2);
  assert.equal((await find({ sex: "male" })).total, clinic.rows("patients", "sex = 'male'").length);
  assert.deepEqual(names(await find({ government_id: "demo-0001" })), ["أمل"]);
  assert.deepEqual(names(await find({ external_patient_id: "P-0010", sex: "F" })), ["Grace"]);
  assert.deepEqual(names(await find({ date_of_birth: "1989-03" })), ["أمل"]);
  assert.deepEqual(names(await find({ id: demoId("patients", 10).toUpperCase() })), ["Grace"]);
});

Deno.test("search_patients takes other keys for the clinic's own fields", async () => {
  using clinic = await CareClinic.open();
  const language = registrationFieldId("preferred_language");
  const size = registrationFieldId("household_size");
  const total = async (filters: unknown) =>
    (await clinic.ok(searchPatients, { filters }, ADMIN)).total;
  const english = clinic.rows(
    "patient_additional_attributes",
    "attribute_id = ? AND string_value = 'English'",
    language,
  );
  assert.equal(await total({ [language]: "engl" }), english.length);
  const [one] = clinic.rows("patient_additional_attributes", "attribute_id = ?", size);
  assert.ok(await total({ [size]: one?.number_value }) > 0);
  assert.equal(await total({ "no such field": "a" }), 0);
  const [first] = english;
  await clinic.alter("patient_additional_attributes", first?.id as string, { is_deleted: 1 });
  assert.equal(await total({ [language]: "engl" }), english.length - 1);
});

Deno.test("search_patients refuses what is no filter", async () => {
  using clinic = await CareClinic.open();
  for (const args of [null, {}, { filters: [] }, { filters: { a: {} } }, { filters: "x" }]) {
    await clinic.refused("INVALID", searchPatients, args);
  }
  const many = Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`k${at}`, "v"]));
  await clinic.refused("INVALID", searchPatients, { filters: many });
  await clinic.refused("INVALID", searchPatients, { filters: { given_name: "x".repeat(501) } });
});

Deno.test("A row that lacks everything is listed, and counted", async () => {
  using clinic = await CareClinic.open();
  await add(clinic, { id: "bare" });
  const { data, total } = await clinic.ok(getPatients, {}, NURSE);
  const bare = data.find(({ id }: Listed) => id === "bare");
  assert.equal(bare.given_name, "");
  assert.equal(bare.camp, null);
  assert.deepEqual(bare.metadata, {});
  assert.equal(total, (await clinic.ok(getPatients, { limit: 500 }, NURSE)).data.length);
});

/** Calls on a disk that takes nothing more. */
async function onFullDisk({ hub }: CareClinic, procedure: Procedure, args: unknown) {
  const engine = new Proxy(hub.engine, {
    get(target, name) {
      if (name === "write") return () => Promise.reject(new DatabaseError("STORAGE"));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const context = { engine, device: hub.device("phone"), userId: NURSE, repeated: false };
  const answer = await procedure({ ...context, report: () => {} }, args);
  assert.ok(answer.ok);
  return JSON.parse(new TextDecoder().decode(answer.result));
}

Deno.test("patients are found on a full disk, but for those who came last or left", async () => {
  using clinic = await CareClinic.open();
  await assert.rejects(onFullDisk(clinic, getPatients, {}), DatabaseError);
  await add(
    clinic,
    patient("stays", { given_name: "Wadad", primary_clinic_id: FIRST_CLINIC }),
    patient("leaves", { given_name: "Wadad", primary_clinic_id: FIRST_CLINIC }),
    patient("dies", { given_name: "Wadad", primary_clinic_id: FIRST_CLINIC }),
  );
  assert.equal((await clinic.ok(getPatients, {})).total, 19);
  await clinic.alter("patients", "leaves", { primary_clinic_id: SECOND_CLINIC });
  await clinic.alter("patients", "dies", { is_deleted: 1 });
  await add(clinic, patient("late", { given_name: "Wadad", primary_clinic_id: FIRST_CLINIC }));
  const names = { given_name: "Wadad", surname: "Haddad" };
  const calls: [Procedure, unknown][] = [
    [searchPatients, { filters: { given_name: "wadad" } }],
    [similarPatientsQuery, { ...names, limit: 3 }],
    [getPatients, { limit: 500 }],
  ];
  for (const [procedure, args] of calls) {
    const { data } = await onFullDisk(clinic, procedure, args);
    const found = data.filter((row: Listed) => row.given_name === "Wadad");
    assert.deepEqual(found.map(({ id }: Listed) => id), ["stays"]);
  }
});

Deno.test("a text of megabytes is found by how it begins, and no search reads all of it", async () => {
  using clinic = await CareClinic.open();
  const page = `Zaynab ${"lorem ".repeat(200_000)}`;
  await add(clinic, patient("long", { given_name: page, hometown: page }));
  await clinic.hub.push("pusher", {
    patient_additional_attributes: {
      created: [{ id: "a", patient_id: "long", attribute_id: "note", string_value: page }],
      updated: [],
      deleted: [],
    },
  });
  for (const key of ["given_name", "hometown", "note"]) {
    const { data } = await clinic.ok(searchPatients, { filters: { [key]: "zaynab lorem" } });
    assert.deepEqual(data.map(({ id }: Listed) => id), ["long"], key);
  }
  const searched = clinic.rows(
    "attribute_search JOIN patient_search ON hub_row = patient_row",
    "given_name LIKE 'zaynablorem%'",
  );
  assert.equal(searched.length, 1);
  assert.ok(JSON.stringify(searched).length < 10_000);
});

Deno.test("patients.similar gives the most alike, however many others share a part", async () => {
  using clinic = await CareClinic.open();
  await add(
    clinic,
    ...Array.from(
      { length: 1_500 },
      (_, at) => patient(`m${at}`, { given_name: "Mohamed", surname: `Of the ${at} hills` }),
    ),
    patient("best", { given_name: "Mohamad", surname: "Ahmed" }),
    patient("next", { given_name: "Muhammad", surname: "Ahmad" }),
  );
  const { data } = await clinic.ok(
    similarPatientsQuery,
    { given_name: "Mohamed", surname: "Ahmed" },
  );
  assert.equal(data.length, 10);
  assert.deepEqual(data.slice(0, 2).map(({ id }: Listed) => id), ["best", "next"]);
  assert.equal(data[0].metadata, "{}");
  const empty = { given_name: "Mohamed", surname: "Ahmed", limit: "" };
  assert.equal((await clinic.ok(similarPatientsQuery, empty)).data.length, 10);
  const two = { given_name: "Mohamed", surname: "", limit: 2 };
  assert.deepEqual(names(await clinic.ok(similarPatientsQuery, two)), ["Mohamed", "Mohamed"]);
  const nobody = { given_name: "", surname: " " };
  assert.deepEqual((await clinic.ok(similarPatientsQuery, nobody)).data, []);
  await clinic.refused("INVALID", similarPatientsQuery, { given_name: "a" });
});

Deno.test("patients.similar does not spend seconds on what is no name", async () => {
  using clinic = await CareClinic.open();
  const page = "lorem ipsum ".repeat(4_000);
  const many = Array.from(
    { length: 50 },
    (_, at) => patient(`l${at}`, { given_name: page, surname: `${page}${at}` }),
  );
  await add(clinic, ...many, patient("short", { given_name: "Lorem", surname: "Ipsum" }));
  const long = { given_name: page.slice(0, 500), surname: page.slice(0, 500), limit: 3 };
  assert.equal((await clinic.ok(similarPatientsQuery, long)).data.length, 3);
  const short = { given_name: "Lorem", surname: "Ipsum", limit: 1 };
  const { data } = await clinic.ok(similarPatientsQuery, short);
  assert.deepEqual(data.map(({ id }: Listed) => id), ["short"]);
});

Deno.test("patients.similar shows only patients the user may see", async () => {
  using clinic = await CareClinic.open();
  const { given_name, surname, id } = clinic.rows(
    "patients",
    `primary_clinic_id = ? AND id NOT IN (SELECT patient_id FROM visits WHERE clinic_id = ?
       UNION SELECT patient_id FROM appointments WHERE clinic_id = ?
       UNION SELECT patient_id FROM prescriptions WHERE pickup_clinic_id = ?)`,
    SECOND_CLINIC,
    FIRST_CLINIC,
    FIRST_CLINIC,
    FIRST_CLINIC,
  )[0] ?? {};
  const ids = async (user: string) =>
    (await clinic.ok(similarPatientsQuery, { given_name, surname }, user)).data
      .map((row: Listed) => row.id);
  assert.equal((await ids(OTHER))[0], id);
  assert.ok(!(await ids(NURSE)).includes(id));
});

Deno.test("check_government_id knows live patients' numbers and not the empty one", async () => {
  using clinic = await CareClinic.open();
  const exists = async (governmentId: string) =>
    (await clinic.ok(checkGovernmentId, { government_id: governmentId })).exists;
  assert.equal(await exists("DEMO-0001"), true);
  assert.equal(await exists("DEMO-000"), false);
  assert.equal(await exists(""), false);
  assert.equal(await exists("%"), false);
  assert.equal(await exists("-"), false);
  // On another keyboard, pasted with what stood around it, or stored so.
  for (const written of ["demo-0001", "DEMO-٠٠٠١", "\u00a0DEMO-۰۰۰۱\n"]) {
    assert.equal(await exists(written), true, written);
  }
  await clinic.alter("patients", demoId("patients", 2), { government_id: "٠٩٨\n" });
  assert.equal(await exists("098"), true);
  await clinic.alter("patients", demoId("patients", 1), { is_deleted: 1 });
  assert.equal(await exists("DEMO-0001"), false);
  await clinic.refused("INVALID", checkGovernmentId, {});
});

Deno.test("Searches at once while rows arrive all see what was committed before them", async () => {
  using clinic = await CareClinic.open();
  const searches: Promise<string[]>[] = [];
  for (let at = 0; at < 20; at++) {
    await add(clinic, patient(`x${at}`, { given_name: `Xylo${at}x` }));
    for (let twice = 0; twice < 2; twice++) {
      searches.push(
        clinic.ok(searchPatients, { filters: { given_name: `xylo${at}x` } }).then(names),
      );
    }
  }
  const found = await Promise.all(searches);
  assert.deepEqual(found, found.map((_, at) => [`Xylo${Math.floor(at / 2)}x`]));
});
