import assert from "node:assert/strict";
import { TABLES } from "../../../server/database/tables.ts";
import { PAGE_PATHS } from "../../../server/operator/page_files.ts";
import { TEXTS } from "../../../server/operator/text/texts.ts";
import { TestOperator } from "./test_operator.ts";

const { en, ...OTHERS } = TEXTS;

function placeholders(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

for (const [language, texts] of Object.entries(OTHERS)) {
  Deno.test(`the texts in "${language}" have the keys and values of the English ones`, () => {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      const translated = new Map(Object.entries(texts)).get(key) ?? "";
      assert.notEqual(translated.trim(), "", key);
      assert.deepEqual(placeholders(translated), placeholders(text), key);
    }
  });
}

Deno.test("the Arabic texts are Arabic, apart from names", () => {
  const foreign = Object.entries(TEXTS.ar).filter(([, text]) =>
    /[A-Za-z]/.test(text.replaceAll(/\{\w+\}|Sync Hub|Hikma Health|QR/g, ""))
  );
  assert.deepEqual(foreign, []);
});

Deno.test("the texts name every table of the registry", () => {
  const unnamed = TABLES.filter(({ name }) => !Object.hasOwn(en, `table.${name}`));
  assert.deepEqual(unnamed.map(({ name }) => name), []);
});

Deno.test("the page uses texts that exist, and every text is used", async () => {
  using operator = new TestOperator();
  const files = [...PAGE_PATHS].filter((path) => path === "/" || path.endsWith(".js"));
  let source = "";
  for (const path of files) source += await (await operator.request(path)).text();
  const keys = new Set<string>(Object.keys(en));
  const named = [...source.matchAll(/(?:data-text=|say\()"([\w.]+)"/g)].map(([, key = ""]) => key);
  assert.deepEqual(named.filter((key) => !keys.has(key)), []);
  // The rest is put together from a prefix and a word: `phone.${status}`.
  const prefixes = [...source.matchAll(/`([a-z]+)\.\$\{/g)].map(([, prefix = ""]) => prefix);
  prefixes.push("table", "reason");
  const unused = [...keys].filter((key) =>
    !source.includes(`"${key}"`) && !prefixes.includes(key.split(".")[0] ?? "")
  );
  assert.deepEqual(unused, []);
});
