/**
 * Whether a pushed row says anything new.
 *
 * @module
 */

import { RowDefectError } from "../rows/arriving_row.ts";
import { mergeRow } from "./merge_row.ts";
import type { HeldRow, Shelf } from "./shelf.ts";

/** True when every column of the row that is no bookkeeping holds what is stored. */
export function isSameAsStored(shelf: Shelf, held: HeldRow | null, row: unknown): boolean {
  if (held === null) return false;
  try {
    const columns = [...shelf.pairs(held, shelf.read(row))];
    const flags = { edited: false, changedSince: false, fixed: false };
    return mergeRow(columns.map((column) => ({ ...column, ...flags }))).differing.length === 0;
  } catch (error) {
    if (error instanceof RowDefectError) return false;
    throw error;
  }
}
