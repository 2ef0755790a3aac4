/**
 * Reads the rows of one table in the two orders that a pull needs.
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";
import type { Table } from "../database/table_shape.ts";
import { rowJsonSql } from "./row_json.ts";

/** Rows read at a time. */
const BATCH_ROWS = 500;
/** Above every `hub_row`: starts after all rows of a stamp. */
export const AFTER_ALL_ROWS = Number.MAX_SAFE_INTEGER;

/** A stored row as a pull needs it. */
export interface SourceRow {
  readonly row: number;
  readonly firstStamp: number;
  readonly firstWriter: number;
  readonly stamp: number;
  readonly writer: number;
  readonly sendBack: boolean;
  /** The row's JSON object in UTF-8. */
  readonly json: Uint8Array;
}

/** Where to go on: after this stamp and row. */
export interface After {
  readonly stamp: number;
  readonly row: number;
}

/** One table that a device may be sent. */
export interface RowSource {
  readonly tableNo: number;
  readonly name: string;
  /** Rows first stored after `after` and not after `bound`, in the order they were stored. */
  firstStored(after: After, bound: number): Iterable<SourceRow>;
  /** Rows first stored up to `through`, changed after `after` and not after `bound`, in order. */
  changed(after: After, bound: number, through: number): Iterable<SourceRow>;
}

type Values = [number, number, number, number, number, number, Uint8Array];

/** A table with typed columns. */
export function typedSource(statements: Statements, table: Table): RowSource {
  return source(statements, {
    tableNo: table.number,
    name: table.name,
    from: table.name,
    json: rowJsonSql(table),
    filter: "",
  });
}

/** A table the hub keeps as JSON. */
export function otherSource(statements: Statements, tableNo: number, name: string): RowSource {
  return source(statements, {
    tableNo,
    name,
    from: "other_row",
    json: "data",
    filter: `table_no = ${tableNo} AND `,
  });
}

interface SourceText {
  readonly tableNo: number;
  readonly name: string;
  readonly from: string;
  readonly json: string;
  readonly filter: string;
}

function source(statements: Statements, text: SourceText): RowSource {
  const { tableNo, name, from, json, filter } = text;
  const columns = `hub_row, hub_first_stamp, hub_first_writer, hub_stamp, hub_writer,
    hub_send_back, CAST(${json} AS BLOB)`;
  const firstStored = `SELECT ${columns} FROM ${from}
    WHERE ${filter}(hub_first_stamp, hub_row) > (?1, ?2) AND hub_first_stamp <= ?3
    ORDER BY hub_first_stamp, hub_row LIMIT ${BATCH_ROWS}`;
  const changed = `SELECT ${columns} FROM ${from}
    WHERE ${filter}(hub_stamp, hub_row) > (?1, ?2) AND hub_stamp <= ?3
      AND hub_stamp > hub_first_stamp AND hub_first_stamp <= ?4
    ORDER BY hub_stamp, hub_row LIMIT ${BATCH_ROWS}`;
  return {
    tableNo,
    name,
    firstStored: (after, bound) =>
      batches((from) => statements.get(firstStored).values<Values>(from.stamp, from.row, bound), {
        after,
        next: (row) => ({ stamp: row.firstStamp, row: row.row }),
      }),
    changed: (after, bound, through) =>
      batches(
        (from) => statements.get(changed).values<Values>(from.stamp, from.row, bound, through),
        { after, next: (row) => ({ stamp: row.stamp, row: row.row }) },
      ),
  };
}

function* batches(
  read: (after: After) => Values[],
  walk: { readonly after: After; readonly next: (row: SourceRow) => After },
): Iterable<SourceRow> {
  let after = walk.after;
  while (true) {
    const batch = read(after);
    for (const values of batch) {
      const row = sourceRow(values);
      yield row;
      after = walk.next(row);
    }
    if (batch.length < BATCH_ROWS) return;
  }
}

function sourceRow(values: Values): SourceRow {
  const [row, firstStamp, firstWriter, stamp, writer, sendBack, json] = values;
  return { row, firstStamp, firstWriter, stamp, writer, sendBack: sendBack === 1, json };
}
