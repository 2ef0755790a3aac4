/**
 * The registration form that counts, read whatever was saved in it.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { StoredRecord } from "./record_writer.ts";
import { jsonValue } from "./row_answers.ts";

/** One field as phones read it. */
export interface RegistrationField {
  readonly id: string;
  readonly position: number;
  /** Column of `patients` for a base field, else the name of the clinic's own field. */
  readonly column: string;
  /** Text by language. */
  readonly label: Readonly<Record<string, unknown>>;
  readonly fieldType: string;
  readonly options: readonly unknown[];
  readonly required: boolean;
  readonly baseField: boolean;
  readonly visible: boolean;
  readonly isSearchField: boolean;
  readonly deleted: boolean;
}

/** Columns of `patients` that a form can ask for, with what a phone shows for them. */
const BASE_FIELDS: ReadonlyMap<string, string> = new Map([
  ["given_name", "text"],
  ["surname", "text"],
  ["date_of_birth", "date"],
  ["sex", "select"],
  ["citizenship", "text"],
  ["hometown", "text"],
  ["phone", "text"],
  ["camp", "text"],
  ["photo_url", "text"],
  ["government_id", "text"],
  ["external_patient_id", "text"],
  ["primary_clinic_id", "text"],
  ["additional_data", "text"],
  ["metadata", "text"],
]);

/** The live form that was changed last, or null. */
export function liveRegistrationForm(statements: Statements): StoredRecord | null {
  return statements.get(
    `SELECT id, name, fields, metadata, created_at, updated_at FROM registration_forms
     WHERE coalesce(is_deleted, 0) = 0 ORDER BY updated_at DESC, hub_row DESC LIMIT 1`,
  ).get<StoredRecord>() ?? null;
}

/**
 * Its fields. What is missing or of another type gets what phones would have; an entry that is no
 * object, or has neither id nor column, is no field. Null when there is no form.
 */
export function registrationFields(form: StoredRecord | null): RegistrationField[] | null {
  if (form === null) return null;
  const entries = jsonValue("fields", form.fields);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry, index) => readField(entry, index) ?? []);
}

/** Fields for every column, when no form says which a clinic wants. */
export function plainFields(): RegistrationField[] {
  return [...BASE_FIELDS].flatMap(([column, fieldType], index) =>
    readField({ id: column, column, fieldType, label: { en: column } }, index) ?? []
  );
}

function readField(entry: unknown, index: number): RegistrationField | null {
  if (!isObject(entry)) return null;
  const column = textOf(entry.column);
  const id = textOf(entry.id) ?? column;
  if (id === null) return null;
  const base = column !== null && BASE_FIELDS.has(column);
  return {
    id,
    position: typeof entry.position === "number" ? Math.trunc(entry.position) : index + 1,
    column: column ?? "",
    label: isObject(entry.label) ? entry.label : { en: textOf(entry.label) ?? column ?? "" },
    fieldType: textOf(entry.fieldType) ?? "text",
    options: Array.isArray(entry.options) ? entry.options : [],
    required: isTrue(entry.required, false),
    // A clinic's own field may have the name of a column; a base field needs a column.
    baseField: base && isTrue(entry.baseField, true),
    visible: isTrue(entry.visible, true),
    isSearchField: isTrue(entry.isSearchField, false),
    deleted: isTrue(entry.deleted, false),
  };
}

function isTrue(value: unknown, missing: boolean): boolean {
  if (value === null || value === undefined) return missing;
  return value === true || value === 1 || value === "true";
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
