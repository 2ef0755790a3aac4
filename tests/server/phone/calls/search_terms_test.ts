import assert from "node:assert/strict";
import { matcher } from "../../../../server/phone/calls/search_terms.ts";

Deno.test("matcher() finds every word in any of the texts, however they are written", () => {
  const name = ["عبد الرحمن", "أبو خليل", null];
  for (const term of ["عبدالرحمن", "عبد ألرحمن", "ابوخليل عبد", "خليل"]) {
    assert.ok(matcher(term)(name), term);
  }
  for (const term of ["عبدالله", "خليل عمر", "%", "_"]) assert.ok(!matcher(term)(name), term);
  assert.ok(matcher("anne-marie")(["Annemarie"]));
  assert.ok(matcher("annemarie")(["Anne-Marie"]));
  assert.ok(matcher("100%")(["100% sure"]));
  assert.ok(matcher("%")(["100% sure"]));
  // Words of different texts are no word together.
  assert.ok(!matcher("salilah")(["Sali", "Lah"]));
});
