/**
 * Words for records, fields, values and reasons.
 *
 * @module
 */
import { maybe, number, t } from "../state/language.ts";

/** A kind of record; one the page does not know by its own name. */
export function tableWords(table: string): string {
  return maybe(`table.${table}`) ?? isolated(table);
}

/** A field. Names of fields are English and have no catalogue. */
export function fieldWords(column: string): string {
  return isolated(column.replaceAll("_", " "));
}

/** Why a record was put aside. */
export function reasonWords(reason: string): string {
  return maybe(`reason.${reason}`) ?? isolated(reason);
}

/** Why two values are in conflict. */
export function conflictWords(reason: string): string {
  return maybe(`conflict.${reason}`) ?? t("attention.bothChanged");
}

/** A value as people read it. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return t("attention.nothing");
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

/** Keeps its own direction inside a sentence of another one. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
