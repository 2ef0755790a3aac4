/**
 * Reads the rows of one table in the two orders that a pull needs.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import { rowJsonSql } from "../rows/row_json.ts";
import type { RowScope } from "../scope/visibility.ts";

/** Rows read at a time. */
const BATCH_ROWS = 500;
/** Above every `hub_row`: starts after all rows of a stamp. */
export const AFTER_ALL_ROWS = Number.MAX_SAFE_INTEGER;

/** A stored row as a pull needs it. */
export interface SourceRow extends RowScope {
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
  /** Rows withheld under this key, first stored up to `through`, after row `after`, by number. */
  withKey(key: string, after: number, through: number): Iterable<SourceRow>;
  /** How many rows {@linkcode RowSource.firstStored} and {@linkcode RowSource.changed} give. */
  count(phase: 1 | 2, after: After, bound: number, through: number): number;
  /** The row with this number. */
  at(row: number): SourceRow | null;
}

type Values = [
  ...[number, number, number, number, number, number, Uint8Array],
  ...[string | null, string | null, number],
];

/** A table with typed columns. */
export function typedSource(statements: Statements, table: Table): RowSource {
  return source(statements, {
    tableNo: table.number,
    name: table.name,
    from: table.name,
    json: rowJsonSql(table),
    filter: "",
    ...scopeSql(table),
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
    ...OTHER_SCOPE,
  });
}

interface SourceText {
  readonly tableNo: number;
  readonly name: string;
  readonly from: string;
  readonly json: string;
  readonly filter: string;
  /** The patient a row belongs to; null or `''` for none. */
  readonly patient: string;
  /** Without a patient: the row's clinic. */
  readonly clinic: string;
  readonly deleted: string;
}

/** Columns that name the clinic of a row. */
const CLINIC_COLUMNS: readonly string[] = ["clinic_id", "pickup_clinic_id"];

function scopeSql(table: Table): Pick<SourceText, "patient" | "clinic" | "deleted"> {
  const has = (name: string) => table.columns.some((column) => column.name === name);
  const deleted = has("is_deleted") ? "coalesce(is_deleted, 0)" : "0";
  if (table.name === "patients") return { patient: "id", clinic: "''", deleted };
  if (table.scopeColumn === null) return { patient: "NULL", clinic: "''", deleted };
  const clinicColumn = CLINIC_COLUMNS.find(has);
  return {
    patient: table.scopeColumn === "patient_id" ? "patient_id" : "NULL",
    clinic: clinicColumn === undefined ? "''" : `coalesce(${clinicColumn}, '')`,
    deleted,
  };
}

/** Unknown tables are scoped by the same column names, where their rows have them. */
const OTHER_SCOPE: Pick<SourceText, "patient" | "clinic" | "deleted"> = {
  patient: memberSql("patient_id"),
  clinic: `coalesce(${memberSql("clinic_id")}, '')`,
  deleted: "coalesce(json_extract(data, '$.is_deleted'), 0) = 1",
};

function memberSql(name: string): string {
  return `iif(json_type(data, '$.${name}') = 'text', json_extract(data, '$.${name}'), NULL)`;
}

function source(statements: Statements, text: SourceText): RowSource {
  const { tableNo, name, from, json, filter, patient, clinic, deleted } = text;
  const ofPatient = name === "patients"
    ? "coalesce(primary_clinic_id, '')"
    : `(SELECT coalesce(primary_clinic_id, '') FROM patients AS p WHERE p.id = ${patient})`;
  const clinicOfRow = patient === "NULL"
    ? clinic
    : `iif(coalesce(${patient}, '') = '', ${clinic}, ${ofPatient})`;
  const columns = `hub_row, hub_first_stamp, hub_first_writer, hub_stamp, hub_writer,
    hub_send_back, CAST(${json} AS BLOB), ${patient}, ${clinicOfRow}, ${deleted}`;
  const ofKey = (condition: string) =>
    `SELECT ${columns} FROM ${from} WHERE ${filter}${condition} AND hub_row > ?2
       AND hub_first_stamp <= ?3 ORDER BY hub_row LIMIT ${BATCH_ROWS}`;
  const byPatient = patient === "NULL" ? null : ofKey(`${patient} = ?1`);
  const byClinic = clinic === "''"
    ? null
    : ofKey(`${clinic} = ?1 AND coalesce(${patient}, '') = ''`);
  const at = `SELECT ${columns} FROM ${from} WHERE hub_row = ?`;
  const whereFirst =
    `WHERE ${filter}(hub_first_stamp, hub_row) > (?1, ?2) AND hub_first_stamp <= ?3`;
  const whereChanged = `WHERE ${filter}(hub_stamp, hub_row) > (?1, ?2) AND hub_stamp <= ?3
      AND hub_stamp > hub_first_stamp AND hub_first_stamp <= ?4`;
  const firstStored = `SELECT ${columns} FROM ${from} ${whereFirst}
    ORDER BY hub_first_stamp, hub_row LIMIT ${BATCH_ROWS}`;
  const changed = `SELECT ${columns} FROM ${from} ${whereChanged}
    ORDER BY hub_stamp, hub_row LIMIT ${BATCH_ROWS}`;
  const countFirst = `SELECT count(*) FROM ${from} ${whereFirst}`;
  const countChanged = `SELECT count(*) FROM ${from} ${whereChanged}`;
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
    withKey: (key, after, through) => {
      const sql = key.startsWith("p") ? byPatient : byClinic;
      if (sql === null) return [];
      const id = key.slice(1);
      return batches((from) => statements.get(sql).values<Values>(id, from.row, through), {
        after: { stamp: 0, row: after },
        next: (row) => ({ stamp: 0, row: row.row }),
      });
    },
    count: (phase, after, bound, through) => {
      const values = phase === 1
        ? statements.get(countFirst).value<[number]>(after.stamp, after.row, bound)
        : statements.get(countChanged).value<[number]>(after.stamp, after.row, bound, through);
      return values?.[0] ?? 0;
    },
    at: (row) => {
      const values = statements.get(at).value<Values>(row);
      return values === undefined ? null : sourceRow(values);
    },
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
  const [patientId, clinicId, deleted] = [values[7], values[8], values[9]];
  return {
    ...{ row, firstStamp, firstWriter, stamp, writer, json, patientId, clinicId },
    sendBack: sendBack === 1,
    isDeleted: deleted === 1,
  };
}
