/**
 * The conversion of rows from the cloud's types, which the older generations also run over a force
 * upload and a force download, but never over an ordinary hub sync (`sync.md` 4.5).
 *
 * @module
 */

import type { ChangeSet } from "./changes.ts";

type Row = Record<string, unknown>;

const OPTIONAL_TIMES = [
  "deleted_at",
  "timestamp",
  "prescribed_at",
  "filled_at",
  "expiration_date",
  "batch_expiry_date",
  "check_in_timestamp",
];

const JSON_COLUMNS: Readonly<Record<string, string>> = {
  departments: "[]",
  metadata: "{}",
  form_fields: "[]",
  translations: "[]",
  clinic_ids: "[]",
  form_data: "[]",
  fields: "[]",
};

/**
 * Changes rows in place: times to epoch milliseconds, JSON to text, the date of birth to
 * `YYYY-MM-DD`. It also adds `image_timestamp: 0`. In a force upload the rows are the app's live
 * ones, so the change stays in memory until the app starts again.
 *
 * @param nowMs the phone's clock: what a time that cannot be read becomes
 */
export function convertFromCloud(changes: ChangeSet, nowMs: number): void {
  for (const lists of Object.values(changes)) {
    for (const rows of [lists.created, lists.updated, lists.deleted]) {
      if (!rows) continue;
      for (const row of rows) if (typeof row !== "string") convertRow(row as Row, nowMs);
    }
  }
}

function convertRow(row: Row, nowMs: number): void {
  row.created_at = epochMs(row.created_at, nowMs);
  row.updated_at = epochMs(row.updated_at, nowMs);
  for (const column of OPTIONAL_TIMES) if (row[column]) row[column] = epochMs(row[column], nowMs);
  row.image_timestamp = 0;
  for (const [column, empty] of Object.entries(JSON_COLUMNS)) {
    if (row[column]) row[column] = jsonText(row[column], empty);
  }
  if (row.date_of_birth !== undefined && row.date_of_birth !== null) {
    row.date_of_birth = civilDate(row.date_of_birth, nowMs);
  }
}

function epochMs(value: unknown, nowMs: number): number {
  if (typeof value !== "number" && (typeof value !== "string" || value === "")) return nowMs;
  const ms = new Date(value).getTime();
  return Number.isNaN(ms) ? nowMs : ms;
}

function jsonText(value: unknown, empty: string): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? empty;
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}

/** A date of birth that cannot be read becomes today. */
function civilDate(value: unknown, nowMs: number): string | null {
  if (typeof value === "string") {
    if (value.trim() === "" || value === "0000-00-00") return null;
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  }
  const readable = typeof value === "string" || typeof value === "number";
  const date = readable ? new Date(value) : new Date(nowMs);
  return (Number.isNaN(date.getTime()) ? new Date(nowMs) : date).toISOString().slice(0, 10);
}
