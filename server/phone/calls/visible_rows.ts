/**
 * Lists of what hangs on patients: live rows of patients the user may see, and no others.
 *
 * @module
 */

import type { BindValue } from "@db/sqlite";
import { requireAnswerable } from "./answer_size.ts";
import { answerRow } from "./row_answers.ts";
import type { Call } from "./define_call.ts";
import type { StoredRecord } from "./record_writer.ts";
import { matcher, MAX_SEARCHED_CHARS } from "./search_terms.ts";
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

/** All rows of the selection. JSON columns are text. @throws {CallRefusedError} `TOO_LARGE` */
export function visibleRows(call: Call, selection: RowSelection): Record<string, unknown>[] {
  return read(call, selection);
}

/**
 * One page of the selection, counted in the same snapshot. JSON columns are text.
 *
 * @throws {CallRefusedError} `TOO_LARGE`
 */
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
    const data = readPage(call, selection, found.slice(offset, offset + limit));
    return { data, total: found.length, limit, offset };
  }
  const [total] = call.statements.get(`SELECT count(*) ${fromSql(selection)}`)
    .value<[number]>(parametersOf(call, selection)) ?? [0];
  const page = call.statements.get(
    `SELECT r.hub_row ${fromSql(selection)} ${orderSql(selection)} LIMIT :limit OFFSET :offset`,
  ).values<[number]>({ ...parametersOf(call, selection), limit, offset }).map(([row]) => row);
  return { data: readPage(call, selection, page), total, limit, offset };
}

/** `hub_row` of what the search finds, in order. */
function searched(call: Call, selection: RowSelection, { term, texts }: TextSearch): number[] {
  const matches = matcher(term);
  const starts = texts.map((text) => `substr(${text}, 1, ${MAX_SEARCHED_CHARS})`);
  return call.statements.get(
    `SELECT r.hub_row, ${starts.join(", ")} ${fromSql(selection)} ${orderSql(selection)}`,
  ).values<[number, ...(string | null)[]]>(parametersOf(call, selection))
    .filter(([, ...values]) => matches(values)).map(([row]) => row);
}

/** The rows of the selection at these `hub_row`s. */
function readPage(
  call: Call,
  selection: RowSelection,
  rows: readonly number[],
): Record<string, unknown>[] {
  return read(call, {
    ...selection,
    where: `(${selection.where}) AND r.hub_row IN (SELECT value FROM json_each(:page))`,
    parameters: { ...selection.parameters, page: JSON.stringify(rows) },
  });
}

function read(call: Call, selection: RowSelection): Record<string, unknown>[] {
  const { table, columns } = selection;
  const list = ["id", ...columns].map((column) => `r."${column}"`);
  const parameters = parametersOf(call, selection);
  requireAnswerable(call.statements, list, fromSql(selection), parameters);
  return call.statements.get(
    `SELECT ${list.join(", ")} ${fromSql(selection)} ${orderSql(selection)}`,
  ).all<StoredRecord>(parameters)
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
