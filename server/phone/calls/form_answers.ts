/**
 * Reference rows as the existing calls give them: JSON as text, booleans as 0 or 1.
 *
 * @module
 */

import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { StoredRecord } from "./record_writer.ts";
import { answerRow } from "./row_answers.ts";

/**
 * A row of a table the cloud owns. Text that is not stored is `""`, so that no row has to be left
 * out for it (`W-R8`).
 */
export function formAnswer(
  table: string,
  record: StoredRecord,
  columns: readonly string[],
): Record<string, unknown> {
  const row = answerRow(table, record, { columns, json: "text" });
  for (const { name, kind } of TABLE_BY_NAME.get(table)?.columns ?? []) {
    if (!(name in row)) continue;
    if (kind === "text") row[name] ??= "";
    if (kind === "boolean") row[name] = record[name] === 1 ? 1 : 0;
  }
  return row;
}
