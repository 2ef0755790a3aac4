/** Cases of the procedures on prescriptions and their items. */

import assert from "node:assert/strict";
import type { PermissionFlag } from "../../../../server/permissions/mod.ts";
import { type CallCase, columns, type Json, list, page } from "./call_case.ts";
import { HERE, ISO, ISO_MS, SOLO, THERE } from "./clinic_rows.ts";
import { byId } from "./care_calls.ts";

const PRESCRIBE: PermissionFlag = "can_prescribe_medications";
const DISPENSE: PermissionFlag = "can_dispense_medications";
const OTHERS: PermissionFlag = "can_edit_other_provider_event";
const VIEW: readonly PermissionFlag[] = ["can_view_history"];

const PRESCRIPTION = `patient_id provider_id filled_by pickup_clinic_id visit_id priority
  expiration_date prescribed_at filled_at status items notes metadata created_at updated_at`;
const ITEM = `prescription_id patient_id drug_id clinic_id dosage_instructions quantity_prescribed
  quantity_dispensed refills_authorized refills_used item_status notes metadata created_at
  updated_at`;

const prescription = {
  id: "rx-new",
  patient_id: "pt-here",
  provider_id: SOLO,
  filled_by: null,
  pickup_clinic_id: HERE,
  visit_id: "vs-here",
  priority: "normal",
  expiration_date: ISO,
  prescribed_at: ISO,
  filled_at: null,
  status: "pending",
  items: [],
  notes: "",
  metadata: {},
  created_at: ISO,
  updated_at: ISO,
};
const item = {
  id: "it-new",
  prescription_id: "rx-own-here",
  patient_id: "pt-here",
  drug_id: "dg",
  clinic_id: HERE,
  dosage_instructions: "once a day",
  quantity_prescribed: 10,
  refills_authorized: 1,
  item_status: "active",
  notes: "",
  metadata: {},
  created_at: ISO,
  updated_at: ISO,
};
const there = { patient_id: "pt-there", visit_id: "vs-there", prescription_id: "rx-own-there" };

function changing(
  name: string,
  args: Json,
  values: Json,
  check: (result: Json) => void,
): CallCase[] {
  return (["own", "other"] as const).map((whose): CallCase => {
    const id = `rx-${whose}-here`;
    return {
      kind: "command",
      name,
      scenario: whose === "own" ? "own" : "another's",
      needs: whose === "own" ? [PRESCRIBE] : [PRESCRIBE, OTHERS],
      args: () => ({ id, ...args }),
      ...byId(id, args),
      check,
      stores: () => [{ table: "prescriptions", id, values }],
    };
  });
}

const ITEM_UPDATES: readonly [string, string, readonly PermissionFlag[], Json][] = [
  ["what was prescribed", "own", [PRESCRIBE], { notes: "with food" }],
  ["what was prescribed, another's", "other", [PRESCRIBE, OTHERS], { notes: "with food" }],
  ["what was dispensed", "other", [DISPENSE], { quantity_dispensed: 4 }],
  ["both", "own", [PRESCRIBE, DISPENSE], { notes: "with food", quantity_dispensed: 4 }],
];

