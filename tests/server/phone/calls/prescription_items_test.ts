import assert from "node:assert/strict";
import {
  prescriptionItemsCreate,
  prescriptionItemsUpdate,
} from "../../../../server/phone/commands/prescription_items.ts";
import {
  prescriptionItemsByPatient,
  prescriptionItemsByPrescription,
} from "../../../../server/phone/queries/prescription_items.ts";
import { type Answer, MedicineClinic } from "./medicine_clinic.ts";

const PRESCRIPTIONS = {
  prescriptions: [
    { id: "p1", patient_id: "amal", provider_id: "doctor", pickup_clinic_id: "north" },
    { id: "p2", patient_id: "amal", provider_id: "chief", pickup_clinic_id: "north" },
    { id: "p3", patient_id: "amal", provider_id: "doctor", is_deleted: 1 },
  ],
};

const NEW = {
  id: "i1",
  prescription_id: "p1",
  patient_id: "amal",
  drug_id: "para",
  clinic_id: "north",
  dosage_instructions: "twice a day",
  quantity_prescribed: 20,
  created_at: 1_790_000_000_000,
};

function item(id: string, values: Record<string, string | number | null> = {}) {
  return { ...NEW, quantity_dispensed: 5, item_status: "active", ...values, id };
}

const ids = (answer: Answer) => answer.data?.map((row) => row.id);

