import assert from "node:assert/strict";
import {
  madeUpClinic,
  madeUpDepartment,
  madeUpDrug,
  madeUpEventForm,
  madeUpPerson,
  madeUpRegistrationForm,
  type MadeUpRow,
  madeUpStock,
  madeUpUser,
  PUSHED_TABLES,
  RowMaker,
  SeededRandom,
  SimulatedPhone,
  uuidV7,
} from "../../support/phone/mod.ts";

function rowsOfEveryTable(seed: number): Record<string, MadeUpRow> {
  const rows = new RowMaker(seed);
  const patient = rows.patient();
  const visit = rows.visit(patient.id);
  const drug = madeUpDrug(rows);
  const prescription = rows.prescription(patient.id, visit.id);
  const item = rows.prescriptionItem(prescription.id, patient.id, drug.id);
  return {
    patients: patient,
    events: rows.event(patient.id, visit.id),
    visits: visit,
    clinics: madeUpClinic(rows),
    users: madeUpUser(rows),
    event_forms: madeUpEventForm(rows),
    registration_forms: madeUpRegistrationForm(rows),
    patient_additional_attributes: rows.attribute(patient.id),
    appointments: rows.appointment(patient.id, visit.id),
    prescriptions: prescription,
    patient_vitals: rows.vitals(patient.id, visit.id),
    patient_problems: rows.problem(patient.id, visit.id),
    clinic_departments: madeUpDepartment(rows),
    drug_catalogue: drug,
    clinic_inventory: madeUpStock(rows, { drug_id: drug.id }),
    prescription_items: item,
    dispensing_records: rows.dispensingRecord(patient.id, drug.id, item.id),
  };
}

Deno.test("RowMaker makes a row of every pushed table that the phone keeps unchanged", async () => {
  const phone = await SimulatedPhone.create({ generation: "march" });
  for (let seed = 1; seed <= 20; seed++) {
    const rows = rowsOfEveryTable(seed);
    assert.deepEqual(Object.keys(rows), [...PUSHED_TABLES]);
    for (const [table, made] of Object.entries(rows)) {
      const id = await phone.create(table, made);
      const kept = await phone.row(table, id);
      for (const [column, value] of Object.entries(made)) {
        assert.equal(kept?.[column], value, `${table}.${column}`);
      }
    }
  }
});

Deno.test("RowMaker makes the same rows again from the same seed, and others from another", () => {
  assert.deepEqual(rowsOfEveryTable(5), rowsOfEveryTable(5));
  assert.notDeepEqual(rowsOfEveryTable(5), rowsOfEveryTable(6));
  const ids = new RowMaker(1).many(500, (rows) => rows.patient()).map((row) => row.id);
  assert.equal(new Set(ids).size, 500);
});

Deno.test("madeUpPerson() speaks Arabic, Spanish and English", () => {
  const random = new SeededRandom(1);
  const people = Array.from({ length: 200 }, () => madeUpPerson(random));
  assert.deepEqual(new Set(people.map((person) => person.language)), new Set(["ar", "es", "en"]));
  for (const { language, givenName, dateOfBirth } of people) {
    assert.equal(/\p{Script=Arabic}/u.test(givenName), language === "ar");
    assert.match(dateOfBirth, /^(19|20)\d\d-(0[1-9]|1[0-2])-([0-2]\d)$/);
  }
});

Deno.test("uuidV7() carries its time and the version and variant of RFC 9562", () => {
  const id = uuidV7(0x0197a1de1234);
  assert.match(id, /^0197a1de-1234-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(id, uuidV7(0x0197a1de1234));
});
