/** Cases of the procedures on appointments. */

import assert from "node:assert/strict";
import type { PermissionFlag } from "../../../../server/permissions/mod.ts";
import { type CallCase, columns, page } from "./call_case.ts";
import { byId, creating, listOf } from "./care_calls.ts";
import { HERE, ISO, ISO_MS, SOLO } from "./clinic_rows.ts";

const EDIT: readonly PermissionFlag[] = ["can_edit_records"];
const VIEW: readonly PermissionFlag[] = ["can_view_history"];

const APPOINTMENT = `provider_id clinic_id patient_id user_id current_visit_id fulfilled_visit_id
  timestamp duration reason notes is_walk_in departments status metadata created_at updated_at`;

const appointment = {
  id: "ap-new",
  provider_id: null,
  clinic_id: HERE,
  patient_id: "pt-here",
  user_id: SOLO,
  current_visit_id: "vs-here",
  fulfilled_visit_id: null,
  timestamp: ISO,
  duration: 30,
  reason: "check",
  notes: "",
  is_walk_in: true,
  departments: [{ id: "general" }],
  status: "pending",
  metadata: {},
  created_at: ISO,
  updated_at: ISO,
};

/** See the module. */
export const APPOINTMENT_CALLS: readonly CallCase[] = [
  {
    kind: "command",
    name: "appointments.create",
    scenario: "new",
    needs: EDIT,
    args: () => appointment,
    also: [{
      ...appointment,
      departments: '[{"id":"general"}]',
      is_walk_in: 1,
      timestamp: ISO_MS,
      duration: "30",
    }],
    ...creating({ ...appointment, id: "ap-new-there" }),
    check: (result) => assert.deepEqual(result, { appointment_id: "ap-new" }),
    stores: () => [{
      table: "appointments",
      id: "ap-new",
      values: { is_walk_in: 1, departments: '[{"id":"general"}]', timestamp: ISO_MS },
    }],
  },
  {
    kind: "command",
    name: "appointments.create",
    scenario: "known",
    needs: EDIT,
    args: () => ({ ...appointment, id: "ap-here", reason: "again" }),
    strange: [{ ...appointment, id: "ap-there", patient_id: "pt-there", current_visit_id: "" }],
    check: (result) => assert.deepEqual(result, { appointment_id: "ap-here" }),
    stores: () => [{ table: "appointments", id: "ap-here", values: { reason: "again" } }],
  },
  {
    kind: "command",
    name: "appointments.update",
    needs: EDIT,
    args: () => ({ id: "ap-here", notes: "late", departments: "[]", is_walk_in: 1 }),
    also: [{ id: "ap-here", notes: "late", departments: [], is_walk_in: true }],
    ...byId("ap-here", { notes: "late" }),
    check: (result) => {
      columns(result, APPOINTMENT);
      assert.deepEqual([result.notes, result.is_walk_in], ["late", true]);
    },
    stores: () => [{ table: "appointments", id: "ap-here", values: { notes: "late" } }],
  },
  {
    kind: "command",
    name: "appointments.cancel",
    needs: EDIT,
    args: () => ({ id: "ap-here" }),
    ...byId("ap-here"),
    check: (result) => assert.deepEqual(result, { cancelled: true }),
    stores: () => [{ table: "appointments", id: "ap-here", values: { status: "cancelled" } }],
  },
  {
    kind: "command",
    name: "appointments.complete",
    needs: EDIT,
    args: () => ({ id: "ap-here", user_id: SOLO, visit_id: "vs-here" }),
    ...byId("ap-here", { user_id: SOLO }),
    check: (result) => assert.deepEqual(result, { completed: true }),
    stores: () => [{
      table: "appointments",
      id: "ap-here",
      values: { status: "completed", fulfilled_visit_id: "vs-here" },
    }],
  },
  {
    kind: "query",
    name: "appointments.get",
    needs: VIEW,
    args: () => ({ id: "ap-here" }),
    ...byId("ap-here"),
    check: (result) => columns(result, APPOINTMENT),
  },
  listOf("appointments.by_patient", "ap-here", APPOINTMENT, {}, ({ data }) => data),
  {
    kind: "query",
    name: "appointments.list",
    needs: VIEW,
    lists: "ap-here",
    args: () => ({ start_date: ISO, end_date: ISO, clinic_id: null, limit: 50, offset: 0 }),
    also: [{ start_date: ISO_MS, end_date: String(ISO_MS), limit: 50 }],
    bad: [{}, { start_date: "soon", end_date: ISO }, { start_date: ISO }],
    check: (result) => page(result, "ap-here", APPOINTMENT),
  },
  {
    kind: "query",
    name: "appointments.search",
    needs: VIEW,
    lists: "ap-here",
    args: () => ({
      search_query: "kanaan",
      clinic_id: HERE,
      department_ids: [],
      status: ["pending"],
      date: ISO,
      limit: 20,
      offset: 0,
    }),
    also: [{ search_query: "KANAAN", clinic_id: HERE, date: ISO_MS, status: "pending" }],
    bad: [{}, { search_query: "a", clinic_id: HERE }, { search_query: 1, clinic_id: 1, date: 0 }],
    check: (result) => page(result, "ap-here", APPOINTMENT),
  },
];
