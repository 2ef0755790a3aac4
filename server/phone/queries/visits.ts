/**
 * Queries on visits and what was recorded in them: `get_visits`, `get_visit_events`,
 * `events.by_form`.
 *
 * @module
 */

import { z } from "zod";
import { query } from "../calls/define_call.ts";
import { patientRows } from "../calls/patient_rows.ts";
import { id } from "../calls/scalars.ts";
import { EVENT_COLUMNS, VISIT_COLUMNS } from "../calls/visit_columns.ts";
import type { Procedure } from "../procedure.ts";

/** `{patient_id}` → `{data}`, the last check-in first. */
export const getVisits: Procedure = query(
  z.object({ patient_id: id }),
  (call, { patient_id: patientId }) => ({
    data: patientRows(call, patientId, {
      table: "visits",
      columns: VISIT_COLUMNS,
      newestBy: "check_in_timestamp",
    }),
  }),
);

/** `{patient_id, visit_id}` → `{data}`, newest first; `form_data` is an array (`W-R10`). */
export const getVisitEvents: Procedure = query(
  z.object({ patient_id: id, visit_id: id }),
  (call, { patient_id: patientId, visit_id: visitId }) => ({
    data: patientRows(call, patientId, {
      table: "events",
      columns: EVENT_COLUMNS,
      where: { visit_id: visitId },
      newestBy: "created_at",
    }),
  }),
);

/** `{form_id, patient_id}` → bare array, newest first. */
export const listEventsByForm: Procedure = query(
  z.object({ form_id: id, patient_id: id }),
  (call, { form_id: formId, patient_id: patientId }) =>
    patientRows(call, patientId, {
      table: "events",
      where: { form_id: formId },
      newestBy: "created_at",
    }),
);
