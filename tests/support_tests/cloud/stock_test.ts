import assert from "node:assert/strict";
import { Pharmacy } from "./pharmacy.ts";
import { isoIn, SUCCESS } from "./plain_hub.ts";

const OLD = "2020-02-03T04:05:06.000Z";

Deno.test("sync.md 1.2: a dispensing record takes from stock and batch and leaves a transaction", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic, batchId } = pharmacy;
  const record = pharmacy.dispensing();
  await clinic.hub.store("dispensing_records", record);
  assert.equal(pharmacy.stock, 40);
  assert.equal(clinic.cloud.row("drug_batches", batchId)?.quantity_remaining, 90);
  const [transaction] = clinic.cloud.rows("inventory_transactions");
  assert.deepEqual(
    [transaction?.quantity, transaction?.balance_after, transaction?.reference_id],
    [-10, 40, record.id],
  );
});

Deno.test("sync.md 1.2: sending the same record again takes nothing more", async () => {
  await using pharmacy = await Pharmacy.open();
  const { hub } = pharmacy.clinic;
  const record = pharmacy.dispensing();
  for (const updated_at of [isoIn(0), isoIn(0), isoIn(60_000)]) {
    await hub.store("dispensing_records", { ...record, updated_at });
  }
  assert.equal(pharmacy.stock, 40);
});

Deno.test("sync.md 1.2: a record without a batch is given one, and its last_modified does not tell", async () => {
  const clock = { ms: 1_800_000_000_000 };
  await using pharmacy = await Pharmacy.open({ now: () => clock.ms++ });
  const { clinic, batchId } = pharmacy;
  const record = pharmacy.dispensing({ batch_id: null });
  await clinic.hub.store("dispensing_records", record);
  const stored = clinic.cloud.row("dispensing_records", record.id);
  assert.equal(stored?.batch_id, batchId);
  assert.equal(stored?.last_modified, stored?.server_created_at);
  assert.equal(pharmacy.stock, 40);
});

Deno.test("sync.md 1.2: a clinic without a stock row gets one below zero, a drug without a batch gets one", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  const drugId = clinic.cloud.people.create("drug_catalogue", {
    generic_name: "Zinc",
    form: "tablet",
    route: "oral",
    dosage_quantity: "20",
    dosage_units: "mg",
  });
  const record = pharmacy.dispensing({ drug_id: drugId, batch_id: null });
  await clinic.hub.store("dispensing_records", record);
  const batchId = clinic.cloud.row("dispensing_records", record.id)?.batch_id;
  const stock = clinic.cloud.rows("clinic_inventory").find((row) => row.drug_id === drugId);
  assert.deepEqual([stock?.batch_id, stock?.quantity_available], [batchId, -10]);
  assert.ok(clinic.cloud.row("drug_batches", String(batchId)));
});

Deno.test("sync.md 1.2: an unknown batch fails on its foreign key and takes nothing", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  const record = pharmacy.dispensing({ batch_id: crypto.randomUUID() });
  assert.equal((await clinic.hub.pushRow("dispensing_records", record)).status, 500);
  assert.equal(pharmacy.stock, 50);
  assert.equal(clinic.cloud.count("dispensing_records"), 0);
});

Deno.test("decisions 20: the stock a record took from comes back changed at the next pull", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  const { timestamp } = await clinic.hub.pull();
  clinic.cloud.clocks.skewMs = 60_000;
  await clinic.hub.store("dispensing_records", pharmacy.dispensing());
  const { changes } = await clinic.hub.pull(timestamp + 30_000);
  assert.deepEqual(
    changes.clinic_inventory?.updated.map((row) => row.quantity_available),
    [40],
  );
});

Deno.test("cloud.md 3.4: a new item with its dispensing in one push fails in the older cloud alone", async () => {
  for (const [generation, status] of [["older", 500], ["newer", 200]] as const) {
    await using pharmacy = await Pharmacy.open({ generation });
    const { clinic } = pharmacy;
    const item = pharmacy.item();
    const record = pharmacy.dispensing({ prescription_item_id: item.id });
    const answer = await clinic.hub.push({
      prescription_items: { created: [item] },
      dispensing_records: { created: [record] },
    });
    assert.equal(answer.status, status);
    assert.equal(clinic.cloud.count("prescription_items"), generation === "newer" ? 1 : 0);
  }
});

Deno.test("A25: an item that fails is answered 200, text/plain, [object Object]; the rest is lost", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  const good = pharmacy.item();
  for (
    const values of [{ drug_id: crypto.randomUUID() }, { quantity_prescribed: 1.5 }, { id: "" }]
  ) {
    const answer = await clinic.hub.push({
      prescription_items: { created: [pharmacy.item(values), good] },
      clinic_departments: { created: [clinic.row({ clinic_id: clinic.clinicId, name: "x" })] },
    });
    assert.deepEqual([answer.status, answer.text], [200, "[object Object]"]);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
  }
  const { cloud } = clinic;
  assert.equal(cloud.count("prescription_items") + cloud.count("clinic_departments"), 0);
});

Deno.test("A27 prescription_items: metadata, is_deleted and recorded_by are not stored", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  const item = pharmacy.item({
    metadata: { a: 1 },
    is_deleted: true,
    recorded_by_user_id: clinic.nurse.id,
  });
  await clinic.hub.store("prescription_items", item);
  const stored = clinic.cloud.row("prescription_items", item.id);
  assert.deepEqual(
    [stored?.metadata, stored?.is_deleted, stored?.recorded_by_user_id],
    [{}, false, null],
  );
});

Deno.test("cloud.md 3.4 prescription_items: an update never appears in a later pull", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  const item = pharmacy.item({ updated_at: OLD });
  await clinic.hub.store("prescription_items", item);
  const before = clinic.cloud.row("prescription_items", item.id);
  clinic.cloud.clocks.skewMs = 60_000;
  const changed = { ...item, quantity_dispensed: 5, updated_at: isoIn(0) };
  await clinic.hub.store("prescription_items", changed);
  const after = clinic.cloud.row("prescription_items", item.id);
  assert.equal(after?.quantity_dispensed, 5);
  assert.deepEqual([after?.updated_at, after?.last_modified], [OLD, before?.last_modified]);
  const { changes } = await clinic.hub.pull(Date.now() + 30_000);
  assert.deepEqual(changes.prescription_items?.updated, []);
});

Deno.test("cloud.md 3.4 prescription_items: deleting removes the row; one that was dispensed stays, as [object Object]", async () => {
  await using pharmacy = await Pharmacy.open();
  const { clinic } = pharmacy;
  const [free, used] = [pharmacy.item(), pharmacy.item()];
  await clinic.hub.push({ prescription_items: { created: [free, used] } });
  const record = pharmacy.dispensing({ prescription_item_id: used.id });
  await clinic.hub.store("dispensing_records", record);
  const deleted = await clinic.hub.push({ prescription_items: { deleted: [free.id] } });
  assert.equal(deleted.text, SUCCESS);
  assert.equal(clinic.cloud.row("prescription_items", free.id), undefined);
  assert.deepEqual((await clinic.hub.pull(1)).changes.prescription_items?.deleted, []);
  const refused = await clinic.hub.push({ prescription_items: { deleted: [used.id] } });
  assert.deepEqual([refused.status, refused.text], [200, "[object Object]"]);
});
