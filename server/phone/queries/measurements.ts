/**
 * Queries `vitals.list`, `problems.list` and `problems.get`.
 *
 * @module
 */

import { z } from "zod";
import { query } from "../calls/define_call.ts";
import { patientRows } from "../calls/patient_rows.ts";
import { liveRecord } from "../calls/record_writer.ts";
import { refuse } from "../calls/results.ts";
import { answerRow } from "../calls/row_answers.ts";
import { id } from "../calls/scalars.ts";
import { visiblePatient } from "../calls/visible_patients.ts";
import type { Procedure } from "../procedure.ts";

/** `{patient_id}` → bare array, the last measured first. */
export const listVitals: Procedure = query(
  z.object({ patient_id: id }),
  (call, { patient_id: patientId }) =>
    patientRows(call, patientId, { table: "patient_vitals", newestBy: "timestamp" }),
);

/** `{patient_id}` → bare array, newest first. */
export const listProblems: Procedure = query(
  z.object({ patient_id: id }),
  (call, { patient_id: patientId }) =>
    patientRows(call, patientId, { table: "patient_problems", newestBy: "created_at" }),
);

/** `{id}` → the problem. */
export const getProblem: Procedure = query(z.object({ id }), (call, { id: problemId }) => {
  const problem = liveRecord(call.statements, "patient_problems", problemId);
  const { patient_id: patientId } = problem;
  if (typeof patientId !== "string") refuse("NOT_FOUND");
  visiblePatient(call, patientId);
  return answerRow("patient_problems", problem);
});
