import assert from "node:assert/strict";
import { drugsByBarcode, drugsGet, drugsSearch } from "../../../../server/phone/queries/drugs.ts";
import {
  inventoryByClinic,
  inventoryCheckAvailability,
  inventorySearch,
} from "../../../../server/phone/queries/inventory.ts";
import { type Answer, MedicineClinic, TODAY_MS } from "./medicine_clinic.ts";

const ids = (answer: Answer) => answer.data?.map((row) => row.id);

Deno.test("drugs.search filters names, barcode, form, route and state for any token", async () => {
  using clinic = await MedicineClinic.open({
    drug_catalogue: [
      { id: "z1", generic_name: "Zinc", form: "Tablet", route: "oral", is_active: 0 },
      { id: "z2", generic_name: null },
    ],
  });
  const search = async (args: unknown) => ids(await clinic.ok(drugsSearch, args, "nobody"));
  assert.deepEqual(await search({}), ["z2", "amox", "para", "z1"]);
  assert.deepEqual(await search(null), ["z2", "amox", "para", "z1"]);
  assert.deepEqual(await search({ search_term: "PANADOL" }), ["para"]);
  assert.deepEqual(await search({ search_term: "%" }), ["para"]);
  assert.deepEqual(await search({ search_term: "11" }), ["para"]);
  assert.deepEqual(await search({ form: "tablet" }), ["para", "z1"]);
  assert.deepEqual(await search({ route: "none" }), []);
  assert.deepEqual(await search({ is_active: false }), ["z1"]);
  assert.deepEqual(await search({ is_active: 1, form: "" }), ["z2", "amox", "para"]);
  await clinic.refused("INVALID", drugsSearch, { is_active: [] }, "nobody");
  await clinic.refused("INVALID", drugsSearch, { search_term: "x".repeat(501) }, "nobody");
  await clinic.refused("NOT_PERMITTED", drugsSearch, {}, "unknown");
});

Deno.test("drugs.get and drugs.by_barcode give one drug, decimal numbers as text", async () => {
  using clinic = await MedicineClinic.open({
    drug_catalogue: [{ id: "para2", barcode: "111", generic_name: "Old", is_active: 0 }],
  });
  const drug = await clinic.ok(drugsGet, { id: "para" }, "nobody");
  assert.equal(Object.keys(drug).length, 20);
  assert.deepEqual([drug.dosage_quantity, drug.sale_price], ["500.0000", "0.02"]);
  assert.equal(drug.is_active, true);
  assert.deepEqual(await clinic.ok(drugsByBarcode, { barcode: "111" }, "nobody"), drug);
  await clinic.refused("NOT_FOUND", drugsGet, { id: "gone" }, "nobody");
  await clinic.refused("NOT_FOUND", drugsGet, { id: "none" }, "nobody");
  await clinic.refused("NOT_FOUND", drugsByBarcode, { barcode: "222" }, "nobody");
  await clinic.refused("INVALID", drugsGet, { id: 1 }, "nobody");
  await clinic.refused("INVALID", drugsByBarcode, { barcode: "" }, "nobody");
});

Deno.test("inventory.by_clinic gives the clinic's stock", async () => {
  using clinic = await MedicineClinic.open({
    clinic_inventory: [{ id: "s9", clinic_id: "north", updated_at: 1_800_000_000_000 }],
  });
  const answer = await clinic.ok(inventoryByClinic, { clinic_id: "north" }, "pharmacist");
  assert.deepEqual(ids(answer), ["s9", "s1", "s2", "s3", "s4"]);
  assert.equal(Object.keys(answer.data?.[0] ?? {}).length, 12);
  assert.equal(answer.data?.[1]?.batch_number, "B1");
  for (const user of ["viewer", "doctor"]) {
    await clinic.ok(inventoryByClinic, { clinic_id: "north" }, user);
  }
  await clinic.refused("NOT_PERMITTED", inventoryByClinic, { clinic_id: "south" }, "pharmacist");
  await clinic.refused("NOT_PERMITTED", inventoryByClinic, { clinic_id: "north" }, "nobody");
  await clinic.refused("INVALID", inventoryByClinic, {}, "pharmacist");
});

Deno.test("inventory.search looks for the drug's names and barcode", async () => {
  using clinic = await MedicineClinic.open({
    clinic_inventory: [
      { id: "s8", clinic_id: "north", drug_id: "amox" },
      { id: "s9", clinic_id: "north", drug_id: "unknown" },
    ],
  });
  const search = async (search_term: unknown) =>
    ids(await clinic.ok(inventorySearch, { clinic_id: "north", search_term }, "pharmacist"));
  assert.deepEqual(await search(""), ["s9", "s8", "s1", "s2", "s3", "s4"]);
  assert.deepEqual(await search("amox"), ["s8"]);
  assert.deepEqual(await search("111"), ["s1", "s2", "s3", "s4"]);
  assert.deepEqual(await search("_"), []);
  const south = { clinic_id: "south", search_term: "" };
  await clinic.refused("NOT_PERMITTED", inventorySearch, south, "pharmacist");
  await clinic.refused("INVALID", inventorySearch, { clinic_id: "north" }, "pharmacist");
});

Deno.test("inventory.check_availability counts neither expired nor held batches nor what is set aside", async () => {
  using clinic = await MedicineClinic.open();
  const check = async (required_quantity: unknown, more = {}) => {
    const args = { drug_id: "para", clinic_id: "north", required_quantity, ...more };
    return await clinic.ok(inventoryCheckAvailability, args, "pharmacist");
  };
  assert.deepEqual(await check(65), { available: true, total_available: 65 });
  assert.deepEqual(await check("66"), { available: false, total_available: 65 });
  assert.deepEqual(await check(1, { drug_id: "none" }), { available: false, total_available: 0 });
  // On its last day a batch may be used; without a date nobody knows better.
  await clinic.store({
    clinic_inventory: [
      {
        id: "s8",
        clinic_id: "north",
        drug_id: "amox",
        batch_id: "x",
        quantity_available: 3,
        batch_expiry_date: TODAY_MS,
      },
      {
        id: "s9",
        clinic_id: "north",
        drug_id: "amox",
        batch_id: "y",
        quantity_available: 4,
        batch_expiry_date: 0,
      },
    ],
  });
  assert.equal((await check(1, { drug_id: "amox" })).total_available, 7);
  await clinic.store({
    clinic_inventory: [
      { id: "t", clinic_id: "north", drug_id: "amox", batch_id: "z", quantity_available: -9 },
    ],
  });
  assert.deepEqual(await check(0, { drug_id: "amox" }), { available: false, total_available: 0 });
  const args = { drug_id: "para", clinic_id: "north", required_quantity: 1 };
  const procedure = inventoryCheckAvailability;
  await clinic.refused("INVALID", procedure, { ...args, required_quantity: -1 }, "pharmacist");
  await clinic.refused("INVALID", procedure, { ...args, required_quantity: null }, "pharmacist");
  await clinic.refused("NOT_PERMITTED", procedure, { ...args, clinic_id: "south" }, "pharmacist");
  await clinic.refused("NOT_PERMITTED", procedure, args, "nobody");
});
