/**
 * Whether hub and cloud hold the same, from what is known of the cloud and not from the relay.
 *
 * @module
 */

/** Columns that are times of the writing, or follow others. */
export const NOT_COMPARED: ReadonlySet<string> = new Set([
  "id",
  "created_at",
  "updated_at",
  "last_modified",
  "server_created_at",
  "deleted_at",
  "last_modified_by",
  "image_timestamp",
  "hashed_password",
]);

/** What the cloud does not keep of a push (`A27`), by table. */
const LOST: ReadonlyMap<string, readonly string[]> = new Map([
  ["prescriptions", ["items", "metadata", "prescribed_at", "filled_at"]],
  ["prescription_items", ["metadata", "is_deleted", "recorded_by_user_id"]],
  ["patient_vitals", ["event_id"]],
]);
/** Columns of attributes in which zero, false and the empty text become null. */
const EMPTY_IS_NULL = new Set(["number_value", "string_value", "boolean_value"]);
const DATES = new Set(["date_of_birth", "onset_date", "end_date", "batch_expiry_date"]);
const HALF_DAY_MS = 43_200_000;

type HubValue = string | number | null;

/** True when the values stand for the same, or the cloud cannot hold the hub's. */
export function isSame(table: string, column: string, hub: HubValue, cloud: unknown): boolean {
  if (LOST.get(table)?.includes(column)) return true;
  if (table === "patient_additional_attributes" && EMPTY_IS_NULL.has(column) && cloud === null) {
    return hub === null || hub === 0 || hub === "";
  }
  if (DATES.has(column)) return civilDate(hub) === civilDate(cloud);
  if (cloud === null || cloud === undefined) return hub === null || hub === "";
  if (typeof cloud === "boolean") return Number(hub ?? 0) === Number(cloud);
  if (typeof cloud === "object") return canonical(parsed(hub)) === canonical(cloud);
  if (typeof cloud === "number") return hub !== null && round(Number(hub)) === round(cloud);
  if (typeof hub === "number") return hub === Date.parse(String(cloud)) || hub === Number(cloud);
  return (hub ?? "") === cloud || (Number(hub) === Number(cloud) && hub !== "" && cloud !== "");
}

function civilDate(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "number") return new Date(value).toISOString().slice(0, 10);
  const text = String(value);
  // Midnight somewhere else.
  if (!text.includes("T")) return text;
  return new Date(Date.parse(text) + HALF_DAY_MS).toISOString().slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function parsed(value: HubValue): unknown {
  try {
    const once: unknown = JSON.parse(String(value ?? "null"));
    return typeof once === "string" ? JSON.parse(once) : once;
  } catch {
    return value;
  }
}

function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "{}" : String(value);
  if (Array.isArray(value)) return value.length === 0 ? "{}" : `[${value.map(canonical)}]`;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([key, item]) => `${key}:${canonical(item)}`)}}`;
}
