/**
 * What a user may see, written from the decisions and not from the hub's code, and a phone that
 * skips what it does not hold, as the apps of March and May do.
 */

import type { Answer, TestEngine } from "../../../support/open_engine.ts";

/** Tables of the model, parents first. */
export const TABLES = ["clinic_inventory", "patients", "visits", "events", "appointments"] as const;
/** Name of a table of the model. */
export type ModelTable = typeof TABLES[number];

/** A row as both sides are compared. */
export interface ModelRow {
  readonly table: ModelTable;
  readonly id: string;
  readonly text: string;
  readonly patientId: string | null;
  readonly clinicId: string;
  readonly isDeleted: boolean;
}

const COLUMNS: Readonly<Record<ModelTable, string>> = {
  clinic_inventory: "batch_number, NULL, coalesce(clinic_id, '')",
  patients: "phone, id, coalesce(primary_clinic_id, '')",
  visits: "provider_name, patient_id, coalesce(clinic_id, '')",
  events: "event_type, patient_id, ''",
  appointments: "notes, patient_id, coalesce(clinic_id, '')",
};
/** The column that edits change. */
export const EDITED: Readonly<Record<ModelTable, string>> = {
  clinic_inventory: "batch_number",
  patients: "phone",
  visits: "provider_name",
  events: "event_type",
  appointments: "notes",
};

/** Every row the hub holds. */
export function rowsOfHub(hub: TestEngine): ModelRow[] {
  return TABLES.flatMap((table) =>
    hub.database.reader.prepare(
      `SELECT id, ${COLUMNS[table]}, coalesce(is_deleted, 0) FROM ${table}`,
    ).values<[string, string | null, string | null, string, number]>()
      .map(([id, text, patientId, clinicId, deleted]) => ({
        ...{ table, id, text: text ?? "", patientId, clinicId, isDeleted: deleted === 1 },
      }))
  );
}

/** Decides by decision 16 what a user with these clinics may see of these rows. */
export class ModelScope {
  readonly #clinics: ReadonlySet<string>;
  readonly #patients: ReadonlyMap<string, ModelRow>;
  readonly #links: readonly ModelRow[];

  constructor(rows: readonly ModelRow[], clinics: ReadonlySet<string>) {
    this.#clinics = clinics;
    this.#patients = new Map(
      rows.filter(({ table }) => table === "patients").map((row) => [row.id, row]),
    );
    this.#links = rows.filter(({ table }) => table === "visits" || table === "appointments");
  }

  /** @param orDeleted links that are deleted count as well: for the news of a deletion */
  sees({ patientId, clinicId }: ModelRow, orDeleted = false): boolean {
    if (patientId === null || patientId === "") return this.#seesClinic(clinicId);
    const patient = this.#patients.get(patientId);
    if (patient === undefined) return false;
    return this.#seesClinic(patient.clinicId) ||
      this.#links.some((link) =>
        link.patientId === patientId && (orDeleted || !link.isDeleted) &&
        this.#clinics.has(link.clinicId)
      );
  }

  #seesClinic(clinicId: string): boolean {
    return clinicId === "" || this.#clinics.has(clinicId);
  }
}

/** A phone's rows and its cursor. */
export class ModelPhone {
  rows = new Map<string, { text: string; isDeleted: boolean }>();
  cursor = 0;

  apply(answer: Answer): void {
    for (const [table, { created, updated }] of Object.entries(answer.changes)) {
      const column = EDITED[table as ModelTable];
      if (column === undefined) continue;
      const read = (row: Record<string, unknown>) => ({
        text: String(row[column] ?? ""),
        isDeleted: row.is_deleted === 1,
      });
      for (const row of created) this.rows.set(`${table}/${row.id}`, read(row));
      for (const row of updated) {
        const key = `${table}/${row.id}`;
        if (this.rows.has(key)) this.rows.set(key, read(row));
      }
    }
  }

  copy(): ModelPhone {
    const copy = new ModelPhone();
    copy.rows = new Map(this.rows);
    copy.cursor = this.cursor;
    return copy;
  }
}
