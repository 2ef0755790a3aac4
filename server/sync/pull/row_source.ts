/**
 * Reads the rows of one table in the two orders that a pull needs.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import { rowJsonSql } from "../rows/row_json.ts";
import type { RowScope } from "../scope/visibility.ts";

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

/** A row as the statements below give it. */
interface ReadRow {
  readonly hub_row: number;
  readonly hub_first_stamp: number;
  readonly hub_first_writer: number;
  readonly hub_stamp: number;
  readonly hub_writer: number;
  readonly hub_send_back: number;
  readonly read_json: Uint8Array;
  readonly read_patient: string | null;
  readonly read_clinic: string | null;
  readonly read_deleted: number;
}

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
    hub_send_back, CAST(${json} AS BLOB) AS read_json, ${patient} AS read_patient,
    ${clinicOfRow} AS read_clinic, ${deleted} AS read_deleted`;
  const ofKey = (condition: string) =>
    `SELECT ${columns} FROM ${from} WHERE ${filter}${condition} AND hub_row > ?2
       AND hub_first_stamp <= ?3 ORDER BY hub_row`;
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
    ORDER BY hub_first_stamp, hub_row`;
  const changed = `SELECT ${columns} FROM ${from} ${whereChanged}
    ORDER BY hub_stamp, hub_row`;
  const countFirst = `SELECT count(*) FROM ${from} ${whereFirst}`;
  const countChanged = `SELECT count(*) FROM ${from} ${whereChanged}`;
  return {
    tableNo,
    name,
    firstStored: (after, bound) =>
      oneByOne(statements.get(firstStored).iter<ReadRow>(after.stamp, after.row, bound)),
    changed: (after, bound, through) =>
      oneByOne(statements.get(changed).iter<ReadRow>(after.stamp, after.row, bound, through)),
    withKey: (key, after, through) => {
      const sql = key.startsWith("p") ? byPatient : byClinic;
      if (sql === null) return [];
      return oneByOne(statements.get(sql).iter<ReadRow>(key.slice(1), after, through));
    },
    count: (phase, after, bound, through) => {
      const values = phase === 1
        ? statements.get(countFirst).value<[number]>(after.stamp, after.row, bound)
        : statements.get(countChanged).value<[number]>(after.stamp, after.row, bound, through);
      return values?.[0] ?? 0;
    },
    at: (row) => {
      const read = statements.get(at).get<ReadRow>(row);
      return read === undefined ? null : sourceRow(read);
    },
  };
}

/** One row at a time: a row may be as large as a body, and a page takes as many as fit. */
function* oneByOne(rows: Iterable<ReadRow>): Iterable<SourceRow> {
  for (const row of rows) yield sourceRow(row);
}

function sourceRow(read: ReadRow): SourceRow {
  return {
    row: read.hub_row,
    firstStamp: read.hub_first_stamp,
    firstWriter: read.hub_first_writer,
    stamp: read.hub_stamp,
    writer: read.hub_writer,
    sendBack: read.hub_send_back === 1,
    json: read.read_json,
    patientId: read.read_patient,
    clinicId: read.read_clinic,
    isDeleted: read.read_deleted === 1,
  };
}
