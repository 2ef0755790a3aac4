/**
 * Queries on registration forms: `get_patient_registration_form`, `registration_form.get`,
 * `get_all_registration_forms`.
 *
 * @module
 */

import { z } from "zod";
import { query } from "../calls/define_call.ts";
import { liveRegistrationForm } from "../calls/registration_form.ts";
import { refuse } from "../calls/results.ts";
import { formAnswer } from "../calls/form_answers.ts";
import type { StoredRecord } from "../calls/record_writer.ts";
import { optionalText } from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

const COLUMNS = ["name", "fields", "metadata", "created_at", "updated_at"] as const;

/** → `{id, name, fields, metadata, created_at, updated_at}`; `fields` and `metadata` are text. */
export const getPatientRegistrationForm: Procedure = query(z.object({}), ({ statements }) => {
  const form = liveRegistrationForm(statements) ?? refuse("NOT_FOUND");
  return formAnswer("registration_forms", form, COLUMNS);
});

/** `{language?}` → as above; the last changed form whose name has the language, else the last. */
export const getRegistrationForm: Procedure = query(
  z.object({ language: optionalText }),
  ({ statements }, { language }) => {
    const named = statements.get(
      `SELECT id, ${COLUMNS.join(", ")} FROM registration_forms
       WHERE coalesce(is_deleted, 0) = 0 AND ?1 <> '' AND instr(lower(name), lower(?1)) > 0
       ORDER BY updated_at DESC, hub_row DESC LIMIT 1`,
    ).get<StoredRecord>(language ?? "");
    const form = named ?? liveRegistrationForm(statements) ?? refuse("NOT_FOUND");
    return formAnswer("registration_forms", form, COLUMNS);
  },
);

/** → `{data}`, the deleted ones too, last changed first. */
export const getAllRegistrationForms: Procedure = query(z.object({}), ({ statements }) => ({
  data: statements.get(
    `SELECT id, ${COLUMNS.join(", ")}, coalesce(is_deleted, 0) AS is_deleted
     FROM registration_forms ORDER BY updated_at DESC, hub_row DESC`,
  ).all<StoredRecord>()
    .map((form) => formAnswer("registration_forms", form, [...COLUMNS, "is_deleted"])),
}));
