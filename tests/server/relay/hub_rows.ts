/**
 * Made-up rows in hub form: sensible ones, and anything a phone could have put there.
 *
 * @module
 */

import fc from "fast-check";
import type { Column, Table } from "../../../server/database/table_shape.ts";
import { TABLE_BY_NAME } from "../../../server/database/tables.ts";
import { CLOUD_COLUMNS, type CloudColumn } from "../../../server/relay/convert/cloud_columns.ts";
import type { HubRow, HubValue } from "../../../server/relay/convert/hub_row.ts";

/** The table of this name. */
export function tableOf(name: string): Table {
  const table = TABLE_BY_NAME.get(name);
  if (table === undefined) throw new RangeError(`no table ${name}`);
  return table;
}

const DAY_MS = 86_400_000;
const MIN_MS = Date.UTC(1850, 0, 1);
const MAX_MS = Date.UTC(2120, 11, 31);

const instant = fc.integer({ min: MIN_MS, max: MAX_MS });
const midnight = fc.integer({ min: Math.ceil(MIN_MS / DAY_MS), max: Math.floor(MAX_MS / DAY_MS) })
  .map((day) => day * DAY_MS);
const jsonText = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null)
  .map((value) => JSON.stringify(value).toWellFormed().replaceAll("\\u0000", ""));

/** Rows as they should be: the cloud holds every value exactly. */
export function sensibleRows(table: Table): fc.Arbitrary<HubRow> {
  return rows(table, (column, cloud) => {
    const value = sensible(column, cloud);
    return cloud?.required === true ? value : fc.option(value, { freq: 8 });
  });
}

/** Rows with any values that the hub's columns could hold. */
export function wildRows(table: Table): fc.Arbitrary<HubRow> {
  return rows(table, (column) => fc.option(wild(column)));
}

function rows(
  table: Table,
  valueOf: (column: Column, cloud: CloudColumn | undefined) => fc.Arbitrary<HubValue>,
): fc.Arbitrary<HubRow> {
  const cloud = new Map(CLOUD_COLUMNS.get(table.name)?.map((column) => [column.name, column]));
  const values = Object.fromEntries(
    table.columns.map((column) => [column.name, valueOf(column, cloud.get(column.name))]),
  );
  return fc.record({ id: fc.uuid(), ...values });
}

function sensible(column: Column, cloud: CloudColumn | undefined): fc.Arbitrary<HubValue> {
  switch (column.kind) {
    case "text": {
      if (cloud?.kind === "uuid") return fc.uuid();
      const maxLength = cloud?.size || 40;
      return fc.string({ unit: "grapheme-ascii", maxLength });
    }
    case "date":
      return midnight.map((ms) => new Date(ms).toISOString().slice(0, 10));
    case "json":
      return jsonText;
    case "boolean":
      return fc.constantFrom(0, 1);
    case "integer":
      return fc.integer({ min: -32_768, max: 32_767 });
    case "real":
      return cloud?.kind === "decimal"
        ? fc.integer({ min: -9999, max: 9999 }).map((n) => n / 100)
        : fc.integer({ min: -1000, max: 1000 });
    case "time":
      return instant;
    case "day":
      return midnight;
  }
}

function wild(column: Column): fc.Arbitrary<HubValue> {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.uuid(),
    fc.constantFrom("", "0", "null", "{", "a\0b", "\ud800", "1990-05-04", "641779200000", "soon"),
    jsonText,
    fc.constant(`{"a":"\\u0000\\ud800"}`),
  );
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(0, -0, 120.5, 999.995, 1e9, 1e14, 2 ** 31, -62_000_000_000_000),
  );
  if (column.kind === "text" || column.kind === "date" || column.kind === "json") return text;
  if (column.kind === "boolean") return fc.constantFrom(0, 1);
  if (column.kind === "real") return number;
  return number.map(Math.trunc).filter(Number.isSafeInteger);
}
