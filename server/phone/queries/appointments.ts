/**
 * Queries `appointments.*`.
 *
 * @module
 */

import { z } from "zod";
import { APPOINTMENT_COLUMNS } from "../calls/answer_columns.ts";
import { query } from "../calls/define_call.ts";
import { liveRecord } from "../calls/record_writer.ts";
import { answerRow } from "../calls/row_answers.ts";
import { id, instant, optionalId, paging } from "../calls/scalars.ts";
import { filterList, oneOf, searchTerm } from "../calls/search_terms.ts";
import { visiblePatient } from "../calls/visible_patients.ts";
import { visiblePage, visibleRows } from "../calls/visible_rows.ts";

const APPOINTMENTS = {
  table: "appointments",
  columns: APPOINTMENT_COLUMNS,
  orderBy: "r.timestamp DESC",
} as const;

/** `{start_date, end_date, clinic_id?, status?, limit, offset}`, both bounds included → a page. */
export const appointmentsList = query(
  z.object({
    start_date: instant,
    end_date: instant,
    clinic_id: optionalId,
    status: filterList,
    ...paging,
  }),
  (call, { start_date, end_date, clinic_id = null, status, ...page }) =>
    visiblePage(call, {
      ...APPOINTMENTS,
      where: `r.timestamp BETWEEN :start AND :end AND (:clinic IS NULL OR r.clinic_id = :clinic)
        AND ${oneOf("r.status", ":status")}`,
      parameters: { start: start_date, end: end_date, clinic: clinic_id, status },
    }, page),
);

/** `{id}` → the appointment. */
export const appointmentsGet = query(z.object({ id }), (call, args) => {
  const appointment = liveRecord(call.statements, "appointments", args.id);
  visiblePatient(call, String(appointment.patient_id));
  return answerRow("appointments", appointment, { columns: APPOINTMENT_COLUMNS, json: "text" });
});

/** `{patient_id}` → `{data}`, the latest first. */
export const appointmentsByPatient = query(z.object({ patient_id: id }), (call, args) => {
  visiblePatient(call, args.patient_id);
  const parameters = { patient: args.patient_id };
  return {
    data: visibleRows(call, { ...APPOINTMENTS, where: "r.patient_id = :patient", parameters }),
  };
});

/** An entry of `departments` is an object with an `id`, or the id itself. */
const IN_DEPARTMENTS = `(:departments IS NULL OR EXISTS (
  SELECT 1 FROM json_each(iif(json_valid(r.departments), r.departments, '[]')) AS entry
  WHERE CASE entry.type WHEN 'object' THEN json_extract(entry.value, '$.id') ELSE entry.value END
    IN (SELECT value FROM json_each(:departments))))`;

/** The patient's names, and the reason. */
const TEXTS = ["p.given_name", "p.surname", "r.reason"] as const;

/**
 * `{search_query, clinic_id, department_ids?, status?, date, limit, offset}` → a page: from `date`
 * on, in any of the departments, where the patient's names and the reason hold
 * the words.
 */
export const appointmentsSearch = query(
  z.object({
    search_query: searchTerm,
    clinic_id: id,
    department_ids: filterList,
    status: filterList,
    date: instant,
    ...paging,
  }),
  (call, { search_query, clinic_id, department_ids, status, date, ...page }) =>
    visiblePage(call, {
      ...APPOINTMENTS,
      where: `r.clinic_id = :clinic AND r.timestamp >= :start AND ${oneOf("r.status", ":status")}
        AND ${IN_DEPARTMENTS}`,
      parameters: {
        clinic: clinic_id,
        start: date,
        status,
        departments: department_ids,
      },
    }, { ...page, search: { term: search_query, texts: TEXTS } }),
);
