import assert from "node:assert/strict";
import {
  dispensingCreate,
  prescriptionItemsDispense,
} from "../../../../server/phone/commands/dispensing.ts";
import { dispensingByPatient } from "../../../../server/phone/queries/dispensing.ts";
import { DAY_MS, MedicineClinic, TODAY_MS } from "./medicine_clinic.ts";

const ITEM = {
  id: "i1",
  prescription_id: "p1",
  patient_id: "amal",
  drug_id: "para",
  clinic_id: "north",
  dosage_instructions: "twice a day",
  quantity_prescribed: 30,
  quantity_dispensed: 0,
  item_status: "active",
};

const ROWS = {
  prescriptions: [
    { id: "p1", patient_id: "amal", provider_id: "doctor", pickup_clinic_id: "north" },
    { id: "p2", patient_id: "amal", status: "cancelled", pickup_clinic_id: "north" },
    { id: "p3", patient_id: "amal", pickup_clinic_id: "south" },
  ],
  prescription_items: [
    ITEM,
    { ...ITEM, id: "i2", item_status: "cancelled" },
    { ...ITEM, id: "i3", prescription_id: "p2" },
    { ...ITEM, id: "i4", is_deleted: 1 },
    { ...ITEM, id: "i5", prescription_id: "p3" },
  ],
};

const NEW = {
  id: "d1",
  clinic_id: "north",
  drug_id: "para",
  batch_id: "b1",
  prescription_item_id: "i1",
  patient_id: "amal",
  quantity_dispensed: 12,
  dosage_instructions: "twice a day",
  days_supply: 6,
  dispensed_by: "pharmacist",
  dispensed_at: TODAY_MS,
  metadata: "{}",
};

function stockOf(clinic: MedicineClinic, id: string): unknown {
  return clinic.row("clinic_inventory", id).quantity_available;
}

function dispensedOf(clinic: MedicineClinic, id = "i1"): unknown {
  return clinic.row("prescription_items", id).quantity_dispensed;
}

Deno.test("dispensing.create stores the record and moves stock and item, once", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  assert.deepEqual(await clinic.ok(dispensingCreate, NEW, "pharmacist"), { id: "d1" });
  const row = clinic.row("dispensing_records", "d1");
  const expected = { ...NEW, recorded_by_user_id: "pharmacist" };
  for (const [name, value] of Object.entries(expected)) assert.equal(row[name], value, name);
  assert.deepEqual([stockOf(clinic, "s1"), dispensedOf(clinic)], [38, 12]);
  const before = clinic.fingerprint();
  assert.deepEqual(await clinic.ok(dispensingCreate, NEW, "pharmacist"), { id: "d1" });
  assert.equal(clinic.fingerprint(), before);
  const other = { ...NEW, quantity_dispensed: 3 };
  await clinic.refused("INVALID", dispensingCreate, other, "pharmacist");
  await clinic.refused(
    "NOT_PERMITTED",
    dispensingCreate,
    { ...NEW, clinic_id: "south" },
    "pharmacist",
  );
});

Deno.test("dispensing.create knows the record that came by a sync, with empty texts for null", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const record = { ...NEW, prescription_item_id: "" };
  const pushed = { ...record, created_at: 5, updated_at: 5, is_deleted: false };
  await clinic.hub.push("phone", {
    dispensing_records: { created: [pushed], updated: [], deleted: [] },
  }, { userId: "pharmacist" });
  assert.deepEqual(await clinic.ok(dispensingCreate, record, "pharmacist"), { id: "d1" });
  assert.equal(stockOf(clinic, "s1"), 38);
});

Deno.test("dispensing.create reaches every phone: record, stock and item", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const { timestamp } = await clinic.hub.pull("phone", 0);
  await clinic.ok(dispensingCreate, NEW, "pharmacist");
  const { changes } = await clinic.hub.pull("phone", timestamp);
  assert.equal(changes.dispensing_records?.created.length, 1);
  assert.equal(changes.clinic_inventory?.updated[0]?.quantity_available, 38);
  assert.equal(changes.prescription_items?.updated[0]?.quantity_dispensed, 12);
});

