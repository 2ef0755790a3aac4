/**
 * Commands `problems.create` and `problems.update`.
 *
 * @module
 */

import { z } from "zod";
import { recorderOf, requireNewCare, storedBefore } from "../calls/care_records.ts";
import { command } from "../calls/define_call.ts";
import { requireRecordPermission } from "../calls/record_clinic.ts";
import { changeRecord, createRecord, liveRecord } from "../calls/record_writer.ts";
import { answerRow } from "../calls/row_answers.ts";
import {
  id,
  optionalId,
  optionalInstant,
  optionalJson,
  optionalNumber,
  optionalText,
} from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

/** What null clears; in the other fields it means "leave it", as when absent. */
const Clearable = {
  severity_score: optionalNumber,
  onset_date: optionalInstant,
  end_date: optionalInstant,
};
const Described = {
  problem_code_system: optionalText,
  problem_code: optionalText,
  problem_label: optionalText,
  clinical_status: optionalText,
  verification_status: optionalText,
  metadata: optionalJson,
};

/** `{patient_id, visit_id?, problem_code_system, problem_code, …}` → `{success, id}`. */
export const problemsCreate: Procedure = command(
  z.object({
    ...Clearable,
    ...Described,
    id: optionalId,
    patient_id: id,
    visit_id: optionalId,
    recorded_by_user_id: optionalId,
    created_at: optionalInstant,
  }),
  (call, { id: problemId, ...problem }) => {
    const before = storedBefore(call, "patient_problems", problemId, problem.patient_id);
    if (before !== null) return { success: true, id: before.id };
    const values = {
      ...problem,
      recorded_by_user_id: recorderOf(call, problem.recorded_by_user_id),
      metadata: problem.metadata ?? "{}",
    };
    requireNewCare(call, "patient_problems", values);
    return { success: true, id: createRecord(call, "patient_problems", problemId, values) };
  },
);

/** `{id, …}` → the problem. */
export const problemsUpdate: Procedure = command(
  z.object({ ...Clearable, ...Described, id }),
  (call, { id: problemId, severity_score, onset_date, end_date, ...described }) => {
    const problem = liveRecord(call.statements, "patient_problems", problemId);
    requireRecordPermission(call, "patient_problems", "change", problem);
    const given = Object.entries(described).filter(([, value]) => value !== null);
    const changed = changeRecord(call, "patient_problems", problemId, {
      ...Object.fromEntries(given),
      severity_score,
      onset_date,
      end_date,
    });
    return answerRow("patient_problems", changed);
  },
);
