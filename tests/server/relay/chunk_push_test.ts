import assert from "node:assert/strict";
import fc from "fast-check";
import {
  byArrival,
  CHUNK_LIMITS,
  chunkRows,
  LoweredLimits,
  type OutgoingRow,
  pushBody,
} from "../../../server/relay/chunk_push.ts";
import { RELAYED_TABLES } from "../../../server/relay/convert/cloud_columns.ts";

const anyRow: fc.Arbitrary<OutgoingRow> = fc.record({
  table: fc.constantFrom(...RELAYED_TABLES),
  id: fc.uuid(),
  list: fc.constantFrom("created", "updated", "deleted"),
  json: fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => JSON.stringify(text)),
  needs: fc.constant([]),
});
const anyRows = fc.array(anyRow, { maxLength: 60 }).map((rows) => rows.sort(byArrival));

function row(table: string, list: OutgoingRow["list"], json = "{}"): OutgoingRow {
  return { table, id: json, list, json, needs: [] };
}

Deno.test("chunkRows() keeps every row, in order, within the limits (decision 22)", () => {
  const limits = { maxRows: 7, maxBytes: 400 };
  fc.assert(fc.property(anyRows, (rows) => {
    const chunks = [...chunkRows(rows, limits)];
    assert.deepEqual(chunks.flat(), rows);
    for (const chunk of chunks) {
      const bytes = new TextEncoder().encode(pushBody(chunk)).length;
      assert.ok(chunk.length > 0 && chunk.length <= limits.maxRows);
      assert.ok(bytes <= limits.maxBytes || chunk.length === 1);
    }
  }));
});

Deno.test("chunkRows() keeps items and dispensing records apart, and deletions last (B20)", () => {
  fc.assert(fc.property(anyRows, (rows) => {
    let deleting = false;
    for (const chunk of chunkRows(rows)) {
      const kinds = new Set(
        chunk.map(({ table, list }) =>
          list === "deleted" ? "deleted" : table === "dispensing_records" ? table : "row"
        ),
      );
      assert.equal(kinds.size, 1);
      assert.ok(!deleting || kinds.has("deleted"));
      deleting = kinds.has("deleted");
    }
  }));
});

Deno.test("byArrival() has parents before children", () => {
  const tables = RELAYED_TABLES.map((table) => row(table, "updated"));
  assert.deepEqual([...tables].reverse().sort(byArrival), tables);
  const lists = [row("visits", "created"), row("visits", "updated"), row("visits", "deleted")];
  assert.deepEqual([...lists].reverse().sort(byArrival), lists);
});

Deno.test("chunkRows() refuses another order, and tables that are not relayed (A28)", () => {
  const mixed = [row("visits", "created"), row("patients", "created")];
  assert.throws(() => [...chunkRows(mixed)], RangeError);
  const foreign = [row("clinic_departments", "created"), row("clinic_departments", "created")];
  assert.throws(() => [...chunkRows(foreign)], RangeError);
});

Deno.test("pushBody() is JSON with every row in its list", () => {
  const rows = [
    row("patients", "created", `{"id":"a"}`),
    row("patients", "updated", `{"id":"b"}`),
    row("visits", "created", `{"id":"c"}`),
    row("patients", "deleted", `"d"`),
  ];
  assert.deepEqual(JSON.parse(pushBody(rows)), {
    patients: { created: [{ id: "a" }], updated: [{ id: "b" }], deleted: ["d"] },
    visits: { created: [{ id: "c" }], updated: [], deleted: [] },
  });
  assert.equal(pushBody([]), "{}");
});

Deno.test("CHUNK_LIMITS are 500 rows and 1 MiB", () => {
  const rows = Array.from({ length: 1001 }, () => row("visits", "created"));
  assert.deepEqual([...chunkRows(rows)].map(({ length }) => length), [500, 500, 1]);
  const large = JSON.stringify("x".repeat(CHUNK_LIMITS.maxBytes / 2));
  const two = [row("visits", "created", large), row("visits", "created", large)];
  assert.equal([...chunkRows(two)].length, 2);
});

Deno.test("LoweredLimits rise after requests that got through, but not in a run over what a gateway takes", () => {
  const limits = new LoweredLimits();
  const rise = () => Array.from({ length: 8 * 20 }).forEach(() => limits.taken());
  for (let time = 0; time < 20; time++) limits.lower("line");
  assert.deepEqual([limits.maxRows, limits.maxBytes], [25, 32 * 1024]);
  for (let time = 0; time < 7; time++) limits.taken();
  assert.equal(limits.maxRows, 25);
  limits.taken();
  assert.equal(limits.maxRows, 50);
  rise();
  assert.deepEqual({ ...limits }, { ...CHUNK_LIMITS });
  limits.lower("gateway");
  rise();
  assert.deepEqual([limits.maxRows, limits.maxBytes], [250, 512 * 1024]);
  limits.begin();
  rise();
  assert.deepEqual({ ...limits }, { ...CHUNK_LIMITS });
});
