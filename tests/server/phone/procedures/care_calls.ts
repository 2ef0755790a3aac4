/** Cases of the procedures on visits, events, vital signs and problems. */

import assert from "node:assert/strict";
import type { PermissionFlag } from "../../../../server/permissions/mod.ts";
import { type CallCase, columns, type ExpectedRow, type Json, list } from "./call_case.ts";
import { HERE, ISO, ISO_MS, SOLO, THERE } from "./clinic_rows.ts";

const EDIT: readonly PermissionFlag[] = ["can_edit_records"];
const EDIT_OTHERS: readonly PermissionFlag[] = [
  "can_edit_records",
  "can_edit_other_provider_event",
];
const VIEW: readonly PermissionFlag[] = ["can_view_history"];

const VISIT = `patient_id clinic_id provider_id provider_name check_in_timestamp metadata
  created_at updated_at`;
const EVENT = `patient_id form_id visit_id event_type form_data metadata created_at updated_at
  recorded_by_user_id`;

const FORM_DATA = [
  { fieldId: "f", name: "n", fieldType: "free-text", inputType: "text", value: "v" },
];

const visit = {
  patient_id: "pt-here",
  clinic_id: HERE,
  provider_id: SOLO,
  provider_name: "Solo",
  check_in_timestamp: ISO,
  metadata: {},
};
const event = {
  patient_id: "pt-here",
  visit_id: "vs-here",
  event_type: "Examination",
  form_id: "fm-all",
  form_data: FORM_DATA,
  metadata: {},
  recorded_by_user_id: SOLO,
};
const vitals = {
  patient_id: "pt-here",
  visit_id: "vs-here",
  timestamp: ISO,
  systolic_bp: 120,
  weight_kg: 70.5,
  metadata: {},
  is_deleted: false,
};
const problem = {
  patient_id: "pt-here",
  problem_code_system: "icd10",
  problem_code: "I10",
  problem_label: "Hypertension",
  clinical_status: "active",
  verification_status: "confirmed",
  onset_date: ISO,
  metadata: {},
  is_deleted: false,
};
/** The cases that a call on a new record of a patient shares with the others. */
export function creating(args: Json): Pick<CallCase, "strange" | "missing" | "bad"> {
  return {
    strange: [{ ...args, patient_id: "pt-there", visit_id: "vs-there", current_visit_id: "" }],
    missing: [{ ...args, patient_id: "none" }],
    bad: [
      {},
      null,
      { ...args, patient_id: undefined },
      { ...args, patient_id: 5 },
    ],
  };
}

/** The cases that a call by id shares with the others. */
export function byId(id: string, args: Json = {}): Pick<CallCase, "strange" | "missing" | "bad"> {
  return {
    strange: [{ ...args, id: id.replace("here", "there") }],
    missing: [{ ...args, id: "none" }],
    bad: [{}, { ...args, id: "" }, { ...args, id: 7 }, { ...args, id: { a: 1 } }],
  };
}

/** The case of a list of what hangs on a patient. */
export function listOf(
  name: string,
  id: string,
  names: string | null,
  more: Json = {},
  rows: (result: Json) => Json = (result) => result,
): CallCase {
  const args = { patient_id: "pt-here", ...more };
  return {
    kind: "query",
    name,
    needs: VIEW,
    args: () => args,
    strange: [{ ...args, patient_id: "pt-there" }],
    missing: [{ ...args, patient_id: "none" }],
    bad: [{}, { ...args, patient_id: 1 }, "pt-here"],
    check: (result) => {
      const found = rows(result).find((row: Json) => row.id === id);
      assert.ok(found !== undefined);
      if (names !== null) list(rows(result), id, names);
    },
  };
}

function created(table: string, values: Json): (result: Json) => ExpectedRow[] {
  return ({ id }) => [{ table, id, values }];
}

const success = (result: Json) => {
  assert.equal(result.success, true);
  assert.equal(typeof result.id, "string");
};
const data = (result: Json) => result.data;

