/**
 * Lists of what hangs on patients: live rows of patients the user may see, and no others.
 *
 * @module
 */

import type { BindValue } from "@db/sqlite";
import { answerRow } from "./row_answers.ts";
import type { Call } from "./define_call.ts";
import type { StoredRecord } from "./record_writer.ts";
import { matcher } from "./search_terms.ts";
import { viewedClinics, visiblePatientSql } from "./visible_patients.ts";

/** Which rows, of what, in which order. The SQL is fixed text: values come as parameters. */
export interface RowSelection {
  readonly table: string;
  /** Columns of an answer besides `id`. */
  readonly columns: readonly string[];
  /** Condition on the row as `r` and its patient as `p`. */
  readonly where: string;
  /** By columns of `r`; rows that are equal in it come by their ids. */
  readonly orderBy: string;
  /** By name without the colon. */
  readonly parameters: Readonly<Record<string, BindValue>>;
}

/** A search inside a selection. */
export interface TextSearch {
  /** `""` finds everything. */
  readonly term: string;
  /** SQL of texts of the row as `r` and its patient as `p`. */
  readonly texts: readonly string[];
}

/** A part of a list, and how much there is in all. */
export interface RowPage {
  readonly data: readonly Record<string, unknown>[];
  /** Rows of the whole list. */
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

/** All rows of the selection. JSON columns are text. */
export function visibleRows(call: Call, selection: RowSelection): Record<string, unknown>[] {
  return read(call, selection);
}

/** One page of the selection, counted in the same snapshot. JSON columns are text. */
export function visiblePage(
  call: Call,
  selection: RowSelection,
  { limit, offset, search }: {
    readonly limit: number;
    readonly offset: number;
    readonly search?: TextSearch;
  },
): RowPage {
  if (search !== undefined && search.term !== "") {
    const found = searched(call, selection, search);
    const page = JSON.stringify(found.slice(offset, offset + limit));
    const data = read(call, {
      ...selection,
      where: `(${selection.where}) AND r.hub_row IN (SELECT value FROM json_each(:page))`,
      parameters: { ...selection.parameters, page },
    });
    return { data, total: found.length, limit, offset };
  }
  const [total] = call.statements.get(`SELECT count(*) ${fromSql(selection)}`)
    .value<[number]>(parametersOf(call, selection)) ?? [0];
  const data = read(call, selection, { limit, offset });
  return { data, total, limit, offset };
}

/** `hub_row` of what the search finds, in order. */
function searched(call: Call, selection: RowSelection, { term, texts }: TextSearch): number[] {
  const matches = matcher(term);
  return call.statements.get(
    `SELECT r.hub_row, ${texts.join(", ")} ${fromSql(selection)} ${orderSql(selection)}`,
  ).values<[number, ...(string | null)[]]>(parametersOf(call, selection))
    .filter(([, ...values]) => matches(values)).map(([row]) => row);
}

function read(
  call: Call,
  selection: RowSelection,
  page?: { readonly limit: number; readonly offset: number },
): Record<string, unknown>[] {
  const { table, columns } = selection;
  const list = ["id", ...columns].map((column) => `r."${column}"`).join(", ");
  const part = page === undefined ? "" : "LIMIT :limit OFFSET :offset";
  return call.statements.get(
    `SELECT ${list} ${fromSql(selection)} ${orderSql(selection)} ${part}`,
  ).all<StoredRecord>({ ...parametersOf(call, selection), ...page })
    .map((row) => answerRow(table, row, { columns, json: "text" }));
}

function orderSql({ orderBy }: RowSelection): string {
  return `ORDER BY ${orderBy}, r.id`;
}

function fromSql({ table, where }: RowSelection): string {
  return `FROM ${table} AS r JOIN patients AS p ON p.id = r.patient_id
    WHERE coalesce(r.is_deleted, 0) = 0 AND coalesce(p.is_deleted, 0) = 0 AND (${where})
      AND ${visiblePatientSql("p", ":viewed")}`;
}

function parametersOf(call: Call, { parameters }: RowSelection): Record<string, BindValue> {
  return { ...parameters, viewed: viewedClinics(call) };
}
