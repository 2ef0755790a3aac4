/**
 * Stored rows as a phone's online screens read them.
 *
 * @module
 */

import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { ColumnKind } from "../../database/table_shape.ts";
import { readJsonText } from "./json_text.ts";
import type { StoredRecord } from "./record_writer.ts";

/** How an answer gives JSON columns: as the value, or as stored text. */
export type JsonForm = "value" | "text";

/** JSON columns that are lists; the others are objects. */
const LISTS: ReadonlySet<string> = new Set([
  "form_data",
  "form_fields",
  "fields",
  "items",
  "departments",
  "clinic_ids",
  "translations",
]);

/**
 * A row for an answer: snake_case columns, times as epoch ms numbers, booleans as booleans, null
 * where nothing is stored. A row is never left out for what it lacks (`W-R8`).
 *
 * @param columns Which columns besides `id`; all the table has when absent
 */
export function answerRow(
  table: string,
  record: StoredRecord,
  { columns, json = "value" }: { columns?: readonly string[]; json?: JsonForm } = {},
): Record<string, unknown> {
  const kinds = kindsOf(table);
  const row: Record<string, unknown> = { id: record.id };
  for (const name of columns ?? kinds.keys()) {
    if (name === "id") continue;
    row[name] = answerValue(name, record[name] ?? null, kinds.get(name), json);
  }
  return row;
}

function answerValue(
  name: string,
  value: string | number | null,
  kind: ColumnKind | undefined,
  json: JsonForm,
): unknown {
  if (kind === "boolean") return value === null ? null : value === 1;
  if (kind !== "json") return value;
  if (json === "text") return value ?? (LISTS.has(name) ? "[]" : "{}");
  return jsonValue(name, value);
}

/**
 * What a JSON column holds, also when it was written as JSON twice. Screens run through a list and
 * look into an object, and end where there is neither: an empty one stands for anything else.
 */
export function jsonValue(name: string, value: string | number | null | undefined): object {
  const once = parsed(value);
  const held = typeof once === "string" ? parsed(once) : once;
  if (LISTS.has(name)) return Array.isArray(held) ? held : [];
  return typeof held === "object" && held !== null ? held : {};
}

/** The JSON value of stored text, undefined when it is null or none. */
export function parsed(value: string | number | null | undefined): unknown {
  return typeof value === "string" ? readJsonText(value) ?? undefined : undefined;
}

function kindsOf(table: string): ReadonlyMap<string, ColumnKind> {
  const shape = TABLE_BY_NAME.get(table);
  if (shape === undefined) throw new RangeError(`Cannot answer row: there is no table "${table}"`);
  return new Map(shape.columns.map(({ name, kind }) => [name, kind]));
}
