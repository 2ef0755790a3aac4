import assert from "node:assert/strict";
import { closingDialog, readChoice } from "../../../ui/window/closing_page.ts";
import {
  CLOSING_TEXTS,
  type ClosingLanguage,
  machineLanguage,
} from "../../../ui/window/closing_texts.ts";
import { dialogPage } from "../../../ui/window/dialog_page.ts";
import { PROBLEM_TEXTS } from "../../../ui/window/problem_texts.ts";

/** Names and nesting of texts, without the texts. */
function shape(texts: unknown): unknown {
  if (typeof texts !== "object" || texts === null) return typeof texts;
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, shape(text)]));
}

function closingPage(phones: number, language: ClosingLanguage): string {
  return dialogPage(closingDialog(phones, language));
}

Deno.test("CLOSING_TEXTS and PROBLEM_TEXTS say the same things in every language", () => {
  const { en, ...others } = CLOSING_TEXTS;
  for (const texts of Object.values(others)) assert.deepEqual(shape(texts), shape(en));
  for (const texts of Object.values(PROBLEM_TEXTS)) {
    assert.deepEqual(shape(texts), shape(PROBLEM_TEXTS.en));
  }
  for (const { phones } of Object.values(CLOSING_TEXTS)) assert.match(phones.several, /\{n\}/);
});

Deno.test("closingDialog() counts phones and goes from right to left in Arabic", () => {
  assert.match(closingPage(0, "en"), /No phone was connected/);
  assert.match(closingPage(1, "en"), /1 phone was connected/);
  assert.match(closingPage(12, "es"), /12 teléfonos/);
  assert.match(closingPage(3, "ar"), /<html lang="ar" dir="rtl">/);
});

Deno.test("readChoice() keeps serving unless the page clearly says otherwise", () => {
  assert.equal(readChoice("stop"), "stop");
  assert.equal(readChoice("back"), "back");
  for (const other of ["keep", "Stop", "", null, undefined, 7, {}]) {
    assert.equal(readChoice(other), "keep");
  }
});

Deno.test("machineLanguage() falls back to English", () => {
  assert.equal(machineLanguage("ar-EG"), "ar");
  assert.equal(machineLanguage("ES"), "es");
  assert.equal(machineLanguage("fr-FR"), "en");
});
