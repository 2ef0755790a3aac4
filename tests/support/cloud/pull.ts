/**
 * `GET /api/v2/sync`: what changed since a time (`cloud.md` 3.4, 3.5).
 *
 * @module
 */

import type { Caller } from "./authenticate.ts";
import { clinicScope, scopeSql } from "./clinic_scope.ts";
import type { CloudClocks } from "./cloud_clocks.ts";
import type { CloudDatabase } from "./cloud_database.ts";
import type { CloudTraits } from "./cloud_generation.ts";
import type { CloudStep } from "./cloud_steps.ts";
import type { Stored } from "./pg_value.ts";
import { TextPieces } from "./text_pieces.ts";

/** What a pull reads from. */
export interface PullSource {
  readonly database: CloudDatabase;
  readonly clocks: CloudClocks;
  readonly traits: CloudTraits;
  /** `MAX_HISTORY_DAYS_SYNC`; 0 is unlimited. */
  readonly maxHistoryDays: number;
  readonly step: (step: CloudStep) => Promise<void>;
}

interface PulledTable {
  /** The key in the answer. */
  readonly key: string;
  readonly table: string;
  /** Older rows are sent however short the history is kept. */
  readonly wholeHistory?: boolean;
  /** No deletions, and times of its own. */
  readonly plain?: boolean;
}

/** In the order of the answer. The odd key is the real one: that model has no name for phones. */
const PULLED: readonly PulledTable[] = [
  { key: "patients", table: "patients" },
  { key: "patient_additional_attributes", table: "patient_additional_attributes" },
  { key: "clinics", table: "clinics", wholeHistory: true },
  { key: "visits", table: "visits" },
  { key: "events", table: "events" },
  { key: "event_forms", table: "event_forms", wholeHistory: true },
  // Meant to be exempt from the history limit, but the list names it otherwise.
  { key: "registration_forms", table: "patient_registration_forms" },
  { key: "appointments", table: "appointments" },
  { key: "prescriptions", table: "prescriptions" },
  { key: "patient_vitals", table: "patient_vitals" },
  { key: "patient_problems", table: "patient_problems" },
  { key: "clinic_departments", table: "clinic_departments", wholeHistory: true },
  { key: "drug_catalogue", table: "drug_catalogue", wholeHistory: true },
  { key: "clinic_inventory", table: "clinic_inventory", wholeHistory: true },
  { key: "dispensing_records", table: "dispensing_records" },
  { key: "prescription_items", table: "prescription_items" },
  { key: "users", table: "users" },
  { key: "undefined", table: "devices" },
  { key: "device_pin_codes", table: "device_pin_codes" },
  { key: "user_clinic_permissions", table: "user_clinic_permissions", plain: true },
  { key: "app_config", table: "app_config", plain: true },
];

const DAY_MS = 86_400_000;
const WHOLE_TABLES = new Set(["clinics", "users"]);

/**
 * Reads the answer of a pull: JSON text in UTF-8, in pieces. The reads are not one snapshot; inside
 * a table nothing comes between.
 */
export async function pull(
  source: PullSource,
  caller: Caller,
  sinceMs: number,
): Promise<Uint8Array<ArrayBuffer>[]> {
  if (Number.isNaN(new Date(sinceMs).getTime())) throw new RangeError("Invalid time value");
  const timestamp = source.clocks.nodeMs();
  const text = new TextPieces();
  text.add(`{"success":true,"changes":{`);
  for (const [at, pulled] of PULLED.entries()) {
    await source.step({ kind: "pull", table: pulled.table });
    text.add(`${at === 0 ? "" : ","}${JSON.stringify(pulled.key)}:`);
    addTable(text, source, caller, pulled, sinceMs, timestamp);
  }
  text.add(`},"timestamp":${timestamp}}`);
  return text.finish();
}

function addTable(
  text: TextPieces,
  source: PullSource,
  caller: Caller,
  pulled: PulledTable,
  sinceMs: number,
  nowMs: number,
): void {
  const { database } = source;
  const addRows = (where: string, times: readonly Stored[]): void => {
    const { sql, match } = scoped(caller, pulled.table, where, times);
    let comma = "";
    for (const row of database.eachRow(pulled.table, sql, match)) {
      text.add(comma + JSON.stringify(row));
      comma = ",";
    }
  };
  const addIds = (where: string, times: readonly Stored[]): void => {
    const { sql, match } = scoped(caller, pulled.table, where, times);
    text.add(JSON.stringify(database.values(pulled.table, "id", sql, match)).slice(1, -1));
  };
  const since = BigInt(Math.trunc(startOf(source, pulled, sinceMs, nowMs))) * 1000n;
  const live = "deleted_at IS NULL AND is_deleted = 0";
  const whole = source.traits.sendsWholeTables && WHOLE_TABLES.has(pulled.table);
  text.add(`{"created":[`);
  if (pulled.plain === true) addRows("created_at >= ?", [since]);
  else if (!whole) addRows(`server_created_at >= ? AND ${live}`, [since]);
  text.add(`],"updated":[`);
  if (pulled.plain === true) addRows("updated_at > ? AND created_at < ?", [since, since]);
  else if (whole) addRows(live, []);
  else addRows(`last_modified > ? AND server_created_at < ? AND ${live}`, [since, since]);
  text.add(`],"deleted":[`);
  if (whole) addIds("is_deleted = 1", []);
  else if (pulled.plain !== true && sinceMs !== 0) {
    addIds("deleted_at > ? AND is_deleted = 1", [since]);
  }
  text.add("]}");
}

/** A hub without clinics is not limited at all. */
function scoped(
  caller: Caller,
  table: string,
  where: string,
  times: readonly Stored[],
): { readonly sql: string; readonly match: readonly Stored[] } {
  if (caller.kind !== "hub" || caller.clinicIds.length === 0) return { sql: where, match: times };
  const scope = scopeSql(clinicScope(table));
  return { sql: `${where} AND ${scope}`, match: [...times, JSON.stringify(caller.clinicIds)] };
}

function startOf(
  source: PullSource,
  pulled: PulledTable,
  sinceMs: number,
  nowMs: number,
): number {
  if (source.maxHistoryDays === 0 || pulled.wholeHistory === true) return sinceMs;
  return Math.max(sinceMs, nowMs - source.maxHistoryDays * DAY_MS);
}
