import assert from "node:assert/strict";
import { countsChanges, isBlank } from "../../sqlcipher/sql_text.ts";
import { withoutValues } from "../../sqlcipher/sqlite_error.ts";

Deno.test("isBlank() tells comments from statements", () => {
  for (const blank of ["", " \n\t", ";", "--x", "-- x\n;", "/* ; */", "/* open", " ; /**/ ;--"]) {
    assert.equal(isBlank(blank), true, blank);
  }
  for (const text of ["x", "--x\ny", "/* */ y", "- -", "/", "\0", "; \0"]) {
    assert.equal(isBlank(text), false, text);
  }
});

Deno.test("countsChanges() knows data manipulation from everything else", () => {
  const counting = ["insert into t", "REPLACE INTO t", "Update t", "delete from t", "WITH x AS ()"];
  for (const sql of counting) {
    assert.equal(countsChanges(sql), true, sql);
    assert.equal(countsChanges(`-- c\n ;/* d */ ${sql}`), true, sql);
  }
  for (const sql of ["create table t", "explain insert", "pragma x", "vacuum", "inserted", ""]) {
    assert.equal(countsChanges(sql), false, sql);
  }
});

Deno.test("withoutValues() cuts what the generic code quotes and keeps constraint names", () => {
  assert.equal(withoutValues(1, 'fts5: syntax error near "x"'), "fts5: syntax error near");
  assert.equal(withoutValues(1, "no such column: x"), "no such column");
  assert.equal(withoutValues(1, "bad JSON path: '$x'"), "bad JSON path");
  assert.equal(withoutValues(1, "integer overflow"), "integer overflow");
  assert.equal(
    withoutValues(1555, "UNIQUE constraint failed: t.a"),
    "UNIQUE constraint failed: t.a",
  );
});