Deno.test("dispensing.create checks stock, prescription, batch and state", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const at = async (code: "NOT_PERMITTED" | "NOT_FOUND" | "INVALID", more: object) =>
    await clinic.refused(code, dispensingCreate, { ...NEW, ...more }, "pharmacist");
  await at("INVALID", { quantity_dispensed: 0 });
  await at("INVALID", { quantity_dispensed: -1 });
  await at("INVALID", { quantity_dispensed: 1.5 });
  await at("INVALID", { quantity_dispensed: 31 });
  await at("INVALID", { prescription_item_id: null, quantity_dispensed: 51 });
  await at("INVALID", { batch_id: "unknown" });
  await at("INVALID", { batch_id: "old" });
  await at("INVALID", { batch_id: "held" });
  await at("INVALID", { batch_id: "b6" });
  await at("INVALID", { drug_id: "amox" });
  await at("INVALID", { patient_id: "elena" });
  await at("INVALID", { prescription_item_id: "i2" });
  await at("INVALID", { prescription_item_id: "i3" });
  await at("NOT_FOUND", { prescription_item_id: "i4" });
  await at("NOT_FOUND", { patient_id: "dead" });
  await at("NOT_PERMITTED", { patient_id: "ines", prescription_item_id: null });
  await at("NOT_PERMITTED", { clinic_id: "south" });
  await at("INVALID", { id: "a b" });
  await at("INVALID", { dispensed_at: {} });
  for (const user of ["doctor", "nurse", "viewer"]) {
    await clinic.refused("NOT_PERMITTED", dispensingCreate, NEW, user);
  }
});

Deno.test("dispensing.create of what was handed out before the batch expired is stored", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const earlier = { ...NEW, batch_id: "old", dispensed_at: TODAY_MS - 5 * DAY_MS };
  await clinic.ok(dispensingCreate, earlier, "pharmacist");
  assert.equal(stockOf(clinic, "s3"), 988);
});

Deno.test("dispensing.create without a batch takes from the first to expire that suffices", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const { id: _, batch_id: __, ...args } = NEW;
  const { id } = await clinic.ok(dispensingCreate, args, "pharmacist");
  assert.equal(clinic.row("dispensing_records", String(id)).batch_id, "b2");
  const more = { ...args, prescription_item_id: null, quantity_dispensed: 9 };
  await clinic.ok(dispensingCreate, more, "pharmacist");
  assert.deepEqual([stockOf(clinic, "s1"), stockOf(clinic, "s2")], [41, 8]);
});

Deno.test("an item is filled at its own clinic and where its prescription is picked up", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const south = { ...NEW, clinic_id: "south", quantity_dispensed: 1 };
  await clinic.refused("NOT_PERMITTED", dispensingCreate, south, "far");
  await clinic.ok(dispensingCreate, { ...south, prescription_item_id: "i5" }, "far");
  assert.deepEqual([stockOf(clinic, "s5"), dispensedOf(clinic, "i5")], [6, 1]);
});

const BATCHES = { id: "i1", provider_id: "pharmacist", batch_quantities: { b1: 10, b2: 5, b9: 0 } };

Deno.test("prescription_items.dispense makes a record of each batch and answers the sum", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const dispense = prescriptionItemsDispense;
  const answer = await clinic.ok(dispense, BATCHES, "pharmacist");
  assert.deepEqual(answer, { ok: true, total_dispensed: 15 });
  assert.deepEqual([stockOf(clinic, "s1"), stockOf(clinic, "s2"), dispensedOf(clinic)], [
    40,
    15,
    15,
  ]);
  const records = clinic.hub.database.reader.prepare(
    `SELECT batch_id, quantity_dispensed, patient_id, dispensed_by, dosage_instructions
     FROM dispensing_records ORDER BY batch_id`,
  ).values();
  assert.deepEqual(records, [
    ["b1", 10, "amal", "pharmacist", "twice a day"],
    ["b2", 5, "amal", "pharmacist", "twice a day"],
  ]);
  // Sealed anew it cannot be told from a second dispensing.
  assert.equal((await clinic.ok(dispense, BATCHES, "pharmacist")).total_dispensed, 30);
  await clinic.refused("INVALID", dispense, BATCHES, "pharmacist");
});

Deno.test("the audit log names every row that handing out has written", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const details = () =>
    clinic.hub.engine.read((statements) =>
      statements.get("SELECT detail FROM audit_entry WHERE kind = 'call' ORDER BY entry_no")
        .values<[string]>().map(([detail]) => JSON.parse(detail))
    );
  await clinic.ok(dispensingCreate, NEW, "pharmacist");
  await clinic.ok(dispensingCreate, { ...NEW, id: "d2", prescription_item_id: null });
  await clinic.ok(prescriptionItemsDispense, BATCHES);
  const [first, second, third] = details();
  const rows = ["clinic_inventory/s1", "prescription_items/i1", "dispensing_records/d1"];
  assert.deepEqual([first.rows, first.changed], [rows, 3]);
  assert.deepEqual(second.rows, ["clinic_inventory/s1", "dispensing_records/d2"]);
  assert.equal(second.changed, 2);
  assert.equal(third.changed, 6);
  assert.ok(third.rows.includes("clinic_inventory/s2"));
  assert.ok(third.rows.includes("prescription_items/i1"));
});

