/**
 * Query `dispensing.by_patient`.
 *
 * @module
 */

import { z } from "zod";
import { DISPENSING_COLUMNS } from "../calls/answer_columns.ts";
import { query } from "../calls/define_call.ts";
import { id } from "../calls/scalars.ts";
import { visiblePatient } from "../calls/visible_patients.ts";
import { visibleRows } from "../calls/visible_rows.ts";

/** `{patient_id}` → `{data}`, the latest first. */
export const dispensingByPatient = query(z.object({ patient_id: id }), (call, { patient_id }) => {
  visiblePatient(call, patient_id);
  return {
    data: visibleRows(call, {
      table: "dispensing_records",
      columns: DISPENSING_COLUMNS,
      where: "r.patient_id = :patient",
      orderBy: "r.dispensed_at DESC",
      parameters: { patient: patient_id },
    }),
  };
});
