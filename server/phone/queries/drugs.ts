/**
 * Queries `drugs.*`. The catalogue belongs to nobody in particular: any valid token reads it.
 *
 * @module
 */

import { z } from "zod";
import { DRUG_COLUMNS } from "../calls/answer_columns.ts";
import { query } from "../calls/define_call.ts";
import { withDrugNamed } from "../calls/drug_names.ts";
import { liveRecord, type StoredRecord } from "../calls/record_writer.ts";
import { refuse } from "../calls/results.ts";
import { answerRow } from "../calls/row_answers.ts";
import { id, optionalFlag, optionalText } from "../calls/scalars.ts";
import { optionalSearchTerm } from "../calls/search_terms.ts";

/**
 * `{search_term?, form?, route?, is_active?}` → `{data}`, all of it: a drug that is not on the list
 * could not be prescribed. A drug counts as active unless it says otherwise.
 */
export const drugsSearch = query(
  z.object({
    search_term: optionalSearchTerm,
    form: optionalText,
    route: optionalText,
    is_active: optionalFlag,
  }),
  ({ statements }, { search_term, form, route, is_active }) => {
    const drugs = statements.get(
      `SELECT * FROM drug_catalogue
       WHERE coalesce(is_deleted, 0) = 0
         AND (:form IS NULL OR form = :form COLLATE NOCASE)
         AND (:route IS NULL OR route = :route COLLATE NOCASE)
         AND (:active IS NULL OR coalesce(is_active, 1) = :active)
       ORDER BY generic_name COLLATE NOCASE, id`,
    ).all<StoredRecord>({
      form: form || null,
      route: route || null,
      active: is_active ?? null,
    });
    return { data: withDrugNamed(drugs, search_term).map(answer) };
  },
);

/** `{id}` → the drug. Quantities and prices are text: they are decimal. */
export const drugsGet = query(
  z.object({ id }),
  ({ statements }, args) => answer(liveRecord(statements, "drug_catalogue", args.id)),
);

/** `{barcode}` → the drug; of several the active, then the newest one. */
export const drugsByBarcode = query(z.object({ barcode: id }), ({ statements }, { barcode }) => {
  const drug = statements.get(
    `SELECT * FROM drug_catalogue WHERE barcode = ? AND coalesce(is_deleted, 0) = 0
     ORDER BY coalesce(is_active, 1) DESC, updated_at DESC, id LIMIT 1`,
  ).get<StoredRecord>(barcode);
  return drug === undefined ? refuse("NOT_FOUND") : answer(drug);
});

function answer(drug: StoredRecord): Record<string, unknown> {
  return answerRow("drug_catalogue", drug, { columns: DRUG_COLUMNS, json: "text" });
}
