/**
 * Queries `prescription_items.*`.
 *
 * @module
 */

import { z } from "zod";
import { PRESCRIPTION_ITEM_COLUMNS } from "../calls/answer_columns.ts";
import { query } from "../calls/define_call.ts";
import { liveRecord } from "../calls/record_writer.ts";
import { id } from "../calls/scalars.ts";
import { visiblePatient } from "../calls/visible_patients.ts";
import { visibleRows } from "../calls/visible_rows.ts";

const ITEMS = { table: "prescription_items", columns: PRESCRIPTION_ITEM_COLUMNS } as const;

/** `{prescription_id}` → `{data}`, as they were written down. */
export const prescriptionItemsByPrescription = query(
  z.object({ prescription_id: id }),
  (call, { prescription_id }) => {
    const prescription = liveRecord(call.statements, "prescriptions", prescription_id);
    visiblePatient(call, String(prescription.patient_id));
    return {
      data: visibleRows(call, {
        ...ITEMS,
        where: "r.prescription_id = :prescription",
        orderBy: "r.created_at",
        parameters: { prescription: prescription_id },
      }),
    };
  },
);

/** `{patient_id}` → `{data}`, the newest first. */
export const prescriptionItemsByPatient = query(
  z.object({ patient_id: id }),
  (call, { patient_id }) => {
    visiblePatient(call, patient_id);
    return {
      data: visibleRows(call, {
        ...ITEMS,
        where: "r.patient_id = :patient",
        orderBy: "r.created_at DESC",
        parameters: { patient: patient_id },
      }),
    };
  },
);
