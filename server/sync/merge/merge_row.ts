/**
 * Merges an arriving row into a stored one, column by column (decision 11). Pure.
 *
 * @module
 */

import type { ColumnKind } from "../../database/table_shape.ts";

/** One column of the two rows. */
export interface MergeColumn {
  readonly name: string;
  /** `any`: a column the hub does not know; its values are JSON. */
  readonly kind: ColumnKind | "any";
  readonly stored: unknown;
  readonly arriving: unknown;
  /** True when the phone says that somebody changed it there (`_changed`). */
  readonly edited: boolean;
  /** True when another writer changed it after the base of the push (decision 10). */
  readonly changedSince: boolean;
  /** True when the stored value stays, whatever arrives: stock that dispensing records move. */
  readonly fixed: boolean;
}

/** What becomes of the column. */
export interface ColumnResult {
  readonly column: MergeColumn;
  /**
   * - `take`: the arriving value is stored
   * - `take_over`: it is stored, and the value it replaces was changed since the base
   * - `keep`: the stored value stays, nobody meant to change it
   */
  readonly outcome: "take" | "take_over" | "keep";
}

/** What becomes of the row. */
export interface MergeResult {
  /** The columns whose arriving value differs from the stored one, in any way that counts. */
  readonly differing: readonly ColumnResult[];
  /** Bookkeeping columns to store, when anything else is stored. */
  readonly following: readonly MergeColumn[];
  /** The column that stays whatever arrives, where the arriving row has it. */
  readonly fixed: MergeColumn | null;
  /** True when a bookkeeping column stays that the phone has otherwise. */
  readonly leavesBehind: boolean;
}

/** Times that never conflict: the later is kept. */
const LATER: ReadonlySet<string> = new Set([
  "created_at",
  "updated_at",
  "last_modified",
  "server_created_at",
]);
/** Follows the rest of the row. */
const FOLLOWING: ReadonlySet<string> = new Set(["last_modified_by"]);

/** True for a column that records bookkeeping and is never the reason of a change. */
export function isBookkeeping(name: string): boolean {
  return LATER.has(name) || FOLLOWING.has(name);
}

/** True for a time of which the later is kept, whoever wrote it. */
export function isLaterKept(name: string): boolean {
  return LATER.has(name);
}

/** Decides for every column that the arriving row has. */
export function mergeRow(columns: Iterable<MergeColumn>): MergeResult {
  const differing: ColumnResult[] = [];
  const following: MergeColumn[] = [];
  let leavesBehind = false;
  let fixed: MergeColumn | null = null;
  for (const column of columns) {
    if (column.fixed) fixed = column;
    if (LATER.has(column.name)) {
      if (Number(column.arriving ?? 0) > Number(column.stored ?? 0)) following.push(column);
    } else if (FOLLOWING.has(column.name)) {
      if (column.arriving === column.stored) continue;
      const follows = column.edited || (column.arriving !== null && !column.changedSince);
      if (follows) following.push(column);
      else leavesBehind = true;
    } else if (!isSame(column)) {
      differing.push({ column, outcome: outcomeOf(column) });
    }
  }
  return { differing, following, fixed, leavesBehind };
}

function outcomeOf({ edited, changedSince, fixed }: MergeColumn): ColumnResult["outcome"] {
  if (fixed) return "keep";
  if (!changedSince) return "take";
  return edited ? "take_over" : "keep";
}

/** A phone cannot hold null in many columns: its default stands for it, unless somebody typed it. */
function isSame({ kind, stored, arriving, edited }: MergeColumn): boolean {
  if (stored === arriving) return true;
  if (kind === "any") return JSON.stringify(stored) === JSON.stringify(arriving);
  if (stored !== null || edited) return false;
  return arriving === "" || arriving === 0;
}
