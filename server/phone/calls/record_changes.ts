/**
 * What a call changes of a record.
 *
 * @module
 */

import type { RecordValues, StoredRecord } from "./record_writer.ts";

/**
 * The values that are given and differ from the stored ones: a form that was opened and saved sends
 * every field. Absent and null mean "leave it" (procedures 5.2), so a call clears text with `""`.
 */
export function changesOf(record: StoredRecord, values: RecordValues): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) =>
      value !== undefined && value !== null && inHubForm(value) !== record[name]
    ),
  );
}

function inHubForm(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}
