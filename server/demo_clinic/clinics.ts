/**
 * The two clinics, their departments and the settings the cloud would send.
 *
 * @module
 */

import { FIRST_CLINIC_ID, SECOND_CLINIC_ID } from "./accounts.ts";
import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";

const CLINICS = [
  { id: FIRST_CLINIC_ID, name: "Olive Hill Demo Clinic", address: "12 Spring Road" },
  { id: SECOND_CLINIC_ID, name: "Valle Claro Demo Clinic", address: "Calle del Molino 3" },
] as const;

/** Rows of `clinics`. */
export function clinicRows(calendar: DemoCalendar): DemoRow[] {
  return CLINICS.map((clinic) =>
    completeRow("clinics", {
      ...clinic,
      is_archived: 0,
      attributes: "[]",
      metadata: "{}",
      ...written(calendar.at(500, 600)),
    })
  );
}

const DEPARTMENTS = [
  { clinic_id: FIRST_CLINIC_ID, name: "General medicine", code: "GEN", does: "labs" },
  { clinic_id: FIRST_CLINIC_ID, name: "Maternal health", code: "MAT", does: "imaging" },
  { clinic_id: FIRST_CLINIC_ID, name: "Pharmacy", code: "PHA", does: "dispensing" },
  { clinic_id: SECOND_CLINIC_ID, name: "Consulta general", code: "GEN", does: "labs" },
  { clinic_id: SECOND_CLINIC_ID, name: "Farmacia", code: "PHA", does: "dispensing" },
] as const;

/** Rows of `clinic_departments`. */
export function departmentRows(calendar: DemoCalendar): DemoRow[] {
  return DEPARTMENTS.map(({ does, ...department }, index) =>
    completeRow("clinic_departments", {
      id: demoId("clinic_departments", index + 1),
      ...department,
      status: "active",
      can_dispense_medications: does === "dispensing" ? 1 : 0,
      can_perform_labs: does === "labs" ? 1 : 0,
      can_perform_imaging: does === "imaging" ? 1 : 0,
      additional_capabilities: "[]",
      metadata: "{}",
      ...written(calendar.at(498, 600)),
    })
  );
}

/** The department a clinic sends people to first, as an appointment lists it. */
export function firstDepartmentOf(clinicId: string): { id: string; name: string } {
  const index = DEPARTMENTS.findIndex((department) => department.clinic_id === clinicId);
  return {
    id: demoId("clinic_departments", index + 1),
    name: DEPARTMENTS[index]?.name ?? "",
  };
}

const SETTINGS = [
  {
    namespace: "system",
    key: "operation_mode",
    value: "user_choice",
    data_type: "string",
    display_name: "Operation mode",
  },
  {
    namespace: "auth",
    key: "disable-mobile-permissions-checking",
    value: "false",
    data_type: "boolean",
    display_name: "Switch permission checks off",
  },
] as const;

/** Rows of `app_config`. */
export function configRows(calendar: DemoCalendar): DemoRow[] {
  const atMs = calendar.at(499, 600);
  return SETTINGS.map((setting, index) =>
    completeRow("app_config", {
      id: demoId("app_config", index + 1),
      ...setting,
      created_at: atMs,
      updated_at: atMs,
      last_modified: atMs,
    })
  );
}
