/**
 * What people look a drug up by.
 *
 * @module
 */

import type { StoredRecord } from "./record_writer.ts";
import { matcher } from "./search_terms.ts";

/**
 * The rows whose drug the words of the term name; every row for `""`.
 *
 * @param rows With `generic_name`, `brand_name` and `barcode` of the drug
 */
export function withDrugNamed(rows: readonly StoredRecord[], term: string): StoredRecord[] {
  if (term === "") return [...rows];
  const matches = matcher(term);
  return rows.filter(({ generic_name, brand_name, barcode }) =>
    matches([generic_name, brand_name, barcode].map((name) => name?.toString() ?? null))
  );
}
