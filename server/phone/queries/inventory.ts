/**
 * Queries `inventory.*`.
 *
 * @module
 */

import { z } from "zod";
import type { PermissionFlag } from "../../permissions/mod.ts";
import { requireAnswerable } from "../calls/answer_size.ts";
import { STOCK_COLUMNS } from "../calls/answer_columns.ts";
import { type Call, query } from "../calls/define_call.ts";
import { withDrugNamed } from "../calls/drug_names.ts";
import type { StoredRecord } from "../calls/record_writer.ts";
import { refuse } from "../calls/results.ts";
import { answerRow } from "../calls/row_answers.ts";
import { id, integer } from "../calls/scalars.ts";
import { searchTerm } from "../calls/search_terms.ts";
import { isUsable, stockBatches } from "../calls/stock_batches.ts";

/** Stock is read by who hands out, by who prescribes, and by whose phone holds it after a pull. */
const READERS: readonly PermissionFlag[] = [
  "can_dispense_medications",
  "can_prescribe_medications",
  "can_view_history",
];

/** `{clinic_id}` → `{data}`, what changed last first. */
export const inventoryByClinic = query(z.object({ clinic_id: id }), (call, { clinic_id }) => {
  requireReader(call, clinic_id);
  return { data: stockRows(call, clinic_id, "s.updated_at DESC").map(answer) };
});

/** `{clinic_id, search_term}` → `{data}` by the drug's name; names and barcode are searched. */
export const inventorySearch = query(
  z.object({ clinic_id: id, search_term: searchTerm }),
  (call, { clinic_id, search_term }) => {
    requireReader(call, clinic_id);
    const rows = stockRows(call, clinic_id, "d.generic_name COLLATE NOCASE");
    return { data: withDrugNamed(rows, search_term).map(answer) };
  },
);

/**
 * `{drug_id, clinic_id, required_quantity}` → `{available, total_available}`: what is on the shelf
 * less what is set aside. A batch that has expired or is held back is not counted: whoever is told
 * "available" hands it out.
 */
export const inventoryCheckAvailability = query(
  z.object({ drug_id: id, clinic_id: id, required_quantity: integer }),
  (call, { drug_id, clinic_id, required_quantity }) => {
    requireReader(call, clinic_id);
    if (required_quantity < 0) refuse("INVALID");
    // A batch below zero was counted wrong: then the others hold less than they say.
    const free = stockBatches(call.statements, clinic_id, drug_id)
      .filter((batch) => isUsable(batch, call.nowMs))
      .reduce((sum, { available, reserved }) => sum + available - reserved, 0);
    return { available: free >= required_quantity, total_available: Math.max(free, 0) };
  },
);

function requireReader({ permissions }: Call, clinicId: string): void {
  if (!READERS.some((flag) => permissions.allows(flag, clinicId))) refuse("NOT_PERMITTED");
}

const STOCK = `FROM clinic_inventory AS s LEFT JOIN drug_catalogue AS d ON d.id = s.drug_id
  WHERE s.clinic_id = ? AND coalesce(s.is_deleted, 0) = 0`;

/** Stock of a clinic, also of drugs the catalogue does not have (any more). */
function stockRows({ statements }: Call, clinicId: string, orderBy: string): StoredRecord[] {
  const list = ["id", ...STOCK_COLUMNS].map((column) => `s."${column}"`);
  requireAnswerable(statements, list, STOCK, clinicId);
  return statements.get(
    `SELECT ${list.join(", ")}, d.generic_name, d.brand_name, d.barcode ${STOCK}
     ORDER BY ${orderBy}, s.id`,
  ).all<StoredRecord>(clinicId);
}

function answer(row: StoredRecord): Record<string, unknown> {
  return answerRow("clinic_inventory", row, { columns: STOCK_COLUMNS, json: "text" });
}
