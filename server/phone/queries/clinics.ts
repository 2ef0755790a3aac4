/**
 * Queries `clinics.list` and `clinic_departments.list`.
 *
 * @module
 */

import { z } from "zod";
import { query } from "../calls/define_call.ts";
import { formAnswer } from "../calls/form_answers.ts";
import type { StoredRecord } from "../calls/record_writer.ts";
import { id } from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

const CLINIC = ["name", "address", "attributes", "metadata", "created_at", "updated_at"] as const;
const DEPARTMENT = [
  "clinic_id",
  "name",
  "code",
  "description",
  "can_dispense_medications",
  "can_perform_labs",
  "can_perform_imaging",
  "status",
  "additional_capabilities",
  "metadata",
  "created_at",
  "updated_at",
] as const;

/** → `{data}` by name; archived clinics are left out. */
export const listClinics: Procedure = query(z.object({}), ({ statements }) => ({
  data: statements.get(
    `SELECT id, ${CLINIC.join(", ")} FROM clinics
     WHERE coalesce(is_deleted, 0) = 0 AND coalesce(is_archived, 0) = 0 ORDER BY name, id`,
  ).all<StoredRecord>().map((clinic) => formAnswer("clinics", clinic, CLINIC)),
}));

/** `{clinic_id}` → `{data}` by name. */
export const listClinicDepartments: Procedure = query(
  z.object({ clinic_id: id }),
  ({ statements }, { clinic_id: clinicId }) => ({
    data: statements.get(
      `SELECT id, ${DEPARTMENT.join(", ")} FROM clinic_departments
       WHERE clinic_id = ? AND coalesce(is_deleted, 0) = 0 ORDER BY name, id`,
    ).all<StoredRecord>(clinicId)
      .map((department) => formAnswer("clinic_departments", department, DEPARTMENT)),
  }),
);
