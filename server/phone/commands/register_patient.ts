/**
 * Command `register_patient`: a new patient, or changes to one, with the answers to the clinic's
 * own fields.
 *
 * @module
 */

import { z } from "zod";
import { command, requirePermission, type WriteCall } from "../calls/define_call.ts";
import {
  isStoredAnswer,
  type PatientAttribute,
  patientAttribute,
  saveAttribute,
} from "../calls/patient_attributes.ts";
import { clinicOfRecord, requireRecordPermission } from "../calls/record_clinic.ts";
import {
  changeRecord,
  createRecord,
  liveRecord,
  readRecord,
  type StoredRecord,
} from "../calls/record_writer.ts";
import { liveRegistrationForm, registrationFields } from "../calls/registration_form.ts";
import { refuse } from "../calls/results.ts";
import {
  optionalCivilDate,
  optionalId,
  optionalInstant,
  optionalJson,
  optionalText,
} from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

/** More than any form has fields. */
const MAX_ATTRIBUTES = 1_000;

const Patient = z.object({
  id: optionalId,
  given_name: optionalText,
  surname: optionalText,
  date_of_birth: optionalCivilDate,
  citizenship: optionalText,
  hometown: optionalText,
  phone: optionalText,
  sex: optionalText,
  camp: optionalText,
  additional_data: optionalJson,
  metadata: optionalJson,
  photo_url: optionalText,
  government_id: optionalText,
  external_patient_id: optionalText,
  primary_clinic_id: optionalId,
  last_modified_by: optionalId,
  created_at: optionalInstant,
});
type PatientArguments = z.output<typeof Patient>;

/** `{patient, additional_attributes}` → `{patient_id, attributes_count}`. */
export const registerPatient: Procedure = command(
  z.object({
    patient: Patient,
    additional_attributes: z.array(patientAttribute).max(MAX_ATTRIBUTES).nullish(),
  }),
  (call, { patient, additional_attributes }) => {
    const attributes = additional_attributes ?? [];
    const patientId = savePatient(call, patient, attributes);
    for (const attribute of attributes) saveAttribute(call, patientId, attribute);
    return { patient_id: patientId, attributes_count: attributes.length };
  },
);

function savePatient(
  call: WriteCall,
  { id, ...patient }: PatientArguments,
  attributes: readonly PatientAttribute[],
): string {
  const known = id === undefined || id === null
    ? null
    : readRecord(call.statements, "patients", id);
  if (known === null) return createPatient(call, id, patient);
  const stored = liveRecord(call.statements, "patients", known.id);
  const { last_modified_by, ...changes } = changesTo(call, stored, patient);
  const isNews = Object.entries(changes).some(([name, value]) => value !== stored[name]) ||
    attributes.some((attribute) => !isStoredAnswer(call, stored.id, attribute));
  // Who may register may say the same again: the answer was lost on its way to the phone.
  const clinicId = clinicOfRecord(call.statements, stored);
  if (!isNews && call.permissions.allows("can_register_patients", clinicId)) return stored.id;
  requireRecordPermission(call, "patients", "change", stored);
  if (isNews) changeRecord(call, "patients", stored.id, { ...changes, last_modified_by });
  return stored.id;
}

function createPatient(
  call: WriteCall,
  id: string | null | undefined,
  patient: Omit<PatientArguments, "id">,
): string {
  const clinicId = patient.primary_clinic_id ?? null;
  requirePermission(call, "can_register_patients", clinicId);
  // Names may be empty, but phones send them: what has none is no registration.
  if ((patient.given_name ?? patient.surname ?? null) === null) refuse("INVALID");
  const texts = Object.entries(patient).filter(([, value]) =>
    value !== undefined && value !== null
  );
  return createRecord(call, "patients", id, {
    ...EMPTY,
    ...Object.fromEntries(texts),
    primary_clinic_id: clinicId,
    last_modified_by: patient.last_modified_by ?? call.permissions.userId,
  });
}

/** What a phone stores where nothing was entered. */
const EMPTY = {
  given_name: "",
  surname: "",
  date_of_birth: "",
  citizenship: "",
  hometown: "",
  phone: "",
  sex: "",
  government_id: "",
  external_patient_id: "",
  additional_data: "{}",
  metadata: "{}",
} as const;

/**
 * A phone sends every column of a patient it edits, empty for those that are not on its form: such
 * a value clears a column that the live form shows and leaves the others alone. The clinic and the
 * day of registration never change this way (`A10`, `W-R6`).
 */
function changesTo(
  call: WriteCall,
  stored: StoredRecord,
  patient: Omit<PatientArguments, "id">,
): Record<string, unknown> {
  const { primary_clinic_id: _clinic, created_at: _created, last_modified_by, ...sent } = patient;
  const shown = shownColumns(call);
  const changes = Object.entries(sent).filter(([column, value]) => {
    if (value === undefined) return false;
    return isEmpty(value) ? shown.has(column) && !isEmpty(stored[column] ?? null) : true;
  });
  return {
    ...Object.fromEntries(changes),
    last_modified_by: last_modified_by ?? call.permissions.userId,
  };
}

/** Columns of `patients` that the live form shows. */
function shownColumns({ statements }: WriteCall): ReadonlySet<string> {
  const fields = registrationFields(liveRegistrationForm(statements)) ?? [];
  return new Set(
    fields.filter(({ baseField, visible, deleted }) => baseField && visible && !deleted)
      .map(({ column }) => column),
  );
}

function isEmpty(value: string | number | null): boolean {
  return value === null || value === "" || value === "{}";
}
