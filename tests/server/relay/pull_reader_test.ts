import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type PullEnd,
  type PullFormatCode,
  type PullPart,
  PullReader,
} from "../../../server/relay/pull_reader.ts";
import { CloudClinic } from "../../support_tests/cloud/plain_hub.ts";

const utf8 = new TextEncoder();

/** Reads text in pieces that end at the given places. */
function readAll(
  text: string | Uint8Array,
  cuts: readonly number[] = [],
  maxRowBytes?: number,
): { readonly parts: PullPart[]; readonly end: PullEnd } {
  const bytes = typeof text === "string" ? utf8.encode(text) : text;
  const places = [...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  const reader = new PullReader(maxRowBytes);
  const parts: PullPart[] = [];
  let start = 0;
  for (const place of [...places, bytes.length]) {
    parts.push(...reader.read(bytes.slice(start, place)));
    start = place;
  }
  return { parts, end: reader.finish() };
}

function answer(changes: unknown, rest: object = { timestamp: 7 }): string {
  return JSON.stringify({ success: true, changes, ...rest });
}

function refuses(text: string | Uint8Array, code: PullFormatCode, maxRowBytes?: number): void {
  assert.throws(() => readAll(text, [], maxRowBytes), { code });
}

Deno.test("PullReader gives rows and deleted ids, and the timestamp at the end", () => {
  const text = answer({
    patients: { created: [{ id: "a" }], updated: [{ id: "b" }], deleted: ["c"] },
    undefined: { created: [{ id: "d" }], updated: [], deleted: [] },
    visits: { created: [], updated: [], deleted: [] },
  });
  const { parts, end } = readAll(text);
  assert.deepEqual(parts, [
    { kind: "row", table: "patients", row: { id: "a" } },
    { kind: "row", table: "patients", row: { id: "b" } },
    { kind: "deleted", table: "patients", id: "c" },
    { kind: "row", table: "undefined", row: { id: "d" } },
  ]);
  assert.deepEqual(end, { timestamp: 7 });
});

Deno.test("PullReader reads the same whatever pieces the answer arrives in", () => {
  const rows = fc.array(fc.record({ id: fc.uuid(), value: fc.jsonValue() }), { maxLength: 6 });
  const lists = fc.record({ created: rows, updated: rows, deleted: fc.array(fc.uuid()) });
  const changes = fc.dictionary(fc.string(), lists, { maxKeys: 4, noNullPrototype: true });
  fc.assert(
    fc.property(
      changes,
      fc.array(fc.nat(), { maxLength: 20 }),
      fc.nat(4),
      (tables, cuts, space) => {
        const text = JSON.stringify({ success: true, changes: tables, timestamp: 5 }, null, space);
        const expected = Object.entries(tables).flatMap((
          [table, { created, updated, deleted }],
        ) => [
          ...[...created, ...updated].map((row) => ({ kind: "row", table, row })),
          ...deleted.map((id) => ({ kind: "deleted", table, id })),
        ]);
        const plain = JSON.parse(JSON.stringify(expected));
        assert.deepEqual(JSON.parse(JSON.stringify(readAll(text, cuts).parts)), plain);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("PullReader reads byte by byte", () => {
  const text = answer({ patients: { created: [{ id: 'é😀\\"]}' }], updated: [], deleted: [] } });
  const cuts = Array.from({ length: utf8.encode(text).length }, (_, at) => at);
  assert.deepEqual(readAll(text, cuts), readAll(text));
});

Deno.test("PullReader takes keys in any order, unknown keys and missing lists", () => {
  const text = `{"timestamp": 9, "more": {"a": [1, {"b": "]}"}]}, "changes":
    {"patients": {"deleted": ["a"], "other": [{"x": 1}], "created": []}, "visits": {}}, "success": true}\n`;
  assert.deepEqual(readAll(text), {
    parts: [{ kind: "deleted", table: "patients", id: "a" }],
    end: { timestamp: 9 },
  });
});

Deno.test("PullReader refuses an answer that was cut anywhere (B22)", () => {
  const text = answer({ patients: { created: [{ id: "a" }], updated: [], deleted: ["b"] } });
  for (let length = 0; length < text.length; length++) {
    refuses(text.slice(0, length), "INCOMPLETE");
  }
});

Deno.test("PullReader refuses what is no answer of the cloud (A25)", () => {
  const changes = { patients: { created: [], updated: [], deleted: [] } };
  for (const text of ["[object Object]", "<html>Sign in</html>", "Bad Gateway", "[]", `"x"`, "5"]) {
    refuses(text, "NOT_A_PULL");
  }
  for (
    const text of [
      "{}",
      `{"error":"Unauthorized"}`,
      answer(changes, {}),
      answer(changes, { timestamp: "5" }),
      answer(changes, { timestamp: 5, success: false }),
      answer(changes, { timestamp: 5, success: "true" }),
      answer(null),
      answer([]),
      answer({ patients: 5 }),
      answer({ patients: { created: {} } }),
    ]
  ) {
    refuses(text, "NOT_A_PULL");
  }
  const good = answer(changes);
  refuses(`${good}x`, "NOT_JSON");
  refuses(`${good}${good}`, "NOT_JSON");
  refuses(good.replace(",", ";"), "NOT_JSON");
  refuses(good.replace(":", " "), "NOT_JSON");
  refuses(`{"success":true,"changes":{"a":{"created":[{} {}]}}}`, "NOT_JSON");
  refuses(`{"success":true,"changes":{"a":{"created":[{"id":}]}}}`, "NOT_JSON");
  refuses(`{"success":true,,"timestamp":5}`, "NOT_JSON");
  refuses(`{"success":tru,"timestamp":5}`, "NOT_JSON");
});

Deno.test("PullReader refuses bytes that are no UTF-8", () => {
  const bytes = utf8.encode(answer({ a: { created: [{ id: "x" }] } }));
  bytes[bytes.indexOf(0x78)] = 0xff;
  refuses(bytes, "NOT_JSON");
});

Deno.test("PullReader passes over a row that is too large and names it, wherever the answer is cut", () => {
  const wide = { note: '}\\"]{'.repeat(15_000), list: [[{}]], id: "not this one" };
  const text = answer({
    a: { created: [{ id: "x" }, { n: [1, "id"], id: "big", wide }, { id: "y" }], deleted: ["z"] },
    b: { updated: [{ wide, id: "late" }] },
  });
  const large = (table: string, id: string | null) => ({ kind: "large", table, id });
  const expected = (lateId: string | null) => [
    { kind: "row", table: "a", row: { id: "x" } },
    large("a", "big"),
    { kind: "row", table: "a", row: { id: "y" } },
    { kind: "deleted", table: "a", id: "z" },
    large("b", lateId),
  ];
  assert.equal(readAll(text, [], 200_000).parts.filter(({ kind }) => kind === "row").length, 4);
  const cuts = fc.array(fc.nat(text.length), { maxLength: 60 });
  fc.assert(fc.property(cuts, (places) => {
    const { parts, end } = readAll(text, places, 50_000);
    // An id that stands behind what is too large is known only if it came in one piece.
    const late = parts.at(-1);
    const id = late?.kind === "large" ? late.id : "none";
    assert(id === "late" || id === null);
    assert.deepEqual(parts, expected(id));
    assert.deepEqual(end, { timestamp: 7 });
  }));
  const small = Array.from({ length: 400 }, (_, at) => at * 1_000);
  assert.deepEqual(readAll(text, small, 50_000).parts, expected(null));
});

Deno.test("PullReader passes over a row with too much inside one another to hand on, and names it", () => {
  const nested = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels));
  const { parts } = readAll(answer({
    a: { created: [{ id: "x", list: nested(4_000) }, { id: "y", list: nested(900) }] },
  }));
  assert.deepEqual(parts, [
    { kind: "large", table: "a", id: "x" },
    { kind: "row", table: "a", row: { id: "y", list: nested(900) } },
  ]);
  assert.doesNotThrow(() => structuredClone(parts));
});

Deno.test("PullReader bounds what it holds of anything else", () => {
  const text = answer({ a: { created: [{ id: "x".repeat(100_000) }] } });
  // What is too large and never ends is no row.
  const reader = new PullReader(50_000);
  assert.deepEqual([...reader.read(utf8.encode(text).slice(0, 60_000))], []);
  assert.throws(() => reader.finish(), { code: "INCOMPLETE" });
  refuses(answer({ a: { deleted: ["x".repeat(100_000)] } }), "TOO_LARGE", 50_000);
  refuses(answer({ a: { other: ["x".repeat(100_000)] } }), "TOO_LARGE", 50_000);
  refuses(answer({ ["x".repeat(100_000)]: {} }), "TOO_LARGE", 50_000);
  refuses(answer({}, { timestamp: 7, note: "x".repeat(100_000) }), "TOO_LARGE", 50_000);
});

Deno.test("PullReader reads what the cloud sends", async () => {
  await using clinic = await CloudClinic.open();
  for (let made = 0; made < 50; made++) clinic.cloudVisit();
  const expected = await clinic.hub.pull();
  const bytes = new Uint8Array(await (await clinic.hub.tryPull()).arrayBuffer());
  const { parts } = readAll(bytes, [1000, 5000, 5001]);
  for (const [table, { created }] of Object.entries(expected.changes)) {
    const rows = parts.flatMap((part) =>
      part.kind === "row" && part.table === table ? [part.row] : []
    );
    assert.deepEqual(rows, created);
  }
});