Deno.test("prescription_items.create stores the item with what phones expect", async () => {
  using clinic = await MedicineClinic.open(PRESCRIPTIONS);
  assert.deepEqual(await clinic.ok(prescriptionItemsCreate, NEW, "doctor"), { id: "i1" });
  const row = clinic.row("prescription_items", "i1");
  const expected = {
    ...NEW,
    quantity_dispensed: 0,
    refills_authorized: 0,
    refills_used: 0,
    item_status: "active",
    metadata: "{}",
    recorded_by_user_id: "doctor",
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(row[name], value, name);
});

Deno.test("prescription_items.create sent again does not take back what was handed out", async () => {
  using clinic = await MedicineClinic.open({ ...PRESCRIPTIONS, prescription_items: [item("i1")] });
  const again = { ...NEW, quantity_dispensed: 0, refills_used: 3, notes: "n", clinic_id: "south" };
  await clinic.ok(prescriptionItemsCreate, again, "doctor");
  const row = clinic.row("prescription_items", "i1");
  assert.deepEqual([row.quantity_dispensed, row.refills_used, row.notes], [5, null, "n"]);
  assert.equal(row.clinic_id, "north");
  const lower = { ...NEW, quantity_prescribed: 4 };
  await clinic.refused("INVALID", prescriptionItemsCreate, lower, "doctor");
  const other = { ...NEW, drug_id: "amox" };
  await clinic.refused("INVALID", prescriptionItemsCreate, other, "doctor");
});

Deno.test("prescription_items.create is refused without permission, prescription or sense", async () => {
  using clinic = await MedicineClinic.open(PRESCRIPTIONS);
  for (const user of ["nurse", "pharmacist", "viewer", "far"]) {
    await clinic.refused("NOT_PERMITTED", prescriptionItemsCreate, NEW, user);
  }
  const at = async (code: "NOT_PERMITTED" | "NOT_FOUND" | "INVALID", more: object) =>
    await clinic.refused(code, prescriptionItemsCreate, { ...NEW, ...more }, "doctor");
  await at("NOT_PERMITTED", { prescription_id: "p2" });
  await at("NOT_PERMITTED", { clinic_id: "south" });
  await at("NOT_PERMITTED", { quantity_dispensed: 1 });
  await at("NOT_FOUND", { prescription_id: "p3" });
  await at("INVALID", { patient_id: "elena" });
  await at("INVALID", { quantity_prescribed: -1 });
  await at("INVALID", { quantity_prescribed: 2 ** 31 });
  await at("INVALID", { quantity_prescribed: "many" });
  await at("INVALID", { refills_authorized: -1 });
  await clinic.refused("INVALID", prescriptionItemsCreate, { ...NEW, quantity_dispensed: 21 });
  await clinic.ok(prescriptionItemsCreate, { ...NEW, prescription_id: "p2" }, "chief");
  await clinic.ok(prescriptionItemsCreate, { ...NEW, id: "i2", quantity_dispensed: 20 });
});

Deno.test("prescription_items.update asks each side of the counter for its own flag", async () => {
  using clinic = await MedicineClinic.open({
    ...PRESCRIPTIONS,
    prescription_items: [
      item("i1"),
      item("i2", { prescription_id: "p2" }),
      item("i3", { is_deleted: 1 }),
      item("i4", { quantity_dispensed: 30 }),
    ],
  });
  const update = prescriptionItemsUpdate;
  const answer = await clinic.ok(update, { id: "i1", notes: "n", metadata: { a: 1 } }, "doctor");
  assert.equal(Object.keys(answer).length, 15);
  assert.deepEqual([answer.notes, answer.metadata, answer.quantity_dispensed], ["n", '{"a":1}', 5]);
  // The whole form comes back with one change.
  const form = { ...answer, quantity_dispensed: 6 };
  await clinic.refused("NOT_PERMITTED", update, form, "doctor");
  await clinic.ok(update, form, "pharmacist");
  assert.equal(clinic.row("prescription_items", "i1").quantity_dispensed, 6);
  await clinic.refused("NOT_PERMITTED", update, { ...form, notes: "m" }, "pharmacist");
  await clinic.refused("NOT_PERMITTED", update, { id: "i2", notes: "m" }, "doctor");
  await clinic.ok(update, { id: "i2", notes: "m" }, "chief");
  await clinic.refused("NOT_PERMITTED", update, { id: "i1" }, "viewer");
  await clinic.refused("NOT_FOUND", update, { id: "i3", notes: "m" }, "doctor");
  await clinic.refused("INVALID", update, { id: "i1", quantity_dispensed: 21 }, "pharmacist");
  await clinic.refused("INVALID", update, { id: "i1", quantity_prescribed: 5 }, "doctor");
  await clinic.refused("INVALID", update, { id: "i1", quantity_dispensed: -1 }, "pharmacist");
  // More than was prescribed may stand there: the rest can still be changed.
  await clinic.ok(update, { id: "i4", notes: "m", quantity_prescribed: 20 }, "doctor");
});

Deno.test("prescription_items.by_prescription and .by_patient give live items in their order", async () => {
  using clinic = await MedicineClinic.open({
    prescriptions: [
      ...PRESCRIPTIONS.prescriptions,
      { id: "p9", patient_id: "ines", pickup_clinic_id: "south" },
    ],
    prescription_items: [
      item("i1"),
      item("i2", { created_at: 5, dosage_instructions: null, drug_id: null }),
      item("i3", { prescription_id: "p2", created_at: 6 }),
      item("i4", { is_deleted: 1 }),
      item("i9", { prescription_id: "p9", patient_id: "ines" }),
    ],
  });
  const byPrescription = prescriptionItemsByPrescription;
  const answer = await clinic.ok(byPrescription, { prescription_id: "p1" }, "viewer");
  assert.deepEqual(ids(answer), ["i2", "i1"]);
  assert.equal(Object.keys(answer.data?.[0] ?? {}).length, 15);
  await clinic.refused("NOT_PERMITTED", byPrescription, { prescription_id: "p9" }, "viewer");
  await clinic.refused("NOT_FOUND", byPrescription, { prescription_id: "p3" }, "viewer");
  await clinic.refused("INVALID", byPrescription, {}, "viewer");
  const byPatient = prescriptionItemsByPatient;
  assert.deepEqual(ids(await clinic.ok(byPatient, { patient_id: "amal" }, "viewer")), [
    "i1",
    "i3",
    "i2",
  ]);
  await clinic.refused("NOT_PERMITTED", byPatient, { patient_id: "ines" }, "viewer");
  await clinic.refused("NOT_FOUND", byPatient, { patient_id: "none" }, "viewer");
  await clinic.refused("INVALID", byPatient, { patient_id: 7 }, "viewer");
});
