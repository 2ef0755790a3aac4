import assert from "node:assert/strict";
import { CATALOGUES, type TextKey } from "../../../ui/page/text/catalogues.ts";
import type { Language, Text } from "../../../ui/page/text/text.ts";

const LANGUAGES = Object.keys(CATALOGUES) as Language[];
const KEYS = Object.keys(CATALOGUES.en) as TextKey[];
/** Names and patterns that are the same everywhere. */
const SAME: ReadonlySet<string> = new Set(["product", "pair.paper", "help.step", "who.hub"]);

/** Every form of a text. */
function forms(text: Text): string[] {
  return typeof text === "string" ? [text] : Object.values(text);
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).sort();
}

Deno.test("every language has every text, and no other", () => {
  assert(KEYS.length > 300);
  for (const language of LANGUAGES) {
    assert.deepEqual(Object.keys(CATALOGUES[language]).sort(), [...KEYS].sort(), language);
  }
});

Deno.test("no text is empty, left in English, or without its direction", () => {
  for (const language of ["es", "ar"] as const) {
    for (const key of KEYS) {
      for (const form of forms(CATALOGUES[language][key])) {
        assert.notEqual(form.trim(), "", `${language} ${key}`);
        const english = forms(CATALOGUES.en[key]);
        const own = key === "no" || SAME.has(key) || !english.includes(form);
        assert(own, `${key} is English in ${language}`);
        if (language === "ar" && !SAME.has(key)) {
          assert.match(form, /\p{Script=Arabic}/u, `${key} has no Arabic`);
        }
      }
    }
  }
});

Deno.test("a text has the same values in every language, in every plural form", () => {
  for (const key of KEYS) {
    const wanted = placeholders(forms(CATALOGUES.en[key]).at(-1) ?? "");
    for (const language of LANGUAGES) {
      const text = CATALOGUES[language][key];
      const [most = ""] = forms(text).toReversed();
      assert.deepEqual(placeholders(most), wanted, `${language} ${key}`);
      for (const form of forms(text)) {
        // One and two need not say their number; nothing else may be left out.
        const rest = placeholders(form);
        const extra = rest.filter((name) => !wanted.includes(name));
        const missing = wanted.filter((name) => name !== "n" && !rest.includes(name));
        assert.deepEqual([...extra, ...missing], [], `${language} ${key}: ${form}`);
      }
    }
  }
});

Deno.test("a text with plural forms has those of its language (Unicode CLDR)", () => {
  const plural = KEYS.filter((key) => typeof CATALOGUES.en[key] !== "string");
  assert(plural.length > 10);
  for (const language of LANGUAGES) {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const key of plural) {
      const text = CATALOGUES[language][key];
      assert(typeof text !== "string", `${language} ${key} has no plural forms`);
      assert.deepEqual(Object.keys(text).sort(), wanted, `${language} ${key}`);
    }
  }
});

Deno.test("the fixed words of the glossary are used", () => {
  const all = (language: Language) => KEYS.flatMap((key) => forms(CATALOGUES[language][key]));
  for (const text of all("en")) assert.doesNotMatch(text, /\b(client|device|user name|token)\b/i);
  for (const [language, never] of [["en", /\bpass(word|code)\b/i], ["es", /contraseñ/i]] as const) {
    // The password is what an account has on a phone, and nothing else.
    const allowed = new Set<TextKey>(["pair.step3", "help.card3", "help.noLoginText"]);
    for (const key of KEYS) {
      if (allowed.has(key)) continue;
      for (const form of forms(CATALOGUES[language][key])) assert.doesNotMatch(form, never, key);
    }
  }
});
