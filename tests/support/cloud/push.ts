/**
 * `POST /api/v2/sync`: rows from a hub or a phone (`cloud.md` 3.4, 3.5). No transaction: what was
 * stored before a failure stays.
 *
 * @module
 */

import type { Caller } from "./authenticate.ts";
import { clinicColumn } from "./clinic_scope.ts";
import type { CloudRow } from "./cloud_database.ts";
import type { CloudTraits } from "./cloud_generation.ts";
import type { CloudStep } from "./cloud_steps.ts";
import { deleteForHub } from "./deletions.ts";
import { PgError } from "./pg_error.ts";
import { PUSH_RULES, type PushTarget } from "./push_rules.ts";
import { filterDate } from "./sync_dates.ts";

/** What a push writes to. */
export interface PushSource extends PushTarget {
  readonly traits: CloudTraits;
  readonly step: (step: CloudStep) => Promise<void>;
  /** Where ignored tables are noted. */
  readonly log: (line: string) => void;
}

/** Thrown where the older cloud answers 200 with `[object Object]`. */
export class DatabaseError extends Error {}

const ORDER = [
  "patients",
  "patient_additional_attributes",
  "visits",
  "events",
  "appointments",
  "prescriptions",
  "patient_vitals",
  "patient_problems",
] as const;
const HUB_ONLY = ["clinic_departments", "drug_catalogue", "device_pin_codes"] as const;

/**
 * Stores what the cloud takes and silently leaves the rest.
 *
 * @returns ids of rows that the database refused, where the generation goes on after one
 * @throws {DatabaseError} for anything wrong with a prescription item, in the older generation
 * @throws anything else at the first row that cannot be stored
 */
export async function push(source: PushSource, caller: Caller, body: unknown): Promise<unknown[]> {
  const changes = asObject(body);
  const order = tablesInOrder(source.traits, caller);
  for (const name of Object.keys(changes)) {
    if (!order.includes(name)) ignoreTable(source, name, changes[name]);
  }
  const refused: unknown[] = [];
  for (const table of order) {
    const lists = changes[table];
    if (lists === undefined || lists === null) continue;
    const { created, updated, deleted } = asObject(lists);
    for (const row of [...asList(created), ...asList(updated)]) {
      const record = asObject(row);
      await source.step({ kind: "push", table, id: record.id });
      attempt(source, table, record.id, refused, () => storeRow(source, caller, table, record));
    }
    for (const id of asList(deleted)) {
      await source.step({ kind: "push", table, id });
      attempt(source, table, id, refused, () => {
        source.record.deleted += deleteForHub(source.database, source.clocks, table, id);
      });
    }
  }
  return refused;
}

function tablesInOrder(traits: CloudTraits, caller: Caller): string[] {
  const last = traits.itemsFirst
    ? ["prescription_items", "dispensing_records"]
    : ["dispensing_records", "prescription_items"];
  return [...ORDER, ...last, ...(caller.kind === "hub" ? HUB_ONLY : [])];
}

function ignoreTable({ record, log }: PushSource, table: string, lists: unknown): void {
  log(`Ignoring table ${table}`);
  if (typeof lists !== "object" || lists === null) return;
  const { created, updated } = lists as Record<string, unknown>;
  for (const row of [created, updated].flatMap((list) => Array.isArray(list) ? list : [])) {
    record.dropped.push({ table, id: row?.id, reason: "table not taken" });
  }
}

function storeRow(source: PushSource, caller: Caller, table: string, row: CloudRow): void {
  const { record } = source;
  const filtered = filterColumns(source, table, row);
  const clinic = filtered[clinicColumn(table) ?? ""] ?? null;
  if (caller.kind === "hub" && clinic !== null && !caller.clinicIds.includes(String(clinic))) {
    record.dropped.push({ table, id: row.id, reason: "foreign clinic" });
    return;
  }
  const rule = PUSH_RULES[table];
  if (rule === undefined) throw new RangeError(`no rule for ${table}`);
  const result = rule(source, filtered);
  if (result === "inserted") record.inserted++;
  else if (result === "updated") record.updated++;
  else {
    const taken = table !== "drug_catalogue" && table !== "device_pin_codes";
    record.dropped.push({ table, id: row.id, reason: taken ? "stale" : "table not taken" });
  }
}

/** Drops unknown columns and turns numbers in date columns into something like dates. */
function filterColumns({ database, clocks }: PushSource, table: string, row: CloudRow): CloudRow {
  const { columns } = database.table(table);
  const filtered: CloudRow = {};
  for (const [name, value] of Object.entries(row)) {
    const column = columns.get(name);
    if (column === undefined) continue;
    const isDate = column.kind === "date" || column.kind === "timestamptz";
    filtered[name] = isDate ? filterDate(value, clocks.nodeMs()) : value;
  }
  return filtered;
}

function attempt(
  source: PushSource,
  table: string,
  id: unknown,
  refused: unknown[],
  store: () => void,
): void {
  try {
    store();
  } catch (error) {
    if (error instanceof PgError) {
      source.record.dropped.push({ table, id, reason: "refused", code: error.code });
      if (source.traits.skipsRefusedRows) {
        refused.push(id);
        return;
      }
    }
    if (table === "prescription_items" && !source.traits.skipsRefusedRows) {
      throw new DatabaseError("Prescription item", { cause: error });
    }
    throw error;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError("Cannot read properties of a value that is no object");
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new TypeError("value is not iterable");
}
