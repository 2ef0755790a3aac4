import assert from "node:assert/strict";
import fc from "fast-check";
import { cloudImage } from "../../../server/relay/convert/cloud_image.ts";
import { RELAYED_TABLES } from "../../../server/relay/convert/cloud_columns.ts";
import { type HubRow, TIME_COLUMNS } from "../../../server/relay/convert/hub_row.ts";
import {
  type MergedRow,
  mergeThreeWay,
  same,
  stockFromCloud,
} from "../../../server/relay/merge_three_way.ts";
import { sensibleRows, tableOf, wildRows } from "./hub_rows.ts";

const ID = "0198c0de-0000-7000-8000-000000000001";
const OTHER_ID = "0198c0de-0000-7000-8000-000000000002";
const NOW = 1_800_000_000_000;

function patient(values: HubRow = {}): HubRow {
  return {
    id: ID,
    given_name: "Amina",
    phone: "070",
    camp: null,
    metadata: `{"a":1,"b":2}`,
    additional_data: "{}",
    is_deleted: 0,
    deleted_at: null,
    created_at: NOW,
    updated_at: NOW,
    ...values,
  };
}

/** A prescription's columns that count here. */
function prescription(values: HubRow = {}): HubRow {
  return {
    ...{ id: ID, patient_id: ID, provider_id: ID, pickup_clinic_id: ID, visit_id: ID },
    ...{ items: "[]", metadata: "{}", status: "pending", notes: "", is_deleted: 0 },
    ...{ prescribed_at: NOW, filled_at: null, created_at: NOW, updated_at: NOW },
    ...values,
  };
}

function nothingToDo(merged: MergedRow): void {
  assert.deepEqual([merged.take, merged.conflicts, merged.hubIsAhead], [{}, [], false]);
}

const PATIENTS = tableOf("patients");

Deno.test("mergeThreeWay() takes what the cloud changed and keeps what the hub changed (A21)", () => {
  const base = patient();
  const hub = patient({ phone: "071" });
  const cloud = patient({ camp: "B" });
  const merged = mergeThreeWay(PATIENTS, { base, sent: null, hub, cloud });
  assert.deepEqual(merged.take, { camp: "B" });
  assert.deepEqual([merged.conflicts, merged.hubIsAhead], [[], true]);
});

Deno.test("mergeThreeWay() keeps the hub's second edit when its first comes back (A20)", () => {
  const sent = patient({ phone: "AAA" });
  const hub = patient({ phone: "BBB" });
  for (const base of [patient(), null]) {
    const merged = mergeThreeWay(PATIENTS, { base, sent, hub, cloud: sent });
    assert.deepEqual([merged.take, merged.conflicts], [{}, []]);
    assert.deepEqual([merged.hubIsAhead, merged.confirmed], [true, true]);
  }
});

Deno.test("mergeThreeWay() changes nothing for a row the cloud only restamped (decision 21)", () => {
  const later = { updated_at: NOW + 5, last_modified: NOW + 5, created_at: NOW + 5 };
  const cloud = patient({ ...later, metadata: `{"b":2,"a":1}` });
  const merged = mergeThreeWay(PATIENTS, { base: patient(), sent: null, hub: patient(), cloud });
  nothingToDo(merged);
  assert.deepEqual(merged.times, { updated_at: NOW + 5, last_modified: NOW + 5 });
});

Deno.test("mergeThreeWay() records the cloud's value where both changed a column", () => {
  const versions = {
    base: patient(),
    sent: null,
    hub: patient({ phone: "071" }),
    cloud: patient({ phone: "072", camp: "B" }),
  };
  const merged = mergeThreeWay(PATIENTS, versions);
  assert.deepEqual(merged.conflicts, [{ column: "phone", cloud: "072" }]);
  assert.deepEqual([merged.take, merged.hubIsAhead], [{ camp: "B" }, true]);
  const agreeing = { ...versions, cloud: patient({ phone: "071" }) };
  nothingToDo(mergeThreeWay(PATIENTS, agreeing));
});

Deno.test("mergeThreeWay() without a base records every difference and keeps the hub's", () => {
  const cloud = patient({ phone: "072" });
  const merged = mergeThreeWay(PATIENTS, { base: null, sent: null, hub: patient(), cloud });
  assert.deepEqual(merged.conflicts, [{ column: "phone", cloud: "072" }]);
  assert.ok(merged.hubIsAhead);
});

