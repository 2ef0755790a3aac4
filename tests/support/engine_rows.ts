/** Rows and looks for tests on an open engine. */

import type { Answer, TestEngine } from "./open_engine.ts";

/** A push of one table. */
export function created(table: string, ...rows: unknown[]) {
  return { [table]: { created: rows, updated: [], deleted: [] } };
}

/** The same in `updated`. */
export function updated(table: string, ...rows: unknown[]) {
  return { [table]: { created: [], updated: rows, deleted: [] } };
}

/** A row with an id, times and whatever is given. */
export function row(id: string, values: Record<string, unknown> = {}): Record<string, unknown> {
  return { id, created_at: 5, updated_at: 6, is_deleted: false, ...values };
}

/** A row as an app sends it after an edit of these columns. */
export function edited(
  whole: Record<string, unknown>,
  changes: Record<string, unknown>,
): Record<string, unknown> {
  return {
    ...whole,
    updated_at: Number(whole.updated_at ?? 0) + 1,
    ...changes,
    _status: "updated",
    _changed: [...Object.keys(changes), "updated_at"].join(","),
  };
}

/** Every row of an answer with the list it is in. */
export function entries(answer: Answer): [table: string, list: string, id: unknown][] {
  return Object.entries(answer.changes).flatMap(([table, lists]) =>
    (["created", "updated"] as const).flatMap((list) =>
      lists[list].map(({ id }): [string, string, unknown] => [table, list, id])
    )
  );
}

/** Ids of a table in an answer, whatever list they are in. */
export function idsIn(answer: Answer, table: string): unknown[] {
  return entries(answer).filter(([name]) => name === table).map(([, , id]) => id);
}

/** A row as the hub stores it. */
export function stored(
  hub: TestEngine,
  table: string,
  id: string,
): Record<string, unknown> | undefined {
  const found = hub.database.reader.prepare(`SELECT * FROM ${table} WHERE id = ?`)
    .get<Record<string, unknown>>(id);
  return found === undefined ? undefined : { ...found };
}

/** Open conflict records: row, column, reason, losing and kept value. */
export function conflicts(hub: TestEngine): [string, string | null, string, unknown, unknown][] {
  return hub.database.reader.prepare(
    "SELECT row_id, column_name, reason, lost, kept FROM conflict ORDER BY conflict_no",
  ).values<[string, string | null, string, string, string]>()
    .map(([id, column, reason, lost, kept]) => [
      ...[id, column, reason] as const,
      JSON.parse(lost),
      JSON.parse(kept),
    ]);
}

/** Rows put aside: table, id, reason, resolution. */
export function aside(hub: TestEngine): [string, string, string, string | null][] {
  return hub.database.reader.prepare(
    "SELECT table_name, row_id, reason, resolution FROM quarantine ORDER BY rowid",
  ).values<[string, string, string, string | null]>();
}
