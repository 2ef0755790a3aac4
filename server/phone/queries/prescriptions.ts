/**
 * Queries `prescriptions.*`.
 *
 * @module
 */

import { z } from "zod";
import { PRESCRIPTION_COLUMNS } from "../calls/answer_columns.ts";
import { query } from "../calls/define_call.ts";
import { id, optionalId, optionalInstant, paging } from "../calls/scalars.ts";
import { filterList, oneOf, optionalSearchTerm } from "../calls/search_terms.ts";
import { visiblePatient } from "../calls/visible_patients.ts";
import { visiblePage, visibleRows } from "../calls/visible_rows.ts";

const PRESCRIPTIONS = {
  table: "prescriptions",
  columns: PRESCRIPTION_COLUMNS,
  orderBy: "r.prescribed_at DESC",
} as const;

/** The patient's names, and the notes. */
const TEXTS = ["p.given_name", "p.surname", "r.notes"] as const;

/**
 * `{search_query?, clinic_id?, status?, date?, limit, offset}` → a page: picked up at the clinic,
 * prescribed from `date` on, where the patient's names and the notes hold the words.
 */
export const prescriptionsSearch = query(
  z.object({
    search_query: optionalSearchTerm,
    clinic_id: optionalId,
    status: filterList,
    date: optionalInstant,
    ...paging,
  }),
  (call, { search_query, clinic_id = null, status, date = null, ...page }) =>
    visiblePage(call, {
      ...PRESCRIPTIONS,
      where: `(:clinic IS NULL OR r.pickup_clinic_id = :clinic)
        AND (:start IS NULL OR r.prescribed_at >= :start) AND ${oneOf("r.status", ":status")}`,
      parameters: { clinic: clinic_id, start: date, status },
    }, { ...page, search: { term: search_query, texts: TEXTS } }),
);

/** `{patient_id, visit_id}` → `{data}`, the latest first. */
export const prescriptionsByPatientVisit = query(
  z.object({ patient_id: id, visit_id: id }),
  (call, { patient_id, visit_id }) => {
    visiblePatient(call, patient_id);
    return {
      data: visibleRows(call, {
        ...PRESCRIPTIONS,
        where: "r.patient_id = :patient AND r.visit_id = :visit",
        parameters: { patient: patient_id, visit: visit_id },
      }),
    };
  },
);