Deno.test("mergeThreeWay() keeps an edit that the cloud dropped while somebody edited there (A24)", () => {
  const sent = patient({ phone: "071" });
  const cloud = patient({ camp: "B" });
  const merged = mergeThreeWay(PATIENTS, { base: patient(), sent, hub: sent, cloud });
  assert.deepEqual([merged.take, merged.conflicts], [{ camp: "B" }, []]);
  assert.deepEqual([merged.hubIsAhead, merged.confirmed], [true, false]);
});

Deno.test("mergeThreeWay() gives nobody's value up when it cannot tell whether a push was taken", () => {
  const sent = patient({ phone: "071", given_name: "Amira" });
  // Taken, and the name set back since? Or dropped, and the same number typed there?
  const cloud = patient({ phone: "071" });
  const merged = mergeThreeWay(PATIENTS, { base: patient(), sent, hub: sent, cloud });
  assert.deepEqual(merged.conflicts, [{ column: "given_name", cloud: "Amina" }]);
  assert.deepEqual([merged.take, merged.hubIsAhead, merged.confirmed], [{}, true, false]);
});

Deno.test("mergeThreeWay() records what may be somebody's undoing of a push, and of no push that failed", () => {
  const base = patient({ last_modified: NOW });
  const sent = patient({ phone: "071" });
  const versions = { base, sent, hub: sent, cloud: patient({ last_modified: NOW + 9 }) };
  const undone = mergeThreeWay(PATIENTS, { ...versions, asserted: 1 });
  assert.deepEqual(undone.conflicts, [{ column: "phone", cloud: "070" }]);
  assert.deepEqual([undone.take, undone.hubIsAhead, undone.confirmed], [{}, true, false]);
  const dropped = [
    { ...versions, asserted: 0 },
    { ...versions, asserted: 1, cloud: base },
    { ...versions, asserted: 1, cloud: patient({ last_modified: NOW + 9, camp: "B" }) },
  ];
  for (const each of dropped) assert.deepEqual(mergeThreeWay(PATIENTS, each).conflicts, []);
});

Deno.test("mergeThreeWay() gives in after two pushes when another hub writes against it, with a record", () => {
  const base = patient({ last_modified: NOW });
  const sent = patient({ phone: "071" });
  const cloud = patient({ last_modified: NOW + 9 });
  const versions = { base, sent, hub: sent, cloud };
  for (const asserted of [0, 1]) {
    const merged = mergeThreeWay(PATIENTS, { ...versions, asserted });
    assert.deepEqual([merged.take, merged.yielded, merged.hubIsAhead], [{}, [], true]);
  }
  const merged = mergeThreeWay(PATIENTS, { ...versions, asserted: 2 });
  assert.deepEqual([merged.take, merged.hubIsAhead], [{ phone: "070" }, false]);
  assert.deepEqual(merged.yielded, [{ column: "phone", hub: "071" }]);
  // Nobody has written it: the cloud drops the pushes, and the hub's value stays.
  const dropped = mergeThreeWay(PATIENTS, { ...versions, cloud: base, asserted: 9 });
  assert.deepEqual([dropped.take, dropped.yielded, dropped.hubIsAhead], [{}, [], true]);
});

Deno.test("mergeThreeWay() confirms a push that came back whole, edited in another column or not", () => {
  const sent = patient({ phone: "071" });
  const versions = { base: patient(), sent, hub: sent };
  const plain = mergeThreeWay(PATIENTS, { ...versions, cloud: sent });
  nothingToDo(plain);
  assert.ok(plain.confirmed);
  const edited = mergeThreeWay(PATIENTS, { ...versions, cloud: { ...sent, camp: "B" } });
  assert.deepEqual([edited.take, edited.confirmed], [{ camp: "B" }, true]);
});

Deno.test("mergeThreeWay() does not let the cloud's losses erase the hub's values (A27)", () => {
  const cases: readonly (readonly [string, HubRow, HubRow])[] = [
    ["prescriptions", prescription({ items: "[1]", metadata: `{"a":1}` }), prescription()],
    [
      "patient_additional_attributes",
      { ...attribute(), number_value: 0, boolean_value: 0, string_value: "" },
      attribute(),
    ],
    ["patient_vitals", { ...vitals(), event_id: OTHER_ID }, vitals()],
    ["prescription_items", { ...item(), metadata: `{"a":1}`, recorded_by_user_id: ID }, item()],
  ];
  for (const [name, hub, cloud] of cases) {
    for (const [base, sent] of [[null, hub], [cloud, null], [null, null], [cloud, hub]] as const) {
      nothingToDo(mergeThreeWay(tableOf(name), { base, sent, hub, cloud }));
    }
  }
});

