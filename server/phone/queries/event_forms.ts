/**
 * Queries on event forms: `get_event_forms`, `event_forms.list`, `get_event_form`.
 *
 * @module
 */

import { z } from "zod";
import { query } from "../calls/define_call.ts";
import { formAnswer } from "../calls/form_answers.ts";
import { liveRecord, type StoredRecord } from "../calls/record_writer.ts";
import { parsed } from "../calls/row_answers.ts";
import { id, optionalText } from "../calls/scalars.ts";
import type { Statements } from "../../database/statements.ts";
import type { Procedure } from "../procedure.ts";

const COLUMNS = [
  "name",
  "description",
  "language",
  "is_editable",
  "is_snapshot_form",
  "form_fields",
  "metadata",
  "created_at",
  "updated_at",
  "clinic_ids",
] as const;
const LIST_COLUMNS = [...COLUMNS, "translations"] as const;

/** → `{data}` by name; JSON columns are text. */
export const getEventForms: Procedure = query(z.object({}), ({ statements }) => ({
  data: liveForms(statements).map((form) => formAnswer("event_forms", form, COLUMNS)),
}));

/** `{language?, clinic_id?}` → `{data}` by name: forms of the clinic and those open to all. */
export const listEventForms: Procedure = query(
  z.object({ language: optionalText, clinic_id: optionalText }),
  ({ statements }, { language, clinic_id: clinicId }) => ({
    data: liveForms(statements)
      .filter((form) => !language || form.language === language)
      .filter((form) => !clinicId || isOpenTo(form, clinicId))
      .map((form) => formAnswer("event_forms", form, LIST_COLUMNS)),
  }),
);

/** `{form_id}` → the form. */
export const getEventForm: Procedure = query(
  z.object({ form_id: id }),
  ({ statements }, { form_id: formId }) =>
    formAnswer("event_forms", liveRecord(statements, "event_forms", formId), LIST_COLUMNS),
);

function liveForms(statements: Statements): StoredRecord[] {
  return statements.get(
    `SELECT id, ${LIST_COLUMNS.join(", ")} FROM event_forms
     WHERE coalesce(is_deleted, 0) = 0 ORDER BY name, id`,
  ).all<StoredRecord>();
}

/** No list, or an empty one, means all clinics. */
function isOpenTo(form: StoredRecord, clinicId: string): boolean {
  const clinics = parsed(form.clinic_ids);
  return !Array.isArray(clinics) || clinics.length === 0 || clinics.includes(clinicId);
}
