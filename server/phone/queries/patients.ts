/**
 * Queries that list patients: `get_patients`, `search_patients`, `patients.similar`,
 * `check_government_id`.
 *
 * @module
 */

import { z } from "zod";
import { listedPatients } from "../calls/patient_columns.ts";
import {
  findPatients,
  hasGovernmentId,
  searchQuery,
  similarPatients,
} from "../calls/patient_search.ts";
import { paging, rowLimit } from "../calls/scalars.ts";
import type { Procedure } from "../procedure.ts";

/** More filters than any form has fields, and texts longer than any name. */
const MAX_FILTERS = 40;
const MAX_FILTER_CHARS = 500;
const SIMILAR_LIMIT = 10;

const searchedText = z.string().max(MAX_FILTER_CHARS);
const filterText = z.union([z.string(), z.number(), z.boolean()]).nullish()
  .transform((value) => value === null || value === undefined ? "" : String(value))
  .pipe(searchedText);

const filters = z.record(z.string().max(MAX_FILTER_CHARS), filterText)
  .refine((record) => Object.keys(record).length <= MAX_FILTERS)
  .transform((record) => new Map(Object.entries(record)));

/** `{limit?, offset?}` → `{data, total, limit, offset}`: those the user may see, last changed first. */
export const getPatients: Procedure = searchQuery(z.object(paging), (call, { limit, offset }) => {
  const { rows, total } = findPatients(call, { filters: new Map(), limit, offset });
  return { data: listedPatients(call, rows, "value"), total, limit, offset };
});

/** `{filters, limit?, offset?}` → as `get_patients`, those in whom every filter occurs. */
export const searchPatients: Procedure = searchQuery(
  z.object({ ...paging, filters }),
  (call, { filters, limit, offset }) => {
    const { rows, total } = findPatients(call, { filters, limit, offset });
    return { data: listedPatients(call, rows, "value"), total, limit, offset };
  },
);

/** `{given_name, surname, limit?}` → `{data}`: patients named alike, the most alike first. */
export const similarPatientsQuery: Procedure = searchQuery(
  z.object({
    given_name: searchedText,
    surname: searchedText,
    limit: rowLimit(SIMILAR_LIMIT),
  }),
  (call, { given_name: givenName, surname, limit }) => {
    const rows = similarPatients(call, { givenName, surname, limit });
    return { data: listedPatients(call, rows, "text") };
  },
);

/** `{government_id}` → `{exists}`. */
export const checkGovernmentId: Procedure = searchQuery(
  z.object({ government_id: searchedText }),
  (call, { government_id: governmentId }) => ({ exists: hasGovernmentId(call, governmentId) }),
);