function attribute(): HubRow {
  return {
    ...{ id: ID, patient_id: ID, attribute_id: "a", attribute: "" },
    ...{ number_value: null, boolean_value: null, string_value: null, date_value: null },
    ...{ metadata: "{}", is_deleted: 0, created_at: NOW, updated_at: NOW },
  };
}

function vitals(): HubRow {
  return {
    ...{ id: ID, patient_id: ID, timestamp: NOW, metadata: "{}", is_deleted: 0 },
    ...{ event_id: null, weight_kg: 70, created_at: NOW, updated_at: NOW },
  };
}

function item(): HubRow {
  return {
    ...{ id: ID, prescription_id: ID, patient_id: ID, drug_id: ID, clinic_id: ID },
    ...{ dosage_instructions: "", quantity_prescribed: 1, metadata: "{}", is_deleted: 0 },
    ...{ recorded_by_user_id: null, created_at: NOW, updated_at: NOW },
  };
}

Deno.test("mergeThreeWay() keeps filled_at, which the cloud takes only with a new prescription", () => {
  const table = tableOf("prescriptions");
  const hub = prescription({ filled_at: NOW, status: "picked-up" });
  const cloud = prescription({ status: "picked-up" });
  for (const base of [prescription(), null]) {
    nothingToDo(mergeThreeWay(table, { base, sent: hub, hub, cloud }));
  }
  const filledThere = prescription({ filled_at: NOW + 9 });
  const taken = mergeThreeWay(table, {
    base: prescription(),
    sent: null,
    hub: prescription(),
    cloud: filledThere,
  });
  assert.deepEqual(taken.take, { filled_at: NOW + 9 });
});

Deno.test("mergeThreeWay() records an edit of what the cloud's user could not see, and keeps the hub's", () => {
  const table = tableOf("prescriptions");
  const hub = prescription({ items: "[1]" });
  const cloud = prescription({ items: "[2]" });
  const merged = mergeThreeWay(table, { base: prescription(), sent: null, hub, cloud });
  assert.deepEqual([merged.take, merged.conflicts], [{}, [{ column: "items", cloud: "[2]" }]]);
  assert.equal(merged.hubIsAhead, false);
  // Once, and no push that would only erase the cloud's.
  nothingToDo(mergeThreeWay(table, { base: cloud, sent: null, hub, cloud }));
});

Deno.test("mergeThreeWay() does not take the cloud's rounding for an edit, but takes an edit (B20)", () => {
  const table = tableOf("patient_vitals");
  const hub = { ...vitals(), weight_kg: 70.456, systolic_bp: 120.5 };
  const cloud = { ...vitals(), weight_kg: 70.46, systolic_bp: 121 };
  nothingToDo(mergeThreeWay(table, { base: cloud, sent: null, hub, cloud }));
  nothingToDo(mergeThreeWay(table, { base: null, sent: hub, hub, cloud }));
  const edited = { ...cloud, weight_kg: 71 };
  const merged = mergeThreeWay(table, { base: cloud, sent: null, hub, cloud: edited });
  assert.deepEqual(merged.take, { weight_kg: 71 });
});

Deno.test("mergeThreeWay() lets deleted_at follow is_deleted, and a hub's deletion stand", () => {
  const gone = { is_deleted: 1, deleted_at: NOW };
  const base = patient();
  const here = mergeThreeWay(PATIENTS, { base, sent: null, hub: patient(gone), cloud: patient() });
  assert.deepEqual([here.take, here.hubIsAhead], [{}, true]);
  const there = mergeThreeWay(PATIENTS, { base, sent: null, hub: base, cloud: patient(gone) });
  assert.deepEqual(there.take, gone);
});

Deno.test("mergeThreeWay() keeps created_at, which the cloud renews in vitals", () => {
  const cloud = { ...vitals(), created_at: NOW + 9, updated_at: NOW + 9 };
  const hub = { ...vitals(), created_at: NOW };
  const merged = mergeThreeWay(tableOf("patient_vitals"), { base: hub, sent: null, hub, cloud });
  assert.deepEqual(merged.times, { updated_at: NOW + 9 });
});

Deno.test("mergeThreeWay() takes what another hub wrote into new vitals, though the cloud dates them anew", () => {
  const sent = vitals();
  const now = { last_modified: NOW + 9, server_created_at: NOW + 9, updated_at: NOW + 9 };
  const cloud = { ...vitals(), weight_kg: 71, ...now };
  const versions = { base: null, sent, hub: sent, cloud };
  const merged = mergeThreeWay(tableOf("patient_vitals"), versions);
  assert.deepEqual([merged.take, merged.conflicts], [{ weight_kg: 71 }, []]);
  assert.deepEqual([merged.hubIsAhead, merged.confirmed], [false, true]);
});

