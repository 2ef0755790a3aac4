import assert from "node:assert/strict";
import { schemaOf } from "../../../support/cloud/schema.ts";
import {
  CLOUD_COLUMNS,
  type CloudKind,
  RELAYED_TABLES,
} from "../../../../server/relay/convert/cloud_columns.ts";
import type { PgKind } from "../../../support/cloud/pg_table.ts";
import { tableOf } from "../hub_rows.ts";

const KINDS: Readonly<Record<CloudKind, readonly PgKind[]>> = {
  uuid: ["uuid"],
  text: ["text", "varchar"],
  json: ["jsonb"],
  boolean: ["bool"],
  whole: ["int2", "int4"],
  decimal: ["numeric"],
  real: ["float8"],
  time: ["timestamptz"],
  date: ["date"],
};
/** Set by the cloud alone, whatever is sent. */
const CLOUDS_OWN = new Set(["deleted_at", "last_modified", "server_created_at"]);

Deno.test("CLOUD_COLUMNS says what the cloud's schema says", () => {
  const schema = schemaOf(false);
  for (const [table, columns] of CLOUD_COLUMNS) {
    const real = schema.get(table)?.columns ?? assert.fail(table);
    const wanted = [...real.keys()].filter((name) => !CLOUDS_OWN.has(name)).sort();
    assert.deepEqual(columns.map(({ name }) => name).sort(), wanted, table);
    for (const column of columns) {
      const pg = real.get(column.name) ?? assert.fail(column.name);
      const label = `${table}.${column.name}`;
      assert.ok(KINDS[column.kind].includes(pg.kind), label);
      const size = pg.kind === "int2" ? 16 : pg.kind === "int4" ? 32 : pg.size;
      assert.deepEqual([column.size, column.scale], [size, pg.scale], label);
      assert.ok(column.required || !pg.notNull, label);
    }
  }
});

Deno.test("CLOUD_COLUMNS names columns that the hub has", () => {
  for (const [table, columns] of CLOUD_COLUMNS) {
    const names = new Set(["id", ...tableOf(table).columns.map(({ name }) => name)]);
    for (const { name } of columns) assert.ok(names.has(name), `${table}.${name}`);
  }
});

Deno.test("RELAYED_TABLES has parents before children and items before dispensing", () => {
  const schema = schemaOf(false);
  const seen = new Set<string>();
  for (const table of RELAYED_TABLES) {
    seen.add(table);
    for (const { name, references } of schema.get(table)?.columns.values() ?? []) {
      if (references === null || !RELAYED_TABLES.includes(references)) continue;
      assert.ok(seen.has(references), `${table}.${name}`);
    }
  }
});

Deno.test("RELAYED_TABLES leaves out what the cloud duplicates or ignores (A28)", () => {
  for (const table of ["clinic_departments", "drug_catalogue", "clinic_inventory", "users"]) {
    assert.ok(!RELAYED_TABLES.includes(table));
  }
});
