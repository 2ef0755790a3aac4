import assert from "node:assert/strict";
import fc from "fast-check";
import { storeHubRows } from "../../../../server/keeper/store_hub_rows.ts";
import {
  applyDispensing,
  type DispensedRecord,
} from "../../../../server/sync/rows/stock_movement.ts";
import { TestEngine } from "../../../support/open_engine.ts";

type Row = Readonly<Record<string, string | number | null>>;

const RECORD: DispensedRecord = {
  id: "d1",
  clinicId: "north",
  drugId: "para",
  batchId: "b1",
  prescriptionItemId: "i1",
  quantity: 4,
};

const STOCK: Row = { id: "s1", clinic_id: "north", drug_id: "para", batch_id: "b1" };

async function withRows(tables: Record<string, readonly Row[]>): Promise<TestEngine> {
  const hub = new TestEngine();
  await hub.admit("phone");
  await store(hub, tables);
  return hub;
}

async function store(hub: TestEngine, tables: Record<string, readonly Row[]>): Promise<void> {
  const rows = Object.entries(tables).map(([table, rows]) => ({ table, rows }));
  await hub.engine.write((statements, stamps) =>
    storeHubRows(statements, rows, { stamps, writer: 2, nowMs: 1 })
  );
}

async function apply(hub: TestEngine, record: DispensedRecord): Promise<void> {
  const writer = hub.device("phone").pushWriter;
  await hub.engine.write((statements, stamps) =>
    applyDispensing(statements, record, { stamp: stamps.take(), writer, nowMs: 5_000 })
  );
}

function quantities(hub: TestEngine): { stock: unknown; item: unknown } {
  const one = (sql: string) => hub.database.reader.prepare(sql).value<[number | null]>()?.[0];
  return {
    stock: one("SELECT quantity_available FROM clinic_inventory WHERE id = 's1'"),
    item: one("SELECT quantity_dispensed FROM prescription_items WHERE id = 'i1'"),
  };
}

Deno.test("applyDispensing() takes from the stock of clinic, drug and batch and adds to the item", async () => {
  using hub = await withRows({
    clinic_inventory: [
      { ...STOCK, quantity_available: 10 },
      { ...STOCK, id: "s2", batch_id: "b2", quantity_available: 10 },
      { ...STOCK, id: "s3", clinic_id: "south", quantity_available: 10 },
      { ...STOCK, id: "s4", drug_id: "amox", quantity_available: 10 },
    ],
    prescription_items: [{ id: "i1", quantity_prescribed: 6, quantity_dispensed: 1 }],
  });
  const { timestamp } = await hub.pull("phone", 0);
  await apply(hub, RECORD);
  assert.deepEqual(quantities(hub), { stock: 6, item: 5 });
  const others = hub.database.reader.prepare(
    "SELECT sum(quantity_available) FROM clinic_inventory WHERE id <> 's1'",
  ).value<[number]>();
  assert.deepEqual(others, [30]);
  // The device that dispensed is sent both: its own sums may be old.
  const { changes } = await hub.pull("phone", timestamp);
  assert.equal(changes.clinic_inventory?.updated[0]?.quantity_available, 6);
  assert.equal(changes.prescription_items?.updated[0]?.updated_at, 5_000);
});

Deno.test("applyDispensing() of a record the hub holds, or of nothing, moves nothing", async () => {
  using hub = await withRows({
    clinic_inventory: [{ ...STOCK, quantity_available: 10 }],
    prescription_items: [{ id: "i1", quantity_prescribed: 6, quantity_dispensed: 1 }],
    dispensing_records: [{ id: "d1", is_deleted: 1 }],
  });
  await apply(hub, RECORD);
  for (const quantity of [0, -3, null]) await apply(hub, { ...RECORD, id: "d2", quantity });
  assert.deepEqual(quantities(hub), { stock: 10, item: 1 });
});

Deno.test("applyDispensing() stores a stock below zero and makes no rows up", async () => {
  using hub = await withRows({ clinic_inventory: [{ ...STOCK, quantity_available: null }] });
  await apply(hub, RECORD);
  assert.deepEqual(quantities(hub), { stock: -4, item: undefined });
  await apply(hub, { ...RECORD, id: "d2", batchId: "nowhere", clinicId: null });
  assert.deepEqual(quantities(hub), { stock: -4, item: undefined });
});

Deno.test("applyDispensing() without a batch takes from the stock without one", async () => {
  using hub = await withRows({
    clinic_inventory: [
      { ...STOCK, id: "s2", batch_id: null, quantity_available: 10, is_deleted: 1 },
      { ...STOCK, batch_id: "", quantity_available: 10 },
    ],
  });
  await apply(hub, { ...RECORD, batchId: null });
  await apply(hub, { ...RECORD, id: "d2" });
  assert.equal(quantities(hub).stock, 6);
});

Deno.test("applyDispensing() keeps an item between what it was and what was prescribed", async () => {
  using hub = new TestEngine();
  await hub.admit("phone");
  const quantity = fc.integer({ min: -5, max: 50 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.option(quantity), fc.option(quantity), fc.array(quantity), async (
      prescribed,
      before,
      taken,
    ) => {
      run += 1;
      const item = `i${run}`;
      await store(hub, {
        prescription_items: [{
          id: item,
          quantity_prescribed: prescribed,
          quantity_dispensed: before,
        }],
      });
      for (const [at, quantity] of taken.entries()) {
        await apply(hub, { ...RECORD, id: `r${run}-${at}`, prescriptionItemId: item, quantity });
      }
      const [after = null] = hub.database.reader.prepare(
        "SELECT quantity_dispensed FROM prescription_items WHERE id = ?",
      ).value<[number | null]>(item) ?? [];
      const start = before ?? 0;
      const sum = taken.reduce((sum, quantity) => sum + Math.max(quantity, 0), start);
      assert.equal(after ?? 0, Math.max(start, Math.min(sum, prescribed ?? Infinity)));
    }),
    { numRuns: 25 },
  );
});