Deno.test("mergeThreeWay() records what was typed where a push of this hub had emptied it", () => {
  const base = prescription({ items: `[{"dose":1}]` });
  const hub = { ...base, notes: "later" };
  const cloud = { ...hub, items: `[{"dose":2}]` };
  const merged = mergeThreeWay(tableOf("prescriptions"), { base, sent: hub, hub, cloud });
  assert.deepEqual(merged.take, {});
  assert.deepEqual(merged.conflicts, [{ column: "items", cloud: `[{"dose":2}]` }]);
});

Deno.test("mergeThreeWay() takes everything in tables that the cloud owns", () => {
  const hub: HubRow = { id: ID, name: "Old", address: "x", metadata: "{}", updated_at: NOW };
  const cloud: HubRow = {
    id: ID,
    name: "New",
    address: null,
    metadata: "{ }",
    updated_at: NOW + 1,
  };
  const versions = { base: null, sent: null, hub, cloud };
  const merged = mergeThreeWay(tableOf("clinics"), versions);
  assert.deepEqual(merged.take, { name: "New", address: null });
  nothingToDo(mergeThreeWay(tableOf("clinics"), { ...versions, cloud: { ...hub, updated_at: 1 } }));
});

Deno.test("stockFromCloud() takes off what the cloud has not heard of", () => {
  assert.equal(stockFromCloud(50, []), 50);
  assert.equal(stockFromCloud(50, [10, 5]), 35);
  assert.equal(stockFromCloud(3, [10, -4]), -7);
});

Deno.test("same() compares JSON by what it says", () => {
  assert.ok(same("json", `{"a":1,"b":[{"c":2,"d":3}]}`, `{ "b":[{"d":3,"c":2}], "a":1 }`));
  assert.ok(!same("json", "[1,2]", "[2,1]"));
  assert.ok(!same("text", "[1, 2]", "[1,2]"));
  assert.ok(!same("json", null, "null"));
});

for (const name of RELAYED_TABLES) {
  const table = tableOf(name);
  const data = table.columns.map((column) => column.name).filter((column) =>
    !TIME_COLUMNS.has(column) && column !== "deleted_at" && column !== "last_modified_by"
  );

  Deno.test(`mergeThreeWay() leaves any ${name} alone that came back as they were sent`, () => {
    fc.assert(fc.property(wildRows(table), (row) => {
      let cloud: HubRow;
      try {
        cloud = cloudImage(table, row, null);
      } catch {
        return;
      }
      const merged = mergeThreeWay(table, { base: null, sent: row, hub: row, cloud });
      nothingToDo(merged);
      nothingToDo(mergeThreeWay(table, { base: cloud, sent: null, hub: row, cloud }));
    }));
  });

  Deno.test(`mergeThreeWay() never drops an edit of ${name} without a record`, () => {
    const rows = fc.tuple(sensibleRows(table), sensibleRows(table), sensibleRows(table));
    const choices = fc.array(fc.constantFrom("hub", "cloud", "both", "none"), {
      minLength: data.length,
      maxLength: data.length,
    });
    fc.assert(fc.property(rows, choices, fc.boolean(), ([start, here, there], who, onItsWay) => {
      const base = cloudImage(table, start, null);
      const [hub, cloud] = [{ ...base }, { ...base }];
      for (const [at, column] of data.entries()) {
        if (who[at] === "hub" || who[at] === "both") hub[column] = here[column] ?? null;
        if (who[at] === "cloud" || who[at] === "both") cloud[column] = there[column] ?? null;
      }
      const sent = onItsWay ? hub : null;
      const merged = mergeThreeWay(table, { base, sent, hub, cloud });
      const kinds = new Map(table.columns.map((column) => [column.name, column.kind]));
      const recorded = new Set(merged.conflicts.map(({ column }) => column));
      for (const column of data) {
        const kind = kinds.get(column) ?? "text";
        const [h, c, b] = [hub, cloud, base].map((row) => row[column] ?? null);
        const result = merged.take[column] === undefined ? h : merged.take[column];
        if (h === undefined || c === undefined || b === undefined || result === undefined) continue;
        // The cloud's edit is there, or in a record; so is the hub's.
        if (!same(kind, c, b) && !same(kind, result, c)) {
          const lossy = same(kind, cloudImage(table, hub, base)[column] ?? null, c);
          assert.ok(recorded.has(column) || lossy, `${column}: the cloud's edit is gone`);
        }
        if (!same(kind, h, b)) {
          assert.ok(same(kind, result, h), `${column}: the hub's edit is gone`);
        }
      }
    }));
  });
}
