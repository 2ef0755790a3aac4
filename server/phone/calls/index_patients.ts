/**
 * Writes patients into the tables they are searched in.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { foldName, foldText } from "./fold_text.ts";
import { MAX_SEARCHED_CHARS } from "./search_terms.ts";

/** Folded columns, in the order of table `patient_search`. */
export const FOLDED_COLUMNS = [
  "given_name",
  "surname",
  "date_of_birth",
  "citizenship",
  "hometown",
  "phone",
  "sex",
  "camp",
  "government_id",
  "external_patient_id",
] as const;
/** The first of them are names. */
const NAMES = 2;

const PATIENTS = `SELECT hub_row, coalesce(is_deleted, 0), coalesce(primary_clinic_id, ''),
    coalesce(updated_at, 0), ${FOLDED_COLUMNS.map((name) => `coalesce(${name}, '')`).join(", ")}
  FROM patients WHERE hub_row IN (SELECT value FROM json_each(?))`;

const LINKED_CLINICS = `SELECT patients.hub_row, link.clinic FROM (
    ${
  ["visits.clinic_id", "appointments.clinic_id", "prescriptions.pickup_clinic_id"].map((place) => {
    const [table, clinic] = place.split(".");
    return `SELECT patient_id, ${clinic} AS clinic FROM ${table}
      WHERE coalesce(is_deleted, 0) = 0 AND ${clinic} <> ''
        AND patient_id IN (SELECT id FROM patients
          WHERE hub_row IN (SELECT value FROM json_each(?1)))`;
  }).join(" UNION ")
}
  ) AS link JOIN patients ON patients.id = link.patient_id`;

const ATTRIBUTES = `SELECT patients.hub_row, part.attribute_id, part.string_value,
    part.number_value
  FROM patients JOIN patient_additional_attributes AS part ON part.patient_id = patients.id
  WHERE patients.hub_row IN (SELECT value FROM json_each(?)) AND part.attribute_id <> ''
    AND coalesce(part.is_deleted, 0) = 0
  ORDER BY part.updated_at, part.hub_row`;

const STORE = `INSERT OR REPLACE INTO patient_search
    (hub_row, ${FOLDED_COLUMNS.join(", ")}, place_no, updated_at)
  VALUES (?, ${FOLDED_COLUMNS.map(() => "?").join(", ")}, ?, ?)`;

const FORGET_ATTRIBUTES = `DELETE FROM attribute_search WHERE patient_row = ?
  AND attribute_no IN (SELECT attribute_no FROM attribute_search_name)`;

type PatientValues = [row: number, deleted: number, clinic: string, updatedAt: number, ...string[]];

/** Replaces the entries of these patients, `hub_row`s. Belongs inside a write transaction. */
export function indexPatients(statements: Statements, rows: readonly number[]): void {
  if (rows.length === 0) return;
  const list = JSON.stringify(rows);
  const clinics = Map.groupBy(
    statements.get(LINKED_CLINICS).values<[number, string]>(list),
    ([row]) => row,
  );
  const attributes = Map.groupBy(
    statements.get(ATTRIBUTES).values<[number, string, string | null, number | null]>(list),
    ([row]) => row,
  );
  const places = new Numbers(statements, "patient_search_place", "place_no", "clinics");
  const names = new Numbers(
    statements,
    "attribute_search_name",
    "attribute_no",
    "attribute_id",
  );
  for (const values of statements.get(PATIENTS).values<PatientValues>(list)) {
    const [row, deleted, clinic, updatedAt, ...texts] = values;
    statements.get(FORGET_ATTRIBUTES).run(row);
    if (deleted === 1) {
      statements.get("DELETE FROM patient_search WHERE hub_row = ?").run(row);
      continue;
    }
    const seenAt = new Set([clinic, ...(clinics.get(row) ?? []).map(([, name]) => name)]);
    const place = places.numberOf(JSON.stringify([...seenAt].sort()));
    const folded = texts.map((text) => text.slice(0, MAX_SEARCHED_CHARS))
      .map((text, at) => at < NAMES ? foldName(text) : foldText(text));
    statements.get(STORE).run(row, ...folded, place, updatedAt);
    const stored = new Map((attributes.get(row) ?? []).map(([, id, text, number]) => [
      id,
      foldText(`${(text ?? "").slice(0, MAX_SEARCHED_CHARS)}\n${number ?? ""}`),
    ]));
    for (const [id, value] of stored) {
      statements.get("INSERT INTO attribute_search VALUES (?, ?, ?)")
        .run(names.numberOf(id), row, value);
    }
  }
}

/** Short numbers for texts that come again and again. */
class Numbers {
  readonly #statements: Statements;
  readonly #insert: string;
  readonly #known: Map<string, number>;

  constructor(statements: Statements, table: string, number: string, text: string) {
    this.#statements = statements;
    this.#insert = `INSERT INTO ${table} (${text}) VALUES (?) RETURNING ${number}`;
    this.#known = new Map(
      statements.get(`SELECT ${text}, ${number} FROM ${table}`).values<[string, number]>(),
    );
  }

  numberOf(text: string): number {
    let number = this.#known.get(text);
    if (number === undefined) {
      number = (this.#statements.get(this.#insert).value<[number]>(text) as [number])[0];
      this.#known.set(text, number);
    }
    return number;
  }
}
