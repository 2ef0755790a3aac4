/**
 * Words for records, fields, values and reasons.
 *
 * @module
 */
import { civilDay, dayAndTime, maybe, number, t } from "../state/language.ts";

/** A kind of record; one the page does not know by its own name. */
export function tableWords(table: string): string {
  return maybe(`table.${table}`) ?? isolated(table);
}

/** A field; one the page does not know by its own name, which is English. */
export function fieldWords(column: string): string {
  return maybe(`column.${column}`) ?? isolated(column.replaceAll("_", " "));
}

/** As much of a record's id as tells it from others. Ids begin with the time they were made at. */
export function recordNumber(id: string): string {
  return id.slice(-8);
}

/** Why a record was put aside. */
export function reasonWords(reason: string): string {
  return maybe(`reason.${reason}`) ?? isolated(reason);
}

/** Why two values are in conflict. */
export function conflictWords(reason: string): string {
  return maybe(`conflict.${reason}`) ?? t("attention.bothChanged");
}

/** Fields that hold an instant, as epoch ms (`server/database/`). */
export const INSTANTS: ReadonlySet<string> = new Set([
  ...["created_at", "updated_at", "deleted_at", "last_modified", "server_created_at"],
  ...["image_timestamp", "check_in_timestamp", "timestamp", "date_value", "datetime_value"],
  ...["last_counted_at", "expiration_date", "prescribed_at", "filled_at", "dispensed_at"],
]);
/** Fields that hold a day, as the epoch ms of its midnight in UTC. */
export const DAYS: ReadonlySet<string> = new Set(["onset_date", "end_date", "batch_expiry_date"]);
/** Fields that hold yes or no, as 1 or 0. */
export const YES_OR_NO: ReadonlySet<string> = new Set([
  "is_deleted",
  "is_walk_in",
  "boolean_value",
]);

/** A value of a field as people read it. */
export function valueWords(value: unknown, column: string | null = null): string {
  if (value === null || value === undefined || value === "") return t("attention.nothing");
  if (typeof value === "number") return numberWords(value, column ?? "");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

function numberWords(value: number, column: string): string {
  if (INSTANTS.has(column)) return dayAndTime(value);
  if (DAYS.has(column)) return civilDay(value);
  return YES_OR_NO.has(column) ? t(value === 0 ? "no" : "yes") : number(value);
}

/** Keeps its own direction inside a sentence of another one. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