Deno.test("prescription_items.dispense with a request id is done once", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const args = { ...BATCHES, request_id: "r1" };
  await clinic.ok(prescriptionItemsDispense, args, "pharmacist");
  const before = clinic.fingerprint();
  const again = await clinic.ok(prescriptionItemsDispense, args, "pharmacist");
  assert.deepEqual(again, { ok: true, total_dispensed: 15 });
  assert.equal(clinic.fingerprint(), before);
  const other = { ...args, batch_quantities: { b1: 1, b3: 1 } };
  await clinic.refused("INVALID", prescriptionItemsDispense, other, "pharmacist");
  const more = { ...args, batch_quantities: { b1: 11, b2: 5 } };
  await clinic.refused("INVALID", prescriptionItemsDispense, more, "pharmacist");
  const next = { ...args, request_id: "r2" };
  assert.equal(
    (await clinic.ok(prescriptionItemsDispense, next, "pharmacist")).total_dispensed,
    30,
  );
});

Deno.test("prescription_items.dispense does all batches or none", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const dispense = prescriptionItemsDispense;
  const at = async (code: "NOT_PERMITTED" | "NOT_FOUND" | "INVALID", more: object) =>
    await clinic.refused(code, dispense, { ...BATCHES, ...more }, "pharmacist");
  const batches = (batch_quantities: unknown) => at("INVALID", { batch_quantities });
  await batches({ b1: 5, b2: 21 });
  await batches({ b1: 5, old: 1 });
  await batches({ b1: 5, nowhere: 1 });
  await batches({ b1: 20, b2: 11 });
  await batches({ b1: 5, b2: -1 });
  await batches({ b1: 0 });
  await batches({});
  await batches([5]);
  await batches(null);
  await at("INVALID", { id: "i2" });
  await at("INVALID", { id: "i3" });
  await at("NOT_FOUND", { id: "i4" });
  await at("NOT_FOUND", { id: "none" });
  await at("INVALID", { provider_id: null });
  for (const user of ["doctor", "viewer", "far"]) {
    await clinic.refused("NOT_PERMITTED", dispense, BATCHES, user);
  }
});

Deno.test("calls at the same time never hand out more than was prescribed or is there", async () => {
  using clinic = await MedicineClinic.open(ROWS);
  const codes = await Promise.all(Array.from({ length: 12 }, (_, at) => {
    const args = { ...BATCHES, batch_quantities: { b1: 4 } };
    const record = { ...NEW, id: `d${at}`, quantity_dispensed: 4 };
    return at % 2 === 0
      ? clinic.code(prescriptionItemsDispense, args, "pharmacist")
      : clinic.code(dispensingCreate, record, "pharmacist");
  }));
  assert.equal(codes.filter((code) => code === "").length, 7);
  assert.equal(codes.filter((code) => code === "INVALID").length, 5);
  assert.deepEqual([stockOf(clinic, "s1"), dispensedOf(clinic)], [22, 28]);
  assert.equal(clinic.count("dispensing_records"), 7);
});

Deno.test("dispensing.by_patient gives the records, the latest first", async () => {
  using clinic = await MedicineClinic.open({
    dispensing_records: [
      { id: "d1", patient_id: "amal", dispensed_at: 5 },
      { id: "d2", patient_id: "amal", dispensed_at: 6, drug_id: "para" },
      { id: "d3", patient_id: "amal", is_deleted: 1 },
      { id: "d4", patient_id: "ines" },
    ],
  });
  const { data } = await clinic.ok(dispensingByPatient, { patient_id: "amal" }, "viewer");
  assert.deepEqual(data?.map((row) => [row.id, row.drug_id]), [["d2", "para"], ["d1", null]]);
  assert.equal(Object.keys(data?.[0] ?? {}).length, 14);
  await clinic.refused("NOT_PERMITTED", dispensingByPatient, { patient_id: "ines" }, "viewer");
  await clinic.refused("NOT_FOUND", dispensingByPatient, { patient_id: "none" }, "viewer");
  await clinic.refused("INVALID", dispensingByPatient, {}, "viewer");
});
