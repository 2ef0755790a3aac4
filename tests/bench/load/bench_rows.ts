/**
 * The rows that are pushed, made over again from a seed wherever they are needed.
 *
 * @module
 */

import { RowMaker } from "../../support/phone/made_up_patients.ts";

/** The tables that are pushed. */
export type BenchTable = "patients" | "events";

/** Which rows. The same order gives the same rows. */
export interface RowOrder {
  readonly table: BenchTable;
  readonly rows: number;
  /** Different seeds give different ids. */
  readonly seed: number;
  readonly clinicId: string;
}

/** A row as a phone sends it, without WatermelonDB's bookkeeping. */
export type BenchRow = Readonly<Record<string, string | number | boolean | null>>;

/** Characters of `form_data`. */
const FORM_CHARS = 1_024;
/** Characters a form has around its text. */
const FORM_FRAME = [{ fieldId: "notes", name: "notes", fieldType: "free-text", value: "" }];

/**
 * Patients with every column of the registration screen, 20 with their times, in three scripts and
 * of some 540 bytes as JSON; or events with a kilobyte of `form_data`.
 */
export function benchRows(order: RowOrder): BenchRow[] {
  const maker = new RowMaker(order.seed, { clinicId: order.clinicId });
  const times = { created_at: Date.UTC(2026, 8, 1), updated_at: Date.UTC(2026, 8, 1) };
  if (order.table === "patients") {
    return Array.from({ length: order.rows }, () => ({ ...maker.patient(), ...times }));
  }
  const [patientId, visitId] = [maker.id(), maker.id()];
  return Array.from({ length: order.rows }, (_, i) => ({
    ...maker.event(patientId, visitId, { form_data: formText(i) }),
    ...times,
  }));
}

/** The arguments of a `sync_push` of these rows. */
export function pushOf(table: BenchTable, rows: readonly BenchRow[], cursor: number) {
  const created = rows.map((row) => ({ ...row, _status: "created", _changed: "" }));
  return { changes: { [table]: { created, updated: [], deleted: [] } }, lastPulledAt: cursor };
}

function formText(number: number): string {
  const frame = JSON.stringify(FORM_FRAME).length;
  const sentence = `Visit ${number}: cough for three days, no fever. `;
  const value = sentence.repeat(Math.ceil(FORM_CHARS / sentence.length))
    .slice(0, FORM_CHARS - frame);
  return JSON.stringify(FORM_FRAME.map((field) => ({ ...field, value })));
}
