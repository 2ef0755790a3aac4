/**
 * Whether the rows that a row names are in the cloud (B20). The older cloud fails for the whole
 * request where one is not, the newer drops the row without a word, and both make a visit up for an
 * event whose visit they do not have.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import { rowKey } from "../chunk_push.ts";
import type { HubRow } from "../convert/hub_row.ts";
import { type CloudRows, relayedTable } from "./cloud_rows.ts";

/** Columns that name a row of a relayed table. The cloud takes no `event_id`. */
const PARENTS: readonly (readonly [column: string, table: string])[] = [
  ["patient_id", "patients"],
  ["visit_id", "visits"],
  ["current_visit_id", "visits"],
  ["fulfilled_visit_id", "visits"],
  ["prescription_id", "prescriptions"],
  ["prescription_item_id", "prescription_items"],
];

/** A row that this one names. */
interface Parent {
  readonly column: string;
  readonly table: string;
  readonly id: string;
}

/**
 * - `go`: they are there, or leave before it in the same run
 * - `wait`: one is not there yet
 * - `PARENT_MISSING`: the hub does not hold one, so it cannot know
 * - `PARENT_NOT_TAKEN`: the cloud does not take one, or shows no sign of it
 */
export type ParentsState = "go" | "wait" | "PARENT_MISSING" | "PARENT_NOT_TAKEN";

/** Keys of the rows that a row names, as {@linkcode rowKey} gives them. */
export function needsOf(row: HubRow): string[] {
  return parentsOf(row).map(({ table, id }) => rowKey(table, id));
}

/** Looks at every row that `row` of `table` names. */
export function parentsState(
  statements: Statements,
  entries: CloudRows,
  { table, row, run, afterPull }: {
    readonly table: string;
    readonly row: HubRow;
    readonly run: number;
    readonly afterPull: boolean;
  },
): { readonly state: ParentsState; readonly column: string | null } {
  let waits = false;
  for (const parent of parentsOf(row)) {
    const state = parentState(statements, entries, parent, { run, afterPull });
    if (state === "PARENT_MISSING" || state === "PARENT_NOT_TAKEN") {
      return { state, column: parent.column };
    }
    // Only a visit that has come back is sure to be there.
    const mustBeSeen = table === "events" && parent.column === "visit_id";
    waits ||= state === "wait" || (mustBeSeen && state !== "seen");
  }
  return { state: waits ? "wait" : "go", column: null };
}

function parentState(
  statements: Statements,
  entries: CloudRows,
  { table, id }: Parent,
  { run, afterPull }: { readonly run: number; readonly afterPull: boolean },
): ParentsState | "seen" {
  const [row, writer] = statements.get(
    `SELECT hub_row, hub_first_writer FROM ${table} WHERE id = ?`,
  ).value<[number, number]>(id) ?? [];
  if (row === undefined) return "PARENT_MISSING";
  const entry = entries.find(relayedTable(table), row);
  // Somebody may have deleted the item there; its edit, which goes after the pull, brings it back.
  if (table === "prescription_items" && entry?.state === "dirty" && !afterPull) return "wait";
  if (entry?.hasBase === true || writer === CLOUD_WRITER) return "seen";
  if (entry === null) return "wait";
  // The cloud does not show it and has said success.
  if (entry.state === "clean") return "seen";
  if (entry.state === "refused" || entry.state === "here") return "PARENT_NOT_TAKEN";
  if (entry.state === "sent") {
    const pulls = statements.get("SELECT pull_no FROM relay_state").value<[number]>()?.[0] ?? 0;
    return entry.assertedPull !== null && pulls - entry.assertedPull >= 3
      ? "PARENT_NOT_TAKEN"
      : "go";
  }
  return entry.hasSent && entry.sentRun === run ? "go" : "wait";
}

function parentsOf(row: HubRow): Parent[] {
  return PARENTS.flatMap(([column, table]) => {
    const id = row[column];
    return typeof id === "string" && id !== "" ? [{ column, table, id }] : [];
  });
}
