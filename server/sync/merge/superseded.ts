/**
 * A row was put aside, and a later version of it is stored: what the earlier one said and the
 * stored one does not goes into conflict records (decision 14).
 *
 * @module
 */

import { RowDefectError } from "../rows/arriving_row.ts";
import type { Quarantine } from "../attention/quarantine.ts";
import type { Conflicts } from "./conflicts.ts";
import { mergeRow } from "./merge_row.ts";
import type { HeldRow, Shelf } from "./shelf.ts";

/** Takes the row's open entries out of the quarantine. Call after it was stored. */
export function supersedeQuarantined(
  { quarantine, conflicts }: { readonly quarantine: Quarantine; readonly conflicts: Conflicts },
  shelf: Shelf,
  id: string,
  nowMs: number,
): void {
  const held = quarantine.isEmpty ? null : shelf.find(id);
  if (held === null) return;
  const stored = shelf.stored(held, "is_deleted");
  // Tables the hub does not know keep what phones sent.
  const isDeleted = stored === 1 || stored === true;
  const earlier = quarantine.supersede({ table: shelf.table, rowId: id, isDeleted }, nowMs);
  for (const { data, writer: lostWriter } of earlier) {
    for (const { column, lost, kept } of lostValues(shelf, held, data)) {
      const about = { reason: "QUARANTINED_EARLIER", lost, kept, lostWriter } as const;
      conflicts.add({ table: shelf.table, rowId: id, column, ...about });
    }
  }
}

const OF_DELETION: ReadonlySet<string> = new Set(["is_deleted", "deleted_at"]);

interface LostValue {
  readonly column: string | null;
  readonly lost: unknown;
  readonly kept: unknown;
}

function lostValues(shelf: Shelf, held: HeldRow, data: string): LostValue[] {
  const row: unknown = JSON.parse(data);
  try {
    const flags = { edited: false, changedSince: false, fixed: false };
    const columns = [...shelf.pairs(held, shelf.read(row))];
    return mergeRow(columns.map((column) => ({ ...column, ...flags }))).differing
      // Whether it is deleted is no value to choose: what hangs on it goes with it.
      .filter(({ column: { name } }) => !OF_DELETION.has(name))
      .map(({ column: { name, arriving, stored } }) => ({
        ...{ column: name, lost: arriving, kept: stored },
      }));
  } catch (error) {
    // What was wrong with it is still wrong: it is kept as it came.
    if (error instanceof RowDefectError) return [{ column: null, lost: row, kept: null }];
    throw error;
  }
}
