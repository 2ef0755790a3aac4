/**
 * Commands `visits.create` and `visits.update`.
 *
 * @module
 */

import { z } from "zod";
import { userName } from "../calls/care_records.ts";
import { command } from "../calls/define_call.ts";
import { createVisit } from "../calls/new_visit.ts";
import { changesOf } from "../calls/record_changes.ts";
import { requireRecordPermission } from "../calls/record_clinic.ts";
import { changeRecord, liveRecord } from "../calls/record_writer.ts";
import { answerRow } from "../calls/row_answers.ts";
import { id, optionalId, optionalInstant, optionalJson, optionalText } from "../calls/scalars.ts";
import { VISIT_COLUMNS } from "../calls/visit_columns.ts";
import type { Procedure } from "../procedure.ts";

/**
 * `{patient_id, clinic_id, provider_id, provider_name, check_in_timestamp, metadata}` →
 * `{success, id}`.
 */
export const visitsCreate: Procedure = command(
  z.object({
    id: optionalId,
    patient_id: id,
    clinic_id: optionalId,
    provider_id: optionalId,
    provider_name: optionalText,
    check_in_timestamp: optionalInstant,
    metadata: optionalJson,
    created_at: optionalInstant,
  }),
  (call, visit) => ({ success: true, id: createVisit(call, visit) }),
);

/** `{id, …}` → the visit. Absent and null mean "leave it". */
export const visitsUpdate: Procedure = command(
  z.object({
    id,
    provider_id: optionalId,
    provider_name: optionalText,
    check_in_timestamp: optionalInstant,
    metadata: optionalJson,
    clinic_id: optionalId,
  }),
  (call, { id: visitId, ...values }) => {
    const visit = liveRecord(call.statements, "visits", visitId);
    requireRecordPermission(call, "visits", "change", visit);
    const changes = changesOf(visit, values);
    // Another provider without a name: the visit must not go on showing the earlier one's.
    if (typeof changes.provider_id === "string" && !values.provider_name) {
      changes.provider_name = userName(call, changes.provider_id);
    }
    // A visit may only be moved to where the user may keep visits.
    requireRecordPermission(call, "visits", "change", { ...visit, ...changes });
    const changed = changeRecord(call, "visits", visitId, changes);
    return answerRow("visits", changed, { columns: VISIT_COLUMNS });
  },
);
