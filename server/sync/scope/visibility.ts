/**
 * Whether a device may be sent a row (decision 16). Lives as long as one snapshot.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { PATIENT_LINKS } from "../../permissions/patient_visibility.ts";
import type { DeviceScope } from "./device_scope.ts";

/** What decides who sees a row. */
export interface RowScope {
  /** The patient it belongs to, null or `""` for none. */
  readonly patientId: string | null;
  /**
   * With a patient: the patient's own clinic, `""` for none, null when the hub does not hold the
   * patient. Without: the row's clinic, `""` for none.
   */
  readonly clinicId: string | null;
  readonly isDeleted: boolean;
}

/** Names what rows are withheld by: `p` and a patient's id, or `c` and a clinic's. */
export function scopeKey(
  { patientId, clinicId }: Pick<RowScope, "patientId" | "clinicId">,
): string {
  return patientId === null || patientId === "" ? `c${clinicId ?? ""}` : `p${patientId}`;
}

/** Answers for one scope and one snapshot. */
export class Visibility {
  readonly #statements: Statements;
  readonly #clinics: ReadonlySet<string> | null;
  readonly #clinicsJson: string;
  readonly #linked = new Map<string, boolean>();

  constructor(statements: Statements, scope: DeviceScope) {
    this.#statements = statements;
    this.#clinics = scope.clinics;
    this.#clinicsJson = JSON.stringify([...scope.clinics ?? []]);
  }

  /** True when the row may be sent. */
  sees(row: RowScope): boolean {
    const { patientId, clinicId, isDeleted } = row;
    if (patientId === null || patientId === "") return this.#seesClinic(clinicId ?? "");
    if (clinicId === null) return false;
    return this.#seesClinic(clinicId) || this.#isLinked(patientId, isDeleted);
  }

  /** True when rows withheld under this key may be sent now. */
  seesKey(key: string): boolean {
    const id = key.slice(1);
    if (key.startsWith("c")) return this.#seesClinic(id);
    const patient = this.#statements.get(
      "SELECT coalesce(primary_clinic_id, '') FROM patients WHERE id = ?",
    ).value<[string]>(id);
    return patient !== undefined &&
      this.sees({ patientId: id, clinicId: patient[0], isDeleted: false });
  }

  #seesClinic(clinicId: string): boolean {
    return this.#clinics === null || clinicId === "" || this.#clinics.has(clinicId);
  }

  /**
   * A visit, appointment or prescription at one of the clinics. For the deletion of a row deleted
   * ones count too: the deletion of the last visit must reach those who saw the patient by it.
   */
  #isLinked(patientId: string, orDeleted: boolean): boolean {
    const key = `${orDeleted ? "d" : "l"}${patientId}`;
    let linked = this.#linked.get(key);
    if (linked === undefined) {
      linked = this.#statements.get(orDeleted ? LINKED_OR_DELETED : LINKED)
        .value(patientId, this.#clinicsJson) !== undefined;
      this.#linked.set(key, linked);
    }
    return linked;
  }
}

const LINKED = linkedSql("AND coalesce(is_deleted, 0) = 0");
const LINKED_OR_DELETED = linkedSql("");

function linkedSql(condition: string): string {
  return PATIENT_LINKS.map(({ table, clinicColumn }) =>
    `SELECT 1 FROM ${table} WHERE patient_id = ?1 ${condition}
       AND ${clinicColumn} IN (SELECT value FROM json_each(?2))`
  ).join(" UNION ALL ") + " LIMIT 1";
}
