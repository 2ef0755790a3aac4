import assert from "node:assert/strict";
import { HEALTH_PROBLEMS } from "../../../server/health/mod.ts";
import { PROBLEM_WORDS, problemWords } from "../../../server/health/problem_words.ts";
import { CATALOGUES } from "../../../ui/page/text/catalogues.ts";

Deno.test("the English words of each problem are those of the page", () => {
  const page: Readonly<Record<string, unknown>> = CATALOGUES.en;
  for (const [code, { title, text }] of Object.entries(PROBLEM_WORDS)) {
    assert.deepEqual(page[`health.${code}.title`], title);
    assert.deepEqual(page[`health.${code}.text`], text);
  }
});

Deno.test("docs/health.md says of each problem what to do", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/health.md", import.meta.url));
  const missing = Object.keys(HEALTH_PROBLEMS).filter((code) => !page.includes(`\`${code}\``));
  assert.deepEqual(missing, []);
});

Deno.test("problemWords() puts the values in", () => {
  const full = problemWords({ code: "DISK_LOW", values: { bytes: 1.24e9 } });
  assert.match(full.text, /^Free: 1\.2 GB\./);
  const changed = problemWords({ code: "ADDRESS_CHANGED", values: { address: "a", now: "b" } });
  assert.match(changed.text, /^Phones know a; now it is b\./);
  const old = (days: number) => problemWords({ code: "SNAPSHOT_OLD", values: { days } }).title;
  assert.deepEqual([old(1), old(2)], [
    "The newest backup is 1 day old",
    "The newest backup is 2 days old",
  ]);
});
