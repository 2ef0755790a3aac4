/**
 * Keeps the tables that patients are searched in up to date, whoever writes the patients: before
 * a search, rows with a stamp above the last one indexed are folded into them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { indexPatients } from "./index_patients.ts";

/** Patients indexed in one transaction: others write between two of them. */
const PATIENTS_PER_WRITE = 1_000;
/** Tables a patient's entry is made of besides `patients`. */
const PARTS = ["visits", "appointments", "prescriptions", "patient_additional_attributes"] as const;

const NEWEST = `SELECT max(${
  ["patients", ...PARTS].map((table) =>
    `coalesce((SELECT max(hub_first_stamp) FROM ${table}), 0),
     coalesce((SELECT max(hub_stamp) FROM ${table} WHERE hub_stamp > hub_first_stamp), 0)`
  ).join(", ")
})`;

const BEHIND = [
  "SELECT hub_row FROM patients WHERE hub_first_stamp > ?1",
  "SELECT hub_row FROM patients WHERE hub_stamp > hub_first_stamp AND hub_stamp > ?1",
  ...PARTS.flatMap((table) =>
    ["part.hub_first_stamp > ?1", "part.hub_stamp > part.hub_first_stamp AND part.hub_stamp > ?1"]
      .map((newer) =>
        `SELECT patients.hub_row FROM ${table} AS part
           CROSS JOIN patients ON patients.id = part.patient_id WHERE ${newer}`
      )
  ),
  `SELECT patients.hub_row FROM patient_search_moved AS moved
     CROSS JOIN patients ON patients.id = moved.patient_id`,
].join(" UNION ALL ");

/** What is missing from the index in one snapshot. */
interface Missing {
  readonly newest: number;
  readonly patients: readonly number[];
  readonly moved: readonly string[];
}

const running = new WeakMap<SyncEngine, Promise<void>>();

/** True when patients have been indexed at all. */
export function isIndexMade(statements: Statements): boolean {
  return through(statements) > 0;
}

/** True when every patient is in the index as it is now. */
export function isIndexFresh(statements: Statements): boolean {
  return newest(statements) <= through(statements) && movedPatients(statements).length === 0;
}

/**
 * Brings the index up to date with what is committed now.
 *
 * @throws {DatabaseError}
 */
export async function refreshPatientIndex(engine: SyncEngine): Promise<void> {
  while (!engine.read(isIndexFresh)) {
    const others = running.get(engine);
    if (others !== undefined) {
      await others;
      continue;
    }
    const run = refreshOnce(engine).finally(() => running.delete(engine));
    running.set(engine, run);
    return await run;
  }
}

async function refreshOnce(engine: SyncEngine): Promise<void> {
  const missing = engine.read(readMissing);
  const { patients } = missing;
  for (let from = 0; from === 0 || from < patients.length; from += PATIENTS_PER_WRITE) {
    const next = from + PATIENTS_PER_WRITE;
    if (from > 0) await breathe();
    await engine.write((statements) => {
      indexPatients(statements, patients.slice(from, next));
      if (next >= patients.length) finish(statements, missing);
    });
  }
}

/** Lets the worker answer others, and an opening go on, before the next step. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function readMissing(statements: Statements): Missing {
  const after = through(statements);
  const rows = after === 0
    ? statements.get("SELECT hub_row FROM patients").values<[number]>()
    : statements.get(BEHIND).values<[number]>(after);
  return {
    newest: newest(statements),
    patients: [...new Set(rows.map(([row]) => row))].sort((a, b) => a - b),
    moved: movedPatients(statements),
  };
}

/** Rows that were written since have higher stamps: the next refresh finds them. */
function finish(statements: Statements, { newest, moved }: Missing): void {
  statements.get("UPDATE patient_search_state SET through = max(through, ?)").run(newest);
  const remove = statements.get("DELETE FROM patient_search_moved WHERE patient_id = ?");
  for (const patientId of moved) remove.run(patientId);
}

function newest(statements: Statements): number {
  return statements.get(NEWEST).value<[number]>()?.[0] ?? 0;
}

function through(statements: Statements): number {
  return statements.get("SELECT through FROM patient_search_state").value<[number]>()?.[0] ?? 0;
}

function movedPatients(statements: Statements): string[] {
  return statements.get("SELECT patient_id FROM patient_search_moved").values<[string]>()
    .map(([patientId]) => patientId);
}