/** See the module. */
export const CARE_CALLS: readonly CallCase[] = [
  {
    kind: "command",
    name: "visits.create",
    needs: EDIT,
    args: () => visit,
    also: [{ ...visit, metadata: "{}", check_in_timestamp: ISO_MS }],
    ...creating(visit),
    check: success,
    stores: created("visits", { check_in_timestamp: ISO_MS, clinic_id: HERE }),
  },
  {
    kind: "command",
    name: "visits.update",
    needs: EDIT,
    args: () => ({ id: "vs-here", provider_name: "New", metadata: '{"a":1}', updated_at: ISO }),
    also: [{ id: "vs-here", provider_name: "New", metadata: { a: 1 } }],
    ...byId("vs-here", { provider_name: "New" }),
    strange: [{ id: "vs-there", provider_name: "New" }, { id: "vs-here", clinic_id: THERE }],
    check: (result) => {
      columns(result, VISIT);
      assert.deepEqual([result.provider_name, result.metadata], ["New", { a: 1 }]);
    },
    stores: () => [{ table: "visits", id: "vs-here", values: { provider_name: "New" } }],
  },
  listOf("get_visits", "vs-here", VISIT, {}, data),
  {
    kind: "command",
    name: "create_event",
    scenario: "new",
    needs: EDIT,
    args: () => ({ ...event, id: "ev-new", created_at: ISO, updated_at: ISO }),
    ...creating({ ...event, id: "ev-new-there" }),
    check: (result) => assert.deepEqual(result, { event_id: "ev-new" }),
    stores: () => [{ table: "events", id: "ev-new", values: { created_at: ISO_MS } }],
  },
  ...(["own", "other"] as const).map((whose): CallCase => ({
    kind: "command",
    name: "create_event",
    scenario: whose === "own" ? "known" : "known, another's",
    needs: whose === "own" ? EDIT : EDIT_OTHERS,
    args: () => ({ ...event, id: `ev-${whose}-here`, form_data: JSON.stringify([{ a: 2 }]) }),
    bad: [{ ...event, id: "" }, { ...event, id: `ev-${whose}-here`, patient_id: "pt-there" }],
    check: ({ event_id }) => assert.equal(event_id, `ev-${whose}-here`),
    stores: ({ event_id: id }) => [{ table: "events", id, values: { form_data: '[{"a":2}]' } }],
  })),
  {
    kind: "command",
    name: "events.create",
    scenario: "in a visit",
    needs: EDIT,
    args: () => event,
    also: [{ ...event, form_data: JSON.stringify(FORM_DATA), metadata: "{}" }],
    ...creating(event),
    check: (result) => {
      success(result);
      assert.equal(result.visit_id, "vs-here");
    },
    stores: created("events", { visit_id: "vs-here", form_data: JSON.stringify(FORM_DATA) }),
  },
  {
    kind: "command",
    name: "events.create",
    scenario: "without a visit",
    needs: EDIT,
    args: () => ({ ...event, visit_id: null }),
    strange: [{ ...event, patient_id: "pt-there", visit_id: null }],
    check: success,
    stores: ({ id, visit_id }) => [
      { table: "visits", id: visit_id, values: { patient_id: "pt-here", clinic_id: HERE } },
      { table: "events", id, values: { visit_id } },
    ],
  },
  ...(["own", "other"] as const).map((whose): CallCase => ({
    kind: "command",
    name: "events.update",
    scenario: whose === "own" ? "own" : "another's",
    needs: whose === "own" ? EDIT : EDIT_OTHERS,
    args: () => ({ id: `ev-${whose}-here`, form_data: [{ fieldId: "f", value: 3 }], metadata: {} }),
    ...byId(`ev-${whose}-here`, { form_data: [] }),
    check: (result) => {
      for (const name of EVENT.trim().split(/\s+/)) assert.ok(name in result, name);
      assert.deepEqual(result.form_data, [{ fieldId: "f", value: 3 }]);
    },
    stores: ({ id }) => [{ table: "events", id, values: { metadata: "{}" } }],
  })),
  {
    kind: "command",
    name: "events.delete",
    needs: ["can_delete_records"],
    args: () => ({ id: "ev-other-here" }),
    ...byId("ev-other-here"),
    check: (result) => assert.deepEqual(result, { success: true }),
    stores: () => [{ table: "events", id: "ev-other-here", values: { is_deleted: 1 } }],
  },
  listOf("get_visit_events", "ev-own-here", EVENT, { visit_id: "vs-here" }, data),
  listOf("events.by_form", "ev-own-here", null, { form_id: "fm-all" }),
  {
    kind: "command",
    name: "vitals.create",
    needs: EDIT,
    args: () => vitals,
    also: [{ ...vitals, timestamp: ISO_MS, systolic_bp: "120", metadata: "{}", is_deleted: 0 }],
    ...creating(vitals),
    check: success,
    stores: created("patient_vitals", { timestamp: ISO_MS, systolic_bp: 120, weight_kg: 70.5 }),
  },
  {
    kind: "command",
    name: "vitals.update",
    needs: EDIT,
    args: () => ({ id: "vt-here", systolic_bp: 130 }),
    ...byId("vt-here", { systolic_bp: 130 }),
    check: (result) => assert.deepEqual(result, { ok: true, id: "vt-here" }),
    stores: () => [{ table: "patient_vitals", id: "vt-here", values: { systolic_bp: 130 } }],
  },
  listOf("vitals.list", "vt-here", null),
  {
    kind: "command",
    name: "problems.create",
    needs: EDIT,
    args: () => problem,
    also: [{ ...problem, onset_date: ISO_MS, visit_id: null, severity_score: "" }],
    ...creating(problem),
    check: success,
    stores: created("patient_problems", { onset_date: ISO_MS, problem_code: "I10" }),
  },
  {
    kind: "command",
    name: "problems.update",
    needs: EDIT,
    args: () => ({ id: "pb-here", clinical_status: "resolved", end_date: ISO }),
    ...byId("pb-here", { clinical_status: "resolved" }),
    check: (result) => {
      assert.deepEqual([result.clinical_status, result.end_date], ["resolved", ISO_MS]);
      assert.deepEqual(result.metadata, {});
    },
    stores: () => [{ table: "patient_problems", id: "pb-here", values: { end_date: ISO_MS } }],
  },
  listOf("problems.list", "pb-here", null),
  {
    kind: "query",
    name: "problems.get",
    needs: VIEW,
    args: () => ({ id: "pb-here" }),
    ...byId("pb-here"),
    check: (result) => assert.equal(result.problem_code, "E11"),
  },
];
