/** Every field that a phone writes has a name in the page's languages, and a value people can read. */

import assert from "node:assert/strict";
import type { ColumnKind } from "../../../server/database/table_shape.ts";
import { TABLES } from "../../../server/database/tables.ts";
import { CATALOGUES } from "../../../ui/page/text/catalogues.ts";

// The page asks the browser where it is when it is loaded.
Object.assign(globalThis, { location: new URL("http://127.0.0.1:1/") });
const { DAYS, fieldWords, INSTANTS, recordNumber, valueWords, YES_OR_NO } = await import(
  "../../../ui/page/screens/record_words.ts"
);
const { language } = await import("../../../ui/page/state/language.ts");

const WRITTEN = TABLES.filter(({ writable }) => writable);

/** Names of the columns of a kind. */
function named(...kinds: ColumnKind[]): string[] {
  const found = WRITTEN.flatMap(({ columns }) =>
    columns.filter(({ kind }) => kinds.includes(kind))
  );
  return [...new Set(found.map(({ name }) => name))].sort();
}

Deno.test("every field that phones write has a name in every language", () => {
  const names = [...new Set(WRITTEN.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  assert(names.length > 90);
  const known = Object.keys(CATALOGUES.en).filter((key) => key.startsWith("column."));
  assert.deepEqual(known.sort(), names.map((name) => `column.${name}`).sort());
  language.value = "ar";
  assert.equal(fieldWords("given_name"), CATALOGUES.ar["column.given_name"]);
  assert.match(fieldWords("a_field_of_later"), /a field of later/);
  language.value = "en";
});

Deno.test("times, days, and yes or no are read as such", () => {
  assert.deepEqual([...INSTANTS].sort(), named("time"));
  assert.deepEqual([...DAYS].sort(), named("day"));
  assert.deepEqual([...YES_OR_NO].sort(), named("boolean"));
  const noonMs = Date.UTC(2026, 2, 9, 12);
  assert.match(valueWords(noonMs, "prescribed_at"), /Mar 9, 2026.*\d:\d\d/);
  assert.equal(valueWords(Date.UTC(2026, 2, 9), "onset_date"), "Mar 9, 2026");
  assert.equal(valueWords(1, "is_walk_in"), "Yes");
  assert.equal(valueWords(0, "is_walk_in"), "No");
  assert.equal(valueWords(125, "quantity_available"), "125");
  assert.doesNotMatch(valueWords(noonMs), /2026/);
});

Deno.test("records that were made in the same minute have different numbers", () => {
  const ids = ["0197f3a2-5d1e-7c33-9a51-2f6f4b1f0c11", "0197f3a2-6e00-7aaa-8b51-2f6f4b77ab02"];
  assert.equal(new Set(ids.map(recordNumber)).size, 2);
});
