/** Decision 11: stock moves by dispensing records, once each. */

import assert from "node:assert/strict";
import { patient, TestEngine } from "../../../support/open_engine.ts";
import { conflicts, created, edited, row, stored, updated } from "../../../support/engine_rows.ts";

const PLACE = { clinic_id: "c", drug_id: "d", batch_id: "b" };
const STOCK = row("s", { ...PLACE, quantity_available: 100, reserved_quantity: 0 });
const ITEM = row("i", {
  ...{ prescription_id: "x", patient_id: "p", drug_id: "d", clinic_id: "c" },
  ...{ quantity_prescribed: 30, quantity_dispensed: 0 },
});

async function pharmacy() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("clinic_inventory", STOCK),
    ...created("prescriptions", row("x", { patient_id: "p" })),
    ...created("prescription_items", ITEM),
  });
  for (const name of ["a", "b"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  return hub;
}

/** What the app pushes after dispensing: record, stock row and item. */
function dispensing(id: string, quantity: number, from = { stock: 100, item: 0 }) {
  const record = row(id, {
    ...PLACE,
    ...{ prescription_item_id: "i", patient_id: "p", quantity_dispensed: quantity },
  });
  const item = Math.min(30, from.item + quantity);
  return {
    ...created("dispensing_records", record),
    ...updated("clinic_inventory", edited(STOCK, { quantity_available: from.stock - quantity })),
    ...updated("prescription_items", edited(ITEM, { quantity_dispensed: item })),
  };
}

function quantities(hub: TestEngine): unknown[] {
  return [
    stored(hub, "clinic_inventory", "s")?.quantity_available,
    stored(hub, "prescription_items", "i")?.quantity_dispensed,
  ];
}

Deno.test("stock: a record moves stock and item once; the rows' own quantities beside it are not taken", async () => {
  using hub = await pharmacy();
  await hub.push("a", dispensing("r1", 7));
  assert.deepEqual(quantities(hub), [93, 7]);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("stock: the same push again, also after a restart and after another's, moves nothing", async () => {
  using hub = await pharmacy();
  const push = dispensing("r1", 7);
  for (const restart of [false, true, true]) {
    if (restart) hub.restart();
    await hub.push("a", push);
  }
  assert.deepEqual(quantities(hub), [93, 7]);
  await hub.push("b", dispensing("r2", 5));
  await hub.push("a", push);
  assert.deepEqual(quantities(hub), [88, 12]);
});

Deno.test("stock: a retry that holds a later dispensing too moves only that", async () => {
  using hub = await pharmacy();
  await hub.push("a", dispensing("r1", 7)); // its answer is lost
  const first = dispensing("r1", 7);
  const second = dispensing("r2", 3, { stock: 93, item: 7 });
  await hub.push("a", {
    ...second,
    dispensing_records: {
      created: [
        ...first.dispensing_records?.created ?? [],
        ...second.dispensing_records?.created ?? [],
      ],
      ...{ updated: [], deleted: [] },
    },
  });
  assert.deepEqual(quantities(hub), [90, 10]);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("stock: both phones dispense from the same row, and both are told what is left", async () => {
  using hub = await pharmacy();
  const cursor = { a: hub.device("a").presented, b: hub.device("b").presented };
  await hub.push("a", dispensing("r1", 7));
  await hub.push("b", dispensing("r2", 4));
  assert.deepEqual(quantities(hub), [89, 11]);
  for (const name of ["a", "b"] as const) {
    const { changes } = await hub.pull(name, cursor[name]);
    assert.equal(changes.clinic_inventory?.updated[0]?.quantity_available, 89, name);
    assert.equal(changes.prescription_items?.updated[0]?.quantity_dispensed, 11, name);
  }
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("stock: a stock below zero is stored and sent", async () => {
  using hub = await pharmacy();
  const { presented } = hub.device("b");
  await hub.push("a", dispensing("r1", 130));
  assert.equal(quantities(hub)[0], -30);
  const { changes } = await hub.pull("b", presented);
  assert.equal(changes.clinic_inventory?.updated[0]?.quantity_available, -30);
});

Deno.test("stock: an item is dispensed up to what was prescribed, its stock goes on", async () => {
  using hub = await pharmacy();
  await hub.push("a", dispensing("r1", 20));
  await hub.push("b", dispensing("r2", 20));
  assert.deepEqual(quantities(hub), [60, 30]);
});

Deno.test("stock: a count without a record merges like any column", async () => {
  using hub = await pharmacy();
  await hub.push("a", updated("clinic_inventory", edited(STOCK, { quantity_available: 80 })));
  assert.equal(quantities(hub)[0], 80);
  await hub.push("b", updated("clinic_inventory", edited(STOCK, { quantity_available: 70 })));
  assert.equal(quantities(hub)[0], 70);
  assert.deepEqual(conflicts(hub), [["s", "quantity_available", "BOTH_CHANGED", 80, 70]]);
});

Deno.test("stock: a count in a push with a record of the same row is not taken; the phone is told, and it is on record", async () => {
  using hub = await pharmacy();
  const { presented } = hub.device("a");
  // Counted 50, then dispensed 7: the app sends 43 and one record.
  await hub.push("a", dispensing("r1", 7, { stock: 50, item: 0 }));
  assert.equal(quantities(hub)[0], 93);
  const { changes } = await hub.pull("a", presented);
  assert.equal(changes.clinic_inventory?.updated[0]?.quantity_available, 93);
  const about = conflicts(hub).find(([id]) => id === "s");
  assert.ok(about !== undefined, "the count is nowhere");
});

Deno.test("stock: a count beside a record is on record although others have dispensed meanwhile", async () => {
  using hub = await pharmacy();
  const { presented: cursor } = hub.device("a");
  await hub.push("b", dispensing("r1", 4));
  // Counted 50, then dispensed 7, with nothing seen of the other.
  await hub.push("a", dispensing("r2", 7, { stock: 50, item: 0 }), { cursor });
  assert.equal(quantities(hub)[0], 89);
  const stock = ["s", "quantity_available", "STOCK_MOVED", 43, 96] as const;
  assert.deepEqual(conflicts(hub), [stock]);
});

Deno.test("stock: what a phone shows that has only dispensed is no count, whatever others have dispensed", async () => {
  using hub = await pharmacy();
  const { presented: cursor } = hub.device("a");
  for (let at = 0; at < 6; at++) {
    await hub.push("b", dispensing(`b${at}`, 1, { stock: 100 - at, item: at }));
  }
  await hub.push("a", dispensing("a1", 7), { cursor });
  await hub.push("b", dispensing("b6", 2, { stock: 94, item: 6 }));
  // It has seen nothing yet of what others did.
  await hub.push("a", dispensing("a2", 3, { stock: 93, item: 7 }), { cursor });
  assert.equal(quantities(hub)[0], 82);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("stock: other columns of the stock row beside a record are merged", async () => {
  using hub = await pharmacy();
  const push = dispensing("r1", 7);
  const changes = { quantity_available: 93, batch_number: "LOT-2", reserved_quantity: 4 };
  await hub.push("a", { ...push, ...updated("clinic_inventory", edited(STOCK, changes)) });
  const held = stored(hub, "clinic_inventory", "s");
  assert.deepEqual(
    [held?.quantity_available, held?.batch_number, held?.reserved_quantity],
    [93, "LOT-2", 4],
  );
});

Deno.test("stock: a count of one row is taken beside a record of another", async () => {
  using hub = await pharmacy();
  const other = row("t", { ...PLACE, batch_id: "b2", quantity_available: 40 });
  await hub.push("a", created("clinic_inventory", other));
  const push = dispensing("r1", 7);
  const counted = edited(other, { quantity_available: 35 });
  await hub.push("a", {
    ...push,
    clinic_inventory: {
      created: [],
      updated: [...push.clinic_inventory?.updated ?? [], counted],
      deleted: [],
    },
  });
  assert.equal(quantities(hub)[0], 93);
  assert.equal(stored(hub, "clinic_inventory", "t")?.quantity_available, 35);
});

Deno.test("stock: a stock row and an item new in the push of their record are as the phone left them", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("clinic_inventory", row("s", { ...PLACE, quantity_available: 93 })),
    ...created("prescription_items", { ...ITEM, quantity_dispensed: 7 }),
    ...created(
      "dispensing_records",
      row("r", { ...PLACE, prescription_item_id: "i", patient_id: "p", quantity_dispensed: 7 }),
    ),
  });
  assert.deepEqual(quantities(hub), [93, 7]);
});

Deno.test("stock: the same in a push of thousands of rows, where stamps go on", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const many = Array.from({ length: 1_200 }, (_, at) => patient(`p${at}`));
  await hub.push("a", {
    ...created("patients", patient("p"), ...many),
    ...created("clinic_inventory", row("s", { ...PLACE, quantity_available: 93 })),
    ...created("prescription_items", { ...ITEM, quantity_dispensed: 7 }),
    ...created(
      "dispensing_records",
      row("r", { ...PLACE, prescription_item_id: "i", patient_id: "p", quantity_dispensed: 7 }),
    ),
  });
  assert.deepEqual(quantities(hub), [93, 7]);
});

Deno.test("stock: a record whose stock row arrives later is not deducted from it: that row was counted with it", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  await hub.push("a", created("dispensing_records", row("r", { ...PLACE, quantity_dispensed: 7 })));
  await hub.push("a", created("clinic_inventory", row("s", { ...PLACE, quantity_available: 93 })));
  assert.equal(stored(hub, "clinic_inventory", "s")?.quantity_available, 93);
});

Deno.test("stock: a record that is put aside moves nothing, and moves the stock when it is stored at last", async () => {
  using hub = await pharmacy();
  const push = dispensing("r1", 7);
  const bad = { ...push.dispensing_records?.created[0] as object, dispensed_by: 5 };
  await hub.push("a", { ...push, ...created("dispensing_records", bad) });
  assert.deepEqual(quantities(hub), [100, 0]);
  await hub.push("a", push);
  assert.deepEqual(quantities(hub), [93, 7]);
});

Deno.test("stock: an item and a stock row new in the push of a record that is put aside count it once, when it is stored at last", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const record = row("r", {
    ...PLACE,
    ...{ prescription_item_id: "i", patient_id: "p", quantity_dispensed: 7 },
  });
  const push = {
    ...created("patients", patient("p")),
    ...created("clinic_inventory", row("s", { ...PLACE, quantity_available: 93 })),
    ...created("prescription_items", { ...ITEM, quantity_dispensed: 7 }),
    ...created("dispensing_records", { ...record, dispensed_by: 5 }),
  };
  for (let sent = 0; sent < 2; sent++) {
    await hub.push("a", push);
    assert.deepEqual(quantities(hub), [100, 0]);
  }
  await hub.push("a", { ...push, ...created("dispensing_records", record) });
  assert.deepEqual(quantities(hub), [93, 7]);
});

const RECORD = row("r", {
  ...PLACE,
  ...{ prescription_item_id: "i", patient_id: "p", quantity_dispensed: 7 },
});

/** New on a phone that has handed out 7 of it. */
const NEW_ROWS = {
  ...created("clinic_inventory", row("s", { ...PLACE, quantity_available: 93 })),
  ...created("prescription_items", { ...ITEM, quantity_dispensed: 7 }),
};

for (const marks of ["", "quantity_available,quantity_dispensed"]) {
  Deno.test(`stock: an item and a stock row that come after a record was put aside, and come again, count it once (${marks || "unmarked"})`, async () => {
    using hub = new TestEngine();
    await hub.admit("a");
    await hub.push("a", created("dispensing_records", { ...RECORD, dispensed_by: 5 }));
    const marked = Object.entries(NEW_ROWS).map(([table, { created: rows }]) => [table, {
      ...{ updated: [], deleted: [] },
      created: rows.map((values) => Object.assign({ _changed: marks }, values)),
    }]);
    for (let sent = 0; sent < 2; sent++) {
      await hub.push("a", Object.fromEntries(marked));
      assert.deepEqual(quantities(hub), [100, 0], `sent ${sent + 1} times`);
    }
    await hub.push("a", created("dispensing_records", RECORD));
    assert.deepEqual(quantities(hub), [93, 7]);
  });
}

Deno.test("stock: a stock row, an item and their record that were put aside count once, when they are stored at last", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  // Nobody may write anything yet.
  const { writer } = hub.database;
  writer.exec("UPDATE users SET role = 'provider', clinic_id = 'c' WHERE id = 'user'");
  await hub.push("a", { ...NEW_ROWS, ...created("dispensing_records", RECORD) });
  assert.deepEqual(quantities(hub), [undefined, undefined]);
  writer.exec("UPDATE users SET role = 'super_admin' WHERE id = 'user'");
  const waiting = writer.prepare("SELECT quarantine_no FROM quarantine").values<[number]>();
  assert.equal(waiting.length, 3);
  for (const [quarantineNo] of waiting) await hub.engine.retryQuarantined(quarantineNo);
  assert.deepEqual(quantities(hub), [93, 7]);
});

Deno.test("stock: a record put aside for a quantity that is none leaves what came with it alone", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  for (const [at, quantity_dispensed] of [7.5, -7, "7", null, true, {}].entries()) {
    await hub.push("a", {
      ...created("clinic_inventory", row("s", { ...PLACE, quantity_available: 93 })),
      ...created("prescription_items", { ...ITEM, quantity_dispensed: 7 }),
      ...created(
        "dispensing_records",
        row(`r${at}`, {
          ...PLACE,
          ...{ prescription_item_id: "i", quantity_dispensed, dispensed_by: 5 },
        }),
      ),
    });
    assert.deepEqual(quantities(hub), [93, 7]);
  }
});

Deno.test("stock: a record moves the stock of its own clinic, drug and batch only", async () => {
  using hub = await pharmacy();
  const places = [{ clinic_id: "c2" }, { drug_id: "d2" }, { batch_id: "b2" }, { batch_id: null }];
  for (const [at, place] of places.entries()) {
    await hub.push(
      "a",
      created("clinic_inventory", row(`s${at}`, { ...STOCK, id: `s${at}`, ...place })),
    );
  }
  await hub.push("a", dispensing("r1", 7));
  for (const at of places.keys()) {
    assert.equal(stored(hub, "clinic_inventory", `s${at}`)?.quantity_available, 100);
  }
  assert.equal(quantities(hub)[0], 93);
});

Deno.test("stock: a record whose quantity is changed later does not move the stock again", async () => {
  using hub = await pharmacy();
  const push = dispensing("r1", 7);
  await hub.push("a", push);
  const record = push.dispensing_records?.created[0] as Record<string, unknown>;
  await hub.push("a", updated("dispensing_records", edited(record, { quantity_dispensed: 9 })));
  assert.equal(quantities(hub)[0], 93);
});

Deno.test("stock: a count that was not taken is not taken when it comes again without its record", async () => {
  using hub = await pharmacy();
  const { presented: cursor } = hub.device("a");
  const push = dispensing("r1", 7);
  await hub.push("a", push, { cursor }); // killed before it had marked the stock row
  await hub.push("b", dispensing("r2", 4));
  await hub.push("a", { clinic_inventory: push.clinic_inventory }, { cursor });
  assert.equal(quantities(hub)[0], 89);
});

Deno.test("stock: nor when the phone's database has gone back in between", async () => {
  using hub = await pharmacy();
  const { presented: cursor } = hub.device("a");
  const push = dispensing("r1", 7);
  await hub.push("a", push, { cursor });
  await hub.push("b", dispensing("r2", 4));
  await hub.pull("a", (await hub.pull("a", cursor)).timestamp);
  await hub.pull("a", cursor);
  await hub.push("a", { clinic_inventory: push.clinic_inventory }, { cursor });
  assert.equal(quantities(hub)[0], 89);
});

for (const missing of ["clinic_id", "drug_id"]) {
  for (const nothing of [null, ""]) {
    Deno.test(`stock: of a row with ${JSON.stringify(nothing)} for ${missing} what was handed out is taken once`, async () => {
      using hub = await pharmacy();
      const place = { ...PLACE, [missing]: nothing };
      const stock = row("n", { ...place, quantity_available: 100 });
      await hub.push("a", created("clinic_inventory", stock));
      await hub.push("a", {
        ...created("dispensing_records", row("r", { ...place, quantity_dispensed: 7 })),
        ...updated("clinic_inventory", edited(stock, { quantity_available: 93 })),
      });
      assert.equal(stored(hub, "clinic_inventory", "n")?.quantity_available, 93);
    });
  }
}
