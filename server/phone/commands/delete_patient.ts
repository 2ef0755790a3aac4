/**
 * Command `delete_patient`.
 *
 * @module
 */

import { z } from "zod";
import { command } from "../calls/define_call.ts";
import { requireRecordPermission } from "../calls/record_clinic.ts";
import { deleteRecord, liveRecord } from "../calls/record_writer.ts";
import { id } from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

/** `{patient_id}` → `{deleted, patient_id}`, with everything that hangs on the patient. */
export const deletePatient: Procedure = command(
  z.object({ patient_id: id }),
  (call, { patient_id: patientId }) => {
    const patient = liveRecord(call.statements, "patients", patientId);
    requireRecordPermission(call, "patients", "delete", patient);
    deleteRecord(call, "patients", patientId);
    return { deleted: true, patient_id: patientId };
  },
);
