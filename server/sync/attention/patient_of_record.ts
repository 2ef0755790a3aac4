/**
 * Which patient a record is about: who decides about it asks the person who knows that patient.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";

/**
 * The patient's name as the hub holds it.
 *
 * @param sent JSON of the record as a phone sent it, for one the hub does not hold; read only then
 * @returns null when the record is about no patient, or about one the hub does not know
 */
export function patientOfRecord(
  statements: Statements,
  { table, rowId, sent = null }: {
    readonly table: string;
    readonly rowId: string;
    readonly sent?: string | null;
  },
): string | null {
  if (table === "patients") return storedName(statements, rowId) ?? nameOf(parsed(sent));
  const shape = TABLE_BY_NAME.get(table);
  if (shape?.scopeColumn !== "patient_id") return null;
  const held = statements.get(`SELECT patient_id FROM ${shape.name} WHERE id = ?`)
    .value<[string | null]>(rowId)?.[0];
  const patientId = held ?? textOf(parsed(sent), "patient_id");
  return patientId === null ? null : storedName(statements, patientId);
}

function storedName(statements: Statements, patientId: string): string | null {
  const [given = null, surname = null] =
    statements.get("SELECT given_name, surname FROM patients WHERE id = ?")
      .value<[string | null, string | null]>(patientId) ?? [];
  return joined(given, surname);
}

function parsed(sent: string | null): unknown {
  return sent === null ? null : JSON.parse(sent);
}

function nameOf(sent: unknown): string | null {
  return joined(textOf(sent, "given_name"), textOf(sent, "surname"));
}

function joined(...parts: readonly (string | null)[]): string | null {
  return parts.map((part) => part?.trim() ?? "").filter((part) => part !== "").join(" ") || null;
}

function textOf(sent: unknown, column: string): string | null {
  if (typeof sent !== "object" || sent === null) return null;
  const value: unknown = Reflect.get(sent, column);
  return typeof value === "string" ? value : null;
}
