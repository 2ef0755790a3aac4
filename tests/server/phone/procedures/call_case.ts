/** What a case of a procedure is: a valid call, who may make it, and what it gives. */

import assert from "node:assert/strict";
import type { PermissionFlag } from "../../../../server/permissions/mod.ts";

/** Arguments or a result, loosely typed: what a test expects of them is what it checks. */
// deno-lint-ignore no-explicit-any -- see above
export type Json = any;

/** A row that a call is to leave behind: some of its columns, in hub form. */
export interface ExpectedRow {
  readonly table: string;
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** See the module. Calls are made against `clinic_rows.ts`. */
export interface CallCase {
  readonly kind: "command" | "query";
  readonly name: string;
  /** Tells the cases of one procedure apart. */
  readonly scenario?: string;
  /** As phones send them; made anew for each call. */
  readonly args: () => Json;
  /** Flags at {@linkcode HERE} that the call needs; of those in a list one is enough. */
  readonly needs: readonly (PermissionFlag | readonly PermissionFlag[])[];
  /** True when the user's home clinic decides, because nothing else has one. */
  readonly atHome?: boolean;
  /** For a list: the id it holds for who has the flags, and nobody else. */
  readonly lists?: string;
  /** The same call on what belongs to the other clinic: refused to whoever has flags here only. */
  readonly strange?: readonly Json[];
  /** Calls that name what is not there. */
  readonly missing?: readonly Json[];
  /** Calls that cannot be understood. */
  readonly bad?: readonly Json[];
  /** The same call in other forms of the same values (W-R18): the result is as for `args`. */
  readonly also?: readonly Json[];
  /** Checks the result. */
  readonly check: (result: Json) => void;
  /** Rows in the database and, once they have synced, on all phones. */
  readonly stores?: (result: Json) => readonly ExpectedRow[];
}

/** Asserts that a row has exactly these columns besides `id`. */
export function columns(row: Json, names: string): void {
  assert.deepEqual(Object.keys(row).sort(), ["id", ...names.trim().split(/\s+/)].sort());
}

/** Asserts that the result is a page of rows with these columns, one of them with this id. */
export function page(result: Json, id: string, names: string): void {
  assert.deepEqual(Object.keys(result).sort(), ["data", "limit", "offset", "total"]);
  assert.ok(result.data.length <= result.limit && result.data.length <= result.total);
  list(result.data, id, names);
}

/** Asserts that the rows have these columns, and gives the one with this id. */
export function list(rows: Json, id: string, names: string): Json {
  assert.ok(Array.isArray(rows));
  for (const row of rows) columns(row, names);
  const found = rows.find((row) => row.id === id);
  assert.ok(found !== undefined, `${id} is not in the list`);
  return found;
}