/** See the module. */
export const PRESCRIPTION_CALLS: readonly CallCase[] = [
  {
    kind: "command",
    name: "prescriptions.create",
    scenario: "new",
    needs: [PRESCRIBE],
    args: () => prescription,
    also: [{ ...prescription, items: "[]", metadata: "{}", prescribed_at: ISO_MS }],
    strange: [
      { ...prescription, id: "rx-x", ...there, pickup_clinic_id: THERE },
      { ...prescription, id: "rx-x", pickup_clinic_id: THERE },
      { ...prescription, id: "rx-x", ...there },
    ],
    missing: [{ ...prescription, id: "rx-x", patient_id: "none", visit_id: null }],
    bad: [{}, { ...prescription, prescribed_at: null }, { ...prescription, notes: {} }],
    check: (result) => assert.deepEqual(result, { prescription_id: "rx-new" }),
    stores: () => [{
      table: "prescriptions",
      id: "rx-new",
      values: { prescribed_at: ISO_MS, expiration_date: ISO_MS, items: "[]" },
    }],
  },
  ...changing("prescriptions.update", { notes: "soon", items: [{ a: 1 }] }, { notes: "soon" }, (
    result,
  ) => {
    columns(result, PRESCRIPTION);
    assert.deepEqual([result.notes, result.items], ["soon", '[{"a":1}]']);
  }),
  ...changing(
    "prescriptions.update_status",
    { status: "prepared" },
    { status: "prepared" },
    (result) => assert.deepEqual(result, { ok: true }),
  ),
  {
    kind: "command",
    name: "prescriptions.pickup",
    needs: [DISPENSE],
    args: () => ({ id: "rx-other-here", provider_id: SOLO }),
    ...byId("rx-other-here", { provider_id: SOLO }),
    check: (result) => assert.deepEqual(result, { ok: true }),
    stores: () => [{
      table: "prescriptions",
      id: "rx-other-here",
      values: { status: "picked-up", filled_by: SOLO },
    }],
  },
  {
    kind: "query",
    name: "prescriptions.search",
    needs: VIEW,
    lists: "rx-own-here",
    args: () => ({ search_query: "zubaida", clinic_id: HERE, limit: 20, offset: 0 }),
    also: [{ search_query: null, status: ["pending"], date: ISO_MS }],
    bad: [{ search_query: 5 }, { date: "soon" }, "x"],
    check: (result) => page(result, "rx-own-here", PRESCRIPTION),
  },
  {
    kind: "query",
    name: "prescriptions.by_patient_visit",
    needs: VIEW,
    args: () => ({ patient_id: "pt-here", visit_id: "vs-here" }),
    strange: [{ patient_id: "pt-there", visit_id: "vs-there" }],
    missing: [{ patient_id: "none", visit_id: "vs-here" }],
    bad: [{}, { patient_id: "pt-here" }],
    check: ({ data }) => {
      list(data, "rx-own-here", PRESCRIPTION);
    },
  },
  {
    kind: "command",
    name: "prescription_items.create",
    scenario: "of one's own prescription",
    needs: [PRESCRIBE],
    args: () => item,
    also: [{ ...item, metadata: "{}", quantity_prescribed: "10", created_at: ISO_MS }],
    strange: [{ ...item, ...there, id: "it-x", clinic_id: THERE }, {
      ...item,
      id: "it-x",
      ...there,
    }],
    missing: [{ ...item, prescription_id: "none" }],
    bad: [
      {},
      { ...item, quantity_prescribed: -1 },
      { ...item, quantity_prescribed: 1.5 },
      { ...item, quantity_dispensed: 11 },
      { ...item, patient_id: "pt-there" },
    ],
    check: (result) => assert.deepEqual(result, { id: "it-new" }),
    stores: ({ id }) => [{
      table: "prescription_items",
      id,
      values: { quantity_prescribed: 10, quantity_dispensed: 0, item_status: "active" },
    }],
  },
  {
    kind: "command",
    name: "prescription_items.create",
    scenario: "of another's prescription, partly dispensed",
    needs: [PRESCRIBE, OTHERS, DISPENSE],
    args: () => ({
      ...item,
      id: "it-new-2",
      prescription_id: "rx-other-here",
      quantity_dispensed: 2,
    }),
    check: (result) => assert.deepEqual(result, { id: "it-new-2" }),
    stores: ({ id }) => [{ table: "prescription_items", id, values: { quantity_dispensed: 2 } }],
  },
  ...ITEM_UPDATES.map(([scenario, whose, needs, values]): CallCase => {
    const id = `it-${whose}-here`;
    return {
      kind: "command",
      name: "prescription_items.update",
      scenario,
      needs,
      args: () => ({ id, ...values }),
      ...byId(id, values),
      check: (result) => columns(result, ITEM),
      stores: () => [{ table: "prescription_items", id, values }],
    };
  }),
  ...(["by_prescription", "by_patient"] as const).map((way): CallCase => ({
    kind: "query",
    name: `prescription_items.${way}`,
    needs: VIEW,
    ...(way === "by_patient"
      ? { args: () => ({ patient_id: "pt-here" }), strange: [there] }
      : { args: () => ({ prescription_id: "rx-own-here" }), strange: [there] }),
    missing: [{ patient_id: "none", prescription_id: "none" }],
    bad: [{}, { patient_id: 1, prescription_id: 1 }],
    check: ({ data }) => {
      list(data, "it-own-here", ITEM);
    },
  })),
];
